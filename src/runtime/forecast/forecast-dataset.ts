// The series of a dataset to the worker threads and back in the order of the input. Many are cut into chunks, and each
// fails alone: whatever its chunk died of, all others get their forecast, and it gets a fallback where one is possible.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { InputError } from "../../model/input-error.ts";
import type { Forecasts, Plan } from "../../model/predict/plan.ts";
import { answerOf, type Answer } from "../../model/predict/prediction.ts";
import { checkOutput } from "../../model/results/output-limit.ts";
import type { Dataset, Series } from "../../model/series/dataset.ts";
import type { SeriesOutcome } from "../../model/series/forecast-table.ts";
import { faultOfSeries, isFaultOfSeries, lateSeries } from "../delivery/failures.ts";
import type { Settings } from "../settings.ts";
import type { Attempt } from "./attempt.ts";
import { chunksOf } from "./chunks.ts";
import { inTurn } from "./in-turn.ts";

type DatasetAttempt = Pick<Attempt, "forecaster" | "clock" | "signal" | "deadline"> & {
  settings: Pick<Settings, "maximumWorkers" | "seriesTimeoutMs">;
};

/** What an instance with 1 GiB has room for, beside the series themselves. */
const mostRowsOut = 2_000_000;

/** A fallback takes so long or less; time for those of all series that are left is kept free. */
const fallbackMs = ({ ds }: Series): number => 0.3 + 0.004 * ds.length;

/** For what follows the forecasts: the result has to be written. */
const writingMs = 10_000;

/** @throws ForecasterError when another try may succeed */
export async function forecastDataset(
  dataset: Dataset,
  plan: Plan,
  parameters: RawParameters,
  attempt: DatasetAttempt,
): Promise<Answer> {
  const { forecaster, clock, signal, deadline } = attempt;
  const parts =
    dataset.idColumns.length > 0
      ? await forecastMany(dataset, parameters, attempt)
      : [
          await forecaster.forecast(
            { chunk: dataset, parameters },
            { timeoutMs: deadline - clock.now(), signal },
          ),
        ];
  return answerOf(dataset, plan, parts);
}

async function forecastMany(
  dataset: Dataset,
  parameters: RawParameters,
  { forecaster, clock, settings, signal, deadline }: DatasetAttempt,
): Promise<Forecasts<Uint8Array>[]> {
  const { maximumWorkers, seriesTimeoutMs } = settings;
  const reserveMs = Math.min(writingMs, (deadline - clock.now()) / 4);
  let leftMs = sum(dataset.series.map(fallbackMs));
  let rowsOut = 0;
  let bytesOut = 0;

  /** From then on there is time for fallbacks only. */
  const lateAt = () => deadline - reserveMs - leftMs / maximumWorkers;

  /** What had no more time than was left for all has not taken too long by itself. */
  const faultOf = (error: CloudRunnerError): InputFault =>
    error.code === "forecast.timed-out" && clock.now() >= lateAt() ? lateSeries : faultOfSeries(error);

  async function ask(series: Series[]): Promise<Forecasts<Uint8Array>> {
    const isFallback = series.every(({ fault }) => fault !== undefined);
    const until = isFallback ? deadline : lateAt();
    const part = await forecaster.forecast(
      { chunk: { ...dataset, series }, parameters },
      {
        timeoutMs: deadline - clock.now(),
        runMs: Math.min(seriesTimeoutMs, Math.max(1, until - clock.now())),
        signal,
      },
    );
    leftMs -= sum(series.map(fallbackMs));
    rowsOut += sum(part.outcomes.map(({ rows }) => rows));
    if (rowsOut > mostRowsOut) throw tooManyRows();
    checkOutput((bytesOut += part.csv.length));
    return part;
  }

  async function forecastChunk(chunk: Series[]): Promise<Forecasts<Uint8Array>[]> {
    const isLate = clock.now() >= lateAt();
    try {
      return [await ask(isLate ? chunk.map((each) => ({ fault: lateSeries, ...each })) : chunk)];
    } catch (error) {
      // When the time of the whole file is up, it was not the series that took too long.
      if (!isFaultOfSeries(error) || clock.now() >= deadline) throw error;
      const alone: Forecasts<Uint8Array>[] = [];
      const fault = faultOf(error);
      // A worker may die of what was left by those before it.
      const isFirst = chunk.length > 1 || fault.code !== "forecast.timed-out";
      for (const each of chunk) alone.push(await forecastAlone(each, isFirst, fault));
      return alone;
    }
  }

  /** @param isFirst whether it gets another try by its model before its fallback */
  async function forecastAlone(
    series: Series,
    isFirst: boolean,
    fault: InputFault,
  ): Promise<Forecasts<Uint8Array>> {
    if (series.fault !== undefined && !isFirst) {
      leftMs -= fallbackMs(series);
      return { csv: new Uint8Array(0), outcomes: [nothing(series.fault)] };
    }
    const isLate = clock.now() >= lateAt();
    const next = isFirst && !isLate ? series : { fault, ...series };
    try {
      return await ask([next]);
    } catch (error) {
      if (!isFaultOfSeries(error) || clock.now() >= deadline) throw error;
      return forecastAlone(next, false, faultOf(error));
    }
  }

  return (await inTurn(chunksOf(dataset.series, maximumWorkers), maximumWorkers, forecastChunk)).flat();
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
