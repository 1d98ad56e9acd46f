// The series of a panel, cut into chunks, to the worker threads and back in the order of the input. A series fails
// alone: whatever its chunk died of, all others get their forecast, and it gets a fallback where one is possible.
import type { CloudRunnerError } from "../../core/errors.ts";
import { faultOfAll } from "../../model/check/fallback-dates.ts";
import { InputError } from "../../model/input-error.ts";
import type { InputFault, RawParameters } from "../../core/contract.ts";
import { panelHeader } from "../../model/csv/panel-cells.ts";
import { itemsOf, usualFrequency } from "../../model/series/panel-item.ts";
import type { PanelItem } from "../../model/series/panel-item.ts";
import type { PanelPlan } from "../../model/predict/predict-csv.ts";
import type { SeriesOutcome } from "../../model/predict/predict-series.ts";
import type { Panel } from "../../model/series/read-panel.ts";
import { faultOfSeries, isFaultOfSeries, lateSeries } from "../delivery/failures.ts";
import type { Attempt } from "./forecast-input.ts";
import type { PanelForecast, SeriesForecast } from "./forecaster.ts";
import { inTurn } from "./in-turn.ts";
import { chunksOf } from "./panel-chunks.ts";
import { failedSeries, summaryOf } from "./panel-summary.ts";
import type { Settings } from "../settings.ts";

type PanelAttempt = Pick<Attempt, "forecaster" | "clock" | "signal" | "deadline"> & {
  settings: Pick<Settings, "maximumWorkers" | "seriesTimeoutMs">;
};

/** What an instance with 1 GiB has room for, beside the series themselves. */
const mostRowsOut = 2_000_000;

/** A fallback takes so long or less; time for those of all series that are left is kept free. */
const fallbackMs = ({ series }: PanelItem): number => 0.3 + 0.004 * (series?.ds.length ?? 0);

/** For what follows the forecasts: the result has to be written. */
const writingMs = 10_000;

/**
 * @throws ForecasterError when another try may succeed
 */
export async function forecastPanel(
  panel: Panel,
  plan: PanelPlan,
  parameters: RawParameters,
  { forecaster, clock, settings, signal, deadline }: PanelAttempt,
): Promise<PanelForecast> {
  const { maximumWorkers, seriesTimeoutMs } = settings;
  const { targetColumn } = panel;
  const items = itemsOf(panel);
  const usual = usualFrequency(items);
  const reserveMs = Math.min(writingMs, (deadline - clock.now()) / 4);
  let leftMs = sum(items.map(fallbackMs));
  let rowsOut = 0;

  /** From then on there is time for fallbacks only. */
  const lateAt = () => deadline - reserveMs - leftMs / maximumWorkers;

  /** What had no more time than was left for all has not taken too long by itself. */
  const faultOf = (error: CloudRunnerError): InputFault =>
    error.code === "forecast.timed-out" && clock.now() >= lateAt() ? lateSeries : faultOfSeries(error);

  async function ask(chunk: readonly PanelItem[]): Promise<SeriesForecast> {
    const isFallback = chunk.every(({ fault }) => fault !== undefined);
    const until = isFallback ? deadline : lateAt();
    const answer = await forecaster.forecastSeries(
      { items: chunk, targetColumn, usual, parameters },
      {
        timeoutMs: deadline - clock.now(),
        runMs: Math.min(seriesTimeoutMs, Math.max(1, until - clock.now())),
        signal,
      },
    );
    leftMs -= sum(chunk.map(fallbackMs));
    rowsOut += sum(answer.outcomes.map(({ rows }) => rows));
    if (rowsOut > mostRowsOut) throw tooManyRows();
    return answer;
  }

  async function forecastChunk(chunk: readonly PanelItem[]): Promise<SeriesForecast[]> {
    const isLate = clock.now() >= lateAt();
    try {
      return [await ask(isLate ? chunk.map((item) => ({ fault: lateSeries, ...item })) : chunk)];
    } catch (error) {
      // When the time of the whole file is up, it was not the series that took too long.
      if (!isFaultOfSeries(error) || clock.now() >= deadline) throw error;
      const alone: SeriesForecast[] = [];
      const fault = faultOf(error);
      // A worker may die of what was left by those before it.
      const isFirst = chunk.length > 1 || fault.code !== "forecast.timed-out";
      for (const item of chunk) alone.push(await forecastAlone(item, isFirst, fault));
      return alone;
    }
  }

  /** @param isFirst whether it gets another try by its model before its fallback */
  async function forecastAlone(
    item: PanelItem,
    isFirst: boolean,
    fault: InputFault,
  ): Promise<SeriesForecast> {
    if (item.fault !== undefined && !isFirst) {
      leftMs -= fallbackMs(item);
      return { csv: new Uint8Array(0), outcomes: [nothing(item.fault)] };
    }
    const isLate = clock.now() >= lateAt();
    const next = isFirst && !isLate ? item : { fault, ...item };
    try {
      return await ask([next]);
    } catch (error) {
      if (!isFaultOfSeries(error) || clock.now() >= deadline) throw error;
      return forecastAlone(next, false, faultOf(error));
    }
  }

  const answers = (await inTurn(chunksOf(items, maximumWorkers), maximumWorkers, forecastChunk)).flat();
  const outcomes = answers.flatMap((answer) => answer.outcomes);
  const hopeless = faultOfAll(outcomes.map(({ rows, fault }) => ({ hasForecast: rows > 0, fault })));
  if (hopeless !== undefined) return { kind: "rejection", rejection: hopeless };
  const header = new TextEncoder().encode(panelHeader(plan.header, panel.idColumns));
  return {
    kind: "prediction",
    prediction: {
      csv: Buffer.concat([header, ...answers.map(({ csv }) => csv)]),
      model: plan.model,
      modelVersion: plan.modelVersion,
      rowsIn: panel.rowsIn,
      rowsOut,
      ...summaryOf(panel, plan, items, outcomes),
      series: { count: items.length, failed: failedSeries(panel, items, outcomes) },
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const nothing = (fault: InputFault): SeriesOutcome => ({
  rows: 0,
  model: undefined,
  frequency: undefined,
  fault,
  warnings: [],
  heaviest: undefined,
});

function tooManyRows(): InputError {
  return new InputError(`The forecasts of all series together have more than ${mostRowsOut} rows.`, {
    code: "parameter.horizon",
    fix: "Set a smaller horizon, or split the file by series.",
  });
}
