// Reads dates that are written by a pattern, character by character: a column may have millions.
import { weekday } from "../../time/calendar.ts";
import { eraPattern, yearBeforeEra } from "../calendars.ts";
import { calendarOf, parts, place } from "./calendar-of-parts.ts";
import { numberUnitOf, parsePattern, type Field, type Part } from "./date-pattern.ts";
import type { DateProblem } from "../date-style.ts";
import { halfOf } from "../languages.ts";
import { readNumber } from "./number-dates.ts";
import type { Words } from "../words.ts";

/** One object for all dates of a pattern, so that none is made for each. */
export interface PatternReader {
  /** Seconds since the epoch of the time on the clock, or NaN; then `problem` says why. */
  read(text: string): number;
  readonly problem: DateProblem;
  /** The text of the zone, and of the half of the day, of the last date. */
  readonly zone: string;
  /** The words before and after noon. */
  readonly halves: readonly [string, string];
  /** Numbers below ten, as they were written: `5` or `05`. */
  readonly widths: ReadonlyMap<Part, { short: boolean; padded: boolean }>;
  /** Which years of two digits occurred. */
  readonly shortYears: Uint8Array;
  /** How the last era was written. */
  readonly era: string;
  /** Of ranges: from start to end, with how often each came. */
  readonly lengths?: ReadonlyMap<string, number>;
}

export interface PatternSettings {
  words: Words;
  /** The first of the hundred years that two digits stand for. */
  firstYear: number;
}

/** What stands in a cell. */
type CellField = Exclude<Field, { kind: "calendar" | "end" }>;

/** All of one shape, which reads faster. */
interface Step {
  kind: CellField["kind"];
  /** Where a number goes, how many digits it has. */
  at: number;
  least: number;
  most: number;
  /** Of a literal; `code` where it is one character and no blank. */
  text: string;
  folded: string;
  code: number;
  /** Whether a dot behind a name belongs to it. */
  dot: boolean;
  isLast: boolean;
}

/** @param pattern one that parsePattern reads, or a word for a number */
export function createPatternReader(pattern: string, settings: PatternSettings): PatternReader {
  const number = numberUnitOf(pattern);
  const all = number === undefined ? parsePattern(pattern)! : [];
  const fields = all.filter((field) => field.kind !== "calendar" && field.kind !== "end");
  const steps = fields.map((field, index) => stepOf(field, fields[index - 1], fields[index + 1]));
  const values = new Int32Array(parts.length);
  const has = (part: Part) => fields.some((field) => field.kind === "number" && field.part === part);
  const hasMonthName = fields.some(({ kind }) => kind === "month");
  const calendarName = all.find((field) => field.kind === "calendar")?.calendar;
  const calendar = calendarOf(has, calendarName);
  // Buddhist years from 2500 on are 1957 on.
  const firstYear = calendarName === "buddhist" ? 2500 : settings.firstYear;
  const [short, padded] = [new Uint8Array(parts.length), new Uint8Array(parts.length)];
  const shortYears = new Uint8Array(100);
  const halves: [string, string] = ["", ""];
  let problem: DateProblem = "not-a-date";
  let zone = "";
  let namedDay = 0;
  let half = -1;
  let era = "";
  let beforeEra = 0;

  function fail(why: DateProblem): number {
    problem = why;
    return NaN;
  }

  function read(text: string): number {
    if (number !== undefined) {
      const seconds = readNumber(text, number.unit);
      return typeof seconds === "string" ? fail(seconds) : seconds;
    }
    zone = "";
    namedDay = 0;
    half = -1;
    let isFine = false;
    let at = 0;
    for (const step of steps) {
      const from = at;
      switch (step.kind) {
        case "number": {
          let value = 0;
          const end = at + step.most;
          for (; at < end; at++) {
            const digit = text.charCodeAt(at) - 48;
            if (!(digit >= 0 && digit <= 9)) break;
            value = value * 10 + digit;
          }
          if (at - from < step.least) return fail("not-a-date");
          if (value < 10) (at - from === 1 ? short : padded)[step.at] = 1;
          values[step.at] = value;
          break;
        }
        case "literal":
          at = text.charCodeAt(at) === step.code ? at + 1 : endOfLiteral(text, at, step);
          break;
        case "ordinal":
          if (!/^(?:st|nd|rd|th)$/i.test(text.slice(at, at + 2))) return fail("not-a-date");
          at += 2;
          break;
        case "fraction":
          for (; isDigit(text.charCodeAt(at)); at++) if (text.charCodeAt(at) !== 48) isFine = true;
          if (at === from) return fail("not-a-date");
          break;
        case "month":
        case "weekday": {
          at = endOfWord(text, at, step.dot);
          const name = text.slice(from, at);
          const value = step.kind === "month" ? settings.words.month(name) : settings.words.weekday(name);
          if (value === 0) return fail("not-a-date");
          if (step.kind === "month") values[place.month] = value;
          else namedDay = value;
          break;
        }
        case "half": {
          halfPattern.lastIndex = at;
          if (!halfPattern.test(text)) return fail("not-a-date");
          at = halfPattern.lastIndex;
          half = halfNamed(text.slice(from, at));
          break;
        }
        case "era": {
          eraPattern.lastIndex = at;
          const name = eraPattern.exec(text)?.[0] ?? "";
          if (name !== era) [era, beforeEra] = [name, yearBeforeEra(name) ?? NaN];
          if (name === "" || Number.isNaN(beforeEra)) return fail("not-a-date");
          at += name.length;
          break;
        }
        case "zone":
          at = step.isLast ? text.length : endOfZone(text, at);
          zone = text.slice(from, at);
          if (at === from) return fail("not-a-date");
          break;
      }
      if (at < 0) return fail("not-a-date");
    }
    if (at !== text.length) return fail("not-a-date");
    return isFine ? fail("fraction") : seconds();
  }

  function halfNamed(word: string): number {
    if (word === halves[0]) return 0;
    if (word === halves[1]) return 1;
    const index = halfOf(word);
    if (index >= 0) halves[index] = word;
    return index;
  }

  function seconds(): number {
    const time = timeOfDay();
    const day = time < 0 ? NaN : calendar(values, yearOf());
    if (Number.isNaN(day)) return fail("no-such-date");
    if (namedDay !== 0 && weekday(day) !== namedDay - 1) return fail("no-such-date");
    return day + time;
  }

  function yearOf(): number {
    if (hasShortYear) {
      const year = values[place.shortYear]!;
      shortYears[year] = 1;
      return firstYear + ((year - (firstYear % 100) + 100) % 100);
    }
    if (hasYear) return values[place.year]!;
    if (hasEraYear) return beforeEra + values[place.eraYear]!;
    // Days of no year are counted in one that has a 29 February.
    return hasWeekYear ? values[place.weekYear]! : 2000;
  }

  /** -1 when there is no such time. */
  function timeOfDay(): number {
    const minute = values[place.minute]!;
    const second = values[place.second]!;
    let hour = values[hourPlace]!;
    if (minute > 59 || second > 59) return -1;
    if (half >= 0) {
      // 13:05 PM has one meaning, 13:05 AM none.
      if (hour > 12) return half === 1 && hour < 24 ? hour * 3600 + minute * 60 + second : -1;
      hour = (hour % 12) + half * 12;
    }
    if (hour > 23 && !(hour === 24 && minute === 0 && second === 0)) return -1;
    return hour * 3600 + minute * 60 + second;
  }

  const hasShortYear = has("shortYear");
  const hasYear = has("year");
  const hasWeekYear = has("weekYear");
  const hasEraYear = has("eraYear");
  const hourPlace = has("hour12") ? place.hour12 : place.hour;
  if (!has("month") && !hasMonthName) values[place.month] = 1;
  if (!has("day")) values[place.day] = 1;
  return {
    read,
    get problem() {
      return problem;
    },
    get zone() {
      return zone;
    },
    halves,
    get era() {
      return era;
    },
    get widths() {
      return new Map(
        parts.map((part, index) => [part, { short: short[index] === 1, padded: padded[index] === 1 }]),
      );
    },
    shortYears,
  };
}

