// What forecasts are made of: results do not say, so the image's own worker threads make the forecasts again on this machine,
// from the bytes that were sent and with the same parameters. What they say counts only where every number is that of the result.
import { availableParallelism } from "node:os";
import pMap from "p-map";
import type { Parts } from "../../core/report/parts.ts";
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { readDataset } from "../../model/csv/read-dataset.ts";
import { readForecasts, type ReadForecast } from "../../model/csv/read-forecast.ts";
import { forecastHeader } from "../../model/csv/write-forecast.ts";
import { dayStyle } from "../../model/csv/parse-date.ts";
import { isInputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/parameters/model-descriptions.ts";
import type { Series } from "../../model/series/dataset.ts";
import type { SeriesOutcome } from "../../model/series/forecast-table.ts";
import { ForecasterError } from "../../runtime/forecast/forecaster.ts";
import type { WorkerPool } from "../../runtime/workers/worker-pool.ts";
import { startWorkers } from "../backtest/ask-workers.ts";
import type { Forecasted } from "../predict/file-result.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";

export interface Explained {
  parts: Parts | undefined;
  outcome: SeriesOutcome;
}

export interface ExplainedFile {
  /** By the ids of the series, as JSON. */
  series: ReadonlyMap<string, Explained>;
  /** Why some are missing, in a sentence. */
  why?: string;
}

/** Two at once at most: somebody is working on this machine. */
const mostWorkers = 2;
const seriesPerTask = 4;
/** Of all files together; a report should not take much longer than the forecast. */
const mostSeries = 200;
const budgetMs = 20_000;
const timeoutMs = 60_000;

export interface ExplainRequest {
  file: Forecasted;
  /** As the service had them, its defaults included. */
  parameters: RawParameters;
  /** Of the result, those that matter most first. */
  wanted: readonly ReadForecast[];
}

export type Explain = (request: ExplainRequest) => Promise<ExplainedFile>;

/** Starts threads for `work`, and ends them. */
export async function withExplainer<T>(session: Session, work: (explain: Explain) => Promise<T>): Promise<T> {
  const { clock, packageFolder } = session.machine;
  const parallel = Math.max(1, Math.min(mostWorkers, availableParallelism()));
  let pool: WorkerPool | undefined;
  const deadline = clock.now() + budgetMs;
  let left = mostSeries;
  try {
    return await during(session.progress, "Writing the report", (activity) =>
      work(async (request) => {
        const { file } = request;
        activity.update(`Writing the report: what the forecast of ${file.input.label} is made of`);
        pool ??= startWorkers(packageFolder, {
          parallel,
          clock,
          onDied: (message) => session.progress.detail(message),
        });
        const isLate = () => clock.now() > deadline;
        const asked = { ...request, wanted: request.wanted.slice(0, Math.max(0, left)) };
        left -= asked.wanted.length;
        const found = await explainFile(asked, { pool, parallel, isLate, signal: session.signal });
        const missing = request.wanted.length - found.series.size;
        return found.why === undefined && missing > 0
          ? {
              ...found,
              why: `Of ${request.wanted.length} series, ${found.series.size} are explained: fallbacks, the largest and those with the widest bands come first.`,
            }
          : found;
      }),
    );
  } finally {
    await pool?.close();
  }
}

interface Workers {
  pool: WorkerPool;
  parallel: number;
  isLate: () => boolean;
  signal: AbortSignal;
}

async function explainFile(
  { file, parameters: given, wanted }: ExplainRequest,
  { pool, parallel, isLate, signal }: Workers,
): Promise<ExplainedFile> {
  const none = (why: string): ExplainedFile => ({ series: new Map(), why });
  if (file.sent.length === 0)
    return none("What the forecast is made of is not known, since the input is not on this machine.");
  if (!modelDescriptions.some(({ name }) => name === file.model))
    return none(
      `What the forecast is made of is not known: ${file.model || "the service's own model"} does not say.`,
    );
  // How and where a result is written changes no number.
  const { format: _format, on: _on, ...parameters } = given;
  try {
    const limits = { timeoutMs, signal };
    const { choice, levels } = await pool.prepare(parameters, limits);
    if (choice === undefined) return none("A model that scores rows has no parts.");
    const dataset = await readDataset(file.sent, choice);
    const known = new Map(dataset.series.map((each) => [JSON.stringify(each.id), each]));
    const asked = wanted.flatMap((forecast) => {
      const series = known.get(JSON.stringify(forecast.id));
      return series === undefined ? [] : [{ forecast, series }];
    });
    const explained = new Map<string, Explained>();
    let different = 0;
    const tasks = chunked(asked, seriesPerTask);
    await pMap(
      tasks,
      async (task) => {
        if (isLate()) return;
        const chunk = { ...dataset, series: task.map(({ series }): Series => series) };
        const made = await pool.forecast({ chunk, parameters, withParts: true }, limits);
        const lines = forecastHeader(levels, dataset.idColumns) + Buffer.from(made.csv).toString();
        const again = new Map(
          readForecasts(lines, dataset.idColumns, Infinity, anyDate).map((each) => [
            JSON.stringify(each.id),
            each,
          ]),
        );
        for (const [index, { forecast }] of task.entries()) {
          const key = JSON.stringify(forecast.id);
          if (!isSame(forecast, again.get(key))) different += 1;
          else explained.set(key, { parts: made.parts?.[index], outcome: made.outcomes[index]! });
        }
      },
      { concurrency: parallel },
    );
    return {
      series: explained,
      ...(different > 0 && {
        why: `${different === 1 && asked.length === 1 ? "The forecast" : `${different} forecasts`} made again on this machine had other numbers, as of another version, so what it is made of is not said.`,
      }),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ForecasterError || error instanceof CloudRunnerError || isInputError(error)))
      throw error;
    return none(`What the forecast is made of is not known: ${(error as Error).message}`);
  }
}

/** Which rows they are is known. */
const anyDate = () => ({ wall: 0, offset: 0, style: dayStyle });

/** To the last bit. */
function isSame(one: ReadForecast, other: ReadForecast | undefined): boolean {
  if (other === undefined) return false;
  const columns = ({ yhat, bands }: ReadForecast) => [
    yhat,
    ...bands.flatMap(({ lower, upper }) => [lower, upper]),
  ];
  const [left, right] = [columns(one), columns(other)];
  return (
    left.length === right.length &&
    left.every(
      (column, index) =>
        column.length === right[index]!.length &&
        column.every((value, row) => Object.is(value, right[index]![row])),
    )
  );
}

const chunked = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
