// Which columns tell the series of a file apart, when its dates repeat and nobody has said so.
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf, type Row } from "../csv/split-row.ts";
import { mostRare } from "../grid/doubled-rows.ts";
import { isIdName } from "./column-names.ts";
import { isClock, joinDateParts } from "./date-parts.ts";
import type { DateColumn } from "./find-date-column.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** Rows that are looked at. */
const mostRows = 100_000;

/** Columns that are tried together. */
const mostColumns = 12;

export interface FoundIds {
  columns: ColumnProfile[];
  /** Whole numbers under names that do not say so may tell series apart, or measure something, unless each series has each date. */
  isSure: boolean;
}

/**
 * The fewest columns with which no date comes twice in a series; none when no columns do that.
 * @param open columns that are neither dates nor values, as far as is known
 */
export function findIds(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  open: readonly ColumnProfile[],
): FoundIds {
  // A time of day beside a date with its time is the end of the row's step.
  const varied = open.filter(
    (column) =>
      column.filled > 0 &&
      column.repeats &&
      column.distinct.length > 1 &&
      !(date.parts !== undefined && isClock(column)),
  );
  const texts = varied.filter(({ numbers }) => numbers.kind === "none");
  const codes = varied.filter(
    ({ numbers, example }) => numbers.kind !== "none" && /^\d{1,12}$/.test(example),
  );
  const named = codes.filter(({ name }) => isIdName(name));
  // Texts tell series apart; numbers do only where texts do not.
  for (const candidates of [texts, [...texts, ...named], [...texts, ...codes]]) {
    const tried = candidates.slice(0, mostColumns);
    if (tried.length === 0) continue;
    const rows = cellsOf(bytes, body, date, tried);
    // Dates in parts may not repeat once they are put together.
    if (isUnique(rows, [], strictly)) return { columns: [], isSure: true };
    // Series have most of their dates in common; one date twice is an error of one series.
    if (isUnique(rows, [], loosely)) break;
    const at = fewest(
      rows,
      tried.map((_, index) => index),
    );
    if (at.length === 0) continue;
    const columns = at.map((index) => tried[index]!);
    const sayIds = columns.every((column) => texts.includes(column) || named.includes(column));
    return { columns, isSure: sayIds || isFull(rows, at) };
  }
  return { columns: [], isSure: true };
}

/** A row for each date and each series, as no list of events has by chance. */
const isFull = (rows: readonly Cells[], at: readonly number[]): boolean =>
  rows.length ===
  new Set(rows.map(({ date }) => date)).size * new Set(rows.map(({ ids }) => idOf(ids, at))).size;

/**
 * Of the columns those that are needed; none when all of them do not tell the series apart. A row that was entered twice, or an
 * hour that comes twice, asks for no further column: one that tells its two rows apart may cut each series to pieces.
 */
function fewest(rows: readonly Cells[], all: readonly number[]): readonly number[] {
  const strict = neededOf(rows, all, strictly);
  if (strict.length === 1) return strict;
  const loose = neededOf(rows, all, loosely);
  if (strict.length === 0) return loose;
  return loose.length > 0 && loose.length < strict.length && cutsUp(rows, loose, strict) ? loose : strict;
}

interface Demand {
  /** Rows in which a date may come twice in its series, of so many. */
  doubles: (rows: number) => number;
  /** Least share of all dates that series have: a list of events has few dates of each thing, and some twice by chance. */
  dates: number;
}

const strictly: Demand = { doubles: () => 0, dates: 0 };
const loosely: Demand = { doubles: mostRare, dates: 0.3 };

function neededOf(rows: readonly Cells[], all: readonly number[], demand: Demand): readonly number[] {
  const single = all.find((at) => isSeries(rows, [at], demand));
  if (single !== undefined) return [single];
  if (!isUnique(rows, all, demand)) return [];
  // From the last on, what is not needed is left out.
  const needed = all.reduceRight(
    (kept, at) => (kept.length > 1 && isUnique(rows, without(kept, at), demand) ? without(kept, at) : kept),
    all,
  );
  return isSeries(rows, needed, demand) ? needed : [];
}

/** Whether further columns leave no series nearly whole. */
function cutsUp(rows: readonly Cells[], few: readonly number[], more: readonly number[]): boolean {
  const parts = Map.groupBy(rows, ({ ids }) => idOf(ids, few)).values();
  const largest = [...parts].map((part) =>
    [...Map.groupBy(part, ({ ids }) => idOf(ids, more)).values()].reduce(
      (most, { length }) => Math.max(most, length),
      0,
    ),
  );
  return largest.reduce((sum, length) => sum + length, 0) < nearlyAll * rows.length;
}

const nearlyAll = 0.9;

/** Whether dates come twice in few rows alone, by a slip or where clocks go back. */
export function repeatsRarely(bytes: Uint8Array, body: Body, date: DateColumn): boolean {
  return isUnique(cellsOf(bytes, body, date, []), [], loosely);
}

const without = (kept: readonly number[], at: number) => kept.filter((each) => each !== at);

interface Cells {
  date: string;
  ids: string[];
}

function cellsOf(
  bytes: Uint8Array,
  body: Body,
  date: DateColumn,
  columns: readonly ColumnProfile[],
): Cells[] {
  const rows: Cells[] = [];
  scanRows(bytes, body, (row, fields) => {
    if (fields !== body.width || rows.length === mostRows) return;
    rows.push({ date: dateTextOf(row, date), ids: columns.map(({ index }) => textOf(row, index)) });
  });
  return rows.filter((row) => row.date !== "");
}

export const dateTextOf = (row: Row, { index, parts }: DateColumn): string =>
  parts === undefined ? textOf(row, index) : joinDateParts(parts, (at) => textOf(row, at));

/** No date twice in a series, but in as few rows as may be. */
function isUnique(rows: readonly Cells[], at: readonly number[], { doubles }: Demand): boolean {
  const most = doubles(rows.length);
  const seen = new Set<string>();
  let found = 0;
  return rows.every(({ date, ids }) => {
    const { size } = seen;
    seen.add(`${idOf(ids, at)}\0${date}`);
    if (seen.size === size) found++;
    return found <= most;
  });
}

/** And at least as many rows as three a series; otherwise it is a list of events. */
function isSeries(rows: readonly Cells[], at: readonly number[], demand: Demand): boolean {
  const series = new Set(rows.map(({ ids }) => idOf(ids, at))).size;
  if (rows.length < 3 * series || !isUnique(rows, at, demand)) return false;
  return (
    demand.dates === 0 || rows.length >= demand.dates * series * new Set(rows.map(({ date }) => date)).size
  );
}

const idOf = (ids: readonly string[], at: readonly number[]): string =>
  at.map((each) => ids[each]).join("\0");
