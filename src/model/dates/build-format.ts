// The format that a column has, from the meaning that was chosen: how wide its numbers are written, in which century its
// years of two digits lie, and with which names.
import { withoutFirstDay } from "./choose-calendar.ts";
import type { DateFormat } from "./date-format.ts";
import {
  endText,
  numberUnitOf,
  parsePattern,
  quoteLiteral,
  type Field,
  type Part,
} from "./pattern/date-pattern.ts";
import type { DateNames } from "./date-style.ts";
import { namesLike, type Language } from "./languages.ts";
import { posixFirstYear, type Meaning, type PatternCount } from "./meanings.ts";
import type { PatternReader } from "./pattern/read-pattern.ts";
import type { Words } from "./words.ts";

export function buildFormat(
  meaning: Meaning,
  words: Words,
  timezone: string | undefined,
): { format: DateFormat; notes: string[] } {
  const counts = [...meaning.patterns]
    .filter(([, { fits }]) => fits > 0)
    .sort(([, a], [, b]) => b.fits - a.fits);
  const widths = widthsOf(counts.map(([, count]) => count));
  const patterns = counts.map(([pattern, count]) =>
    withoutFirstDay(withLength(withWidths(pattern, widths), count), meaning),
  );
  const firstYear = firstYearOf(
    counts.filter(([pattern]) => !pattern.startsWith("buddhist:")).map(([, { reader }]) => reader.shortYears),
  );
  const language = words.language();
  const format: DateFormat = {
    patterns: [...new Set(patterns)],
    language: language.tag,
    names: namesOf(
      patterns,
      words,
      language,
      counts.map(([, { reader }]) => reader),
    ),
    firstYear,
    ...(timezone !== undefined && { timezone }),
  };
  const notes =
    firstYear === posixFirstYear
      ? []
      : [
          `Years of two digits are read as ${firstYear} to ${firstYear + 99}, so that they follow one another.`,
        ];
  return { format, notes };
}

const dateParts: ReadonlySet<Part> = new Set<Part>(["month", "day"]);

/** How many digits each part has at least. A part without a number below ten is written as the other parts of the date. */
function widthsOf(counts: readonly PatternCount[]): (part: Part, width: number) => number {
  const all = counts.map(({ reader }) => reader.widths);
  const isShort = (part: Part) => all.some((widths) => widths.get(part)!.short);
  const isPadded = (part: Part) => all.some((widths) => widths.get(part)!.padded);
  const isShortDate = [...dateParts].some(isShort);
  const varying = new Set<Part>(["month", "day", "hour", "hour12", "week", "eraYear"]);
  return (part, width) => {
    if (!varying.has(part)) return width;
    if (isShort(part)) return 1;
    return isPadded(part) || !isShortDate ? 2 : 1;
  };
}

function withWidths(pattern: string, widthOf: (part: Part, width: number) => number): string {
  if (numberUnitOf(pattern) !== undefined) return pattern;
  const letters: Partial<Record<Part, string>> = {
    month: "M",
    day: "d",
    hour: "H",
    hour12: "h",
    week: "w",
    eraYear: "g",
  };
  return parsePattern(pattern)!
    .map((field) => {
      const letter = field.kind === "number" ? letters[field.part] : undefined;
      if (field.kind !== "number" || letter === undefined) return textOf(field);
      return letter.repeat(widthOf(field.part, field.width));
    })
    .join("");
}

/** Share of the ranges that must have one length, so that the others to come have it, too. */
const oneLength = 0.9;

/** A range gets its length, where all have one. */
function withLength(pattern: string, { reader: { lengths = new Map() }, fits }: PatternCount): string {
  const end = numberUnitOf(pattern) === undefined ? parsePattern(pattern)!.at(-1) : undefined;
  if (end?.kind !== "end") return pattern;
  // Months before their days.
  const ranked = [...lengths].sort(([first, a], [second, b]) => b - a || second.length - first.length);
  const [length, count] = ranked[0] ?? ["", 0];
  const written = count >= oneLength * fits ? length : "";
  const [, months = "0", seconds = "0"] = /^(?:(\d+)M)?(-?\d+)$/.exec(written) ?? [];
  const found = written === "" ? undefined : { months: Number(months), seconds: Number(seconds) };
  return pattern.slice(0, pattern.lastIndexOf("{")) + endText({ ...end, length: found });
}

