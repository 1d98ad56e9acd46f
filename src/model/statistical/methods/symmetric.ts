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
  for (let j = 0; j < size; j++) if (!decompose(a, size, j, smallest)) return false;
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * size + k]! * b[k]!;
    b[i] = sum / a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < size; k++) sum -= a[k * size + i]! * b[k]!;
    b[i] = sum / a[i * size + i]!;
  }
  return true;
}

/** One column, four of its lines at a time: a processor waits for one sum and not for four. */
function decompose(a: Float64Array, size: number, j: number, smallest: number): boolean {
  const line = j * size;
  let left = a[line + j]!;
  for (let k = 0; k < j; k++) left -= a[line + k]! * a[line + k]!;
  if (!(left > smallest)) return false;
  const pivot = Math.sqrt(left);
  a[line + j] = pivot;
  let i = j + 1;
  for (; i + 3 < size; i += 4) {
    let p = i * size;
    let q = p + size;
    let r = q + size;
    let s = r + size;
    let [t, u, v, w] = [a[p + j]!, a[q + j]!, a[r + j]!, a[s + j]!];
    for (let k = line; k < line + j; k++) {
      const factor = a[k]!;
      t -= a[p++]! * factor;
      u -= a[q++]! * factor;
      v -= a[r++]! * factor;
      w -= a[s++]! * factor;
    }
    a[p] = t / pivot;
    a[q] = u / pivot;
    a[r] = v / pivot;
    a[s] = w / pivot;
  }
  for (; i < size; i++) {
    const start = i * size;
    let sum = a[start + j]!;
    for (let k = 0; k < j; k++) sum -= a[start + k]! * a[line + k]!;
    a[start + j] = sum / pivot;
  }
  return true;
}
