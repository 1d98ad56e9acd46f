// What `cloud-runner logs` prints.
import type { LogEntry } from "../../../library/logs/entry.ts";
import { renderEntry } from "../../screen/log-entry.ts";
import type { View } from "../../shell/view.ts";

export { entryDocument as document } from "../../screen/log-entry.ts";

export const render = (
  entry: LogEntry,
  view: View,
  { options: { localTime } }: { options: { localTime: boolean } },
): string => renderEntry(entry, view, { localTime });
