// A log entry, from the form in which Cloud Logging gives it.
import type { protos } from "@google-cloud/logging-api";
import { runIn } from "../../core/contract.ts";

export interface LogEntry {
  insertId: string;
  /** ISO, UTC. */
  timestamp: string;
  /** When Cloud Logging got it: a request is logged at its end, with the time at which it came. */
  receiveTimestamp: string;
  severity: string;
  message: string;
  labels: Record<string, string>;
  /** Name of the file in the input bucket that it is about, and the run of `predict` that uploaded it. */
  input?: string;
  run?: string;
  /** Where in that file, from 1. */
  line?: number;
  column?: number;
  revision?: string;
  /** Of the job: short name of the execution, and which of its tasks it was. */
  execution?: string;
  task?: number;
  trace?: string;
  /** Of a request to Cloud Run, as the platform logs it. */
  request?: { method: string; url: string; status: number; latencyMs: number };
  /** Further fields of a structured entry. */
  fields: Record<string, unknown>;
}

/** https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
export type RawEntry = protos.google.logging.v2.ILogEntry;

const severities: Record<number, string> = {
  0: "DEFAULT",
  100: "DEBUG",
  200: "INFO",
  300: "NOTICE",
  400: "WARNING",
  500: "ERROR",
  600: "CRITICAL",
  700: "ALERT",
  800: "EMERGENCY",
};

export function entryFrom(raw: RawEntry): LogEntry {
  const { message, ...fields } = structOf(raw.jsonPayload?.fields);
  const revision = raw.resource?.labels?.["revision_name"];
  const execution = raw.labels?.["run.googleapis.com/execution_name"];
  const task = raw.labels?.["run.googleapis.com/task_index"];
  const input = raw.labels?.["input"];
  const run = runIn(input ?? "");
  return {
    insertId: raw.insertId ?? "",
    timestamp: timestampOf(raw.timestamp),
    receiveTimestamp: timestampOf(raw.receiveTimestamp),
    severity:
      typeof raw.severity === "number"
        ? (severities[raw.severity] ?? "DEFAULT")
        : typeof raw.severity === "string"
          ? raw.severity
          : "DEFAULT",
    message: messageOf(raw, message),
    labels: { ...raw.labels },
    ...(input ? { input } : {}),
    ...(run === undefined ? {} : { run }),
    ...placeIn(fields),
    ...(revision ? { revision } : {}),
    ...(execution ? { execution } : {}),
    ...(task ? { task: Number(task) } : {}),
    ...(raw.trace ? { trace: raw.trace } : {}),
    ...(raw.httpRequest && { request: requestOf(raw.httpRequest) }),
    fields,
  };
}

function requestOf(request: NonNullable<RawEntry["httpRequest"]>): NonNullable<LogEntry["request"]> {
  const { requestMethod, requestUrl, status, latency } = request;
  return {
    method: requestMethod ?? "",
    url: requestUrl ?? "",
    status: status ?? 0,
    latencyMs: Number(latency?.seconds ?? 0) * 1000 + (latency?.nanos ?? 0) / 1e6,
  };
}

/** Beside the message, or in the error that is told. */
function placeIn(fields: Record<string, unknown>): Pick<LogEntry, "line" | "column"> {
  const { error } = fields;
  const { line, column } = { ...(typeof error === "object" && error), ...fields } as Record<string, unknown>;
  return { ...(typeof line === "number" && { line }), ...(typeof column === "number" && { column }) };
}

function messageOf({ textPayload, httpRequest }: RawEntry, message: unknown): string {
  if (typeof message === "string") return message;
  if (textPayload) return textPayload;
  if (httpRequest) {
    const { requestMethod, requestUrl, status } = httpRequest;
    return `${requestMethod ?? "?"} ${requestUrl ?? "?"} ${status ?? ""}`.trimEnd();
  }
  return "";
}

function timestampOf(timestamp: RawEntry["timestamp"]): string {
  const ms = Number(timestamp?.seconds ?? 0) * 1000 + Math.floor((timestamp?.nanos ?? 0) / 1e6);
  return new Date(ms).toISOString();
}

/** google.protobuf.Struct to plain JSON: https://protobuf.dev/reference/protobuf/google.protobuf/#struct */
function structOf(fields: Record<string, unknown> | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([key, value]) => [key, valueOf(value)]));
}

function valueOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { structValue, listValue, ...plain } = value as {
    structValue?: { fields?: Record<string, unknown> };
    listValue?: { values?: unknown[] };
    stringValue?: string;
    numberValue?: number;
    boolValue?: boolean;
  };
  if (structValue) return structOf(structValue.fields);
  if (listValue) return (listValue.values ?? []).map(valueOf);
  return plain.stringValue ?? plain.numberValue ?? plain.boolValue ?? null;
}
