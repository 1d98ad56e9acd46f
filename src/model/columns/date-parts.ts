// Dates that stand in several columns: a year beside a month, a quarter or a day of the year, a day beside a time.
import { datePartOf, isEndName, isIdName, isPeriod } from "./column-names.ts";
import { createDateReader } from "../dates/date-format.ts";
import { createDateFinder } from "../dates/find-date-format.ts";
import { certaintyOf, type ColumnProfile } from "./profile-columns.ts";

export interface DateParts {
  /** In the order in which they are put together. */
  columns: { index: number; part: NonNullable<ReturnType<typeof datePartOf>> | "period" }[];
}

const combinations = [
  ["year", "month", "day", "hour"],
  ["year", "month", "day"],
  ["year", "yearDay", "hour"],
  ["year", "yearDay"],
  ["year", "quarter"],
  ["year", "month"],
  ["year", "week"],
] as const;

/**
 * @param day a column of whole dates, whose day may need a time beside it
 */
export function findDateParts(
  profiles: readonly ColumnProfile[],
  day: number | undefined,
): DateParts | undefined {
  const partAt = (part: string) =>
    profiles.find(({ name, filled }) => filled > 0 && datePartOf(name) === part)?.index ??
    profiles.find((profile) => byContent[part]?.(profile) === true)?.index;
  const whole = day ?? profiles.find(({ dates }) => certaintyOf(dates) === "certain")?.index;
  if (whole !== undefined) return timeBeside(profiles[whole]!, profiles, partAt);
  const isWeekly = profiles.some(isWeekOfYear);
  for (const parts of combinations) {
    // A month beside it says only where the week lies.
    if (isWeekly && parts.length === 2 && parts[1] === "month") continue;
    const columns: DateParts["columns"] = parts.flatMap((part) => {
      const index = partAt(part);
      return index === undefined ? [] : [{ index, part }];
    });
    if (columns.length === parts.length && profiles[columns[0]!.index]!.repeats) return { columns };
  }
  const year = partAt("year");
  const period = profiles.find(({ name, example }) => isPeriod(name, example))?.index;
  if (year === undefined || period === undefined) return undefined;
  return {
    columns: [
      { index: year, part: "year" },
      { index: period, part: "period" },
    ],
  };
}

/** The weeks of a month end with the fifth or sixth. */
const isWeekOfYear = ({ name, distinct }: ColumnProfile): boolean =>
  datePartOf(name) === "week" &&
  distinct.some((text) => Number(text.replace(/^(w|kw)/i, "").replace(/\.0*$/, "")) > 6);

/** What stands in columns of no name, as the ones of a file without a header. */
const byContent: Readonly<Record<string, (profile: ColumnProfile) => boolean>> = {
  year: ({ name, repeats, distinct }) =>
    isNameless(name) && repeats && distinct.every((text) => /^(?:1[7-9]|20|21)\d\d$/.test(text)),
  month: ({ name, repeats, distinct }) =>
    repeats &&
    distinct.length <= 12 &&
    !isIdName(name) &&
    (areMonthNames(distinct) || (name === "" && areMonths(distinct))),
};

const isNameless = (name: string): boolean => /^(?:column\d+)?$/.test(name);

/** All twelve. */
const areMonths = (texts: readonly string[]): boolean =>
  new Set(texts.map(Number)).size === 12 && texts.every((text) => /^(?:0?[1-9]|1[0-2])$/.test(text));

function areMonthNames(texts: readonly string[]): boolean {
  if (texts.length < 2 || !texts.every((text) => /^\p{L}{3,}\.?$/u.test(text))) return false;
  const finder = createDateFinder({});
  for (const text of texts) finder.add(`${text} 2020`);
  const found = finder.result();
  if (found.kind !== "found") return false;
  const read = createDateReader(found.format);
  return texts.every((text) => typeof read(`${text} 2020`) === "object");
}

/** Times of day that come again and again; one or two may be when a shop opens. */
export const isClock = (column: ColumnProfile): boolean => column.repeats && areTimes(column);

const areTimes = ({ distinct }: ColumnProfile): boolean =>
  distinct.length > 2 && distinct.every((text) => clockTime.test(text));

/** Of 24 hours, or of 12 with `AM` or `p.m.` */
const clockTime = /^\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?$/i;

/** Days that repeat, with a column of times or hours. */
function timeBeside(
  { index, repeats, example, distinct }: ColumnProfile,
  profiles: readonly ColumnProfile[],
  partAt: (part: string) => number | undefined,
): DateParts | undefined {
  if (!repeats || /:/.test(example)) return undefined;
  // Whatever it is called, if it is called anything. In the rows of one day no time comes again.
  const clocks = profiles.filter(distinct.length === 1 ? areTimes : isClock);
  const clock = (clocks.find(({ name }) => !isEndName(name)) ?? clocks[0])?.index;
  for (const part of ["time", "hour"] as const) {
    const at = partAt(part) ?? (part === "time" ? clock : undefined);
    if (at !== undefined && at !== index)
      return {
        columns: [
          { index, part: "day" },
          { index: at, part },
        ],
      };
  }
  return undefined;
}

/** One text that a date reader takes. */
export function joinDateParts(parts: DateParts, cellAt: (index: number) => string): string {
  const texts = parts.columns.map(({ index }) => cellAt(index).replace(/\.0*$/, ""));
  if (texts.some((text) => text === "")) return texts.every((text) => text === "") ? "" : texts.join(" ");
  const [first, second, third, hour] = texts as [string, string, string?, string?];
  const pad = (text: string) => text.padStart(2, "0");
  const { part } = parts.columns[1]!;
  if (part === "period") return `${first}-${second.replace(/^Q0?/, "Q").replace(/^M/, "")}`;
  if (part === "quarter") return `${first}-Q${second.replace(/^q/i, "")}`;
  if (part === "week") return `${first}-W${pad(second.replace(/^(w|kw)/i, ""))}`;
  if (part === "yearDay") return `${first}-${second.padStart(3, "0")}${timeOf(third)}`;
  if (part === "hour") return first + timeOf(second);
  if (part !== "month") return `${first} ${second}`;
  if (!/^\d+$/.test(second))
    return third === undefined ? `${first} ${second}` : `${third} ${second} ${first}`;
  return [first, pad(second), ...(third === undefined ? [] : [pad(third)])].join("-") + timeOf(hour);
}

/** 24 is the end of the day, as tables that count the hours from 1 to 24 have it; the date reader knows it. */
const timeOf = (hour: string | undefined): string =>
  hour === undefined ? "" : ` ${/^\d{1,2}$/.test(hour) ? `${hour.padStart(2, "0")}:00` : hour}`;
