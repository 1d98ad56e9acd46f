// The mean of Prophet's model as a function of its parameters, and the normal equations of a step along it. The trend is
// linear in its parameters; logistic growth is the logistic curve of such a trend, since rate times offset has no jump at a
// changepoint.
import type { Feature } from "./features.ts";
import type { ScaledRows } from "./scaling.ts";
import type { Fit } from "./trend.ts";

export type Curve = ReturnType<typeof curveOf>;

export function curveOf(rows: ScaledRows, features: readonly Feature[], growth: Fit["growth"]) {
  const { t, changepoints } = rows;
  const hinges = growth === "flat" ? [] : changepoints;
  const trend = [
    t.map(() => 1),
    ...(growth === "flat" ? [] : [t]),
    ...hinges.map((place) => t.map((at) => Math.max(0, at - place))),
  ];
  const columns = [...trend, ...features.map(({ history }) => history)].map((values) =>
    Float64Array.from(values),
  );
  return {
    rows,
    features,
    growth,
    /** Intercept, slope, one hinge per changepoint; then the features. */
    columns,
    /** The first row in which a column is not zero. */
    starts: columns.map((values) => firstNonZero(values)),
    trendSize: trend.length,
    /** Whether the mean is linear in all parameters, so that the normal equations stay the same. */
    isLinear: growth !== "logistic" && features.every(({ mode }) => mode === "additive"),
  };
}

function firstNonZero(values: Float64Array): number {
  const row = values.findIndex((value) => value !== 0);
  return row === -1 ? values.length : row;
}

interface State {
  mean: Float64Array;
  trend: Float64Array;
  /** Growth of the mean with the trend's linear form. */
  slope: Float64Array;
}

export function stateAt({ rows, features, growth, columns, trendSize }: Curve, theta: Float64Array): State {
  const [trend, additive, factor] = [0, 0, 1].map((value) => new Float64Array(rows.t.length).fill(value));
  for (const [i, column] of columns.entries()) {
    const isMultiplicative = i >= trendSize && features[i - trendSize]!.mode === "multiplicative";
    const sum = i < trendSize ? trend! : isMultiplicative ? factor! : additive!;
    for (let row = 0; row < sum.length; row++) sum[row]! += theta[i]! * column[row]!;
  }
  const slope = factor!.slice();
  if (growth === "logistic") {
    for (let row = 0; row < slope.length; row++) {
      const share = 1 / (1 + Math.exp(-trend![row]!));
      trend![row] = rows.cap[row]! * share;
      slope[row]! *= trend![row]! * (1 - share);
    }
  }
  return { trend: trend!, slope, mean: trend!.map((value, row) => value * factor![row]! + additive![row]!) };
}

/** The normal equations of one step, over the rows to learn from. */
export interface Normal {
  /** Symmetric, the lower half is filled; line after line. */
  matrix: Float64Array;
  right: Float64Array;
  /** Sum of squares of what the step has to explain. */
  squares: number;
}

export function normalAt(curve: Curve, theta: Float64Array): Normal {
  const { starts } = curve;
  const { y } = curve.rows;
  const state = curve.isLinear ? undefined : stateAt(curve, theta);
  const columns = state === undefined ? curve.columns : slopesOf(curve, state, y.length);
  const size = columns.length;
  const wanted = Float64Array.from(y);
  if (state !== undefined) {
    // What the tangent has to reach, for the whole of the parameters and not for their change alone.
    for (let row = 0; row < y.length; row++) wanted[row]! -= state.mean[row]!;
    for (let i = 0; i < size; i++) {
      for (let row = starts[i]!; row < y.length; row++) wanted[row]! += theta[i]! * columns[i]![row]!;
    }
  }
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * size + j] = dot(columns[i]!, columns[j]!, Math.max(starts[i]!, starts[j]!), y.length);
    }
  }
  const right = Float64Array.from(columns, (column, i) => dot(column, wanted, starts[i]!, y.length));
  return { matrix, right, squares: dot(wanted, wanted, 0, y.length) };
}

function dot(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += a[row]! * b[row]!;
  return sum;
}

/** How the mean grows with each parameter. */
function slopesOf(
  { features, columns, trendSize }: Curve,
  { trend, slope }: State,
  count: number,
): Float64Array[] {
  return columns.map((column, i) => {
    const isAdditive = i >= trendSize && features[i - trendSize]!.mode === "additive";
    const by = i < trendSize ? slope : trend;
    const values = new Float64Array(count);
    for (let row = 0; row < count; row++) values[row] = isAdditive ? column[row]! : column[row]! * by[row]!;
    return values;
  });
}
