import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { newLevelOf } from "../../../../src/model/statistical/new-level.ts";

const { normal } = createRandom(xoshiro128([3, 1, 4, 1]));
const days = Array.from(
  { length: 400 },
  (_, t) => 1000 + 150 * Math.sin((2 * Math.PI * t) / 7) + 40 * normal(),
);
const ending = (count: number, factor: number, at = 400) =>
  Float64Array.from(days, (value, t) => (t >= at - count && t < at ? value * factor : value));

describe("newLevelOf", () => {
  test.each([2, 3, 4])("finds %i rows at another level, and how far it is", (count) => {
    for (const factor of [0, 0.3, 2]) {
      const found = newLevelOf(ending(count, factor), [7, 365]);
      expect(found?.values).toHaveLength(count);
      expect(Math.abs(found!.gap / (1000 * (factor - 1)) - 1)).toBeLessThan(0.25);
      expect(Math.abs(found!.expected / 1000 - 1)).toBeLessThan(0.25);
    }
  });

  test.each([0, 1, 6, 30])("finds none %i rows before the end", (count) => {
    expect(newLevelOf(ending(count, 0.3), [7, 365])).toBeUndefined();
  });

  test("takes what came a year earlier for the year's", () => {
    const values = ending(2, 3);
    for (const row of [398, 399]) values[row - 364] = days[row - 364]! * 3;
    expect(newLevelOf(values, [7, 365])).toBeUndefined();
  });

  test("takes the end of an episode of a week for none", () => {
    const values = Float64Array.from(days, (value, t) => (t >= 391 && t < 398 ? value * 5 : value));
    expect(newLevelOf(values, [7, 365])).toBeUndefined();
  });

  test("takes steps of prices and demand now and then as they are", () => {
    expect(
      newLevelOf(
        Float64Array.from({ length: 60 }, (_, t) => (t < 58 ? 5 : 9)),
        [7],
      ),
    ).toBeUndefined();
    expect(
      newLevelOf(
        Float64Array.from({ length: 60 }, (_, t) => (t < 58 ? (t % 3 === 0 ? 2 : 0) : 40)),
        [7],
      ),
    ).toBeUndefined();
  });
});
