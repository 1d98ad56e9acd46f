// A series of a panel from its rows: sorted, checked for doubled dates, the known future behind it.
import { duplicateDate } from "../csv/cell-errors.ts";
import { clockTimes } from "../time/clock-times.ts";
import type { GrowingRows, PanelRows } from "./panel-rows.ts";
import { formatDate } from "../csv/parse-date.ts";
import type { DateStyle } from "../csv/parse-date.ts";

export interface PanelSeries {
  /** One text for each id column, as the file has it. */
  id: string[];
  /** Seconds since the epoch of the time on the clock, strictly ascending. */
  ds: Float64Array;
  /** Finite. */
  y: Float64Array;
  /** The further columns that were asked for, by the names that asked for them; each as long as `y`. */
  columns: Record<string, Float64Array>;
  /** Rows after the last value that have no value, but all further columns: the known future. */
  ahead: { ds: Float64Array; columns: Record<string, Float64Array> };
  /** How the last row writes its date. */
  style: DateStyle;
  /** Rows of this series with a date. */
  rowsIn: number;
  /** Lines of its first and its last row in the file. */
  firstLine: number;
  lastLine: number;
  wasSorted: boolean;
  /** Rows left out because they have no value, and the line of the first of them. */
  leftOut: { count: number; firstLine: number };
}

/** @throws InputError csv.duplicate-date */
export function panelSeries(rows: PanelRows, names: readonly string[], dateColumn: number): PanelSeries {
  const { closed, open, id } = rows;
  const style = rows.lastStyle ?? rows.firstStyle!;
  const isKnown = names.length > 0;
  const [past, next] = times(closed, isKnown ? open : undefined);
  const order = orderOf(past);
  refuseDuplicates(past, closed.line, order, style, dateColumn);
  const ds = pick(past, order);
  const last = ds.at(-1) ?? Infinity;
  const usable = isKnown
    ? [...next.keys()].filter(
        (row) => next[row]! > last && open.further.every((column) => !Number.isNaN(column[row]!)),
      )
    : [];
  const future = usable.sort((a, b) => next[a]! - next[b]! || a - b);
  refuseDuplicates(next, open.line, future, style, dateColumn);
  const used = new Set(future);
  const firstLeftOut = open.count > used.size ? open.line.findIndex((_, row) => !used.has(row)) : -1;
  return {
    id,
    ds,
    y: pick(closed.y.subarray(0, closed.count), order),
    columns: furtherOf(closed, names, order),
    ahead: { ds: Float64Array.from(future, (row) => next[row]!), columns: furtherOf(open, names, future) },
    style,
    rowsIn: rows.rowsIn,
    firstLine: rows.firstLine,
    lastLine: rows.lastLine,
    wasSorted: order === undefined,
    leftOut: {
      count: open.count - used.size,
      firstLine: firstLeftOut < 0 ? 0 : open.line[firstLeftOut]!,
    },
  };
}

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

function refuseDuplicates(
  ds: Float64Array,
  lines: Uint32Array,
  order: Order,
  style: DateStyle,
  dateColumn: number,
): void {
  const count = order === undefined ? ds.length : order.length;
  for (let i = 1; i < count; i++) {
    const [first, second] = order === undefined ? [i - 1, i] : [order[i - 1]!, order[i]!];
    if (ds[first] !== ds[second]) continue;
    const place = { line: lines[second]!, column: dateColumn + 1 };
    throw duplicateDate(place, formatDate(ds[second]!, style), lines[first]!);
  }
}
