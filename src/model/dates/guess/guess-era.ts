// Patterns of dates whose years are counted in eras of Japan, R5.1.1 or 令和5年1月, or from the Republic of China, 113/01/05.
import { hintOf } from "./guess-date.ts";
import { is, isNumber, suffixes, type Assigned } from "./cell.ts";
import { timesBehind } from "./guess-time.ts";
import type { Token } from "./split-cell.ts";
import { yearBeforeEra } from "../calendars.ts";

/** The token of the era, where a cell begins with one; a letter needs a year, a month and a day behind it. */
export function nameEra(tokens: readonly Token[], rest: readonly number[]): number | undefined {
  const [first = 0] = rest;
  const word = tokens[first - 1];
  if (first !== 1 || word?.kind !== "word" || !isNumber(tokens[first], 1, 2)) return undefined;
  if (yearBeforeEra(word.text) === undefined) return undefined;
  const isLetter = /[a-z]/i.test(word.text);
  const isWhole = rest.length >= 3 && /^[./-]$/.test(tokens[2]?.text ?? "");
  return isLetter ? (isWhole ? 0 : undefined) : 0;
}

export function eraDates(tokens: readonly Token[], rest: readonly number[]): Assigned[] {
  return yearFirst(tokens, rest, "g".repeat(tokens[rest[0]!]!.text.length));
}

/** Years of three digits; of two only where others of the column have three. */
export function rocDates(tokens: readonly Token[], rest: readonly number[]): Assigned[] {
  const year = tokens[rest[0] ?? -1];
  if (year === undefined || !isNumber(year, 2, 3)) return [];
  const isNamed = tokens.some(({ text }) => /^(?:中[華华])?民[國国]$/.test(text));
  const isLong = /^1\d\d$/.test(year.text);
  if (!isNamed && !isLong && !/^[5-9]\d$/.test(year.text)) return [];
  if (
    !isNamed &&
    rest.length < 3 &&
    !rest.some((index) => hintOf(tokens, index) === "y") &&
    !is(tokens[rest[0]! + 1], "/")
  )
    return [];
  return yearFirst(tokens, rest, "yyy").map((assigned) => ({
    ...assigned,
    meaning: `${assigned.meaning} roc`,
    rank: isNamed || isLong ? 0 : 2,
    calendar: "roc" as const,
  }));
}

function yearFirst(tokens: readonly Token[], rest: readonly number[], yearField: string): Assigned[] {
  const [year, month, day] = rest as [number, number?, number?];
  const isShort = (index: number) => isNumber(tokens[index], 1, 2);
  const links = rest.slice(1, 3).map((index, order) => tokens.slice(rest[order]! + 1, index));
  const isLink = ({ text }: Token) => /^[-/. ]+$/.test(text) || suffixes[text] !== undefined;
  if (!links.flat().every(isLink)) return [];
  const dates = new Map([[year, yearField]]);
  if (month === undefined) return hintOf(tokens, year) === "y" ? [{ dates, meaning: "year", rank: 0 }] : [];
  if (!isShort(month)) return [];
  dates.set(month, "M".repeat(tokens[month]!.text.length));
  if (day === undefined) return [{ dates, meaning: "year month", rank: 0 }];
  const times = timesBehind(tokens, rest.slice(3));
  if (!isShort(day) || times === undefined) return [];
  dates.set(day, "d".repeat(tokens[day]!.text.length));
  return [{ dates: new Map([...times, ...dates]), meaning: "yMd", rank: 0 }];
}