const partLetters: Readonly<Record<Part, string>> = {
  year: "y",
  shortYear: "y",
  nextYear: "f",
  weekYear: "Y",
  eraYear: "g",
  halfYear: "b",
  quarter: "Q",
  month: "M",
  week: "w",
  weekdayNumber: "e",
  yearDay: "D",
  day: "d",
  hour: "H",
  hour12: "h",
  minute: "m",
  second: "s",
};

function textOf(field: Field): string {
  switch (field.kind) {
    case "number":
      return partLetters[field.part].repeat(field.width);
    case "literal":
      return quoteLiteral(field.text);
    case "month":
      return "MMM";
    case "weekday":
      return "E";
    case "half":
      return "a";
    case "zone":
      return "X";
    case "ordinal":
      return "o";
    case "era":
      return "G";
    case "calendar":
      return `${field.calendar}:`;
    case "end":
      return endText(field);
    case "fraction":
      return "S".repeat(field.width);
  }
}

/**
 * Years of two digits follow one another: the century is the one in which the widest gap between them lies outside.
 * A column from 60 to 75 begins in 1960, though by POSIX 60 is 2060.
 */
function firstYearOf(seen: readonly Uint8Array[]): number {
  const years = Array.from({ length: 100 }, (_, year) => year).filter((year) =>
    seen.some((flags) => flags[year] === 1),
  );
  if (years.length === 0) return posixFirstYear;
  let widest = -1;
  let start = 0;
  for (const [index, year] of years.entries()) {
    const before = years.at(index - 1)!;
    const gap = (year - before + 100) % 100 || 100;
    if (gap > widest) [widest, start] = [gap, year];
  }
  // Histories that begin after 2040 are not known yet.
  const first = start > 40 ? 1900 + start : 2000 + start;
  const isPosix = first === ofPosix(start) && first + 100 - widest < posixFirstYear + 100;
  return isPosix ? posixFirstYear : first;
}

const ofPosix = (year: number): number => (year >= posixFirstYear % 100 ? 1900 + year : 2000 + year);

function namesOf(
  patterns: readonly string[],
  { seen }: Words,
  language: Language,
  readers: readonly PatternReader[],
): DateNames {
  const fields = patterns.flatMap((pattern) =>
    numberUnitOf(pattern) === undefined ? parsePattern(pattern)! : [],
  );
  const has = (kind: Field["kind"]) => fields.some((field) => field.kind === kind);
  return {
    months: has("month") ? namesLike(seen.months, language.monthForms) : [],
    weekdays: has("weekday") ? namesLike(seen.weekdays, language.weekdayForms) : [],
    halves: has("half") ? halvesLike(readers.map(({ halves }) => halves)) : [],
    ...(has("era") && { era: readers.find(({ era }) => era !== "")?.era ?? "" }),
  };
}

/** A column of mornings has shown only one of the two words. */
function halvesLike(seen: readonly (readonly [string, string])[]): string[] {
  const am = seen.map(([first]) => first).find((word) => word !== "") ?? "";
  const pm = seen.map(([, second]) => second).find((word) => word !== "") ?? "";
  const other = (word: string, index: 0 | 1) => {
    for (const pair of halfPairs) if (pair[1 - index] === word.charAt(0)) return pair[index] + word.slice(1);
    return pairs.find((pair) => pair[1 - index] === word)?.[index] ?? word;
  };
  return [am || other(pm, 0), pm || other(am, 1)];
}

const halfPairs = [
  ["a", "p"],
  ["A", "P"],
  ["π", "μ"],
  ["ص", "م"],
] as const;
const pairs = [
  ["上午", "下午"],
  ["PG", "PTG"],
  ["午前", "午後"],
  ["오전", "오후"],
] as const;
