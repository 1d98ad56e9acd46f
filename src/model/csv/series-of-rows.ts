// A series from its rows: sorted, checked for doubled dates, the known future behind it.
import type { Series } from "../series/dataset.ts";
import { daySeconds } from "../time/calendar.ts";
import { duplicateDate } from "./cell-errors.ts";
import type { Place } from "../input-error.ts";
import { styleAt, type GrowingRows, type SeriesRows } from "./growing-rows.ts";
import { dayStyle, formatDate } from "./parse-date.ts";

/** What the reader says of all series together. */
export interface FoundSeries {
  series: Series;
  wasSorted: boolean;
  /** Rows left out because they have no value, and the line of the first of them. */
  leftOut: { count: number; firstLine: number };
}

export interface SeriesContext {
  /** Of the further columns. */
  names: readonly string[];
  dateColumn: number;
  /** Whether each row keeps its line, for notes; of many series that would be a lot. */
  keepsLines: boolean;
  /** The date as it stands in the file, and its place; where the file is gone by then, the line alone is known. */
  dateAt: (line: number) => { text: string; place: Place } | undefined;
}

/** @throws InputError csv.duplicate-date, or for a fault in a row of the known future */
export function seriesOfRows(rows: SeriesRows, context: SeriesContext): FoundSeries {
  const { closed, open, openErrors, id } = rows;
  const { names } = context;
  const isKnown = names.length > 0;
  const [past, next] = times(closed, isKnown ? open : undefined);
  const order = orderOf(past);
  const style = styleAt(closed, order?.at(-1) ?? closed.count - 1) ?? rows.firstStyle!;
  refuseDuplicates(past, closed.line, order);
  const ds = pick(past, order);
  const last = ds.at(-1) ?? Infinity;
  const usable = isKnown
    ? [...next.keys()].filter(
        (row) => next[row]! > last && open.further.every((column) => !Number.isNaN(column[row]!)),
      )
    : [];
  const future = usable.sort((a, b) => next[a]! - next[b]! || a - b);
  refuseDuplicates(next, open.line, future);
  for (const row of future) if (openErrors.has(row)) throw openErrors.get(row)!;
  const used = new Set(future);
  const firstLeftOut = open.count > used.size ? open.line.findIndex((_, row) => !used.has(row)) : -1;
  return {
    series: {
      id,
      ds,
      y: pick(closed.y.subarray(0, closed.count), order),
      columns: furtherOf(closed, names, order),
      ahead: { ds: Float64Array.from(future, (row) => next[row]!), columns: furtherOf(open, names, future) },
      style,
      ...(context.keepsLines && {
        lines:
          order === undefined ? closed.line.slice(0, closed.count) : order.map((row) => closed.line[row]!),
      }),
      rowsIn: rows.rowsIn,
      lastLine: rows.lastLine,
    },
    wasSorted: order === undefined,
    leftOut: {
      count: open.count - used.size,
      firstLine: firstLeftOut < 0 ? 0 : open.line[firstLeftOut]!,
    },
  };

  function refuseDuplicates(dates: Float64Array, lines: Uint32Array, sorted: Order): void {
    const count = sorted === undefined ? dates.length : sorted.length;
    for (let i = 1; i < count; i++) {
      const [first, second] = sorted === undefined ? [i - 1, i] : [sorted[i - 1]!, sorted[i]!];
      if (dates[first] !== dates[second]) continue;
      const line = lines[second]!;
      const { text, place } = context.dateAt(line) ?? {
        text: formatDate(dates[second]!, style),
        place: { line, column: context.dateColumn + 1 },
      };
      throw duplicateDate(place, text, lines[first]!);
    }
  }
}

/** Without a single row that a model or a fallback could use. */
export const emptySeries = (rows: SeriesRows): Series => ({
  id: rows.id,
  ds: new Float64Array(0),
  y: new Float64Array(0),
  columns: {},
  ahead: { ds: new Float64Array(0), columns: {} },
  style: rows.firstStyle ?? dayStyle,
  rowsIn: rows.rowsIn,
  lastLine: rows.lastLine,
});

function times(closed: GrowingRows, open: GrowingRows | undefined): [Float64Array, Float64Array] {
  const past = closed.wall.subarray(0, closed.count);
  const next = open === undefined ? new Float64Array(0) : open.wall.subarray(0, open.count);
  if (closed.offset === undefined && open?.offset === undefined) return [past, next];
  const offsets = [
    ...(closed.offset?.subarray(0, closed.count) ?? past.map(() => 0)),
    ...(open?.offset?.subarray(0, open.count) ?? next.map(() => 0)),
  ];
  const all = clockTimes([...past, ...next], offsets, offsets[closed.count - 1] ?? 0);
  return [Float64Array.from(all.slice(0, closed.count)), Float64Array.from(all.slice(closed.count))];
}

/**
 * One time line out of rows that may carry different offsets. A daily series keeps its local midnights over the
 * change to summer time; a finer one goes by true time, counted in the given offset.
 */
function clockTimes(wall: number[], offset: readonly number[], lastOffset: number): number[] {
  if (offset.every((value) => value === lastOffset)) return wall;
  const timeOfDay = (seconds: number) => seconds - Math.floor(seconds / daySeconds) * daySeconds;
  if (wall.every((seconds) => timeOfDay(seconds) === timeOfDay(wall[0]!))) return wall;
  return wall.map((seconds, index) => seconds - offset[index]! + lastOffset);
}

/** Undefined when nothing has to move. */
function orderOf(ds: Float64Array): Uint32Array | undefined {
  for (let i = 1; i < ds.length; i++) {
    if (ds[i]! < ds[i - 1]!) return Uint32Array.from(ds.keys()).sort((a, b) => ds[a]! - ds[b]! || a - b);
  }
  return undefined;
}

type Order = ArrayLike<number> | undefined;

const pick = (values: Float64Array, order: Order): Float64Array =>
  order === undefined ? values.slice() : Float64Array.from(order, (row) => values[row]!);

const furtherOf = (rows: GrowingRows, names: readonly string[], order: Order): Record<string, Float64Array> =>
  Object.fromEntries(
    names.map((name, column) => [name, pick(rows.further[column]!.subarray(0, rows.count), order)]),
  );
