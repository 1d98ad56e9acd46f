// An input that can never work, as an error like every other: the place, the line with a mark below the field, the fix.
import type { InputFault } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";

/** @param label the file, as the user named it */
export function rejectionError(label: string, rejection: InputFault): CloudRunnerError {
  const { code, message, line, column, excerpt, fix, choices } = rejection;
  const place = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
  ].join(", ");
  const margin = line === undefined ? "" : `${line} | `;
  const mark = excerpt === undefined || column === undefined ? undefined : fieldOffset(excerpt, column);
  const details = [
    ...(place === "" ? [] : [`At ${label}, ${place}${excerpt === undefined ? "" : ":"}`]),
    ...(excerpt === undefined ? [] : [margin + excerpt]),
    ...(mark === undefined ? [] : [`${" ".repeat(margin.length + mark)}^`]),
  ];
  const flag = flagsThatFix[code];
  return new CloudRunnerError(`${label}: ${message}`, {
    code,
    details,
    fix: flag === undefined ? fix : `${fix} On the command line: ${flag}.`,
    choices,
    place: {
      input: label,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      ...(excerpt !== undefined && { excerpt }),
    },
  });
}

/** The service speaks of parameters; here they are flags. */
const flagsThatFix: Readonly<Record<string, string>> = {
  "csv.no-date-column": "--date-column COLUMN",
  "csv.no-value-column": "--target-column COLUMN",
  "csv.encoding": "--encoding NAME",
  "csv.no-such-sheet": "--sheet NAME",
  "csv.exchanged-days": "--date-format %Y-%m-%d, or as the dates are written",
  "csv.duplicate-date": "--id-column COLUMN, or --aggregate sum",
  "parameter.aggregate": "--aggregate sum, or --aggregate mean",
  "backtest.too-short": "--horizon ROWS",
};

/** Where a field starts in a line, in characters; undefined when the line does not show it. */
function fieldOffset(excerpt: string, column: number): number | undefined {
  // Quoted parts keep their length and lose their delimiters; an excerpt shows a tab as \t.
  const bare = excerpt.replaceAll(/"[^"]*"/g, (quoted) => "x".repeat(quoted.length));
  for (const delimiter of [",", ";", "\\t"]) {
    const fields = bare.split(delimiter);
    if (fields.length < column || (column === 1 && fields.length === 1)) continue;
    const before = fields.slice(0, column - 1).join(delimiter);
    const start = column === 1 ? 0 : before.length + delimiter.length;
    return start < excerpt.length ? start : undefined;
  }
  return column === 1 ? 0 : undefined;
}
