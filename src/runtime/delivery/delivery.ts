// The story of one delivery: from the notification of an upload to the one result of that input generation.
import {
  isManifestData,
  isManifestName,
  isReportName,
  isSeriesReportName,
  isUploadOfPredict,
  isUploadPart,
  manifestDataFolder,
  parametersIn,
  reportName,
  reservedPrefix,
  resultName,
  seriesReportName,
} from "../../core/contract.ts";
import { fanOutPlanName, inputsPrefix, isFanOutPlan } from "../../core/job/fan-out-progress.ts";
import { rejectionUntried } from "./failures.ts";
import { readContent } from "../forecast/read-content.ts";
import type { Attempt, DeliveryDependencies } from "../forecast/attempt.ts";
import { takeLease } from "../storage/lease.ts";
import { CloudError } from "../../core/errors.ts";
import { errorFields, type Logger } from "../log.ts";
import type { Notification } from "./notification.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { announce, announceAgain } from "../events/announce.ts";
import { HandOver, placeIn } from "../handover/hand-over.ts";
import { carryOut, findOrder, handOver, removeOrder, runningExecution } from "../handover/orders.ts";
import { contended, isOlder, type ObjectStore, type StoredObject } from "../storage/object-store.ts";
import {
  answeredGeneration,
  manifestResultObject,
  reportObject,
  resultObject,
} from "../storage/result-object.ts";
import type { Settings } from "../settings.ts";
import { settleSeriesReport, tidyReport } from "../storage/reports.ts";

/** Other deliveries of the same name may win the race to the output that many times before we leave it to a redelivery. */
const maximumRounds = 5;

/** Of the time of a delivery. What then is not done by itself goes to the job; the rest is for handing it over. */
const shareBeforeHandOver = 0.9;

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
    const { forecastTimeoutMs } = dependencies.settings;
    const deadline = startedAt + forecastTimeoutMs;
    const handOverAt = dependencies.jobs && startedAt + forecastTimeoutMs * shareBeforeHandOver;
    return await answer(notification, { ...dependencies, log, signal, deadline, handOverAt }, taking);
  } catch (error) {
    const lease = await taking.catch(() => undefined);
    // In the job: its order is still there.
    if (dependencies.fanOut && lease?.kind === "taken") await lease.leave();
    throw error;
  } finally {
    const lease = await taking.catch(() => undefined);
    if (lease?.kind === "taken") await lease.release();
  }
}

