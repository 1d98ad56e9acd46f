// What programs may say to `predict` and `startRun`.
import type { RunEvent } from "../runs/run-events.ts";
import { parameterNames, type ForecastParameters } from "./forecast-parameters.ts";
import type { NamesOf, Options } from "./options.ts";

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
