// A log entry as the page gets it.
import type { LogEntry } from "../library/logs/entry.ts";
import type { LogEntry as EntryView } from "./contract/operations.ts";

export function entryView(entry: LogEntry): EntryView {
  const { insertId, timestamp, receiveTimestamp: _, ...rest } = entry;
  return { id: `${timestamp} ${insertId}`, timestamp, ...rest };
}
