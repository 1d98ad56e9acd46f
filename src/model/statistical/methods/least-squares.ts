// Least squares with a ridge, by the normal equations.
import { solveSymmetric } from "./symmetric.ts";

/**
 * @param rows the predictors of one observation after another
 * @param size predictors of an observation
 * @param y one value per observation
 * @param ridge added to the diagonal, as a share of its mean
 * @returns one coefficient per predictor; undefined when the predictors are not independent
 */
export function leastSquares(
  rows: Float64Array,
  size: number,
  y: ArrayLike<number>,
  ridge: number,
): number[] | undefined {
  // Symmetric, the lower half is used; line after line.
  const a = new Float64Array(size * size);
  const b = new Float64Array(size);
  for (let start = 0, t = 0; start < rows.length; start += size, t++) {
    for (let i = 0; i < size; i++) {
      const x = rows[start + i]!;
      b[i]! += x * y[t]!;
      const line = i * size;
      for (let j = 0; j <= i; j++) a[line + j]! += x * rows[start + j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += a[i * size + i]!;
  for (let i = 0; i < size; i++) a[i * size + i]! += (ridge * trace) / size;
  return solveSymmetric(a, b, 1e-14 * trace) ? Array.from(b) : undefined;
}
