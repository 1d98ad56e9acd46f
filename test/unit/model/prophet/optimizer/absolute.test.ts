import { expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { solveAbsolute } from "../../../../../src/model/prophet/optimizer/absolute.ts";

const { normal } = createRandom(xoshiro128([1, 2, 3, 4]));

function symmetric(size: number, isZero: (i: number, j: number) => boolean): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = i !== j && isZero(i, j) ? 0 : normal();
      matrix[i * size + j] = value;
      matrix[j * size + i] = value;
    }
  }
  return matrix;
}

const times = (matrix: Float64Array, vector: Float64Array) =>
  vector.map((_, i) => vector.reduce((sum, value, j) => sum + matrix[i * vector.length + j]! * value, 0));

test.each([
  ["full", 1, () => false],
  ["full", 2, () => false],
  ["full", 3, () => false],
  ["full", 40, () => false],
  ["diagonal", 7, () => true],
  ["of blocks", 12, (i: number, j: number) => i < 6 !== j < 6],
])("solves with the sizes of eigenvalues: %s, %i", (_, size, isZero) => {
  const matrix = symmetric(size, isZero);
  const right = Float64Array.from({ length: size }, () => normal());
  const once = right.slice();
  solveAbsolute(matrix.slice(), once);
  // |A| has no negative eigenvalue, and |A| |A| is A A.
  expect(right.reduce((sum, value, i) => sum + value * once[i]!, 0)).toBeGreaterThan(0);
  const twice = once.slice();
  solveAbsolute(matrix.slice(), twice);
  const back = times(matrix, times(matrix, twice));
  for (const [i, value] of right.entries()) expect(back[i]!).toBeCloseTo(value, 8);
});

test("ends where the matrix is not finite", () => {
  const matrix = symmetric(4, () => false).fill(Number.NaN, 5, 6);
  const right = Float64Array.from([1, 2, 3, 4]);
  solveAbsolute(matrix, right);
  expect(right.some(Number.isNaN)).toBe(true);
});
