// Patterns of dates, such as `dd.MM.yyyy HH:mm`: letters as in Unicode's date patterns, anything else stands for itself,
// letters in quotes too. Some letters are our own: Q quarter, b half of a year, o the th of 5th, ff or ffff the year after yyyy. A date
// that is one number has a word instead: unix, unix-ms, unix-us, unix-ns, excel, decimal-year; `.00` behind it are
// decimals. https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
import type { DateStyle } from "../date-style.ts";

export type Part =
  | "year"
  | "shortYear"
  | "nextYear"
  | "weekYear"
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
  | { kind: "month" | "weekday" | "half" | "zone" | "ordinal" }
  | { kind: "fraction"; width: number };

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

const words: Readonly<Record<string, "month" | "weekday" | "half" | "zone" | "ordinal">> = {
  MMM: "month",
  E: "weekday",
  a: "half",
  X: "zone",
  o: "ordinal",
};

/** @returns undefined when a letter has no meaning or a quote is open */
export function parsePattern(pattern: string): Field[] | undefined {
  const fields: Field[] = [];
  const literal = (text: string) => {
    const last = fields.at(-1);
    if (last?.kind === "literal") last.text += text;
    else fields.push({ kind: "literal", text });
  };
  const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/gy;
  let at = 0;
  for (let match = pieces.exec(pattern); match !== null; match = pieces.exec(pattern)) {
    const [piece, quoted, letter] = match;
    at = pieces.lastIndex;
    const word = words[piece];
    const part = letter === undefined ? undefined : letters[letter];
    if (quoted !== undefined) literal(quoted === "" ? "'" : quoted.replaceAll("''", "'"));
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

/** Text that stands for itself, as a pattern writes it. */
export const quoteLiteral = (text: string): string =>
  /[A-Za-z]/.test(text) ? `'${text.replaceAll("'", "''")}'` : text.replaceAll("'", "''");

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
