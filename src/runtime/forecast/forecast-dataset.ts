// The series of a dataset to the worker threads and back, if there is time for it here.
import type { RawParameters } from "../../core/contract.ts";
import type { Plan } from "../../model/predict/plan.ts";
import { answerOf, type Answer } from "../../model/predict/prediction.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import type { Estimate } from "../handover/estimator.ts";
import { HandOver, untilHandOver } from "../handover/hand-over.ts";
import type { Logger } from "../log.ts";
import { forecastPanel, type PanelAttempt } from "./forecast-panel.ts";

type DatasetAttempt = PanelAttempt & { log?: Logger };

/** Of the time that is left; what may take longer is handed over before any work. */
const shareForEstimate = 0.6;

/** A forecast that takes less says little, and is not worth a line. */
const shortMs = 1000;

/** @throws ForecasterError when another try may succeed, HandOver for what the job is to do */
export async function forecastDataset(
  dataset: Dataset,
  plan: Plan,
  parameters: RawParameters,
  attempt: DatasetAttempt,
): Promise<Answer> {
  const { forecaster, clock, signal, estimator, done } = attempt;
  const isPanel = dataset.idColumns.length > 0;
  const workers = isPanel ? Math.min(attempt.settings.maximumWorkers, dataset.series.length) : 1;
  const estimate = estimator?.estimate(plan.model, dataset.series);
  if (estimate && done === undefined) checkEstimate(estimate, workers, attempt);
  const startedAt = clock.now();
  const parts = isPanel
    ? await forecastPanel(dataset, parameters, attempt, plan.model)
    : [
        await untilHandOver(attempt, (timeoutMs) =>
          forecaster.forecast({ chunk: dataset, parameters }, { timeoutMs, signal }),
        ),
      ];
  if (estimate && done === undefined) {
    const tookMs = clock.now() - startedAt;
    estimator?.learn(plan.model, estimate, tookMs * workers);
    logEstimate(dataset, plan, estimate.ms / workers, tookMs, attempt.log);
  }
  return answerOf(dataset, plan, parts);
}

/** @throws HandOver */
function checkEstimate(
  { ms, isGuess }: Estimate,
  workers: number,
  { handOverAt, deadline, clock }: DatasetAttempt,
): void {
  if (handOverAt === undefined || isGuess) return;
  const wallMs = ms / workers;
  if (wallMs > shareForEstimate * (deadline - clock.now())) throw new HandOver("estimate", wallMs / 1000);
}

function logEstimate(
  { series }: Dataset,
  { model }: Plan,
  estimatedMs: number,
  tookMs: number,
  log: Logger | undefined,
): void {
  if (Math.max(estimatedMs, tookMs) < shortMs) return;
  log?.log("DEBUG", "Forecast estimate", {
    model,
    series: series.length,
    rows: series.reduce((sum, { ds }) => sum + ds.length, 0),
    estimatedSeconds: Math.round(estimatedMs) / 1000,
    seconds: Math.round(tookMs) / 1000,
  });
}
