// Sums of products of all columns of a linear model, over the first rows of a history and for any changepoints: what a
// fit needs of its rows. They are computed once for a forecast and all refits behind its band.
//
// A changepoint's column, max(0, t - s), is a line from its moment on. So the rows are summed stretch by stretch between
// moments, in time since the stretch's own start, and put together from the last stretch to the first: nothing is
// subtracted, and no digits are lost.
import { nearSolution } from "./near.ts";
import { addProducts } from "./products.ts";

/** The normal equations of least squares, of what a near solution leaves: so little of y is lost to rounding. */
export interface Normal {
  /** The near solution. */
  center: Float64Array;
  /** X'X, line after line; columns are the intercept, the time, one per changepoint, the features. */
  matrix: Float64Array;
  /** X'r, where r is what the near solution leaves of y. */
  right: Float64Array;
  /** r'r. */
  squares: number;
}

export interface Moments {
  /**
   * @param known how many rows; one of those announced
   * @param places the trend's bends, as announced; undefined for a trend without time
   * @param unit what time and y are multiplied by
   */
  normalOf(known: number, places: readonly number[] | undefined, unit: Unit): Normal;
}

export interface Unit {
  time: number;
  value: number;
}

/** Where a stretch of rows starts. */
interface Cut {
  moment: number;
  row: number;
}

/**
 * @param t ascending, from 0
 * @param columns the features
 * @param knowns numbers of first rows that will be asked for, ascending; the last is all rows
 * @param places all moments, in units of t, where a trend will be asked to bend; undefined for a trend without time
 */
export function momentsOf(
  t: Float64Array,
  y: Float64Array,
  columns: readonly Float64Array[],
  knowns: readonly number[],
  places: readonly number[] | undefined,
): Moments {
  const isFlat = places === undefined;
  const near = nearSolution(t, y, columns, isFlat);
  const all = [...columns, near.left];
  const cuts = cutsOf(t, knowns, places ?? []);
  const stretches = cuts.map(({ moment, row }, i) =>
    lineSums(all, t, moment, row, cuts[i + 1]?.row ?? t.length),
  );
  const crosses = crossesOf(all, knowns);
  return {
    normalOf(known, bends, unit) {
      const lines = [0, ...(bends ?? [])];
      const wanted = new Map<number, LineSums>();
      const sums = emptySums(all.length);
      let from = Infinity;
      for (let i = cuts.length - 1; i >= 0; i--) {
        const { moment, row } = cuts[i]!;
        if (row < known) {
          if (from < Infinity) startEarlier(sums, from - moment);
          add(sums, stretches[i]!);
          from = moment;
        }
        if (lines.includes(moment)) wanted.set(moment, copyOf(sums));
      }
      const trend = bends === undefined ? [] : lines.map((moment) => wanted.get(moment)!);
      const center = [
        near.offset,
        ...lines.slice(0, trend.length).map((_, i) => (i === 0 ? near.rate : 0)),
        ...near.weights,
      ];
      return inUnits(assemble(sums, lines, trend, crosses.get(known)!, center), trend.length, unit);
    },
  };
}

function cutsOf(t: Float64Array, knowns: readonly number[], places: readonly number[]): Cut[] {
  const cuts = [...new Set(places)].map((moment) => ({ moment, row: firstAfter(t, moment) }));
  for (const known of knowns) {
    if (known < t.length) cuts.push({ moment: t[known]!, row: known });
  }
  cuts.push({ moment: 0, row: 0 });
  cuts.sort((a, b) => a.row - b.row || a.moment - b.moment);
  return cuts;
}

