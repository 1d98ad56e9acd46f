// Sums of products of many columns, several at a time: a processor waits for one sum and not for four.

/** Rows at a time, so that what is read again is still in the processor's cache. */
const rowsAtATime = 512;

/**
 * Adds the lower half of the matrix of all sums over some rows.
 * @param sums as many lines and numbers in them as there are columns
 */
export function addProducts(
  columns: readonly Float64Array[],
  from: number,
  to: number,
  sums: Float64Array,
): void {
  for (let start = from; start < to; start += rowsAtATime) {
    const end = Math.min(to, start + rowsAtATime);
    for (let i = 0; i < columns.length; i += 2) {
      for (let j = 0; j <= i; j += 2) addFour(columns, i, j, start, end, sums);
    }
  }
}

/** Two columns with two others: four numbers read for four products. */
function addFour(
  columns: readonly Float64Array[],
  i: number,
  j: number,
  from: number,
  to: number,
  sums: Float64Array,
): void {
  const size = columns.length;
  const isLast = i + 1 === size;
  const [a, b] = [columns[i]!, columns[isLast ? i : i + 1]!];
  const [c, d] = [columns[j]!, columns[Math.min(j + 1, size - 1)]!];
  let [ac, ad, bc, bd] = [0, 0, 0, 0];
  for (let row = from; row < to; row++) {
    ac += a[row]! * c[row]!;
    ad += a[row]! * d[row]!;
    bc += b[row]! * c[row]!;
    bd += b[row]! * d[row]!;
  }
  sums[i * size + j]! += ac;
  if (j < i) sums[i * size + j + 1]! += ad;
  if (isLast) return;
  sums[(i + 1) * size + j]! += bc;
  sums[(i + 1) * size + j + 1]! += bd;
}

/** Adds columns, each by its weight, to `sums`; over as many rows as those have. */
export function addWeighted(
  columns: readonly Float64Array[],
  weights: Float64Array,
  sums: Float64Array,
): void {
  const count = columns.length - (columns.length % 4);
  for (let i = 0; i < count; i += 4) {
    const [a, b, c, d] = [columns[i]!, columns[i + 1]!, columns[i + 2]!, columns[i + 3]!];
    const [u, v, w, x] = [weights[i]!, weights[i + 1]!, weights[i + 2]!, weights[i + 3]!];
    for (let row = 0; row < sums.length; row++) {
      sums[row]! += u * a[row]! + v * b[row]! + (w * c[row]! + x * d[row]!);
    }
  }
  for (let i = count; i < columns.length; i++) {
    const [column, weight] = [columns[i]!, weights[i]!];
    for (let row = 0; row < sums.length; row++) sums[row]! += weight * column[row]!;
  }
}

/** Fills in the sums of each column times some values; over as many rows as there are values. */
export function productsWith(
  columns: readonly Float64Array[],
  values: Float64Array,
  products: Float64Array,
): void {
  const count = columns.length - (columns.length % 4);
  for (let i = 0; i < count; i += 4) {
    const [a, b, c, d] = [columns[i]!, columns[i + 1]!, columns[i + 2]!, columns[i + 3]!];
    let [u, v, w, x] = [0, 0, 0, 0];
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      u += a[row]! * value;
      v += b[row]! * value;
      w += c[row]! * value;
      x += d[row]! * value;
    }
    products[i] = u;
    products[i + 1] = v;
    products[i + 2] = w;
    products[i + 3] = x;
  }
  for (let i = count; i < columns.length; i++) {
    const column = columns[i]!;
    let sum = 0;
    for (let row = 0; row < values.length; row++) sum += column[row]! * values[row]!;
    products[i] = sum;
  }
}
