// Parameters checked before anything is read or sent, so that a typing mistake is reported at once.
import type { RawParameters } from "../../core/contract.ts";
import { ConfigError, UsageError } from "../../core/errors.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { InputError } from "../../model/input-error.ts";
import type { ModelDescription } from "../../model/parameters/model-description.ts";
import { faultsOf, parseParameters } from "../../model/parameters/parameters.ts";
import type { Settings } from "../settings.ts";

const hint = "`cloud-runner models NAME` lists all parameters.";

/**
 * For what goes over the defaults of the service, which this machine need not know.
 * @throws UsageError for a name that no model knows, or a value that none takes
 */
export function checkGiven(given: RawParameters, models: readonly ModelDescription[]): void {
  const [fault] = faultsOf(given, models);
  if (fault !== undefined) throw usageError(fault, given, models);
}

/** @throws UsageError for parameters with which the chosen model cannot run */
export function checkComplete(raw: RawParameters, models: readonly ModelDescription[]): void {
  try {
    parseParameters(raw, models);
  } catch (error) {
    throw error instanceof InputError ? usageError(error, raw, models) : error;
  }
}

/**
 * The `forecast` section becomes the defaults of a service, where every input would meet its faults.
 * @throws ConfigError that lists every problem with its path
 */
export function checkDefaults(
  { config, source }: Pick<Settings, "config" | "source">,
  models: readonly ModelDescription[],
): void {
  const faults = faultsOf(config.forecast, models);
  if (faults.length === 0) return;
  const file = source ?? "The command line";
  throw new ConfigError(`${file} is not a valid configuration.`, {
    details: faults.map(({ message, fix }) => `forecast: ${message} ${withoutList(fix)}`),
    fix: `Correct ${file}; ${hint}`,
  });
}

/** Cloud Storage's limit for all custom metadata of one object, with room left for the names. */
const maximumBytes = 7 * 1024;

/** @throws UsageError for more than can travel with an uploaded file */
export function checkParametersSize(parameters: RawParameters): void {
  if (Buffer.byteLength(JSON.stringify(parameters)) <= maximumBytes) return;
  throw new UsageError("The parameters take more than 7 KiB.", {
    code: "usage.parameter",
    fix: "Shorten the values; they travel in the metadata of the uploaded object.",
  });
}

function usageError(
  { code, message, fix }: InputError,
  { model }: RawParameters,
  models: readonly ModelDescription[],
): UsageError {
  const names = models.map(({ name }) => name);
  const near = code === "parameter.model" ? nearestName(String(model), names) : undefined;
  if (near !== undefined)
    return new UsageError(message, {
      code,
      fix: `Did you mean --model ${near}? \`cloud-runner models\` lists all models.`,
    });
  return new UsageError(message, { code, fix: `${withoutList(fix)} ${hint}` });
}

/** The service lists every known parameter; here a command does. */
const withoutList = (fix: string): string => fix.replace(/; known are .*/s, ".");
