// Forecasts that the page has looked at: their series lie in files of a folder of this user alone, and what is held in memory of
// them has a bound.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { formatBytes } from "../core/duration.ts";
import { CloudRunnerError } from "../core/errors.ts";
import { resultMetadata } from "../core/contract.ts";
import { readSeries, type ForecastIndex, type StoredSeries } from "../library/forecasts/index-forecast.ts";
import { openForecast, type OpenForecast } from "../library/forecasts/open-forecast.ts";
import { sizeOf } from "../library/predict/transfer/content.ts";
import type { Session } from "../library/session.ts";
import { mostReadBytes, type Reader } from "./reader/reader.ts";

export interface KeptForecast {
  index: ForecastIndex;
  series(index: number): Promise<StoredSeries>;
}

export interface KeptForecasts {
  /** Of an open forecast that has a result. */
  of(object: string, forecast: OpenForecast): Promise<KeptForecast>;
  /** Looked at a moment ago, or opened now. @throws CloudRunnerError forecast.none where it has no result */
  get(object: string): Promise<KeptForecast>;
  /** A path for a file that is not there yet, and that is removed when this is over. */
  withFile<T>(work: (path: string) => Promise<T>): Promise<T>;
}

interface Entry extends KeptForecast {
  object: string;
  key: string;
  path: string;
  bytes: number;
  seenMs: number;
}

export const keptLimits = { bytes: 1024 ** 3, series: 100_000, forecasts: 12 };

/** So long it is not asked for anew: whoever types into a search waits for nobody. */
const freshMs = 10_000;

export function createKeptForecasts(
  folder: string,
  {
    session,
    reader,
    clock,
    limits = keptLimits,
  }: { session: Session; reader: Reader; clock: Clock; limits?: typeof keptLimits },
): KeptForecasts {
  /** The one used last stands last. */
  const entries = new Map<string, Entry>();
  const opening = new Map<string, Promise<Entry>>();
  const newPath = () => join(folder, randomBytes(12).toString("hex"));

  async function withFile<T>(work: (path: string) => Promise<T>): Promise<T> {
    const path = newPath();
    try {
      return await work(path);
    } finally {
      await rm(path, { force: true });
    }
  }

  async function open(object: string, key: string, forecast: OpenForecast): Promise<Entry> {
    const { answer, input, seriesReport, label } = forecast;
    if (answer?.kind !== "result") throw noForecast(label);
    const bytes = (answer.object.size ?? 0) + (input?.size ?? 0);
    const nothing = { idColumns: [], levels: [], series: [] };
    const targetPath = newPath();
    const reason = `Together with its input it has ${formatBytes(bytes)}, which is too much to be drawn here. It can be downloaded.`;
    const index =
      bytes > mostReadBytes
        ? { ...nothing, reason }
        : await withFile((inputPath) =>
            withFile((resultPath) =>
              withFile((reportPath) => {
                const fetches = [
                  { object: answer.object, path: resultPath },
                  ...(input === undefined ? [] : [{ object: input, path: inputPath }]),
                  ...(seriesReport === undefined ? [] : [{ object: seriesReport, path: reportPath }]),
                ];
                return reader.index(fetches, {
                  label,
                  parameters: parametersIn(answer.object.metadata),
                  isPanel: answer.object.metadata[resultMetadata.series] !== undefined,
                  inputPath: input && inputPath,
                  resultPath,
                  seriesReportPath: seriesReport && reportPath,
                  targetPath,
                });
              }),
            ),
          );
    return {
      object,
      key,
      path: targetPath,
      bytes: sizeOf(targetPath),
      seenMs: clock.now(),
      index,
      series: (at) => {
        const of = index.series[at];
        if (of === undefined) throw noSeries();
        return readSeries(targetPath, of);
      },
    };
  }

  function keep(entry: Entry): Entry {
    const old = entries.get(entry.object);
    if (old !== undefined && old !== entry) forget(old);
    entries.delete(entry.object);
    entries.set(entry.object, entry);
    const sum = (of: (each: Entry) => number) =>
      [...entries.values()].reduce((total, each) => total + of(each), 0);
    const isOver = () =>
      entries.size > limits.forecasts ||
      sum(({ bytes }) => bytes) > limits.bytes ||
      sum(({ index }) => index.series.length) > limits.series;
    for (const each of entries.values()) if (each !== entry && isOver()) forget(each);
    return entry;
  }

  function forget(entry: Entry): void {
    entries.delete(entry.object);
    void rm(entry.path, { force: true });
  }

  async function of(object: string, forecast: OpenForecast): Promise<Entry> {
    const key = [forecast.answer?.object.generation, forecast.input?.generation].join(" ");
    const known = entries.get(object);
    if (known?.key === key) {
      known.seenMs = clock.now();
      return keep(known);
    }
    const place = `${object} ${key}`;
    const under = opening.get(place) ?? open(object, key, forecast).finally(() => opening.delete(place));
    opening.set(place, under);
    return keep(await under);
  }

  return {
    of,
    async get(object) {
      const known = entries.get(object);
      if (known !== undefined && clock.now() - known.seenMs < freshMs) return keep(known);
      return openForecast(session, object, (forecast) => of(object, forecast));
    },
    withFile,
  };
}

/** As the service has written them; long metadata is cut, and is then no JSON any more. */
export function parametersIn(
  metadata: Readonly<Record<string, string>>,
): Record<string, string | number | boolean> {
  try {
    const parsed: unknown = JSON.parse(metadata[resultMetadata.parameters] ?? "{}");
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, string>) : {};
  } catch {
    return {};
  }
}

const noForecast = (label: string): CloudRunnerError =>
  new CloudRunnerError(`${label} has no forecast.`, {
    code: "forecast.none",
    details: ["It is being made, or the file cannot be forecast."],
    fix: "`cloud-runner logs` shows what the service is doing.",
  });

const noSeries = (): CloudRunnerError =>
  new CloudRunnerError("There is no such series.", { code: "forecast.unknown" });
