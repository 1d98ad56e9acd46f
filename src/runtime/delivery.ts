// The story of one delivery: from the notification of an upload to the one result of that input generation.
import { isReportName, parameterPrefix, reportName, reservedPrefix, resultName } from "../core/contract.ts";
import type { Clock } from "../core/clock.ts";
import { CloudError } from "../core/errors.ts";
import { isCounted, rejectionFor } from "./failures.ts";
import type { Forecast, Forecaster } from "./forecaster.ts";
import { takeLease } from "./lease.ts";
import type { Lease } from "./lease.ts";
import type { Logger } from "./log.ts";
import type { Notification } from "./notification.ts";
import { isOlder, ObjectTooLargeError } from "./object-store.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import { answeredGeneration, reportObject, resultObject } from "./result-object.ts";
import type { ParameterValue, Settings } from "./settings.ts";

export interface DeliveryDependencies {
  forecaster: Forecaster;
  store: ObjectStore;
  clock: Clock;
  settings: Settings;
}

/** Every way in which a delivery ends as it should. What goes wrong and may pass by itself is thrown. */
export type Outcome =
  | { kind: "ignored"; reason: string }
  /** That generation of the input was replaced or deleted; a replacement has a notification of its own. */
  | { kind: "gone" }
  | { kind: "answered-before"; object: string; generation: string }
  /** Another delivery is forecasting this generation, or a newer one; this one must come again. */
  | { kind: "under-way"; leaseExpiresAt: number }
  | { kind: "predicted"; object: string }
  | { kind: "rejected"; object: string; code: string };

/** Other deliveries of the same name may win the race to the output that many times before we leave it to a redelivery. */
const maximumRounds = 5;

/** An input up to this size is read while the lease is taken: nearly always it is needed, and a round trip is saved. */
const readAheadBytes = 1024 * 1024;

/**
 * @throws CloudError or ForecasterError when another try may succeed.
 */
export async function deliver(
  notification: Notification,
  dependencies: DeliveryDependencies,
  log: Logger,
  signal?: AbortSignal,
): Promise<Outcome> {
  const reason = whyIgnored(notification, dependencies.settings);
  if (reason !== undefined) return { kind: "ignored", reason };
  const startedAt = dependencies.clock.now();
  const taking = takeLease(notification, dependencies, log);
  // Looked at again below, whichever of the requests that are under way fails first.
  taking.catch(() => {});
  try {
    return await answer(notification, dependencies, { log, signal, startedAt, taking });
  } finally {
    const lease = await taking.catch(() => undefined);
    if (lease?.kind === "taken") await lease.release();
  }
}

interface Attempt {
  log: Logger;
  signal: AbortSignal | undefined;
  startedAt: number;
  taking: ReturnType<typeof takeLease>;
}

