// The misfit of a mean that is not linear in its parameters: logistic growth, or features that act relative to the trend.
// An evaluation takes two passes over the rows for each feature, and some more for the trend. The trend is a line that
// bends, or the logistic curve of such a line: rate times offset has no jump at a changepoint.
import type { Feature } from "../features.ts";
import type { ScaledRows } from "../scaling.ts";
import type { Fit } from "../trend.ts";
import { firstAfter } from "./moments.ts";
import type { Misfit } from "./misfit.ts";
import { addWeighted, productsWith } from "./products.ts";

/** Logistic growth has the parameters of Stan's program: moment of half height, rate, changes of rate. */
export function curvedMisfit(rows: ScaledRows, features: readonly Feature[], growth: Fit["growth"]): Misfit {
  const { t, y, cap } = rows;
  const count = y.length;
  const bends = growth === "flat" ? [] : rows.changepoints;
  const starts = bends.map((moment) => firstAfter(t, moment));
  const first = growth === "flat" ? 1 : 2 + bends.length;
  const isLogistic = growth === "logistic";
  const columns = features.map(({ history }) => history);
  const isAdditive = features.map(({ mode }) => mode === "additive");
  const additive = groupOf(features, first, "additive");
  const multiplicative = groupOf(features, first, "multiplicative");
  const [level, factor, left, pull] = Array.from({ length: 4 }, () => new Float64Array(count)) as Four;

  /** Fills in the trend, what it is multiplied by, and what the mean leaves of y. */
  function place(theta: Float64Array): number {
    let rate = growth === "flat" ? 0 : theta[1]!;
    let offset = isLogistic ? -theta[1]! * theta[0]! : theta[0]!;
    let row = 0;
    for (let bend = 0; bend <= bends.length; bend++) {
      const end = starts[bend] ?? count;
      for (; row < end; row++) level[row] = rate * t[row]! + offset;
      if (bend === bends.length) break;
      rate += theta[bend + 2]!;
      offset -= theta[bend + 2]! * bends[bend]!;
    }
    if (isLogistic) {
      for (row = 0; row < count; row++) level[row] = cap[row]! / (1 + Math.exp(-level[row]!));
    }
    factor.fill(1);
    multiplicative.add(theta, factor);
    left.fill(0);
    additive.add(theta, left);
    let squares = 0;
    for (row = 0; row < count; row++) {
      left[row] = y[row]! - left[row]! - level[row]! * factor[row]!;
      squares += left[row]! * left[row]!;
    }
    return squares;
  }

  /** How the trend grows with its line. */
  const steepness = (row: number) => (isLogistic ? (level[row]! * (cap[row]! - level[row]!)) / cap[row]! : 1);

  return {
    size: first + columns.length,
    at(theta, slopes) {
      const squares = place(theta);
      for (let row = 0; row < count; row++) pull[row] = left[row]! * level[row]!;
      additive.products(left, slopes);
      multiplicative.products(pull, slopes);
      for (let row = 0; row < count; row++) left[row]! *= factor[row]! * steepness(row);
      // Sums over all rows behind a changepoint, from the last row on.
      let [sum, moment] = [0, 0];
      let row = count - 1;
      for (let bend = bends.length - 1; bend >= -1; bend--) {
        const end = starts[bend] ?? 0;
        for (; row >= end; row--) {
          sum += left[row]!;
          moment += left[row]! * t[row]!;
        }
        if (bend >= 0) slopes[bend + 2] = moment - bends[bend]! * sum;
      }
      slopes[0] = isLogistic ? -theta[1]! * sum : sum;
      if (growth !== "flat") slopes[1] = isLogistic ? moment - theta[0]! * sum : moment;
      return squares;
    },
    curvatureAt(theta) {
      place(theta);
      const trend = trendColumns(theta);
      const size = first + columns.length;
      const matrix = new Float64Array(size * size);
      const weights = weightsOf();
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const [a, b] = [trend[i] ?? columns[i - first]!, trend[j] ?? columns[j - first]!];
          const kind = kindOf(i) + kindOf(j);
          const value = weightedProduct(a, b, weights[kind]!);
          matrix[i * size + j] = value;
          matrix[j * size + i] = value;
        }
      }
      if (isLogistic) {
        // Rate and moment are multiplied in the line itself.
        let sum = 0;
        for (let row = 0; row < count; row++) sum += left[row]! * factor[row]! * steepness(row);
        matrix[1]! += sum;
        matrix[size]! += sum;
      }
      return matrix;
    },
  };

  /** Trend, additive, multiplicative: 0, 1, 3, so that each sum of two is another pair. */
  function kindOf(i: number): number {
    if (i < first) return 0;
    return isAdditive[i - first]! ? 1 : 3;
  }

  /** How the line grows with each of its parameters. */
  function trendColumns(theta: Float64Array): Float64Array[] {
    const lines = [0, ...bends].map((bend) => t.subarray(0, count).map((at) => Math.max(0, at - bend)));
    const offset = new Float64Array(count).fill(isLogistic ? -theta[1]! : 1);
    if (growth === "flat") return [offset];
    if (isLogistic) lines[0] = t.subarray(0, count).map((at) => at - theta[0]!);
    return [offset, ...lines];
  }

  /** Of the rows, in the second derivatives of each pair of kinds. */
  function weightsOf(): Record<number, Float64Array> {
    const of = (weight: (row: number) => number) =>
      Float64Array.from({ length: count }, (_, row) => weight(row));
    const bent = (row: number) => {
      const slope = steepness(row);
      return isLogistic ? slope * (1 - (2 * level[row]!) / cap[row]!) : 0;
    };
    return {
      0: of((row) => (factor[row]! * steepness(row)) ** 2 - left[row]! * factor[row]! * bent(row)),
      1: of((row) => factor[row]! * steepness(row)),
      3: of((row) => steepness(row) * (factor[row]! * level[row]! - left[row]!)),
      2: of(() => 1),
      4: of((row) => level[row]!),
      6: of((row) => level[row]! ** 2),
    };
  }
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Features of one kind, with their places among the parameters. */
function groupOf(features: readonly Feature[], first: number, mode: Feature["mode"]) {
  const places = features.flatMap((feature, i) => (feature.mode === mode ? [first + i] : []));
  const columns = places.map((place) => features[place - first]!.history);
  const scratch = new Float64Array(places.length);
  return {
    add(theta: Float64Array, sums: Float64Array): void {
      for (let i = 0; i < places.length; i++) scratch[i] = theta[places[i]!]!;
      addWeighted(columns, scratch, sums);
    },
    products(values: Float64Array, slopes: Float64Array): void {
      productsWith(columns, values, scratch);
      for (let i = 0; i < places.length; i++) slopes[places[i]!] = scratch[i]!;
    },
  };
}

function weightedProduct(a: Float64Array, b: Float64Array, weight: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < weight.length; row++) sum += a[row]! * b[row]! * weight[row]!;
  return sum;
}
