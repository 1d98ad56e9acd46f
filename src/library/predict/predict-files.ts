// Uploads the inputs, waits for their answers, and writes the forecasts: all files at once, each on its own.
import pMap from "p-map";
import type { Clock } from "../../core/clock.ts";
import {
  parameterPrefix,
  resultMetadata,
  seriesReportName,
  type ErrorReport,
  type SeriesCounts,
} from "../../core/contract.ts";
import {
  AuthenticationError,
  CloudRunnerError,
  InterruptedError,
  PreconditionError,
  TimeoutError,
} from "../../core/errors.ts";
import { formatDuration, plural } from "../../core/duration.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import type { Progress } from "../progress.ts";
import type { Buckets, StoredObject } from "./buckets.ts";
import type { Input } from "./inputs.ts";
import { readResult } from "./read-result.ts";
import { rejectionError } from "./rejection-error.ts";
import { arrivals, type Arrival, type Awaited } from "./wait.ts";

export interface Forecasted {
  status: "ok";
  input: Input;
  object: string;
  generation: string;
  /** The text of what was sent, for the drawing. */
  sent: Uint8Array;
  /** What the service wrote. */
  content: Uint8Array;
  /** The same as CSV; empty for more than can be read here. */
  csv: string;
  rows: number;
  model: string;
  modelVersion: string;
  parameters: Record<string, unknown>;
  warnings: string[];
  /** Why the forecast is what it is, where the model says so; has a `sentence`. */
  explanation: unknown;
  /** Of a panel. */
  series: ForecastedSeries | undefined;
  revision: string | undefined;
  durationMs: number;
}

export interface ForecastedSeries extends SeriesCounts {
  /** Where the report on series that failed was written; undefined when none failed, or without an output file. */
  report: string | undefined;
  /** The report in the output bucket; undefined when none failed. */
  reportUri: string | undefined;
}

export interface Failed {
  status: "failed";
  input: Input;
  error: CloudRunnerError;
}

export type FileResult = Forecasted | Failed;

export interface PredictFilesOptions {
  buckets: Buckets;
  clock: Clock;
  progress: Progress;
  signal: AbortSignal;
  files: {
    /** Never leaves half a file. */
    /** @param like the input, which the result gets the rights of */
    write: (path: string, content: Uint8Array, like: string | undefined) => Promise<void>;
    /** Fine when it is not there. */
    remove: (path: string) => Promise<void>;
  };
  inputs: readonly Input[];
  parameters: Readonly<Record<string, string>>;
  /** `predict/20260102-030405-a1b2c3/`: unique, so that one listing shows this run's answers and no others. */
  prefix: string;
  parallel: number;
  timeoutMs: number;
  /** When to say where more can be learned. */
  hintAfterMs?: number;
}

/** On its way: what was sent, and when. */
export interface Upload extends Awaited {
  input: Input;
  sent: Uint8Array;
  startedAt: number;
}

/** Results in the order of the inputs. Rejects only for what concerns all files: no bucket, no login, Ctrl-C. */
export const predictFiles = (options: PredictFilesOptions): Promise<FileResult[]> =>
  sendAll(options, (arrival) => receive(arrival, options));

/** Uploads each input and waits for its answer, of which `take` makes the result. */
export async function sendAll<R>(
  options: PredictFilesOptions,
  take: (arrival: Arrival<Upload>) => Promise<R>,
): Promise<(R | Failed)[]> {
  const { buckets, clock, progress, signal, inputs, prefix, parallel, timeoutMs } = options;
  const results = new Map<Input, R | Failed>();
  const awaited = new Map<string, Upload>();
  let uploaded = 0;
  let isUploading = true;
  const activity = progress.start(
    inputs.length === 1 ? `Uploading ${inputs[0]!.label}` : `Uploading ${inputs.length} files`,
  );
  const report = () => {
    const done = results.size;
    if (isUploading) activity.update(`Uploading: ${uploaded} of ${inputs.length} sent, ${done} done`);
    else if (inputs.length === 1) activity.update(`Waiting for the forecast of ${inputs[0]!.label}`);
    else activity.update(`Waiting for forecasts: ${done} of ${inputs.length} done`);
  };
  const fail = (input: Input, error: unknown) => {
    if (!(error instanceof CloudRunnerError) || concernsAll(error)) throw error;
    results.set(input, { status: "failed", input, error });
  };

  const stopHint = new AbortController();
  const hint = hintLater(options, stopHint.signal);
  const upload = async (input: Input): Promise<void> => {
    signal.throwIfAborted();
    try {
      const startedAt = clock.now();
      const name = `${prefix}${input.objectBase}`;
      const sent = await input.read();
      const generation = await buckets.upload(name, sent, metadataOf(options.parameters));
      awaited.set(name, { name, generation, input, sent, startedAt });
      uploaded += 1;
    } catch (error) {
      fail(input, error);
    }
    report();
  };
  const uploads = pMap(inputs, upload, { concurrency: parallel }).finally(() => {
    isUploading = false;
    report();
  });
  const download = async (arrival: Arrival<Upload>): Promise<void> => {
    try {
      results.set(arrival.awaited.input, await take(arrival));
    } catch (error) {
      fail(arrival.awaited.input, error);
    }
    report();
  };
  // Awaited below; until then its failure must not count as unhandled.
  uploads.catch(() => {});

  try {
    const waiting = arrivals({
      buckets,
      clock,
      prefix,
      awaited,
      isGrowing: () => isUploading,
      timeoutMs,
      signal,
    });
    for await (const batch of waiting) {
      await pMap(batch, download, { concurrency: parallel });
    }
    await uploads;
    for (const late of awaited.values()) results.set(late.input, timedOut(late, options));
    activity.stop();
    return inputs.map((input) => results.get(input)!);
  } catch (error) {
    activity.fail();
    await uploads.catch(() => {});
    throw signal.aborted ? interrupted(options, results.size, awaited.size) : error;
  } finally {
    stopHint.abort();
    await hint;
  }
}

