// How rows are counted and compared, at the limits.
import { expect, test } from "vitest";
import {
  commonest,
  countOf,
  differences,
  isFew,
  median,
  residue,
} from "../../../../src/model/grid/spacings.ts";

test.each([
  [[7], 7],
  [[7, 7, 7], 7],
  [[7, 7, 5], 7],
  [[5, 7, 7], 7],
  [[7, 5, 7, 5], 5],
  [[9, 3, 6], 3],
  [[-1, -2], -2],
])("the commonest of %j is %i", (values, expected) => {
  expect(commonest(Float64Array.from(values))).toBe(expected);
});

test.each([
  [[], []],
  [[4], []],
  [
    [4, 9, 10],
    [5, 1],
  ],
])("between %j lie %j", (values, expected) => {
  expect([...differences(Float64Array.from(values))]).toEqual(expected);
});

test("the median of an even number is the larger one", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(7);
});

test.each([
  [13, 5, 3],
  [10, 5, 0],
  [-1, 5, 4],
  [-5, 5, 0],
])("%i has beyond whole steps of %i the rest %i", (value, step, expected) => {
  expect(residue(value, step)).toBe(expected);
});

test("values are counted from the first to the last", () => {
  expect(countOf([3, 1, 3], (value) => value === 3)).toBe(2);
});

test.each([
  [0, 1, true],
  [1, 5, false],
  [1, 6, true],
  [2, 19, false],
  [2, 20, true],
  [3, 29, false],
  [3, 30, true],
])("%i of %i rows are few: %s", (count, rows, expected) => {
  expect(isFew(count, rows)).toBe(expected);
});
