// From an object in the input bucket to its forecast, or to why there can be none.
import type { Clock } from "../core/clock.ts";
import { parameterPrefix } from "../core/contract.ts";
import { isCounted, rejectionFor } from "./failures.ts";
import type { Forecast, Forecaster } from "./forecaster.ts";
import type { Lease } from "./lease.ts";
import type { Logger } from "./log.ts";
import { ObjectTooLargeError } from "./object-store.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import type { ParameterValue, Settings } from "./settings.ts";

export interface DeliveryDependencies {
  forecaster: Forecaster;
  store: ObjectStore;
  clock: Clock;
  settings: Settings;
}

/** A delivery that has the lease on its input. */
export interface Attempt extends DeliveryDependencies {
  log: Logger;
  signal: AbortSignal | undefined;
  /** When the delivery is given up; milliseconds since the epoch. */
  deadline: number;
  lease: Lease;
}

/** An error stands for content that is too large; undefined for an object that is gone. */
export type Content = Uint8Array | ObjectTooLargeError | undefined;

/**
 * @param ahead its content, when that was read already
 * @param parameters go over those of the upload
 * @returns undefined when that generation is gone
 * @throws CloudError or ForecasterError when another try may succeed.
 */
export async function forecastInput(
  object: StoredObject,
  { store, clock, settings, forecaster, log, signal, deadline, lease }: Attempt,
  { ahead, parameters = {} }: { ahead?: Content; parameters?: Readonly<Record<string, ParameterValue>> },
): Promise<Forecast | undefined> {
  const content = ahead ?? (await readContent(object, store, settings.maximumInputBytes));
  if (content === undefined) return undefined;
  const readAt = clock.now();
  const forecast = await fit(content).catch(async (error: unknown): Promise<Forecast> => {
    const rejection = rejectionFor(error, object.name, lease.failures + 1);
    if (rejection) return { kind: "rejection", rejection };
    if (isCounted(error)) await lease.fail();
    throw error;
  });
  logForecast(forecast, object, clock.now() - readAt, log);
  return forecast;

  async function fit(input: Uint8Array | ObjectTooLargeError): Promise<Forecast> {
    if (input instanceof ObjectTooLargeError) throw input;
    log.log("INFO", `Forecasting ${object.name}`, { bytes: object.bytes });
    return forecaster.forecast(
      { input, parameters: { ...settings.forecastDefaults, ...parametersOf(object), ...parameters } },
      { timeoutMs: deadline - readAt, signal },
    );
  }
}

export async function readContent(
  object: StoredObject,
  store: ObjectStore,
  maximumBytes: number,
): Promise<Content> {
  if (object.bytes > maximumBytes) return new ObjectTooLargeError(object, maximumBytes);
  try {
    return await store.read(object, maximumBytes);
  } catch (error) {
    if (error instanceof ObjectTooLargeError) return error;
    throw error;
  }
}

/** `forecast-horizon: 28` on the upload becomes `horizon: "28"`. */
function parametersOf({ metadata }: StoredObject): Record<string, ParameterValue> {
  const own = Object.entries(metadata)
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .filter(([key]) => key.startsWith(parameterPrefix))
    .map(([key, value]) => [key.slice(parameterPrefix.length), value] as const);
  return Object.fromEntries(own);
}

function logForecast(forecast: Forecast, { name }: StoredObject, forecastMs: number, log: Logger): void {
  if (forecast.kind === "rejection") {
    const { code, message, line, column, fix } = forecast.rejection;
    log.log("WARNING", `${name} cannot be forecast: ${message}`, { forecastMs, code, line, column, fix });
    return;
  }
  const { model, rowsIn, rowsOut, warnings } = forecast.prediction;
  const fields = { forecastMs, model, rowsIn, rowsOut };
  log.log("INFO", `Forecast ${rowsOut} rows from ${rowsIn} by ${model}`, fields);
  for (const warning of warnings) log.log("WARNING", `${name}: ${warning}`);
}