async function answer(
  notification: Notification,
  { forecaster, store, clock, settings }: DeliveryDependencies,
  { log, signal, startedAt, taking }: Attempt,
): Promise<Outcome> {
  const { bucket, name, generation, announced } = notification;
  let forecast: Forecast | undefined;
  const isSmall = announced !== undefined && announced.bytes <= readAheadBytes;
  const [input, ahead, lease] = await Promise.all([
    announced ?? store.stat(bucket, name, generation),
    isSmall ? readInput(announced, store, settings.maximumInputBytes) : undefined,
    taking,
  ]);
  if (input === undefined || (isSmall && ahead === undefined)) return { kind: "gone" };

  // Only now: whoever had the lease before us has written the answer before it let the lease go.
  let output = await look(name, store, settings);
  for (let round = 1; round <= maximumRounds; round++) {
    const answered = answerIn(output, notification);
    if (answered !== undefined) {
      await Promise.all([
        tidy(output, generationOfResult(output), notification, store),
        // One that is left over from a delivery that died after its answer goes with it.
        lease.release(),
      ]);
      return { kind: "answered-before", ...answered };
    }
    if (lease.kind === "held") return { kind: "under-way", leaseExpiresAt: lease.expiresAt };

    forecast ??= await forecastOf(input, lease);
    if (forecast === undefined) return { kind: "gone" };

    const origin = { input, notification, settings };
    const object =
      forecast.kind === "prediction"
        ? { ...resultObject(forecast.prediction, origin), replaces: output.result?.generation ?? "0" }
        : { ...reportObject(forecast.rejection, origin), replaces: output.report?.generation ?? "0" };
    if ((await store.write(object)) === "conflict") {
      output = await look(name, store, settings);
      continue;
    }
    if (forecast.kind === "prediction") {
      const [report] = await Promise.all([
        store.stat(settings.outputBucket, reportName(name)),
        lease.release(),
      ]);
      await tidy({ report }, generation, notification, store);
      return { kind: "predicted", object: object.name };
    }
    output = await look(name, store, settings);
    await tidy(output, generationOfResult(output), notification, store);
    return { kind: "rejected", object: object.name, code: forecast.rejection.code };
  }
  throw new CloudError(`Other deliveries kept changing the result of gs://${bucket}/${name}.`, {
    code: "storage.contended",
    status: "ABORTED",
    retryable: true,
  });

  function generationOfResult({ result }: Output): string | undefined {
    return answeredGeneration(result, bucket);
  }

  /** Undefined when the input is gone. */
  async function forecastOf(object: StoredObject, { failures, fail }: Lease): Promise<Forecast | undefined> {
    const content = isSmall ? ahead : await readInput(object, store, settings.maximumInputBytes);
    if (content === undefined) return undefined;
    const readAt = clock.now();
    const result = await fit().catch(async (error: unknown): Promise<Forecast> => {
      const rejection = rejectionFor(error, name, failures + 1);
      if (rejection) return { kind: "rejection", rejection };
      if (isCounted(error)) await fail();
      throw error;
    });
    logForecast(result, object, clock.now() - readAt, log);
    return result;

    async function fit(): Promise<Forecast> {
      if (content instanceof ObjectTooLargeError) throw content;
      log.log("INFO", `Forecasting ${name}`, { bytes: object.bytes });
      return forecaster.forecast(
        { input: content!, parameters: parametersOf(object, settings.forecastDefaults) },
        { timeoutMs: settings.forecastTimeoutMs - (readAt - startedAt), signal },
      );
    }
  }
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

function whyIgnored(
  { eventType, bucket, name }: Notification,
  { inputBucket }: Settings,
): string | undefined {
  if (eventType !== "OBJECT_FINALIZE") return `the event is ${eventType}, not OBJECT_FINALIZE`;
  if (bucket !== inputBucket) return `the bucket is ${bucket}, not ${inputBucket}`;
  if (name.endsWith("/")) return "the object is a folder's placeholder";
  if (isReportName(name)) return "the object has the name of an error report";
  if (name.startsWith(reservedPrefix)) return `names that start with ${reservedPrefix} are reserved`;
  return undefined;
}

interface Output {
  result: StoredObject | undefined;
  report: StoredObject | undefined;
}

async function look(name: string, store: ObjectStore, { outputBucket }: Settings): Promise<Output> {
  const [result, report] = await Promise.all([
    store.stat(outputBucket, resultName(name)),
    store.stat(outputBucket, reportName(name)),
  ]);
  return { result, report };
}

/** The result or report that already answers this generation of the input, or a newer one. */
function answerIn({ result, report }: Output, { bucket, generation }: Notification) {
  for (const object of [result, report]) {
    const answered = answeredGeneration(object, bucket);
    if (object && answered !== undefined && !isOlder(answered, generation)) {
      return { object: object.name, generation: answered };
    }
  }
  return undefined;
}

/**
 * A report that is older than the result beside it is out of date. Looked for after every write, since a delivery of
 * an older generation may have written its report while a newer one was writing its result; the later of the two sees it.
 */
async function tidy(
  { report }: Pick<Output, "report">,
  resultGeneration: string | undefined,
  { bucket }: Notification,
  store: ObjectStore,
): Promise<void> {
  const reportGeneration = answeredGeneration(report, bucket);
  if (!report || reportGeneration === undefined || resultGeneration === undefined) return;
  // A conflict means that a newer report stands there now, and it is right to stay.
  if (isOlder(reportGeneration, resultGeneration)) await store.remove(report);
}

/** The content; the error when it is too large, which is for later; undefined when it is gone. */
async function readInput(object: StoredObject, store: ObjectStore, maximumBytes: number) {
  if (object.bytes > maximumBytes) return new ObjectTooLargeError(object, maximumBytes);
  try {
    return await store.read(object, maximumBytes);
  } catch (error) {
    if (error instanceof ObjectTooLargeError) return error;
    throw error;
  }
}

/** `forecast-horizon: 28` on the upload becomes `horizon: "28"` and goes over the service's default. */
function parametersOf(
  { metadata }: StoredObject,
  defaults: Settings["forecastDefaults"],
): Record<string, ParameterValue> {
  const own = Object.entries(metadata)
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .filter(([key]) => key.startsWith(parameterPrefix))
    .map(([key, value]) => [key.slice(parameterPrefix.length), value] as const);
  return { ...defaults, ...Object.fromEntries(own) };
}
