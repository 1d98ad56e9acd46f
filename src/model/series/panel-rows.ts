// The rows of one series of a panel while its file is read: columns that grow, and the first fault that was found.
import type { InputError } from "../input-error.ts";
import type { DateStyle } from "../csv/parse-date.ts";

export interface PanelRows {
  readonly id: string[];
  /** Rows with a date. */
  rowsIn: number;
  firstLine: number;
  lastLine: number;
  /** How the first row writes its date. */
  firstStyle: DateStyle | undefined;
  /** Time of the last row with a value, as its clock shows it. */
  lastWall: number;
  /** How the row that is last in time writes it. */
  lastStyle: DateStyle | undefined;
  /** The first fault; rows with one are not kept. */
  error: InputError | undefined;
  /** With a value. */
  readonly closed: GrowingRows;
  /** Without one. */
  readonly open: GrowingRows;
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
}

export const emptyRows = (id: string[], further: number): PanelRows => ({
  id,
  rowsIn: 0,
  firstLine: 0,
  lastLine: 0,
  firstStyle: undefined,
  lastWall: -Infinity,
  lastStyle: undefined,
  error: undefined,
  closed: growing(further),
  open: growing(further),
});

const growing = (further: number): GrowingRows => ({
  count: 0,
  wall: new Float64Array(0),
  y: new Float64Array(0),
  line: new Uint32Array(0),
  further: Array.from({ length: further }, () => new Float64Array(0)),
  offset: undefined,
});

/** Gives the row to fill; y and the further columns are left to the caller. */
export function addRow(rows: GrowingRows, wall: number, line: number, offset: number): number {
  const at = rows.count++;
  if (at === rows.wall.length) grow(rows, Math.max(64, at * 2));
  rows.wall[at] = wall;
  rows.line[at] = line;
  if (offset !== 0) rows.offset ??= new Float64Array(rows.wall.length);
  if (rows.offset !== undefined) rows.offset[at] = offset;
  return at;
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

/** Without the rows whose date comes again further down. */
export const distinctRows = (rows: PanelRows): PanelRows => ({
  ...rows,
  closed: distinct(rows.closed),
  open: distinct(rows.open),
});

function distinct(rows: GrowingRows): GrowingRows {
  const last = new Map<number, number>();
  for (let row = 0; row < rows.count; row++) last.set(rows.wall[row]! - (rows.offset?.[row] ?? 0), row);
  const kept = [...last.values()].sort((a, b) => a - b);
  const pick = (column: Float64Array) => Float64Array.from(kept, (row) => column[row]!);
  return {
    count: kept.length,
    wall: pick(rows.wall),
    y: pick(rows.y),
    line: Uint32Array.from(kept, (row) => rows.line[row]!),
    further: rows.further.map(pick),
    offset: rows.offset && pick(rows.offset),
  };
}
