// Patterns of dates, such as `dd.MM.yyyy HH:mm`: letters as in Unicode's date patterns, anything else stands for itself,
// letters in quotes too. Some letters are our own: Q quarter, b half of a year, o the th of 5th, ff or ffff the year after yyyy. A date
// that is one number has a word instead: unix, unix-ms, unix-us, unix-ns, excel, decimal-year; `.00` behind it are
// decimals. G is an era of Japan and g its year. In front may stand a calendar, `persian:yyyy/MM/dd`; at the end `{ - |3600}` is
// the end of a range, an hour later and written alike. https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
import type { CalendarName } from "../calendars.ts";
import type { DateStyle } from "../date-style.ts";

export type Part =
  | "year"
  | "shortYear"
  | "nextYear"
  | "weekYear"
  | "eraYear"
  | "halfYear"
  | "quarter"
  | "month"
  | "week"
  | "weekdayNumber"
  | "yearDay"
  | "day"
  | "hour"
  | "hour12"
  | "minute"
  | "second";

export type Field =
  | { kind: "number"; part: Part; width: number }
  | { kind: "literal"; text: string }
  | { kind: "month" | "weekday" | "half" | "zone" | "ordinal" | "era" }
  | { kind: "calendar"; calendar: CalendarName }
  | RangeEnd
  | { kind: "fraction"; width: number };

/** Behind a separator the other end of a span, in the form of its start, or in one of its own such as `HH:mm`. */
export interface RangeEnd {
  kind: "end";
  separator: string;
  /** From the start; undefined while it is not known, or where it varies. */
  length: { months: number; seconds: number } | undefined;
  pattern: string;
}

export type NumberUnit = "unix" | "unix-ms" | "unix-us" | "unix-ns" | "excel" | "decimal-year";

const numberPattern = /^(unix|unix-ms|unix-us|unix-ns|excel|decimal-year)(?:\.(0+))?$/;

/** What a date that is one number counts, and how many decimals it is written with; undefined for other patterns. */
export function numberUnitOf(pattern: string): { unit: NumberUnit; decimals: number } | undefined {
  const match = numberPattern.exec(pattern);
  return match ? { unit: match[1] as NumberUnit, decimals: match[2]?.length ?? 0 } : undefined;
}

const letters: Readonly<Record<string, Part>> = {
  y: "year",
  f: "nextYear",
  Y: "weekYear",
  g: "eraYear",
  b: "halfYear",
  Q: "quarter",
  M: "month",
  w: "week",
  e: "weekdayNumber",
  D: "yearDay",
  d: "day",
  H: "hour",
  h: "hour12",
  m: "minute",
  s: "second",
};

const words: Readonly<Record<string, "month" | "weekday" | "half" | "zone" | "ordinal" | "era">> = {
  MMM: "month",
  E: "weekday",
  a: "half",
  X: "zone",
  o: "ordinal",
  G: "era",
};

/** @returns undefined when a letter has no meaning or a quote is open */
export function parsePattern(pattern: string): Field[] | undefined {
  const fields: Field[] = [];
  const literal = (text: string) => {
    const last = fields.at(-1);
    if (last?.kind === "literal") last.text += text;
    else fields.push({ kind: "literal", text });
  };
  const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|\{([^{}]*)\}|[^A-Za-z'{}]+/gy;
  const [prefix = "", calendar] = calendarPattern.exec(pattern) ?? [];
  if (calendar !== undefined) fields.push({ kind: "calendar", calendar: calendar as CalendarName });
  let at = prefix.length;
  pieces.lastIndex = at;
  for (let match = pieces.exec(pattern); match !== null; match = pieces.exec(pattern)) {
    const [piece, quoted, letter, end] = match;
    at = pieces.lastIndex;
    const word = words[piece];
    const part = letter === undefined ? undefined : letters[letter];
    if (quoted !== undefined) literal(quoted === "" ? "'" : quoted.replaceAll("''", "'"));
    else if (end !== undefined) fields.push(parseEnd(end));
    else if (letter === undefined) literal(piece);
    else if (word !== undefined) fields.push({ kind: word });
    else if (letter === "S") fields.push({ kind: "fraction", width: piece.length });
    else if (part !== undefined)
      fields.push({
        kind: "number",
        part: part === "year" && piece.length === 2 ? "shortYear" : part,
        width: piece.length,
      });
    else return undefined;
  }
  return at === pattern.length ? fields : undefined;
}

const calendarPattern = /^(buddhist|roc|persian|islamic):/;

function parseEnd(text: string): RangeEnd {
  const [separator = "", length = "", pattern = ""] = text.split("|");
  const [, months = "0", seconds = "0"] = /^(?:(\d+)M)?(-?\d+)?$/.exec(length) ?? [];
  return {
    kind: "end",
    separator,
    length: length === "" ? undefined : { months: Number(months), seconds: Number(seconds) },
    pattern,
  };
}

export function endText({ separator, length, pattern }: RangeEnd): string {
  const months = length === undefined || length.months === 0 ? "" : `${length.months}M`;
  const parts = [separator, length === undefined ? "" : months + length.seconds, pattern];
  while (parts.at(-1) === "") parts.pop();
  return `{${parts.join("|")}}`;
}

/** The calendar that a pattern names. */
export function calendarOfPattern(pattern: string): CalendarName | undefined {
  return calendarPattern.exec(pattern)?.[1] as CalendarName | undefined;
}

/** Text that stands for itself, as a pattern writes it. */
export const quoteLiteral = (text: string): string =>
  /[A-Za-z{}]/.test(text) ? `'${text.replaceAll("'", "''")}'` : text.replaceAll("'", "''");

const precisions: readonly [DateStyle["precision"], ReadonlySet<Part>][] = [
  ["time", new Set<Part>(["hour", "hour12", "minute", "second"])],
  ["day", new Set<Part>(["day", "yearDay", "week", "weekdayNumber"])],
  ["month", new Set<Part>(["month", "quarter", "halfYear"])],
];

/** What a pattern says of a date. */
export function precisionOf(pattern: string): DateStyle["precision"] {
  const number = numberUnitOf(pattern);
  if (number !== undefined) return number.unit === "decimal-year" ? "month" : "time";
  const fields = parsePattern(pattern) ?? [];
  const parts = fields.map((field) => (field.kind === "number" ? field.part : "month"));
  const isNamed = fields.some(({ kind }) => kind === "month");
  for (const [precision, set] of precisions) {
    if (parts.some((part, index) => fields[index]!.kind === "number" && set.has(part))) return precision;
    if (precision === "month" && isNamed) return precision;
  }
  return "year";
}
