// A log entry as text and as a document.
import { indentRest, inOneLine } from "../../core/quote.ts";
import type { LogEntry } from "../../library/logs/entry.ts";
import { wrap } from "../layout/wrap.ts";
import type { View } from "../shell/view.ts";

/** Messages are long, so little of a narrow screen is left free before their further lines. */
const messageMargin = 4;

/** One line, or several on a terminal that is narrower: time, severity, which task of the job if it was one, what was said, about which input. */
export function renderEntry(
  { timestamp, severity, message, labels, execution, task }: LogEntry,
  { paint, wrapsAt }: Pick<View, "paint" | "wrapsAt">,
  { localTime = false }: { localTime?: boolean } = {},
): string {
  const colour =
    severity === "WARNING"
      ? paint.yellow
      : /ERROR|CRITICAL|ALERT|EMERGENCY/.test(severity)
        ? paint.red
        : paint.dim;
  const time = localTime ? inLocalTime(new Date(timestamp)) : timestamp.replace("T", " ");
  const input = labels["input"];
  const about = input === undefined || message.includes(input) ? "" : paint.dim(`  ${inOneLine(input)}`);
  const who = execution === undefined ? "" : `${paint.dim(inOneLine(`${execution}/${task ?? 0}`))} `;
  return wrap(
    `${paint.dim(time)} ${colour(severity.padEnd(7))} ${who}${indentRest(message)}${about}`,
    wrapsAt,
    messageMargin,
  );
}

/** With the distance to UTC that holds at that time: `2026-03-01 09:00:00.000+01:00`. */
function inLocalTime(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, "0");
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  const shifted = new Date(at.getTime() + minutes * 60_000).toISOString();
  return shifted.replace("T", " ").replace("Z", zone);
}

/** For `--json`: the fields of a structured entry stand beside its own. */
export const entryDocument = ({ fields, ...entry }: LogEntry): object => ({ ...fields, ...entry });