function stepOf(field: CellField, before: Field | undefined, after: Field | undefined): Step {
  const text = field.kind === "literal" ? field.text : "";
  const [least, most] = field.kind === "number" ? digitsOf(field, before, after) : [0, 0];
  return {
    kind: field.kind,
    at: field.kind === "number" ? place[field.part] : 0,
    least,
    most,
    text,
    folded: text.toLowerCase(),
    code: text.length === 1 && text !== " " ? text.charCodeAt(0) : -1,
    dot: after?.kind !== "literal" || !after.text.startsWith("."),
    isLast: after === undefined,
  };
}

/** Numbers with nothing between them have all of their digits. */
function digitsOf(
  { part, width }: Field & { kind: "number" },
  before: Field | undefined,
  after: Field | undefined,
): [least: number, most: number] {
  if (part === "quarter" || part === "halfYear" || part === "weekdayNumber") return [1, 1];
  // Of the Republic of China: 99 and 100.
  if (part === "year" && width === 3)
    return [before?.kind === "number" || after?.kind === "number" ? 3 : 2, 3];
  if (part === "year" || part === "weekYear") return [4, 4];
  if (part === "yearDay") return [3, 3];
  if (part === "nextYear") return [width, width];
  const isGlued = [before, after].some((other) => other?.kind === "number");
  return isGlued || part === "shortYear" ? [2, 2] : [1, 2];
}

const halfPattern =
  /[ap]\.?[ \u00a0\u202f]?m?\.?(?!\p{L})|上午|下午|午前|午後|凌晨|清晨|早上|中午|晚上|오전|오후|[πμ]\.?μ\.?|sa|ch|pt?g|[صم]/iuy;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const isBlank = (code: number): boolean =>
  code === 32 || code === 0xa0 || code === 0x202f || code === 0x2009 || code === 9;

const otherLetter = /[\p{L}\p{M}\u200c\u200d]/u;

/** Letters of any script, and the marks on them. */
const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 0xaa && otherLetter.test(String.fromCharCode(code)));

/** The dot, and its like of Hebrew, Hindi and Armenian. */
const isDot = (code: number): boolean => code === 46 || code === 0x5f3 || code === 0x970 || code === 0x2024;

/** A dot inside belongs to the word, and one behind it where the pattern has no dot there. */
function endOfWord(text: string, from: number, takesDot: boolean): number {
  let at = from;
  while (
    isLetter(text.charCodeAt(at)) ||
    (at > from && text.charCodeAt(at) === 46 && isLetter(text.charCodeAt(at + 1)))
  )
    at++;
  return takesDot && at > from && isDot(text.charCodeAt(at)) ? at + 1 : at;
}

function endOfZone(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** One blank stands for any number of them, of any kind. @returns -1 when something else is there */
function endOfLiteral(
  text: string,
  from: number,
  { text: wanted, folded }: { text: string; folded: string },
): number {
  let at = from;
  for (let index = 0; index < wanted.length; index++) {
    const code = text.charCodeAt(at);
    if (wanted.charCodeAt(index) === 32) {
      if (!isBlank(code)) return -1;
      while (isBlank(text.charCodeAt(at))) at++;
    } else if (code === wanted.charCodeAt(index) || text.charAt(at).toLowerCase() === folded.charAt(index))
      at++;
    else return -1;
  }
  return at;
}