async function answer(
  notification: Notification,
  attempt: Omit<Attempt, "lease">,
  taking: ReturnType<typeof takeLease>,
): Promise<Outcome> {
  const { store, settings, jobs, log } = attempt;
  const { bucket, name, generation, announced } = notification;
  let work: Awaited<ReturnType<typeof workOn>>;
  const isSmall = announced !== undefined && announced.bytes <= readAheadBytes;
  const [input, ahead, lease] = await Promise.all([
    announced ?? store.stat(bucket, name, generation),
    isSmall ? readContent(announced, store, settings.maximumInputBytes) : undefined,
    taking,
  ]);
  if (input === undefined || (isSmall && ahead === undefined)) {
    // Of an execution that was never started; one that runs takes it away itself.
    if (jobs) await forget(await findOrder(notification, attempt));
    return { kind: "gone" };
  }

  // Only now: whoever had the lease before us has written the answer before it let the lease go.
  const isFirst = isSmall && lease.kind === "taken" && lease.isNew && isFirstUnderItsName(notification);
  let output = isFirst ? await lookBeforeFirst(notification, attempt) : await look(notification, attempt);
  for (let round = 1; round <= maximumRounds; round++) {
    const answered = answerIn(output, notification);
    if (answered !== undefined) {
      const { object, generation: newest } = answered;
      const outcome = { kind: "answered-before", object: object.name, generation: newest } as const;
      await Promise.all([
        newest === generation && announceAgain(object, outcome, notification, attempt),
        tidy(output, generationOfResult(output), notification, store),
        work !== undefined && removeOrphan(output),
        forget(output.order),
        // One that is left over from a delivery that died after its answer goes with it.
        lease.release(),
      ]);
      return outcome;
    }
    const handedOver = work === undefined && output.order && (await leave(output.order));
    if (handedOver) return handedOver;
    if (lease.kind === "held") return { kind: "under-way", leaseExpiresAt: lease.expiresAt };

    try {
      work ??= await workOn(input, { ...attempt, lease });
    } catch (error) {
      if (!(error instanceof HandOver) || jobs === undefined) throw error;
      const given = await giveAway(error, () => handOver(error, notification, { ...attempt, jobs }));
      if (given) return given;
      work = await workOn(input, { ...attempt, lease, handOverAt: undefined, done: error.done });
    }
    if (work === undefined) return { kind: "gone" };

    const origin = { input, notification, settings };
    const series = work.kind === "prediction" ? work.prediction.series : undefined;
    const to = resultName(name);
    // Beside a rejection it stays: a try that is taken for dead may still write the result that it belongs to.
    const settled =
      work.kind === "rejection" ||
      (await settleSeriesReport(series, to, output.series, generation, origin, store));
    if (settled === "conflict") {
      output = await look(notification, attempt);
      continue;
    }
    const object =
      work.kind === "rejection"
        ? { ...reportObject(work.rejection, origin), replaces: output.report?.generation ?? "0" }
        : {
            ...(work.kind === "prediction"
              ? resultObject(work.prediction, origin)
              : manifestResultObject(work.result, origin)),
            replaces: output.result?.generation ?? "0",
          };
    if ((await store.write(object)) === "conflict") {
      output = await look(notification, attempt);
      continue;
    }
    if (work.kind === "rejection") {
      output = await look(notification, attempt);
      // One that was taken for dead has done it all the same.
      if (generationOfResult(output) === generation) continue;
    }
    const outcome = outcomeOf(work, object.name);
    // Beside the tidying up, so that the acknowledgement does not wait for it.
    const telling = announce(object, object.content, outcome, notification, attempt);
    telling.catch(() => {});
    if (work.kind === "rejection") {
      await tidy(output, generationOfResult(output), notification, store);
      await telling;
      return outcome;
    }
    const reportOf = (of: string) => (output.isFirst ? undefined : store.stat(settings.outputBucket, of));
    const [report, ofSeries] = await Promise.all([
      reportOf(reportName(name)),
      reportOf(seriesReportName(resultName(name))),
      lease.release(),
    ]);
    await tidy({ report, series: ofSeries }, generation, notification, store);
    await telling;
    return outcome;
  }
  throw contended(`Other deliveries kept changing the result of gs://${bucket}/${name}.`);

  function generationOfResult({ result }: Output): string | undefined {
    return answeredGeneration(result, bucket);
  }

  /** The report on series that was written for a result which a newer upload then made needless. */
  async function removeOrphan({ result, series }: Output): Promise<void> {
    const isOwn = answeredGeneration(series, bucket) === generation;
    if (series && isOwn && answeredGeneration(result, bucket) !== generation) await store.remove(series);
  }

  /** Nobody has to carry it out any more. */
  async function forget(order: StoredObject | undefined): Promise<void> {
    if (order) await removeOrder(order, store);
  }

  /** To the execution that has it already, or that can be started for it; undefined where neither is so. */
  async function leave(order: StoredObject): Promise<Outcome | undefined> {
    if (jobs === undefined) return undefined;
    const dependencies = { ...attempt, jobs };
    if (lease.kind === "taken") return giveAway(undefined, () => carryOut(order, dependencies));
    // Whoever has the lease may be this very execution; if it is not, it is about to start one.
    const execution = await runningExecution(order, dependencies);
    if (execution === undefined) return undefined;
    return { kind: "handed-over", order: uriOf(order), execution, reason: "before" };
  }

  /** Undefined where there is no job to give it to, and none was asked for: then this delivery does it. */
  async function giveAway(
    wish: HandOver | undefined,
    give: () => Promise<Outcome>,
  ): Promise<Outcome | undefined> {
    try {
      const given = await give();
      // Without it the next delivery could be a first one, which does not look for the order.
      if (lease.kind === "taken") await lease.leave();
      return given;
    } catch (error) {
      const isRefused = error instanceof CloudError && error.code === "job.refused";
      if (!isRefused || wish?.reason === "asked") throw error;
      log.log("ERROR", `${name} is forecast here: ${error.message}`, errorFields(error));
      return undefined;
    }
  }

  /** Undefined when the input is gone. */
  async function workOn(object: StoredObject, held: Attempt) {
    const rejection = held.givenUp ?? rejectionUntried(name, held.lease.failures);
    // An instance that dies of an input had too little memory for it, most likely.
    if (rejection && held.handOverAt !== undefined && !isForService(object, settings))
      throw new HandOver("memory");
    // Tasks that die over a panel in slices leave what they have finished to the next one.
    if (rejection && (held.givenUp || !(await isCut(held)))) return { kind: "rejection", rejection } as const;
    if (!isManifestName(name)) {
      // Loaded once the service listens, so that it listens sooner.
      const { forecastInput } = await import("../forecast/forecast-input.ts");
      return forecastInput(object, held, { ahead });
    }
    // With its schemas a fifth of this thread's start, and few inputs are manifests.
    const { runManifest } = await import("./run-manifest.ts");
    return runManifest(object, notification, held, ahead);
  }
}

