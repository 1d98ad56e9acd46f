// A series on the grid of most of its rows: what is between its steps is set aside, and what is a little off is moved.
import { formatDate } from "../csv/parse-date.ts";
import type { Rows, Series } from "../series/dataset.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { fromSeconds } from "../time/calendar.ts";
import type { Frequency } from "../time/frequency.ts";
import type { Grid } from "./spacings.ts";

/** @returns warnings as sentences that name the rows */
export function withoutOdd(series: Series, grid: Grid): { history: Series; warnings: string[] } {
  const { odd, moved, drifting, breaks, frequency } = grid;
  const warnings = [
    ...asideNote(series, odd, frequency),
    ...movedNote(series, moved),
    ...driftNote(series, drifting, frequency),
    ...(breaks === 0
      ? []
      : [
          `${breaks === 1 ? "One spacing does" : `${breaks} spacings do`} not fit the frequency ${frequencyName(frequency)}.`,
        ]),
  ];
  if (odd.length === 0 && moved.size === 0) return { history: series, warnings };
  const isOdd = new Set(odd);
  const kept = Array.from(series.ds.keys()).filter((row) => !isOdd.has(row));
  const history: Series = {
    ...series,
    ...rowsAt(series, kept, moved),
    y: Float64Array.from(kept, (row) => series.y[row]!),
    ...(series.lines && { lines: Uint32Array.from(kept, (row) => series.lines![row]!) }),
    rowsIn: series.rowsIn - odd.length,
  };
  return { history, warnings };
}

const rowsAt = (
  { ds, columns }: Rows,
  rows: readonly number[],
  moved: ReadonlyMap<number, number>,
): Rows => ({
  ds: Float64Array.from(rows, (row) => moved.get(row) ?? ds[row]!),
  columns: Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row]!)]),
  ),
});

/** Rows that a sentence names. */
const named = 3;

function asideNote(series: Series, odd: readonly number[], frequency: Frequency): string[] {
  if (odd.length === 0) return [];
  const grid = `off the grid of the other rows (frequency ${frequencyName(frequency)})`;
  return odd.length === 1
    ? [`The row of ${nameOf(series, odd[0]!)} is ${grid} and was set aside.`]
    : [`${odd.length} rows are ${grid} and were set aside: ${list(odd.map((row) => nameOf(series, row)))}.`];
}

function movedNote(series: Series, moved: ReadonlyMap<number, number>): string[] {
  const rows = [...moved].map(([row, to]) => `${nameOf(series, row)} to ${formatDate(to, series.style)}`);
  if (rows.length === 0) return [];
  return rows.length === 1
    ? [`A row a little off the others' grid was moved onto it: ${rows[0]}.`]
    : [`${rows.length} rows a little off the others' grid were moved onto it: ${list(rows)}.`];
}

function driftNote(series: Series, rows: readonly number[], frequency: Frequency): string[] {
  if (rows.length === 0 || frequency.kind !== "months") return [];
  const { day, roll, weekday } = frequency;
  if (rows.length * 10 > series.ds.length && roll === undefined && weekday === undefined) {
    const days = rows.map((row) => fromSeconds(series.ds[row]!).day);
    const usual = day === 31 ? "the month's end" : `day ${day}`;
    return [
      `The day of the month varies (from ${Math.min(...days, day)} to ${Math.max(...days, day === 31 ? 0 : day)}); the forecast is for ${usual}, the usual one.`,
    ];
  }
  const are = rows.length === 1 ? "1 row is" : `${rows.length} rows are`;
  return [
    `${are} on another day of the month than the others, and kept: ${list(rows.map((row) => nameOf(series, row)))}.`,
  ];
}

/** The date, and the line where it is known. */
function nameOf({ ds, style, lines }: Series, row: number): string {
  const date = formatDate(ds[row]!, style);
  return lines === undefined ? date : `${date} (line ${lines[row]})`;
}

const list = (names: readonly string[]): string =>
  names.slice(0, named).join(", ") + (names.length > named ? ` and ${names.length - named} more` : "");
