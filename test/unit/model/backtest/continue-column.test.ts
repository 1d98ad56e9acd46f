import { expect, it } from "vitest";
import { continueColumn } from "../../../../src/model/backtest/continue-column.ts";

it("repeats the last season", () => {
  expect(continueColumn([0, 1, 2, 3, 4], [9, 1, 5, 2, 6], [5, 6, 7, 8], 2)).toEqual([2, 6, 2, 6]);
});

it("takes an earlier season where the last one has a gap, and the last value where there is none", () => {
  expect(continueColumn([0, 1, 2, 3, 5], [9, 1, 4, 2, 0], [6, 7, 8], 2)).toEqual([4, 0, 4]);
  expect(continueColumn([0, 1, 2], [3, 1, 2], [3, 4], 7)).toEqual([2, 2]);
});

it.each([
  ["a capacity that was raised", [100, 100, 150, 150], 150],
  ["a switch that was thrown", [0, 0, 0, 1], 1],
  ["stock that runs out", [9, 5, 2, 2], 2],
])("keeps the last value of %s", (_, values, last) => {
  expect(continueColumn([0, 1, 2, 3], values, [4, 5, 6], 2)).toEqual([last, last, last]);
});
