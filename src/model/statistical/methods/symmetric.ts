// Systems of linear equations with a symmetric, positive definite matrix, by Cholesky's decomposition.

/**
 * Solves in place.
 * @param a size lines of size numbers; the lower half is read, and overwritten
 * @param b the right-hand side; becomes the solution
 * @param smallest what a pivot must be above
 * @returns whether there is a solution
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, smallest: number): boolean {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * size + k]! * a[j * size + k]!;
      if (i !== j) a[i * size + j] = sum / a[j * size + j]!;
      else if (!(sum > smallest)) return false;
      else a[i * size + i] = Math.sqrt(sum);
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[i * size + k]! * b[k]!;
    b[i]! /= a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) b[i]! -= a[k * size + i]! * b[k]!;
    b[i]! /= a[i * size + i]!;
  }
  return true;
}