/** Without a bucket or a login no other file will fare better. */
const concernsAll = (error: unknown): boolean =>
  error instanceof PreconditionError ||
  error instanceof AuthenticationError ||
  error instanceof InterruptedError;

const metadataOf = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${parameterPrefix}${name}`, value]));

export async function receive(
  { awaited: upload, kind, object, seriesReport }: Arrival<Upload>,
  { buckets, clock, files, parameters }: PredictFilesOptions,
): Promise<FileResult> {
  const { input, name, generation, sent, startedAt } = upload;
  const content = await buckets.download(object);
  if (kind === "report") return { status: "failed", input, error: rejection(input, content) };
  const { csv, notes } = await readResult(content, input);
  const series = await receiveSeries(object, seriesReport, input, { buckets, files });
  if (input.outputPath !== undefined) await files.write(input.outputPath, content, input.path);
  const { metadata } = object;
  const warnings = parseJson(metadata[resultMetadata.warnings]);
  return {
    status: "ok",
    input,
    object: name,
    generation,
    sent: (await readText(sent, fileOptionsIn(parameters))).text,
    content,
    csv,
    rows: Number(metadata[resultMetadata.rows] ?? csv.trimEnd().split("\n").length - 1),
    model: metadata[resultMetadata.model] ?? "",
    modelVersion: metadata[resultMetadata.modelVersion] ?? "",
    parameters: objectIn(metadata[resultMetadata.parameters]) ?? {},
    warnings: [...(Array.isArray(warnings) ? warnings.map(String) : []), ...notes],
    explanation: parseJson(metadata[resultMetadata.explanation]),
    series,
    revision: metadata[resultMetadata.revision],
    durationMs: clock.now() - startedAt,
  };
}

/** The report is written before the forecast, and one of an earlier forecast is removed, so that both belong together. */
async function receiveSeries(
  { metadata }: StoredObject,
  reportObject: StoredObject | undefined,
  { outputPath, path: inputPath }: Input,
  { buckets, files }: Pick<PredictFilesOptions, "buckets" | "files">,
): Promise<ForecastedSeries | undefined> {
  const path = outputPath === undefined ? undefined : seriesReportName(outputPath);
  if (reportObject === undefined && path !== undefined) await files.remove(path);
  const counts = objectIn(metadata[resultMetadata.series]);
  if (counts === undefined) return undefined;
  if (reportObject !== undefined && path !== undefined) {
    await files.write(path, await buckets.download(reportObject), inputPath);
  }
  return {
    ...(counts as unknown as SeriesCounts),
    report: reportObject && path,
    reportUri: reportObject && buckets.outputUri(reportObject.name),
  };
}

/** What the service wrote about an input that can never work, as an error like every other. */
export function rejection({ label }: Pick<Input, "label">, content: Uint8Array): CloudRunnerError {
  return rejectionError(label, JSON.parse(Buffer.from(content).toString("utf8")) as ErrorReport);
}

function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Long metadata is cut by the service, and is then no JSON any more. */
function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timedOut({ input, name }: Upload, { buckets, timeoutMs }: PredictFilesOptions): Failed {
  const error = new TimeoutError(`${input.label}: no forecast within ${formatDuration(timeoutMs)}.`, {
    code: "predict.timeout",
    details: [
      `The upload is ${buckets.inputUri(name)}; its forecast, if it still comes, will be ${buckets.outputUri(name)}.`,
    ],
    fix: "`cloud-runner logs` shows what the service says, `cloud-runner dlq list` what it has given up; or wait longer with --timeout 30m.",
  });
  return { status: "failed", input, error };
}

function interrupted(
  { buckets, prefix }: PredictFilesOptions,
  done: number,
  waiting: number,
): InterruptedError {
  const details = done > 0 ? [`${plural(done, "file is", "files are")} done.`] : [];
  if (waiting > 0) {
    details.push(
      `${plural(waiting, "file is", "files are")} uploaded and will still be forecast: ${buckets.outputUri(prefix)}`,
    );
  }
  return new InterruptedError("Interrupted.", { details });
}

async function hintLater(options: PredictFilesOptions, signal: AbortSignal): Promise<void> {
  try {
    await options.clock.sleep(options.hintAfterMs ?? 20_000, signal);
  } catch {
    return;
  }
  options.progress.note("This takes a while; `cloud-runner logs` shows what the service is doing.");
}
