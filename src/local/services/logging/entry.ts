// A log entry as it is kept, and its two-way passage to google.logging.v2.LogEntry.
// https://github.com/googleapis/googleapis/blob/master/google/logging/v2/log_entry.proto
import { randomBytes } from "node:crypto";
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { structFrom, structTo } from "../../wire/rest/well-known.ts";
import { timestampOf, type Timestamp } from "../timestamp.ts";

export const severities = {
  DEFAULT: 0,
  DEBUG: 100,
  INFO: 200,
  NOTICE: 300,
  WARNING: 400,
  ERROR: 500,
  CRITICAL: 600,
  ALERT: 700,
  EMERGENCY: 800,
} as const;

export type Severity = keyof typeof severities;

/** What the emulated services write. */
export interface LogEntryInput {
  /** `projects/P/logs/ID`, the id percent-encoded. */
  logName: string;
  resource: { type: string; labels: Record<string, string> };
  severity?: Severity;
  /** RFC 3339; now, if absent. */
  timestamp?: string;
  insertId?: string;
  textPayload?: string;
  jsonPayload?: Record<string, unknown>;
  labels?: Record<string, string>;
  trace?: string;
  spanId?: string;
  traceSampled?: boolean;
  /** google.logging.type.HttpRequest. */
  httpRequest?: Message;
  operation?: Message;
  sourceLocation?: Message;
}

/** As kept: complete, with timestamps in nine-digit RFC 3339, so that their text order is their time order. */
export interface LogEntry extends LogEntryInput {
  severity: Severity;
  timestamp: string;
  receiveTimestamp: string;
  insertId: string;
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:?\d\d))?$/;

/** The nine-digit UTC form of an RFC 3339 time (or of a date alone), or undefined when the text is neither. */
export function normalizeTime(text: string): string | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] = match;
  // Python writes `+0000`, without the colon.
  const offset = zone.toUpperCase().replace(/^(...)(\d\d)$/, "$1:$2");
  const ms = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(ms)
    ? undefined
    : `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(9, "0")}Z`;
}

function timeText({ seconds = 0, nanos = 0 }: Timestamp): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${`${nanos}`.padStart(9, "0")}Z`;
}

/** Milliseconds since the epoch in the nine-digit form. */
export const timeTextOf = (ms: number): string => timeText(timestampOf(Math.floor(ms)));

function timeMessage(text: string): Timestamp {
  return { seconds: `${Date.parse(`${text.slice(0, 19)}Z`) / 1000}`, nanos: Number(text.slice(20, 29)) };
}

export function completeEntry(input: LogEntryInput, nowMs: number): LogEntry {
  const now = timeText(timestampOf(nowMs));
  return {
    ...input,
    severity: input.severity ?? "DEFAULT",
    timestamp: input.timestamp === undefined ? now : (normalizeTime(input.timestamp) ?? now),
    receiveTimestamp: now,
    insertId: input.insertId ?? randomBytes(12).toString("hex"),
  };
}

export function entryMessage(entry: LogEntry): Message {
  const { jsonPayload, timestamp, receiveTimestamp, ...rest } = entry;
  return {
    ...rest,
    ...(jsonPayload && { jsonPayload: structFrom(jsonPayload, "", Number.NEGATIVE_INFINITY) }),
    timestamp: timeMessage(timestamp),
    receiveTimestamp: timeMessage(receiveTimestamp),
  };
}

/** An entry that a client wrote. */
export function entryFromMessage(message: Message): LogEntryInput {
  const { jsonPayload, timestamp, logName, resource, protoPayload, receiveTimestamp: _, ...rest } = message;
  if (protoPayload !== undefined) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not keep log entries with a protoPayload.");
  }
  return {
    ...rest,
    logName: logName as string,
    resource: { type: "global", labels: {}, ...(resource as Partial<LogEntryInput["resource"]>) },
    ...(jsonPayload !== undefined && {
      jsonPayload: structTo(jsonPayload as Message) as Record<string, unknown>,
    }),
    ...(timestamp !== undefined && { timestamp: timeText(timestamp as Timestamp) }),
  };
}