/** The first row later than a moment. */
export function firstAfter(t: Float64Array, moment: number): number {
  let [low, high] = [0, t.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (t[middle]! > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Over some rows, for time from a moment on. */
interface LineSums {
  rows: number;
  time: number;
  timeSquares: number;
  /** Of each column. */
  level: Float64Array;
  /** Of each column times time. */
  line: Float64Array;
}

const emptySums = (count: number): LineSums => ({
  rows: 0,
  time: 0,
  timeSquares: 0,
  level: new Float64Array(count),
  line: new Float64Array(count),
});

function lineSums(
  columns: readonly Float64Array[],
  t: Float64Array,
  moment: number,
  from: number,
  to: number,
): LineSums {
  const sums = emptySums(columns.length);
  sums.rows = to - from;
  for (let row = from; row < to; row++) {
    const time = t[row]! - moment;
    sums.time += time;
    sums.timeSquares += time * time;
  }
  for (const [i, column] of columns.entries()) {
    let [level, line] = [0, 0];
    for (let row = from; row < to; row++) {
      level += column[row]!;
      line += (t[row]! - moment) * column[row]!;
    }
    sums.level[i] = level;
    sums.line[i] = line;
  }
  return sums;
}

const copyOf = (sums: LineSums): LineSums => ({
  ...sums,
  level: sums.level.slice(),
  line: sums.line.slice(),
});

/** @param by how much earlier time starts */
function startEarlier(sums: LineSums, by: number): void {
  sums.timeSquares += by * (2 * sums.time + by * sums.rows);
  sums.time += by * sums.rows;
  for (let i = 0; i < sums.line.length; i++) sums.line[i]! += by * sums.level[i]!;
}

function add(sums: LineSums, more: LineSums): void {
  sums.rows += more.rows;
  sums.time += more.time;
  sums.timeSquares += more.timeSquares;
  for (let i = 0; i < sums.line.length; i++) {
    sums.level[i]! += more.level[i]!;
    sums.line[i]! += more.line[i]!;
  }
}

/** Products of features and y among each other, by the number of rows. */
function crossesOf(columns: readonly Float64Array[], knowns: readonly number[]): Map<number, Float64Array> {
  const running = new Float64Array(columns.length ** 2);
  const crosses = new Map<number, Float64Array>();
  let from = 0;
  for (const known of knowns) {
    addProducts(columns, from, known, running);
    crosses.set(known, running.slice());
    from = known;
  }
  return crosses;
}

/**
 * @param all over all rows, for time from 0 on
 * @param moments where the trend's lines start
 * @param trend sums behind those moments
 * @param cross products of features and, last, what is left of y
 */
function assemble(
  all: LineSums,
  moments: readonly number[],
  trend: readonly LineSums[],
  cross: Float64Array,
  center: readonly number[],
): Normal {
  const width = all.level.length;
  const first = 1 + trend.length;
  const size = first + width - 1;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const set = (i: number, j: number, value: number) => {
    matrix[i * size + j] = value;
    matrix[j * size + i] = value;
  };
  set(0, 0, all.rows);
  right[0] = all.level[width - 1]!;
  for (const [i, sums] of trend.entries()) {
    set(0, i + 1, sums.time);
    right[i + 1] = sums.line[width - 1]!;
    for (let j = 0; j <= i; j++)
      set(i + 1, j + 1, sums.timeSquares + (moments[i]! - moments[j]!) * sums.time);
  }
  for (let k = 0; k < width - 1; k++) {
    set(0, first + k, all.level[k]!);
    for (const [i, sums] of trend.entries()) set(i + 1, first + k, sums.line[k]!);
    for (let l = 0; l <= k; l++) set(first + k, first + l, cross[k * width + l]!);
    right[first + k] = cross[(width - 1) * width + k]!;
  }
  return { center: Float64Array.from(center), matrix, right, squares: cross[width * width - 1]! };
}

/** @param lines how many columns behind the first are times */
function inUnits({ center, matrix, right, squares }: Normal, lines: number, { time, value }: Unit): Normal {
  const size = right.length;
  const unitOf = (i: number) => (i >= 1 && i <= lines ? time : 1);
  return {
    center: center.map((weight, i) => (weight * value) / unitOf(i)),
    matrix: matrix.map((sum, at) => sum * unitOf(Math.floor(at / size)) * unitOf(at % size)),
    right: right.map((sum, i) => sum * unitOf(i) * value),
    squares: squares * value * value,
  };
}
