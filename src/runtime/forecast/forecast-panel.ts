// Many series to the worker threads and back in the order of the input. They are cut into chunks, and each fails alone:
// whatever its chunk died of, all others get their forecast, and it gets a fallback where one is possible. What there is no
// time for is handed over, with what is made already.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { InputError } from "../../model/input-error.ts";
import type { Forecasts } from "../../model/predict/plan.ts";
import { checkOutput } from "../../model/results/output-limit.ts";
import type { Dataset, Series } from "../../model/series/dataset.ts";
import type { SeriesOutcome } from "../../model/series/forecast-table.ts";
import { faultOfSeries, isFaultOfSeries, lateSeries } from "../delivery/failures.ts";
import type { DonePart } from "../handover/done.ts";
import { HandOver, isTimeTo, orHandOver } from "../handover/hand-over.ts";
import { createPace } from "../handover/pace.ts";
import type { Settings } from "../settings.ts";
import type { Attempt } from "./attempt.ts";
import { chunksOf } from "./chunks.ts";
import { inTurn } from "./in-turn.ts";

export type PanelAttempt = Pick<
  Attempt,
  "forecaster" | "clock" | "signal" | "deadline" | "handOverAt" | "estimator" | "done"
> & {
  settings: Pick<Settings, "maximumWorkers" | "seriesTimeoutMs">;
};

/** What an instance with 1 GiB has room for, beside the series themselves. */
const mostRowsOut = 2_000_000;

/** A fallback takes so long or less; time for those of all series that are left is kept free. */
const fallbackMs = ({ ds }: Series): number => 0.3 + 0.004 * ds.length;

/** For what follows the forecasts: the result has to be written. */
const writingMs = 10_000;

/** While it is not known how long a chunk takes, it has one series. */
const longestChunkMs = 10_000;

/** Series that lie side by side in the panel. */
interface Run {
  /** Index of the first. */
  from: number;
  series: Series[];
}

