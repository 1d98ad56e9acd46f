// `predict` for programs: a result or an error for each file.
import type { CloudRunnerError } from "../../core/errors.ts";
import type { FileResult } from "../predict/file-result.ts";
import { sendPrepared } from "../predict/predict.ts";
import { endOf } from "../runs/run-events.ts";
import { forecastRows, type ForecastRow } from "./forecast-rows.ts";
import { writeForecastReport } from "../report/write-report.ts";
import { withSession } from "./options.ts";
import { predictNames, type PredictOptions } from "./predict-options.ts";
import { listenerOf, prepare } from "./prepare.ts";
import type { Source } from "./sources.ts";

export type Prediction = PredictedFile | FailedFile;

export interface PredictedFile {
  status: "ok";
  /** The source's path or name. */
  input: string;
  /** Empty for a result above 32 MiB that has an `output`. */
  forecast: ForecastRow[];
  /** The same as CSV; as the service wrote it, where it wrote CSV. */
  csv: string;
  /** Where it was written; undefined without `output`. */
  output: string | undefined;
  /** The model that made it, which `auto` has chosen among several. */
  model: string;
  modelVersion: string;
  /** All that the forecast was made with, defaults included. */
  parameters: Record<string, unknown>;
  /** What was fixed or left out in the file, in sentences. */
  warnings: string[];
  /** Of a file of many series: how many there are, fell back to a simpler model, and got no forecast. */
  series: { count: number; fellBack: number; left: number; reportUri: string | undefined } | undefined;
  /** From the upload to the result. */
  durationMs: number;
}

export interface FailedFile {
  status: "failed";
  input: string;
  /** Its `code` is one of docs/error-codes.md, such as `csv.value-not-a-number`. */
  error: CloudRunnerError;
}

export interface PredictAndReportOptions extends PredictOptions {
  /** Write a report of all that was forecast to this HTML file, which stands alone; nothing is written when absent. */
  report?: string | undefined;
}

/**
 * Forecasts CSV files on the stack that is up: uploads them, waits for the answers and returns them in the order of the
 * sources. A file that cannot be forecast does not stop the others.
 *
 * @example
 * await up({ folder });
 * const [sales] = await predict(["sales.csv"], { folder, horizon: 28 });
 * if (sales?.status === "ok") console.log(sales.model, sales.forecast[0]?.prediction);
 * else console.error(sales?.error.code, sales?.error.fix);
 *
 * @throws UsageError for a file that is not there or a parameter that no model has; PreconditionError when nothing is up;
 * AuthenticationError without credentials; InterruptedError when `signal` aborts or the run is cancelled
 */
export const predict = (
  sources: readonly Source[],
  options: PredictAndReportOptions = {},
): Promise<Prediction[]> =>
  withSession(options, { ...predictNames, report: true }, async (session) => {
    const { report: path } = options;
    const prepared = await prepare(session, sources, options, path !== undefined);
    const { run, files } = await sendPrepared(session, prepared, listenerOf(options));
    const asked = { ...prepared.manifest?.parameters, ...prepared.request.parameters };
    if (path !== undefined) await writeForecastReport(session, files, { path, run, asked });
    if (run !== undefined) options.onEvent?.(endOf(run, files, 0));
    return files.map(predictionOf);
  });

export function predictionOf(result: FileResult): Prediction {
  const { label: input, outputPath: output } = result.input;
  if (result.status === "failed") return { status: "failed", input, error: result.error };
  const { csv, model, modelVersion, parameters, warnings, durationMs, series } = result;
  const forecast = forecastRows(csv);
  return {
    status: "ok",
    input,
    forecast,
    csv,
    output,
    model,
    modelVersion,
    parameters,
    warnings,
    durationMs,
    series: series && {
      count: series.count,
      fellBack: series.fellBack,
      left: series.left,
      reportUri: series.reportUri,
    },
  };
}
