// A forecast with its history, series by series in one file of this machine, so that any of them is at hand without all being
// held in memory. Reading is done by the model's own reader.
import { open, readFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { FailedSeries, SeriesReport } from "../../core/contract.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import { isInputError } from "../../model/input-error.ts";
import { formatIn } from "../../model/results/result-format.ts";
import type { Series } from "../../model/series/dataset.ts";
import type { Forecasted } from "../predict/file-result.ts";
import { readResult } from "../predict/read-result.ts";
import { isDated, joinSeries, type JoinedSeries } from "../report/joined-series.ts";

export interface IndexRequest {
  /** As the input is called. */
  label: string;
  /** All that the forecast was made with. */
  parameters: Readonly<Record<string, string | number | boolean>>;
  isPanel: boolean;
  /** Files of this machine; without the input there is no history. */
  inputPath: string | undefined;
  resultPath: string;
  seriesReportPath: string | undefined;
  /** The file to write, which is not there yet. */
  targetPath: string;
}

export interface ForecastIndex {
  /** Why it cannot be drawn; nothing is written then. */
  reason?: string;
  idColumns: string[];
  /** Probabilities of the bands. */
  levels: number[];
  series: IndexedSeries[];
}

export type SeriesState = "forecast" | "fallback" | "failed";

export interface IndexedSeries {
  id: readonly string[];
  state: SeriesState;
  historyRows: number;
  forecastRows: number;
  reason?: string;
  /** Where it lies in the file. */
  start: number;
  length: number;
}

/** What lies in the file of one series. */
export interface StoredSeries {
  history: Pick<Series, "ds" | "y" | "style" | "clock"> | undefined;
  dates: string[];
  /** Seconds since the epoch of the time on the clock of the history. */
  at: number[];
  yhat: number[];
  bands: { lower: number[]; upper: number[] }[];
  fault: Omit<FailedSeries, "id" | "fallback"> | undefined;
}

/** @throws CloudRunnerError for a result that cannot be read */
export async function indexForecast(request: IndexRequest): Promise<ForecastIndex> {
  const { label, parameters, isPanel, inputPath, resultPath, seriesReportPath, targetPath } = request;
  const format = formatIn(parameters);
  const { csv } = await readResult(await readFile(resultPath), { label, format });
  const nothing = { idColumns: [], levels: [], series: [] };
  if (csv === "") return { ...nothing, reason: "The forecast has too many rows to be drawn here." };
  if (!isDated({ csv }))
    return { ...nothing, reason: "It has no dates: a model of your own has scored the rows of a table." };
  const sent = inputPath === undefined ? new Uint8Array() : await textOf(inputPath, label, parameters);
  const of = { input: { format }, sent, csv, parameters, series: isPanel ? {} : undefined };
  const { dataset, series } = await joinSeries(of as unknown as Forecasted);
  const faults = await faultsIn(seriesReportPath);
  const all = inOrder(series, dataset?.series ?? []);
  return {
    idColumns: isPanel ? String(parameters["id"] ?? "").split(",") : [],
    levels: String(parameters["interval"] ?? "")
      .split(",")
      .map(Number)
      .filter((level) => level > 0),
    series: await write(all, faults, targetPath),
  };
}

async function textOf(
  path: string,
  label: string,
  parameters: IndexRequest["parameters"],
): Promise<Uint8Array> {
  try {
    return (await readText(await readFile(path), fileOptionsIn(parameters, label))).text;
  } catch (error) {
    // The service could read it, so the forecast is worth showing all the same.
    if (isInputError(error)) return new Uint8Array();
    throw error;
  }
}

const keyOf = (id: readonly string[]): string => id.join("\0");

async function faultsIn(path: string | undefined): Promise<Map<string, FailedSeries>> {
  if (path === undefined) return new Map();
  const { failed } = JSON.parse(await readFile(path, "utf8")) as SeriesReport;
  return new Map(failed.map((each) => [keyOf(Object.values(each.id)), each]));
}

/** As the file has them, those without any forecast too; then what only the result has. */
function inOrder(forecasts: readonly JoinedSeries[], histories: readonly Series[]): Joined[] {
  const found = new Map(forecasts.map((each) => [keyOf(each.id), each]));
  const known = histories.map((history): Joined => {
    const forecast = found.get(keyOf(history.id));
    found.delete(keyOf(history.id));
    return forecast === undefined ? { id: history.id, history, forecast: undefined, at: [] } : forecast;
  });
  return [...known, ...found.values()];
}

type Joined = Pick<JoinedSeries, "id" | "history" | "at"> & {
  forecast: JoinedSeries["forecast"] | undefined;
};

async function write(
  all: readonly Joined[],
  faults: ReadonlyMap<string, FailedSeries>,
  path: string,
): Promise<IndexedSeries[]> {
  await using file = await open(path, "wx", 0o600);
  const indexed: IndexedSeries[] = [];
  let start = 0;
  for (const { id, history, forecast, at } of all) {
    const failed = faults.get(keyOf(id));
    const stored: StoredSeries = {
      history: history && {
        ds: history.ds,
        y: history.y,
        style: history.style,
        ...(history.clock && { clock: history.clock }),
      },
      dates: forecast?.dates ?? [],
      at,
      yhat: forecast?.yhat ?? [],
      bands: forecast?.bands ?? [],
      fault: failed,
    };
    const content = serialize(stored);
    await file.write(content);
    const forecastRows = stored.yhat.length;
    const state = forecastRows === 0 ? "failed" : failed === undefined ? "forecast" : "fallback";
    indexed.push({
      id,
      state,
      historyRows: history?.ds.length ?? 0,
      forecastRows,
      ...(failed !== undefined && { reason: failed.message }),
      start,
      length: content.length,
    });
    start += content.length;
  }
  return indexed;
}

/** One series of a file that `indexForecast` has written. */
export async function readSeries(
  path: string,
  { start, length }: Pick<IndexedSeries, "start" | "length">,
): Promise<StoredSeries> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  return deserialize(buffer) as StoredSeries;
}
