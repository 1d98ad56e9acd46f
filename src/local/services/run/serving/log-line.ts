// One line that a container wrote becomes one log entry, as the logging agent of Cloud Run does it.
// https://cloud.google.com/logging/docs/structured-logging
import type { LogEntryInput } from "../../logging/logging.ts";
import { severities, type Severity } from "../../logging/entry.ts";

export type LineContent = Omit<LogEntryInput, "logName" | "resource">;

/** Longer lines are cut: an entry may have 256 KB. */
const maximumLength = 256 * 1024 - 4096;

export function contentOfLine(line: string): LineContent {
  const text = line.length > maximumLength ? line.slice(0, maximumLength) : line;
  if (text.startsWith("{")) {
    try {
      return contentOfObject(JSON.parse(text) as Record<string, unknown>);
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
    if (!lift(content, key, value)) payload[key] = value;
  }
  const isMessageAlone = Object.keys(payload).length === 1 && typeof payload["message"] === "string";
  if (isMessageAlone) return { ...content, textPayload: payload["message"] as string };
  return { ...content, jsonPayload: payload };
}

/** Whether the field belonged to the entry. A value of the wrong type stays in the payload. */
function lift(content: LineContent, key: string, value: unknown): boolean {
  const isText = typeof value === "string";
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  switch (key) {
    case "severity": {
      const name = isText ? value.toUpperCase() : "";
      if (!(name in severities)) return false;
      content.severity = name as Severity;
      return true;
    }
    case "time":
      if (!isText || Number.isNaN(Date.parse(value))) return false;
      content.timestamp = value;
      return true;
    case "timestamp": {
      const { seconds, nanos = 0 } = (isObject ? value : {}) as { seconds?: number; nanos?: number };
      if (typeof seconds !== "number") return false;
      content.timestamp = new Date(seconds * 1000 + nanos / 1e6).toISOString();
      return true;
    }
    case "logging.googleapis.com/insertId":
      if (!isText) return false;
      content.insertId = value;
      return true;
    case "logging.googleapis.com/trace":
      if (!isText) return false;
      content.trace = value;
      return true;
    case "logging.googleapis.com/spanId":
      if (!isText) return false;
      content.spanId = value;
      return true;
    case "logging.googleapis.com/trace_sampled":
      if (typeof value !== "boolean") return false;
      content.traceSampled = value;
      return true;
    case "logging.googleapis.com/labels":
      if (!isObject) return false;
      content.labels = Object.fromEntries(
        Object.entries(value).map(([name, label]) => [name, String(label)]),
      );
      return true;
    case "logging.googleapis.com/operation":
      if (!isObject) return false;
      content.operation = value as Record<string, unknown>;
      return true;
    case "logging.googleapis.com/sourceLocation":
      if (!isObject) return false;
      content.sourceLocation = value as Record<string, unknown>;
      return true;
    case "httpRequest":
      if (!isObject) return false;
      content.httpRequest = httpRequestOf(value as Record<string, unknown>);
      return true;
    default:
      return false;
  }
}

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