/** @throws ForecasterError when another try may succeed, HandOver for what the job is to do */
export async function forecastPanel(
  dataset: Dataset,
  parameters: RawParameters,
  attempt: PanelAttempt,
  model: string,
): Promise<Forecasts<Uint8Array>[]> {
  const { forecaster, clock, settings, signal, deadline, handOverAt, estimator, done = [] } = attempt;
  const { maximumWorkers, seriesTimeoutMs } = settings;
  const until = handOverAt ?? deadline;
  const left = leftOf(dataset.series, done);
  const weigh = (series: readonly Series[]): number => estimator?.estimate(model, series).ms ?? series.length;
  const pace = createPace(sum(left.map(({ series }) => weigh(series))), maximumWorkers, until, clock);
  const made = [...done];
  const reserveMs = Math.min(writingMs, (deadline - clock.now()) / 4);
  let leftMs = sum(left.flatMap(({ series }) => series.map(fallbackMs)));
  let rowsOut = 0;
  let bytesOut = 0;
  for (const { forecasts } of done) count(forecasts);

  /** From then on there is time for fallbacks only, where nothing can be handed over. */
  const lateAt = () => (handOverAt === undefined ? deadline - reserveMs - leftMs / maximumWorkers : Infinity);

  const isOver = () => clock.now() >= deadline || isTimeTo(handOverAt, clock.now());

  /** What had no more time than was left for all has not taken too long by itself. */
  const faultOf = (error: CloudRunnerError): InputFault =>
    error.code === "forecast.timed-out" && clock.now() >= lateAt() ? lateSeries : faultOfSeries(error);

  async function ask(series: Series[]): Promise<Forecasts<Uint8Array>> {
    const isFallback = series.every(({ fault }) => fault !== undefined);
    const runUntil = isFallback ? until : Math.min(until, lateAt());
    const part = await forecaster.forecast(
      { chunk: { ...dataset, series }, parameters },
      {
        timeoutMs: until - clock.now(),
        runMs: Math.min(seriesTimeoutMs, Math.max(1, runUntil - clock.now())),
        signal,
      },
    );
    leftMs -= sum(series.map(fallbackMs));
    count(part);
    return part;
  }

  function count({ csv, outcomes }: Forecasts<Uint8Array>): void {
    rowsOut += sum(outcomes.map(({ rows }) => rows));
    if (rowsOut > mostRowsOut) throw tooManyRows();
    checkOutput((bytesOut += csv.length));
  }

  async function forecastChunk({ from, series: chunk }: Run): Promise<void> {
    const isLate = clock.now() >= lateAt();
    try {
      const forecasts = await ask(isLate ? chunk.map((each) => ({ fault: lateSeries, ...each })) : chunk);
      made.push({ from, forecasts });
    } catch (error) {
      // When the time of the whole file is up, it was not the series that took too long.
      if (!isFaultOfSeries(error) || isOver()) throw orHandOver(error, attempt);
      const fault = faultOf(error);
      // A worker may die of what was left by those before it.
      const isFirst = chunk.length > 1 || fault.code !== "forecast.timed-out";
      for (const [index, each] of chunk.entries())
        made.push({ from: from + index, forecasts: await forecastAlone(each, isFirst, fault) });
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
      if (!isFaultOfSeries(error) || isOver()) throw orHandOver(error, attempt);
      return forecastAlone(next, false, faultOf(error));
    }
  }

  /** @throws HandOver before work that would not be done in time, so that none has to be cut off */
  function checkPace(weight: number): void {
    if (handOverAt === undefined) return;
    const now = clock.now();
    if (isTimeTo(handOverAt, now)) throw new HandOver("deadline");
    const endsAt = Math.max(pace.endsAt() ?? 0, now + weight * (pace.speed() ?? 0));
    if (endsAt > handOverAt) throw new HandOver("pace");
  }

  async function work(run: Run): Promise<void> {
    const weight = weigh(run.series);
    checkPace(weight);
    const end = pace.begin(weight);
    await forecastChunk(run);
    end();
  }

  /** With an estimate no chunk is so long that much would be lost with it. */
  function* chunks(): Generator<Run> {
    for (const chunk of left.flatMap((run) => cut(run, maximumWorkers))) {
      let { from, series } = chunk;
      while (estimator !== undefined && series.length > 1) {
        const most = longestChunkMs / (pace.speed() ?? Infinity);
        let taken = 1;
        while (taken < series.length && weigh(series.slice(0, taken + 1)) <= most) taken++;
        if (taken === series.length) break;
        yield { from, series: series.slice(0, taken) };
        from += taken;
        series = series.slice(taken);
      }
      yield { from, series };
    }
  }

  const inOrder = () => made.toSorted((a, b) => a.from - b.from);
  try {
    await inTurn(chunks(), maximumWorkers, work);
  } catch (error) {
    // What ran beside it has ended by now, and is kept too.
    throw error instanceof HandOver ? new HandOver(error.reason, error.estimate, inOrder()) : error;
  }
  return inOrder().map(({ forecasts }) => forecasts);
}

/** The series of which no forecast is made yet. */
function leftOf(series: readonly Series[], done: readonly DonePart[]): Run[] {
  const isMade = new Set(
    done.flatMap(({ from, forecasts }) => forecasts.outcomes.map((_, index) => from + index)),
  );
  const runs: Run[] = [];
  for (const [index, each] of series.entries()) {
    if (isMade.has(index)) continue;
    if (index === 0 || isMade.has(index - 1)) runs.push({ from: index, series: [] });
    runs.at(-1)!.series.push(each);
  }
  return runs;
}

function cut({ from, series }: Run, workers: number): Run[] {
  let next = from;
  return chunksOf(series, workers).map((chunk) => {
    const run = { from: next, series: chunk };
    next += chunk.length;
    return run;
  });
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
