// Tables whose dates stand half in a column and half in the names of the others, as a report shows them: months down and
// years across, days down and hours across, years down and overlapping seasons across.
import { quote } from "../../core/quote.ts";
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf } from "../csv/split-row.ts";
import { createDateReader } from "../dates/date-format.ts";
import { createDateFinder, type DateOptions } from "../dates/find-date-format.ts";
import { datePartOf, isIdName } from "./column-names.ts";
import { monthOfSeason } from "./season-names.ts";
import type { RowDate, WideTable } from "./find-wide.ts";
import { certaintyOf, type ColumnProfile, type FileProfile } from "./profile-columns.ts";

/** Rows that are looked at: as many days as ten years have. */
const mostRows = 4000;

/** Names that have to be dates in part; less may be chance. */
const leastYears = 2;
const leastHours = 20;

interface Across {
  columns: { index: number; text: string }[];
  join: RowDate["join"];
  byColumn?: boolean;
  note: (row: string) => string;
}

/** @param asked columns of the ids, when they were asked for */
export function findCrossed(
  bytes: Uint8Array,
  body: Body,
  { columns }: FileProfile,
  options: DateOptions,
  asked: readonly number[] | undefined,
): WideTable | undefined {
  const filled = columns.filter(({ filled }) => filled > 0);
  const years = filled.filter(({ name, numbers }) => isYear(name.trim()) && numbers.kind !== "none");
  if (years.length >= leastYears) {
    const rest = filled.filter(({ index }) => !years.some((year) => year.index === index));
    if (years.length < rest.length - 1) return undefined;
    for (const down of rest) {
      const cells = textsOf(bytes, body, down.index);
      const join = cells && periodJoin(down.name, cells);
      if (join === undefined) continue;
      return tableOf(down, rest, cells!, {
        columns: years.map(({ index, name }) => ({ index, text: name.trim() })),
        byColumn: true,
        join,
        note: (name) =>
          `Column ${name} holds a part of the date and the names of the others its year, so the table is read as one series over time`,
      });
    }
    return undefined;
  }
  const hours = hoursIn(filled);
  if (hours !== undefined) {
    const days = filled.filter(
      ({ dates, example }) => certaintyOf(dates) === "certain" && !/\d:\d/.test(example),
    );
    const [down] = days;
    if (down === undefined || days.length > 1) return undefined;
    const cells = textsOf(bytes, body, down.index);
    const rest = filled.filter(({ index }) => !hours.some((hour) => hour.index === index));
    const clock = new Map(hours.map(({ text, clock }) => [text, clock]));
    return (
      cells &&
      tableOf(down, rest, cells, {
        columns: hours,
        join: (row, name) => `${row} ${clock.get(name)!}`,
        note: (name) =>
          `Each row is a day of column ${name}, with its times in the columns from ${hours[0]!.text} to ${hours.at(-1)!.text}`,
      })
    );
  }
  const seasons = filled.filter(({ name }) => monthOfSeason(name) > 0);
  const year = filled.find(({ name, dates }) => datePartOf(name) === "year" && dates.kind !== "none");
  if (seasons.length < 12 || year === undefined) return undefined;
  const cells = textsOf(bytes, body, year.index);
  const rest = filled.filter(({ name }) => monthOfSeason(name) === 0);
  return (
    cells &&
    tableOf(year, rest, cells, {
      columns: seasons.map(({ index, name }) => ({ index, text: name })),
      join: (row, name) => `${row}-${pad(monthOfSeason(name))}`,
      note: () =>
        `Each row is a year, and each of its seasons, from ${seasons[0]!.name} to ${seasons.at(-1)!.name}, stands for the month in its middle`,
    })
  );

  function tableOf(
    down: ColumnProfile,
    rest: readonly ColumnProfile[],
    cells: readonly string[],
    { columns: across, join, byColumn, note }: Across,
  ): WideTable | undefined {
    const finder = createDateFinder(options);
    for (const cell of cells) {
      for (const { text } of across) {
        const date = cell === "" ? "" : join(cell, text);
        if (date !== "") finder.add(date);
      }
    }
    const found = finder.result();
    if (found.kind !== "found") return undefined;
    const read = createDateReader(found.format);
    const isDate = (cell: string) => across.some(({ text }) => typeof read(join(cell, text)) === "object");
    const others = [...new Set(cells.filter((cell) => !isDate(cell)))];
    // A few other rows are totals.
    if (4 * others.length > new Set(cells).size) return undefined;
    const texts = rest.filter(({ index, numbers }) => index !== down.index && numbers.kind === "none");
    const out = others.filter((cell) => cell !== "");
    const without =
      out.length === 0
        ? ""
        : ` without ${out
            .slice(0, 3)
            .map((cell) => quote(cell))
            .join(", ")}${out.length > 3 ? " and others" : ""}`;
    return {
      dates: [...across],
      format: found.format,
      id: [...(asked ?? (down.repeats ? texts.map(({ index }) => index) : []))],
      rowDate: { index: down.index, join, ...(byColumn && { byColumn }) },
      note: `${note(down.name === "" ? String(down.index + 1) : down.name)}${without}.`,
    };
  }
}

