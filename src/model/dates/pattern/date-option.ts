// What a user writes for a format, such as %d.%m.%Y, dd.MM.yyyy or DD.MM.YYYY, to a pattern of date-pattern.ts, and back.
import {
  calendarOfPattern,
  endText,
  numberUnitOf,
  parsePattern,
  quoteLiteral,
  type Field,
} from "./date-pattern.ts";

/** C's strptime, as Python, R and date(1) have it. */
const codes: Readonly<Record<string, string>> = {
  Y: "yyyy",
  y: "yy",
  m: "MM",
  d: "dd",
  e: "d",
  b: "MMM",
  B: "MMM",
  h: "MMM",
  a: "E",
  A: "E",
  H: "HH",
  k: "H",
  I: "hh",
  l: "h",
  M: "mm",
  S: "ss",
  f: "SSSSSS",
  p: "a",
  P: "a",
  z: "X",
  Z: "X",
  j: "DDD",
  G: "YYYY",
  V: "ww",
  u: "e",
  q: "Q",
  F: "yyyy-MM-dd",
  D: "MM/dd/yy",
  T: "HH:mm:ss",
  R: "HH:mm",
  s: "unix",
};

/** Of a column with dates in several forms, divided by `|`. @returns undefined when one is no format */
export function patternsOfOption(written: string): string[] | undefined {
  // Quotes that no shell has taken away.
  const option = written.replace(/^"(.*)"$/, "$1");
  const patterns = option.split(/\|(?![^{]*\})/).map(patternOfOption);
  return patterns.every((pattern) => pattern !== undefined) ? patterns : undefined;
}

function patternOfOption(option: string): string | undefined {
  const calendar = calendarOfPattern(option);
  const prefix = calendar === undefined ? "" : `${calendar}:`;
  const rest = option.slice(prefix.length);
  const read = rest.includes("%") ? ofCodes(rest) : ofLetters(rest);
  if (read === undefined) return undefined;
  // Years of the Republic of China have three digits.
  const pattern = prefix + (calendar === "roc" ? read.replace("yyyy", "yyy") : read);
  if (numberUnitOf(pattern) !== undefined) return pattern;
  const fields = parsePattern(pattern);
  return fields?.some(isYear) === true ? pattern : undefined;
}

const isYear = (field: Field): boolean =>
  field.kind === "number" &&
  (field.part === "year" ||
    field.part === "shortYear" ||
    field.part === "weekYear" ||
    field.part === "eraYear");

function ofCodes(option: string): string | undefined {
  let isKnown = true;
  // %-d and %#d are days without a leading zero.
  const pattern = option.replaceAll(
    /\{[^{}]*\}|%[-#_0]?(.)|([^%{]+)/g,
    (piece, code: string | undefined, text?: string) => {
      if (piece.startsWith("{")) return piece;
      if (code === undefined) return quoteLiteral(text ?? "");
      if (code === "%") return "%";
      const letters = codes[code];
      isKnown &&= letters !== undefined;
      return letters ?? "";
    },
  );
  return isKnown ? pattern : undefined;
}

/** Unicode's letters, and those of Excel and of moment.js, where days are D, years Y and months may be m. */
function ofLetters(option: string): string | undefined {
  if (numberUnitOf(option) !== undefined) return option;
  const isForeign = /Y/.test(option) && !/w/.test(option.replaceAll(/'[^']*'/g, ""));
  const hasMonth = /M/.test(option);
  const hasHalf = /a|A/.test(option.replaceAll(/'[^']*'/g, ""));
  return option.replaceAll(/\{[^{}]*\}|'[^']*'|([A-Za-z])\1*/g, (run: string, letter: string | undefined) => {
    if (letter === undefined) return run;
    if (letter === "u") return run.length === 2 ? "yy" : "yyyy";
    if (isForeign && letter === "Y") return run.length === 2 ? "yy" : "yyyy";
    if (letter === "y") return run.length === 2 ? "yy" : "yyyy";
    if (letter === "D" && run.length < 3) return run.toLowerCase();
    if (letter === "m" && !hasMonth && !/[Hhk]/.test(option))
      return run.length > 2 ? "MMM" : run.toUpperCase();
    if (letter === "M" || letter === "L") return "MMM".slice(0, run.length);
    if (letter === "E" || letter === "c") return "E";
    if (letter === "A") return "a";
    if (letter === "h" && !hasHalf) return run.toUpperCase();
    if (letter === "T") return "'T'";
    if (/^[zZxXVO]$/.test(letter)) return "X";
    return run;
  });
}

const codeOf: Readonly<Record<string, string>> = {
  year: "%Y",
  shortYear: "%y",
  weekYear: "%G",
  quarter: "%q",
  month: "%m",
  week: "%V",
  weekdayNumber: "%u",
  yearDay: "%j",
  day: "%d",
  hour: "%H",
  hour12: "%I",
  minute: "%M",
  second: "%S",
  weekday: "%a",
  half: "%p",
  zone: "%z",
};

/** The option as the user pastes it into a shell: `--date-format %d/%m/%Y`, of several `"%Y-%m-%d|%d/%m/%Y"`. */
export function optionOf(...patterns: readonly string[]): string {
  const text = patterns.map(valueOf).join("|");
  const isPlain = /^[\w%/.:,+-]+$/.test(text);
  return `--date-format ${isPlain ? text : `"${text.replaceAll(/["$`\\]/g, "\\$&")}"`}`;
}

function valueOf(pattern: string): string {
  const fields = numberUnitOf(pattern) === undefined ? (parsePattern(pattern) ?? []) : [];
  const codesOfFields = fields.map((field) => {
    if (field.kind === "literal") return field.text.replaceAll("%", "%%");
    if (field.kind === "month") return "%b";
    if (field.kind === "calendar") return `${field.calendar}:`;
    if (field.kind === "end") return field.pattern === "" ? endText(field) : undefined;
    if (field.kind === "fraction") return "%f";
    return codeOf[field.kind === "number" ? field.part : field.kind];
  });
  return fields.length > 0 && !codesOfFields.includes(undefined) ? codesOfFields.join("") : pattern;
}
