// A job as it is kept, and what Google accepts of one. https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { invalid, messageOf, textOf } from "../fields.ts";
import { millisecondsOf, timestampOf, type Timestamp } from "../timestamp.ts";
import { checkSchedule } from "./cron.ts";

export interface HttpTarget {
  uri: string;
  httpMethod: string;
  headers?: Record<string, string>;
  /** In base64. */
  body?: string;
  oidcToken?: { serviceAccountEmail: string; audience?: string };
}

export interface PubsubTarget {
  topicName: string;
  /** In base64. */
  data?: string;
  attributes?: Record<string, string>;
}

export interface RetryConfig {
  retryCount?: number;
  maxRetryDuration: Timestamp;
  minBackoffDuration: Timestamp;
  maxBackoffDuration: Timestamp;
  maxDoublings: number;
}

/** What a caller sets, completed by Google's defaults. */
export interface JobSettings {
  description?: string;
  httpTarget?: HttpTarget;
  pubsubTarget?: PubsubTarget;
  schedule: string;
  timeZone: string;
  retryConfig: RetryConfig;
  attemptDeadline?: Timestamp;
}

/** One tick on its way: kept until it has succeeded or is given up, so that a restart goes on with it. */
export interface Execution {
  tick: number;
  firstAttemptAt: number;
  failures: number;
  dueAt: number;
}

export interface StoredJob {
  settings: JobSettings;
  state: "ENABLED" | "PAUSED";
  userUpdateTime: number;
  /** The next time by the schedule, in milliseconds. */
  nextTick?: number | undefined;
  execution?: Execution | undefined;
  lastAttemptTime?: number;
  status?: { code: number; message: string } | undefined;
}

export const mutableFields = [
  "description",
  "httpTarget",
  "pubsubTarget",
  "schedule",
  "timeZone",
  "retryConfig",
  "attemptDeadline",
] as const;

const seconds = (count: number): Timestamp => timestampOf(count * 1000);
const methodsWithBody = ["POST", "PUT", "PATCH"];

/** @throws StatusError INVALID_ARGUMENT for what Google refuses, UNIMPLEMENTED for what only the local cloud does */
export function settingsFrom(input: Message, projectId: string): JobSettings {
  if (input["appEngineHttpTarget"] !== undefined) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud has no App Engine that a job could call.");
  }
  const description = textOf(input, "description");
  if (description.length > 500) throw invalid("Job description must not exceed 500 characters.");
  const schedule = textOf(input, "schedule");
  const timeZone = textOf(input, "timeZone") || "UTC";
  checkSchedule({ schedule, timeZone });
  const { httpTarget, pubsubTarget } = input;
  if ((httpTarget === undefined) === (pubsubTarget === undefined))
    throw invalid("A job must have exactly one target.");
  return {
    ...(description !== "" && { description }),
    ...(httpTarget !== undefined && {
      httpTarget: httpTargetFrom(httpTarget as Message),
      attemptDeadline: attemptDeadlineFrom(input["attemptDeadline"] as Timestamp | undefined),
    }),
    ...(pubsubTarget !== undefined && { pubsubTarget: pubsubTargetFrom(pubsubTarget as Message, projectId) }),
    schedule,
    timeZone,
    retryConfig: retryConfigFrom(messageOf(input, "retryConfig")),
  };
}

function httpTargetFrom(input: Message): HttpTarget {
  const uri = textOf(input, "uri");
  if (!/^https?:\/\//.test(uri) || !URL.canParse(uri) || uri.length > 2083)
    throw invalid("HttpTarget.uri must be a valid URL that begins with http:// or https://.");
  if (input["oauthToken"] !== undefined) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud sends jobs with OIDC tokens alone.");
  }
  const asked = (input["httpMethod"] as string | undefined) ?? "HTTP_METHOD_UNSPECIFIED";
  const httpMethod = asked === "HTTP_METHOD_UNSPECIFIED" ? "POST" : asked;
  const body = base64Of(input["body"]);
  if (body !== undefined && !methodsWithBody.includes(httpMethod))
    throw invalid(`Cannot specify a body for the method ${httpMethod}.`);
  const headers = input["headers"] as Record<string, string> | undefined;
  const oidcToken = input["oidcToken"] as HttpTarget["oidcToken"];
  if (oidcToken && !oidcToken.serviceAccountEmail)
    throw invalid("OidcToken.service_account_email is required.");
  return {
    uri,
    httpMethod,
    ...(headers && { headers }),
    ...(body && { body }),
    ...(oidcToken && { oidcToken }),
  };
}

function pubsubTargetFrom(input: Message, projectId: string): PubsubTarget {
  const topicName = textOf(input, "topicName");
  if (!/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName))
    throw invalid("PubsubTarget.topic_name is not valid.");
  if (topicName.split("/")[1] !== projectId)
    throw invalid("The topic must be in the same project as the job.");
  const data = base64Of(input["data"]);
  const attributes = input["attributes"] as Record<string, string> | undefined;
  if (data === undefined && Object.keys(attributes ?? {}).length === 0)
    throw invalid("PubsubTarget must have data or at least one attribute.");
  return { topicName, ...(data && { data }), ...(attributes && { attributes }) };
}

const base64Of = (bytes: unknown): string | undefined => {
  const text =
    typeof bytes === "string"
      ? bytes
      : Buffer.from((bytes as Uint8Array | undefined) ?? []).toString("base64");
  return text === "" ? undefined : text;
};

function attemptDeadlineFrom(given: Timestamp = seconds(180)): Timestamp {
  const ms = millisecondsOf(given);
  if (ms < 15_000 || ms > 1_800_000)
    throw invalid("Job attempt_deadline must be in the interval [15s, 30m] for HTTP targets.");
  return given;
}

function retryConfigFrom(input: Message): RetryConfig {
  const { retryCount = 0, maxDoublings = 5 } = input as { retryCount?: number; maxDoublings?: number };
  if (retryCount < 0 || retryCount > 5) throw invalid("RetryConfig.retry_count must be between 0 and 5.");
  if (maxDoublings < 0) throw invalid("RetryConfig.max_doublings must not be negative.");
  const config = {
    ...(retryCount > 0 && { retryCount }),
    maxRetryDuration: (input["maxRetryDuration"] as Timestamp | undefined) ?? seconds(0),
    minBackoffDuration: (input["minBackoffDuration"] as Timestamp | undefined) ?? seconds(5),
    maxBackoffDuration: (input["maxBackoffDuration"] as Timestamp | undefined) ?? seconds(3600),
    maxDoublings,
  };
  if (millisecondsOf(config.minBackoffDuration) > millisecondsOf(config.maxBackoffDuration))
    throw invalid("RetryConfig.min_backoff_duration must not exceed max_backoff_duration.");
  return config;
}

/** As Google shows it. */
export function jobView(name: string, job: StoredJob): Message {
  const { settings, state, userUpdateTime, nextTick, execution, lastAttemptTime, status } = job;
  const dueAt = Math.min(
    execution && execution.failures > 0 ? execution.dueAt : Infinity,
    nextTick ?? Infinity,
  );
  return {
    ...settings,
    name,
    state,
    userUpdateTime: timestampOf(userUpdateTime),
    ...(dueAt < Infinity && { scheduleTime: timestampOf(dueAt) }),
    ...(lastAttemptTime !== undefined && {
      lastAttemptTime: timestampOf(lastAttemptTime),
      status: status ?? {},
    }),
  };
}
