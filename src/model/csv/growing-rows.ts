// The rows of one series while its file is read: columns that grow, and the first fault that was found.
import type { InputError } from "../input-error.ts";
import { isSameStyle, type DateStyle } from "./parse-date.ts";

export interface SeriesRows {
  readonly id: string[];
  /** Rows with a date. */
  rowsIn: number;
  lastLine: number;
  /** How the first row writes its date. */
  firstStyle: DateStyle | undefined;
  /** The first fault; rows with one are not kept. */
  error: InputError | undefined;
  /** With a value. */
  closed: GrowingRows;
  /** Without one. */
  readonly open: GrowingRows;
  /** What is wrong with the further columns of open rows, by row; it matters only when such a row belongs to the known future. */
  readonly openErrors: Map<number, InputError>;
}

export interface GrowingRows {
  count: number;
  /** Seconds since the epoch of the time on the clock. */
  wall: Float64Array;
  y: Float64Array;
  line: Uint32Array;
  further: Float64Array[];
  /** Seconds ahead of UTC; absent while no row has written a zone other than UTC. */
  offset: Float64Array | undefined;
  /** How the last date is written. */
  style: DateStyle | undefined;
  /** How the dates are written, each from one row on. */
  styles: { from: number; style: DateStyle }[];
}

export const emptyRows = (id: string[], further: number): SeriesRows => ({
  id,
  rowsIn: 0,
  lastLine: 0,
  firstStyle: undefined,
  error: undefined,
  closed: growing(further),
  open: growing(further),
  openErrors: new Map(),
});

const growing = (further: number): GrowingRows => ({
  count: 0,
  wall: new Float64Array(0),
  y: new Float64Array(0),
  line: new Uint32Array(0),
  further: Array.from({ length: further }, () => new Float64Array(0)),
  offset: undefined,
  style: undefined,
  styles: [],
});

/** Gives the row to fill; y and the further columns are left to the caller. */
export function addRow(
  rows: GrowingRows,
  wall: number,
  offset: number,
  style: DateStyle,
  line: number,
): number {
  const at = rows.count++;
  if (at === rows.wall.length) grow(rows, Math.max(64, at * 2));
  rows.wall[at] = wall;
  rows.line[at] = line;
  if (offset !== 0) rows.offset ??= new Float64Array(rows.wall.length);
  if (rows.offset !== undefined) rows.offset[at] = offset;
  if (style !== rows.style) changeStyle(rows, style, at);
  return at;
}

function changeStyle(rows: GrowingRows, style: DateStyle, from: number): void {
  if (rows.style === undefined || !isSameStyle(rows.style, style)) rows.styles.push({ from, style });
  rows.style = style;
}

function grow(rows: GrowingRows, capacity: number): void {
  rows.wall = grown(rows.wall, capacity);
  rows.y = grown(rows.y, capacity);
  const line = new Uint32Array(capacity);
  line.set(rows.line);
  rows.line = line;
  rows.further = rows.further.map((column) => grown(column, capacity));
  if (rows.offset !== undefined) rows.offset = grown(rows.offset, capacity);
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}

export const styleAt = ({ styles }: GrowingRows, row: number): DateStyle | undefined =>
  styles.findLast(({ from }) => from <= row)?.style;

/** Without the rows whose date comes again further down, and without open rows that have a fault. */
export const distinctRows = (rows: SeriesRows): SeriesRows => ({
  ...rows,
  closed: distinct(rows.closed, () => true),
  open: distinct(rows.open, (row) => !rows.openErrors.has(row)),
  openErrors: new Map(),
});

function distinct(rows: GrowingRows, isFine: (row: number) => boolean): GrowingRows {
  const last = new Map<number, number>();
  for (let row = 0; row < rows.count; row++) {
    if (isFine(row)) last.set(rows.wall[row]! - (rows.offset?.[row] ?? 0), row);
  }
  return pickRows(
    rows,
    [...last.values()].sort((a, b) => a - b),
  );
}

/** @param kept ascending */
export function pickRows(rows: GrowingRows, kept: readonly number[]): GrowingRows {
  const pick = (column: Float64Array) => Float64Array.from(kept, (row) => column[row]!);
  return {
    count: kept.length,
    wall: pick(rows.wall),
    y: pick(rows.y),
    line: Uint32Array.from(kept, (row) => rows.line[row]!),
    further: rows.further.map(pick),
    offset: rows.offset && pick(rows.offset),
    style: rows.style,
    styles: kept.map((row, from) => ({ from, style: styleAt(rows, row)! })),
  };
}
