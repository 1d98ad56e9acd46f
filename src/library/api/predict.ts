// `predict` for programs: a result or an error for each file.
import type { CloudRunnerError } from "../../core/errors.ts";
import type { FileResult } from "../predict/file-result.ts";
import { preparePredict, sendPrepared, type Prepared, type RunListener } from "../predict/predict.ts";
import { endOf, runListener, type RunEvent } from "../runs/run-events.ts";
import type { Session } from "../session.ts";
import { parameterNames, parametersOf, type ForecastParameters } from "./forecast-parameters.ts";
import { forecastRows, type ForecastRow } from "./forecast-rows.ts";
import { withSession, type NamesOf, type Options } from "./options.ts";
import { sourcesOf, type Source } from "./sources.ts";

export interface PredictOptions extends Options, ForecastParameters {
  /**
   * Write each forecast into this folder (or, of one source, this file, whose ending says the format) too. Nothing is
   * written when absent.
   */
  output?: string | undefined;
  /** Overwrite files that are there already. */
  force?: boolean | undefined;
  /** Leave out sources whose forecast is there already in `output`; they have no result then. */
  skipExisting?: boolean | undefined;
  /** Let the job forecast, which has hours for it; by default it gets what the service has no time for. */
  job?: boolean | undefined;
  /** Milliseconds for all forecasts together; when absent 600 000, and for the job as long as it may take. */
  timeoutMs?: number | undefined;
  /** Uploads and downloads at once; 8 when absent. */
  parallel?: number | undefined;
  /** Called with each event of the run, whose `started` names its id; it should return soon. */
  onEvent?: ((event: RunEvent) => void) | undefined;
}

export const predictNames: NamesOf<Omit<PredictOptions, keyof Options>> = {
  ...parameterNames,
  output: true,
  force: true,
  skipExisting: true,
  job: true,
  timeoutMs: true,
  parallel: true,
  onEvent: true,
};

export type Prediction = PredictedFile | FailedFile;

export interface PredictedFile {
  status: "ok";
  /** The source's path or name. */
  input: string;
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
 * AuthenticationError without credentials; InterruptedError when `signal` aborts
 */
export const predict = (sources: readonly Source[], options: PredictOptions = {}): Promise<Prediction[]> =>
  withSession(options, predictNames, async (session) => {
    const prepared = await prepare(session, sources, options);
    const { run, files } = await sendPrepared(session, prepared, listenerOf(options));
    if (run !== undefined) options.onEvent?.(endOf(run, files, 0));
    return files.map(predictionOf);
  });

/** Checks all that can be checked before anything is sent. */
export function prepare(
  session: Session,
  sources: readonly Source[],
  options: PredictOptions,
): Promise<Prepared> {
  const { output, force = false, skipExisting = false, parallel = 8 } = options;
  const { job = false, timeoutMs, parameters } = options;
  return preparePredict(session, sourcesOf(sources), {
    parameters: parametersOf({ ...options, ...(job && { parameters: { ...parameters, on: "job" } }) }),
    output: output === undefined ? "nowhere" : { path: output },
    force,
    skipExisting,
    timeoutMs: timeoutMs ?? 600_000,
    isStrict: timeoutMs !== undefined,
    parallel,
  });
}

export const listenerOf = ({ onEvent }: Pick<PredictOptions, "onEvent">): RunListener =>
  onEvent === undefined ? {} : runListener(onEvent);

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
