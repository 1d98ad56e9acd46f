// One line that a container wrote becomes one log entry, as the logging agent of Cloud Run does it.
// https://cloud.google.com/logging/docs/structured-logging
import { parseJsonText } from "../../../../core/text/json-text.ts";
import { isMessage } from "../../../message.ts";
import type { LogEntryInput } from "../../logging/logging.ts";
import { severities, type Severity } from "../../logging/entry.ts";

export type LineContent = Omit<LogEntryInput, "logName" | "resource">;

/** Longer lines are cut: an entry may have 256 KB. */
const maximumLength = 256 * 1024 - 4096;

export function contentOfLine(line: string): LineContent {
  const text = line.length > maximumLength ? line.slice(0, maximumLength) : line;
  if (text.startsWith("{")) {
    try {
      return contentOfObject(parseJsonText(text) as Record<string, unknown>);
    } catch {
      // A line that only looks like JSON is text.
    }
  }
  return { textPayload: text };
}

/** Special fields move from the object to the entry; what is left is the payload. */
function contentOfObject(object: Record<string, unknown>): LineContent {
  const content: LineContent = {};
  const payload: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    const moved = special.get(key)?.(value);
    if (moved === undefined) payload[key] = value;
    else Object.assign(content, moved);
  }
  const isMessageAlone = Object.keys(payload).length === 1 && typeof payload["message"] === "string";
  if (isMessageAlone) return { ...content, textPayload: payload["message"] as string };
  return { ...content, jsonPayload: payload };
}

const isText = (value: unknown): value is string => typeof value === "string";

/** What a field becomes in the entry; undefined for a value of the wrong type, which stays in the payload. */
const special = new Map<string, (value: unknown) => LineContent | undefined>([
  ["severity", (value) => severityOf(isText(value) ? value.toUpperCase() : "")],
  ["time", (value) => (isText(value) && !Number.isNaN(Date.parse(value)) ? { timestamp: value } : undefined)],
  ["timestamp", (value) => (isMessage(value) ? timestampOf(value) : undefined)],
  ["logging.googleapis.com/insertId", (value) => (isText(value) ? { insertId: value } : undefined)],
  ["logging.googleapis.com/trace", (value) => (isText(value) ? { trace: value } : undefined)],
  ["logging.googleapis.com/spanId", (value) => (isText(value) ? { spanId: value } : undefined)],
  [
    "logging.googleapis.com/trace_sampled",
    (value) => (typeof value === "boolean" ? { traceSampled: value } : undefined),
  ],
  ["logging.googleapis.com/labels", (value) => (isMessage(value) ? { labels: textsIn(value) } : undefined)],
  ["logging.googleapis.com/operation", (value) => (isMessage(value) ? { operation: value } : undefined)],
  [
    "logging.googleapis.com/sourceLocation",
    (value) => (isMessage(value) ? { sourceLocation: value } : undefined),
  ],
  ["httpRequest", (value) => (isMessage(value) ? { httpRequest: httpRequestOf(value) } : undefined)],
]);

const severityOf = (name: string): LineContent | undefined =>
  name in severities ? { severity: name as Severity } : undefined;

function timestampOf({ seconds, nanos = 0 }: Record<string, unknown>): LineContent | undefined {
  if (typeof seconds !== "number") return undefined;
  return { timestamp: new Date(seconds * 1000 + (nanos as number) / 1e6).toISOString() };
}

const textsIn = (object: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, String(value)]));

/** Latency comes as `1.5s` in JSON and as a Duration in the entry. */
function httpRequestOf(request: Record<string, unknown>): Record<string, unknown> {
  const { latency } = request;
  const seconds = typeof latency === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(latency)?.[1] : undefined;
  if (seconds === undefined) return request;
  const whole = Math.floor(Number(seconds));
  return {
    ...request,
    latency: { seconds: `${whole}`, nanos: Math.round((Number(seconds) - whole) * 1e9) },
  };
}
