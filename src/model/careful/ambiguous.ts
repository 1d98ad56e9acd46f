// A column that can be read in two ways, or in none: what each reading would say of one cell, and how to choose.
import type { Choices } from "../../core/contract.ts";
import { quote } from "../../core/quote.ts";
import { dateTextOf } from "../columns/find-ids.ts";
import type { DateColumn } from "../columns/find-date-column.ts";
import { describeDateFormat } from "../dates/date-format.ts";
import type { DateFinding } from "../dates/find-date-format.ts";
import { InputError, type Place } from "../input-error.ts";
import { describeNumberFormat, type NumberFinding } from "../numbers/find-number-format.ts";
import { badDate } from "../csv/cell-errors.ts";
import { parseDate } from "../csv/parse-date.ts";
import { scanRows, type Body } from "./scan-rows.ts";
import { placeOf, textOf, type Row } from "../csv/split-row.ts";

/** Where a text stands first in a column. */
function placeOfText(
  bytes: Uint8Array,
  body: Body,
  index: number,
  text: string,
  cell: (row: Row) => string,
): Place {
  let place: Place | undefined;
  scanRows(bytes, body, (row, fields) => {
    if (place === undefined && fields === body.width && cell(row) === text) place = placeOf(row, index);
  });
  return place ?? { line: body.line, column: index + 1 };
}

/** `--date-format "%d/%m/%Y %H:%M"` to the parameter and its value, which is quoted again where it is shown. */
function choicesOf(options: readonly string[], meanings: string[]): Choices {
  const [parameter = ""] = (options[0] ?? "").replace(/^--/, "").split(" ");
  const valueOf = (option: string) =>
    option
      .slice(option.indexOf(" ") + 1)
      .replace(/^"(.*)"$/, "$1")
      .replaceAll(/\\(["$`\\])/g, "$1");
  return { parameter, values: options.map(valueOf), meanings };
}

export function ambiguousDates(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  name: string,
  { text, readings }: DateFinding & { kind: "ambiguous" },
): InputError {
  const meanings = readings.map(({ iso, format }) => `${iso} (${describeDateFormat(format)})`);
  const options = readings.map(({ option }) => option);
  return new InputError(`${quote(text)} in column ${name} has two meanings: ${meanings.join(" or ")}.`, {
    code: "csv.bad-date",
    ...placeOfText(bytes, body, date.index, text, (row) => dateTextOf(row, date)),
    fix: `Say which one is meant: ${options.join(" or ")}.`,
    choices: choicesOf(options, meanings),
  });
}

export function noDates(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  name: string,
  { text, reason }: DateFinding & { kind: "none" },
): InputError {
  const place = placeOfText(bytes, body, date.index, text, (row) => dateTextOf(row, date));
  // A day that no calendar has, or parts of a second.
  const problem = parseDate(text);
  if (problem === "no-such-date" || problem === "fraction") return badDate(place, name, text, problem);
  if (reason !== undefined) {
    return new InputError(`${quote(text)} in column ${name} is not clear. ${reason}`, {
      code: "csv.bad-date",
      ...place,
      fix: "Write dates with a year of four digits and the month as a number: 2024-01-31.",
    });
  }
  return new InputError(
    text === ""
      ? `Column ${name} is empty.`
      : `${quote(text)} in column ${name} is not a date that most rows of the column agree with.`,
    {
      code: "csv.bad-date",
      ...place,
      fix: 'Write all dates in one form, as 2024-01-31 or 2024-01-31T18:00:00Z, or say how they are written: --date-format %d.%m.%Y, or several forms that are not alike as "%Y-%m-%d|%d.%m.%Y".',
    },
  );
}

export function ambiguousNumbers(
  bytes: Uint8Array,
  body: Body,
  index: number,
  name: string,
  { text, readings }: NumberFinding & { kind: "ambiguous" },
): InputError {
  const meanings = readings.map(({ value, format }) => `${value} (${describeNumberFormat(format)})`);
  const options = readings.map(({ option }) => option);
  return new InputError(`${quote(text)} in column ${name} has two meanings: ${meanings.join(" or ")}.`, {
    code: "csv.ambiguous-number",
    ...placeOfText(bytes, body, index, text, (row) => textOf(row, index)),
    fix: `Say which one is meant: ${options.join(" or ")}.`,
    choices: choicesOf(options, meanings),
  });
}
