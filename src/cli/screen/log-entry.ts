// A log entry as text and as a document.
import { indentRest, inOneLine } from "../../core/quote.ts";
import type { LogEntry } from "../../library/logs/entry.ts";
import { wrap } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

/** One line, or several on a terminal that is narrower: time, severity, which task of the job if it was one, what was said, about which input. */
export function renderEntry(
  { timestamp, severity, message, labels, execution, task }: LogEntry,
  { paint, wrapsAt }: Pick<View, "paint" | "wrapsAt">,
): string {
  const colour =
    severity === "WARNING"
      ? paint.yellow
      : /ERROR|CRITICAL|ALERT|EMERGENCY/.test(severity)
        ? paint.red
        : paint.dim;
  const time = timestamp.replace("T", " ").replace("Z", "");
  const input = labels["input"];
  const about = input === undefined || message.includes(input) ? "" : paint.dim(`  ${inOneLine(input)}`);
  const who = execution === undefined ? "" : `${paint.dim(inOneLine(`${execution}/${task ?? 0}`))} `;
  return wrap(
    `${paint.dim(time)} ${colour(severity.padEnd(7))} ${who}${indentRest(message)}${about}`,
    wrapsAt,
  );
}

/** For `--json`: the fields of a structured entry stand beside its own. */
export const entryDocument = ({ fields, ...entry }: LogEntry): object => ({ ...fields, ...entry });
