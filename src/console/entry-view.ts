// A log entry as the page gets it.
import type { LogEntry } from "../library/logs/entry.ts";
import type { LogEntry as EntryView } from "./contract/operations.ts";

export const entryView = ({ insertId, timestamp, ...entry }: LogEntry): EntryView => ({
  id: `${timestamp} ${insertId}`,
  timestamp,
  ...entry,
});