/** Undefined for a file with more rows than such a table has. */
function textsOf(bytes: Uint8Array, body: Body, index: number): string[] | undefined {
  const texts: string[] = [];
  scanRows(bytes, body, (row, fields) => {
    if (fields === body.width && texts.length <= mostRows) texts.push(textOf(row, index).trim());
  });
  return texts.length > mostRows ? undefined : texts;
}

const isYear = (text: string): boolean => /^(1[7-9]|20|21)\d\d$/.test(text);

const pad = (value: number | string): string => String(value).padStart(2, "0");

/** How such cells and a year make a date, empty for another cell; undefined when they are no parts of a year. */
function periodJoin(name: string, cells: readonly string[]): RowDate["join"] | undefined {
  const known = [...new Set(cells.filter((cell) => cell !== ""))];
  if (known.length < 3) return undefined;
  const ways = [...textWays, ...numberWays(name, known)];
  return ways.find(
    (join) => 4 * known.filter((cell) => join(cell, "2020") !== "").length >= 3 * known.length,
  );
}

const textWays: readonly RowDate["join"][] = [
  (row, year) => withPart(quarterOf(row), (quarter) => `${year}-Q${quarter}`),
  (row, year) => withPart(weekOf(row), (week) => `${year}-W${pad(week)}`),
  // A day and its month.
  (row, year) =>
    withPart(/^(\d{1,2}([./-])\d{1,2})\2?$/.exec(row), ([, day, separator]) => `${day}${separator}${year}`),
  // Names of months; another word is no date with a year beside it.
  (row, year) => (/^\p{L}{3,}\.?$/u.test(row) ? `${row.replace(/\.$/, "")} ${year}` : ""),
];

/** Numbers count the months or weeks of a year when each is there, or under a name that says so. */
function numberWays(name: string, cells: readonly string[]): RowDate["join"][] {
  const numbers = new Set(cells.filter((cell) => /^\d{1,2}$/.test(cell)).map(Number));
  const part = datePartOf(name);
  const top = Math.max(...numbers);
  const counts = (last: number) =>
    part === undefined && !isIdName(name) && numbers.size === last && top === last;
  const way =
    (write: (number: string, year: string) => string): RowDate["join"] =>
    (row, year) =>
      /^\d{1,2}$/.test(row) ? write(pad(Number(row)), year) : "";
  if ((part === "month" && top <= 12) || counts(12)) return [way((month, year) => `${year}-${month}`)];
  if ((part === "week" && top <= 53) || counts(52) || counts(53))
    return [way((week, year) => `${year}-W${week}`)];
  return part === "quarter" && top <= 4 ? [way((quarter, year) => `${year}-Q${Number(quarter)}`)] : [];
}

const withPart = <T>(part: T | null | undefined, write: (part: T) => string): string =>
  part === null || part === undefined ? "" : write(part);

const quarterOf = (cell: string): string | undefined =>
  (/^[QqTt]\s?([1-4])$/.exec(cell) ??
    /^([1-4])\.?\s*(?:quarter|qtr|quartal|trimestre|trim\.?|q)$/i.exec(cell))?.[1];

const weekOf = (cell: string): string | undefined =>
  /^(?:kw|w|wk|week|woche|cw|semana|sem\.?|semaine)\s*0?(\d{1,2})$/i.exec(cell)?.[1];

/** Columns of the times of a day in their order, with the time at which each begins. */
function hoursIn(
  columns: readonly ColumnProfile[],
): { index: number; text: string; clock: string }[] | undefined {
  const found = columns.flatMap(({ index, name, numbers }) => {
    const match =
      /^(?:h|he|hr|hour|hora|heure|std\.?|stunde)?[ _]?(\d{1,2})(?::(\d\d))?(?:\s*(?:h|hrs?|uhr))?(?:\s*[-–]\s*\d{1,2}(?::\d\d)?)?$/i.exec(
        name.trim(),
      );
    return match === null || numbers.kind === "none"
      ? []
      : [{ index, text: name, hour: Number(match[1]), minute: Number(match[2] ?? 0) }];
  });
  if (found.length < leastHours) return undefined;
  // Hours that are counted from 1 to 24 are named by their end.
  const shift =
    found[0]!.hour === 1 && found[0]!.minute === 0 && found.some(({ hour }) => hour === 24) ? 1 : 0;
  const times = found.map(({ index, text, hour, minute }) => ({
    index,
    text,
    at: (hour - shift) * 60 + minute,
  }));
  const step = times[1]!.at - times[0]!.at;
  const isDay =
    step > 0 &&
    times[0]!.at === 0 &&
    times.every(({ at }, i) => at === i * step) &&
    times.length * step === 1440;
  if (!isDay) return undefined;
  return times.map(({ index, text, at }) => ({
    index,
    text,
    clock: `${pad(Math.floor(at / 60))}:${pad(at % 60)}`,
  }));
}