const isForService = ({ metadata }: StoredObject, { forecastDefaults }: Settings): boolean =>
  placeIn({ ...forecastDefaults, ...parametersIn(metadata) }) === "service";

/** The panel, or one among the inputs of a manifest. */
async function isCut({ fanOut, store, settings: { outputBucket } }: Attempt): Promise<boolean> {
  if (fanOut === undefined) return false;
  const { folder } = fanOut;
  if ((await store.stat(outputBucket, fanOutPlanName(folder))) !== undefined) return true;
  return (await store.list(outputBucket, inputsPrefix(folder))).some(({ name }) => isFanOutPlan(name));
}

function whyIgnored(
  { eventType, bucket, name }: Notification,
  { inputBucket }: Settings,
): string | undefined {
  if (eventType !== "OBJECT_FINALIZE") return `the event is ${eventType}, not OBJECT_FINALIZE`;
  if (bucket !== inputBucket) return `the bucket is ${bucket}, not ${inputBucket}`;
  if (name.endsWith("/")) return "the object is a folder's placeholder";
  if (isUploadPart(name)) return "the object is a part of an upload that is put together later";
  if (isReportName(name)) return "the object has the name of an error report";
  if (isSeriesReportName(name)) return "the object has the name of a report on series";
  if (name.startsWith(reservedPrefix)) return `names that start with ${reservedPrefix} are reserved`;
  if (isManifestData(name)) return `what is in a folder ${manifestDataFolder} waits for a manifest`;
  return undefined;
}

interface Output {
  result: StoredObject | undefined;
  report: StoredObject | undefined;
  /** The report on the series of a panel. */
  series: StoredObject | undefined;
  /** For the job. */
  order?: StoredObject | undefined;
  /** Neither an older upload nor an earlier try of this one has left anything. */
  isFirst?: true;
}

const isFirstUnderItsName = ({ isOverwrite, deliveryAttempt }: Notification): boolean =>
  deliveryAttempt === 1 && isOverwrite !== true;

/**
 * Of the names that `predict` gives each is used once, so nobody has answered it yet and no look is needed. A delivery that comes
 * twice and yet as the first finds out when it writes, for the price of a second forecast. Under any other name it finds the answer
 * of the first.
 */
async function lookBeforeFirst(
  notification: Notification,
  { store, settings, jobs }: Pick<Attempt, "store" | "settings" | "jobs">,
): Promise<Output> {
  const { name } = notification;
  // Nor an order: where there is one, a lease was left.
  const nothing = { result: undefined, report: undefined, series: undefined, isFirst: true } as const;
  if (isUploadOfPredict(name)) return nothing;
  const [result, report] = await Promise.all([
    store.stat(settings.outputBucket, resultName(name)),
    store.stat(settings.outputBucket, reportName(name)),
  ]);
  return (result ?? report) ? look(notification, { store, settings, jobs }) : nothing;
}

async function look(
  notification: Notification,
  { store, settings, jobs }: Pick<Attempt, "store" | "settings" | "jobs">,
): Promise<Output> {
  const { outputBucket } = settings;
  const to = resultName(notification.name);
  const [result, report, series, order] = await Promise.all([
    store.stat(outputBucket, to),
    store.stat(outputBucket, reportName(notification.name)),
    store.stat(outputBucket, seriesReportName(to)),
    jobs && findOrder(notification, { store, settings }),
  ]);
  return { result, report, series, order };
}

const uriOf = ({ bucket, name }: StoredObject): string => `gs://${bucket}/${name}`;

/** The result or report that already answers this generation of the input, or a newer one. */
function answerIn({ result, report, series }: Output, { bucket, generation }: Notification) {
  for (const object of [result, report, series]) {
    const answered = answeredGeneration(object, bucket);
    if (!object || answered === undefined || isOlder(answered, generation)) continue;
    // Of the same generation, a report on series only says that a try of it ended before its result.
    if (object === series && answered === generation) continue;
    return { object, generation: answered };
  }
  return undefined;
}

/**
 * Reports that are older than the result beside them are out of date; a report that the input was given up is wrong beside its
 * result. Looked for after every write, since another delivery may have written its report while this one was writing its result;
 * the later of the two sees it.
 */
async function tidy(
  { report, series }: Pick<Output, "report" | "series">,
  resultGeneration: string | undefined,
  { bucket }: Notification,
  store: ObjectStore,
): Promise<void> {
  const isDenied = resultGeneration !== undefined && answeredGeneration(report, bucket) === resultGeneration;
  await Promise.all([
    isDenied ? store.remove(report!) : tidyReport(report, resultGeneration, bucket, store),
    tidyReport(series, resultGeneration, bucket, store),
  ]);
}
