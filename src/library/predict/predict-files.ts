// Uploads the inputs, waits for their answers, and writes the forecasts: all files at once, each on its own.
import {
  resultMetadata,
  seriesReportName,
  type ErrorReport,
  type SeriesCounts,
} from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import { isBqUri } from "./bigquery/table-name.ts";
import type { StoredObject } from "./buckets.ts";
import type { FileResult, ForecastedSeries } from "./file-result.ts";
import type { Input } from "./sources/input.ts";
import { readResult } from "./read-result.ts";
import { rejectionError } from "./rejection-error.ts";
import { sendAll, type SendOptions } from "./send-all.ts";
import { mostReadBytes, sizeOf } from "./transfer/content.ts";
import type { Upload } from "./transfer/upload-input.ts";
import type { Arrival } from "./wait.ts";

export interface PredictFilesOptions extends SendOptions {
  /** Whether tables that have rows are overwritten. */
  force?: boolean;
  /** Whether what was sent is needed of every input, as for a report. */
  keepsSent?: boolean | undefined;
  files: {
    /**
     * Never leaves half a file.
     * @param content bytes, or an object of the output bucket that is too large to be held in memory
     * @param like the input, which the result gets the rights of
     */
    write: (path: string, content: Uint8Array | StoredObject, like: string | undefined) => Promise<void>;
    /** Fine when it is not there. */
    remove: (path: string) => Promise<void>;
  };
}

/** Results in the order of the inputs. Rejects only for what concerns all files: no bucket, no login, Ctrl-C. */
export const predictFiles = (options: PredictFilesOptions): Promise<FileResult[]> =>
  sendAll<FileResult>(options, (arrival) => receive(arrival, options), options.settled);

export async function receive(
  { awaited: upload, kind, object, seriesReport }: Arrival<Upload>,
  options: PredictFilesOptions,
): Promise<FileResult> {
  const { buckets, clock, files, inputs } = options;
  const { input, name, generation, sent, startedAt } = upload;
  const { outputPath: path } = input;
  // What becomes a table says by its content which columns that has.
  const isLarge = path !== undefined && !isBqUri(path) && isTooLarge(object);
  const content = kind === "result" && isLarge ? noBytes : await buckets.download(object);
  if (kind === "report") return { status: "failed", input, error: rejection(input, content) };
  const { csv, notes } = isLarge ? unread : await readResult(content, input);
  const series = await receiveSeries(object, seriesReport, input, { files, buckets });
  if (path !== undefined && isBqUri(path)) {
    await options.tables!.load(path, object, content, { replaces: options.force === true });
  } else if (path !== undefined) await files.write(path, isLarge ? object : content, input.path);
  const { metadata } = object;
  const warnings = parseJson(metadata[resultMetadata.warnings]);
  return {
    status: "ok",
    input,
    object: name,
    generation,
    // What came from BigQuery is not fetched to be drawn.
    sent:
      (inputs.length === 1 || options.keepsSent === true) && input.bigquery === undefined
        ? await textOf(sent, input, options)
        : noBytes,
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
    ownModel: metadata[resultMetadata.ownModel],
    durationMs: clock.now() - startedAt,
  };
}

const noBytes = new Uint8Array();

const isTooLarge = ({ size = 0 }: StoredObject): boolean => size > mostReadBytes;

const unread = { csv: "", notes: ["The forecast is too large to be read here, so it is not drawn."] };

/** Of what was sent now, or before; none where it is gone since, or too large to be drawn. */
async function textOf(
  sent: Uint8Array | undefined,
  input: Input,
  { parameters, gs }: Pick<PredictFilesOptions, "parameters" | "gs">,
): Promise<Uint8Array> {
  try {
    const content = sent ?? (await readAgain(input, gs));
    return (await readText(content, fileOptionsIn(parameters))).text;
  } catch (error) {
    if (sent === undefined) return noBytes;
    throw error;
  }
}

async function readAgain(input: Input, gs: PredictFilesOptions["gs"]): Promise<Uint8Array> {
  const isObject = input.gs !== undefined && gs !== undefined;
  const bytes = isObject
    ? (await gs.find(`gs://${input.gs!.bucket}/${input.gs!.name}`))?.size
    : sizeOf(input.path ?? "");
  if ((bytes ?? 0) > mostReadBytes) return noBytes;
  return isObject ? gs.read(input.gs!) : input.read();
}

/** The report is written before the forecast, and one of an earlier forecast is removed, so that both belong together. */
async function receiveSeries(
  { metadata }: StoredObject,
  reportObject: StoredObject | undefined,
  { outputPath, path: inputPath }: Input,
  { buckets, files }: Pick<PredictFilesOptions, "buckets" | "files">,
): Promise<ForecastedSeries | undefined> {
  const path = outputPath === undefined || isBqUri(outputPath) ? undefined : seriesReportName(outputPath);
  if (reportObject === undefined && path !== undefined) await files.remove(path);
  const counts = objectIn(metadata[resultMetadata.series]);
  if (counts === undefined) return undefined;
  if (reportObject !== undefined && path !== undefined) {
    const report = isTooLarge(reportObject) ? reportObject : await buckets.download(reportObject);
    await files.write(path, report, inputPath);
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
