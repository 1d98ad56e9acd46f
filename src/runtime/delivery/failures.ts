// Passing or permanent: the one table that says what becomes of a delivery that does not end in a forecast.
import { CloudRunnerError } from "../../core/errors.ts";
import type { InputFault } from "../../core/contract.ts";
import type { Severity } from "../log.ts";
import { ObjectTooLargeError } from "../storage/object-store.ts";

export interface Verdict {
  /**
   * 200: the input can never work, and an error report is written beside the results. 204: nothing is left to be done.
   * Any other: it may pass by itself, so that Pub/Sub is to deliver again. 500 says that it is our bug.
   */
  status: 200 | 204 | 429 | 500 | 503;
  severity: Severity;
  /** Once that many forecasts of the same input generation have failed like this, it is permanent and gets a report. */
  tries?: number;
}

export const failures = {
  /** From Pub/Sub, but not about an object. */
  "message.malformed": { status: 204, severity: "ERROR" },
  /** That generation was replaced or deleted; a replacement has a notification of its own. */
  "input.gone": { status: 204, severity: "INFO" },
  /** By the model: the code of the report says why. */
  "input.rejected": { status: 200, severity: "WARNING" },
  "input.too-large": { status: 200, severity: "WARNING" },
  /** Another delivery holds the lease. */
  "delivery.under-way": { status: 429, severity: "INFO" },
  "instance.stopping": { status: 503, severity: "WARNING" },
  /** 408, 429, 5xx, the network, or too slow. */
  "storage.unavailable": { status: 503, severity: "ERROR" },
  /** Grants spread slowly, and can be corrected. */
  "storage.permission-denied": { status: 503, severity: "ERROR" },
  /** Any other 4xx, such as a bucket that is not there: it can be corrected too. */
  "storage.refused": { status: 503, severity: "ERROR" },
  "storage.contended": { status: 503, severity: "WARNING" },
  /** An execution could not be started, but may be a little later. */
  "job.unavailable": { status: 503, severity: "ERROR" },
  /** There is no such job, or the service's account may not start it: it can be corrected. */
  "job.refused": { status: 503, severity: "ERROR" },
  /** The answer stands, but nobody could be told of it: the next delivery only does that. */
  "events.unavailable": { status: 503, severity: "WARNING" },
  /** What is written by now is not done again. */
  "manifest.unfinished": { status: 503, severity: "INFO" },
  /** The caller hung up, or the instance stops. */
  "forecast.aborted": { status: 503, severity: "WARNING" },
  /** All workers were busy for the whole time: no fault of this input. */
  "forecast.not-started": { status: 503, severity: "WARNING" },
  /** A second try can find a less busy machine; a third would find the same. */
  "forecast.timed-out": { status: 503, severity: "ERROR", tries: 2 },
  "forecast.out-of-memory": { status: 503, severity: "ERROR", tries: 2 },
  "forecast.worker-died": { status: 503, severity: "ERROR", tries: 3 },
  /** Nobody foresaw it. A deployment may fix it before the message becomes a dead-letter message. */
  unexpected: { status: 500, severity: "ERROR" },
} satisfies Record<string, Verdict>;

export type Failure = keyof typeof failures;

export function failureOf(error: unknown): Failure {
  if (error instanceof ObjectTooLargeError) return "input.too-large";
  return error instanceof CloudRunnerError && Object.hasOwn(failures, error.code)
    ? (error.code as Failure)
    : "unexpected";
}

/** Whether forecasts that fail like this are counted, since in the end they are the input's own fault. */
export function isCounted(error: unknown): boolean {
  return verdictOn(failureOf(error)).tries !== undefined;
}

/**
 * The report to write when the failure is permanent; undefined when it may pass.
 * @param failed forecasts of this input generation that have failed, this one included
 */
export function rejectionFor(error: unknown, input: string, failed: number): InputFault | undefined {
  const failure = failureOf(error);
  if (error instanceof ObjectTooLargeError) return tooLarge(error);
  const { tries } = verdictOn(failure);
  if (tries === undefined || failed < tries || !(error instanceof CloudRunnerError)) return undefined;
  return {
    code: failure,
    message: `${input} was given up after ${failed} tries. ${error.message}`,
    fix: fixes[failure] ?? fixes["forecast.worker-died"]!,
  };
}

/** So many deliveries of an input that ended with their instance, or without a word, are enough. */
const mostDeaths = 3;

/** The report to write without another try, since those before it did not live to say what was wrong. */
export function rejectionUntried(input: string, failed: number): InputFault | undefined {
  if (failed < mostDeaths) return undefined;
  return {
    code: "forecast.worker-died" satisfies Failure,
    message: `${input} was given up after ${failed} tries. Each ended its instance, or was not heard of again.`,
    fix: fixes["forecast.out-of-memory"]!,
  };
}

/** Whether one of the series that a worker had may be the cause, so that the others are to be done without it. */
export const isFaultOfSeries = (error: unknown): error is CloudRunnerError => isCounted(error);

/** Why a series of a panel was given up. */
export function faultOfSeries(error: CloudRunnerError): InputFault {
  const code = failureOf(error);
  return { code, message: error.message, fix: fixes[code] ?? fixes["forecast.worker-died"]! };
}

/** Of those that would have been next when the time of the whole file ran out. */
export const lateSeries: InputFault = {
  code: "forecast.timed-out",
  message: "The file has more series than could be forecast in the time that its delivery has.",
  fix: "Split the file by series, set model to seasonal-naive, or raise service.cpu in cloud-runner.json; then upload it again.",
};

const verdictOn = (failure: Failure): Verdict => failures[failure];

const fixes: Readonly<Record<string, string>> = {
  "forecast.timed-out":
    "Send fewer rows or set model to seasonal-naive, or raise service.timeoutSeconds (up to delivery.ackDeadlineSeconds) or service.cpu in cloud-runner.json; then upload the file again.",
  "forecast.out-of-memory":
    "Send fewer rows or columns, or raise job.memory (without a job service.memory) in cloud-runner.json; then upload the file again.",
  "forecast.worker-died":
    "Upload the file again with another model, for example seasonal-naive. `cloud-runner logs` shows what it died of: a model of your own may have ended it; otherwise this is a fault of the service, and belongs into a bug report.",
};

function tooLarge({ object: { name, bytes }, maximumBytes }: ObjectTooLargeError): InputFault {
  const limit = `${Math.round((maximumBytes / 2 ** 20) * 100) / 100} MiB`;
  const stored =
    bytes > maximumBytes ? `${bytes} bytes long` : `${bytes} bytes long and more once decompressed`;
  return {
    code: "csv.too-large",
    message: `${name} is ${stored}; the limit is ${limit}.`,
    fix: "Split the file, or keep only the columns and rows that the forecast needs.",
  };
}
