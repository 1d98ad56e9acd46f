import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { momentsOf } from "../../../../../src/model/prophet/posterior/moments.ts";

const { normal } = createRandom(xoshiro128([4, 3, 2, 1]));
// More rows than are read at a time, and an odd number of features.
const rows = 1100;
const t = Float64Array.from({ length: rows }, (_, row) => (row / (rows - 1)) ** 1.5);
const y = t.map((at) => 1e4 + at + 0.1 * normal());
const features = [0, 1, 2].map(() => t.map(() => normal()));

/** The same sums, product by product. */
function plainly(known: number, bends: readonly number[] | undefined, time: number, value: number) {
  const lines = bends === undefined ? [] : [0, ...bends];
  const columns = [
    t.map(() => 1),
    ...lines.map((moment) => t.map((at) => time * Math.max(0, at - moment))),
    ...features,
  ];
  const sum = (a: Float64Array, b: Float64Array) => {
    let total = 0;
    for (let row = 0; row < known; row++) total += a[row]! * b[row]!;
    return total;
  };
  const scaled = y.map((each) => each * value);
  const matrix = columns.flatMap((a) => columns.map((b) => sum(a, b)));
  const left = (center: Float64Array) =>
    scaled.map(
      (each, row) => each - columns.reduce((mean, column, i) => mean + column[row]! * center[i]!, 0),
    );
  return { matrix, left, columns, sum };
}

describe("momentsOf", () => {
  test.each<[number, readonly number[] | undefined]>([
    [rows, [0.1, 0.30001, 0.7, 0.99999]],
    [rows, [0]],
    [700, [t[699]!, t[20]!].sort((a, b) => a - b)],
    [3, [t[1]!]],
  ])("sums the products of %i rows with bends at %j", (known, bends) => {
    const moments = momentsOf(t, y, features, [3, 700, rows], [0, ...bends!, t[3]!, t[700]!]);
    const unit = { time: 1.7, value: 0.4 };
    const { center, matrix, right, squares } = moments.normalOf(known, bends, unit);
    const expected = plainly(known, bends, unit.time, unit.value);
    for (const [i, value] of expected.matrix.entries()) expect(matrix[i]!).toBeCloseTo(value, 8);
    const left = expected.left(center);
    for (const [i, column] of expected.columns.entries()) {
      expect(right[i]!).toBeCloseTo(expected.sum(column, left), 6);
    }
    expect(squares).toBeCloseTo(expected.sum(left, left), 6);
    expect(squares / known).toBeLessThan(0.1);
  });

  test("has no time in a trend without it", () => {
    const { center, matrix } = momentsOf(t, y, features, [rows], undefined).normalOf(rows, undefined, {
      time: 1,
      value: 1,
    });
    const expected = plainly(rows, undefined, 1, 1);
    expect(center).toHaveLength(4);
    for (const [i, value] of expected.matrix.entries()) expect(matrix[i]!).toBeCloseTo(value, 8);
  });

  test("stands two features that are one", () => {
    const same = [features[0]!, features[0]!];
    const { squares } = momentsOf(t, y, same, [rows], []).normalOf(rows, [], { time: 1, value: 1 });
    expect(squares / rows).toBeLessThan(0.1);
  });
});
