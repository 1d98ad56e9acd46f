// A straight line and the features, fitted by least squares: near what any trend that bends leads to.
import { solveSymmetric } from "../../statistical/methods/symmetric.ts";
import { addProducts, addWeighted } from "./products.ts";

export interface NearSolution {
  offset: number;
  rate: number;
  /** Of the features. */
  weights: number[];
  /** What it leaves of y. */
  left: Float64Array;
}

/** Share of the diagonal that is added to it, for features that are one and the same. */
const ridge = 1e-10;

/** @param isFlat whether the line has no slope */
export function nearSolution(
  t: Float64Array,
  y: Float64Array,
  features: readonly Float64Array[],
  isFlat: boolean,
): NearSolution {
  const columns = [t.map(() => 1), ...(isFlat ? [] : [t]), ...features];
  const size = columns.length;
  const products = new Float64Array((size + 1) ** 2);
  addProducts([...columns, y], 0, y.length, products);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = products[i * (size + 1) + j]!;
    matrix[i * size + i]! *= 1 + ridge;
  }
  const weights = products.slice(size * (size + 1), -1);
  if (!solveSymmetric(matrix, weights, 0)) weights.fill(0);
  const mean = new Float64Array(y.length);
  addWeighted(columns, weights, mean);
  const [offset, rate, ...others] = isFlat ? [weights[0]!, 0, ...weights.slice(1)] : weights;
  return { offset: offset!, rate: rate!, weights: others, left: y.map((value, row) => value - mean[row]!) };
}
