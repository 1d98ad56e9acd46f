import { describe, expect, test } from "vitest";
import { ceilingOf } from "../../../../src/model/statistical/ceiling.ts";

const ceilingFor = (values: readonly number[]) => ceilingOf(Float64Array.from(values));

describe("ceilingOf", () => {
  test.each([
    [[0.9, 1, 0.95, 0.97, 1, 0.99], 1],
    [[97, 100, 99, 100, 98.5, 96], 100],
    [[0, 1, 0, 0, 1, 1], 1],
  ])("is what %j reach in both halves", (values, ceiling) => {
    expect(ceilingFor(values)).toBe(ceiling);
  });

  test.each([
    ["grows to 100", [80, 85, 90, 95, 100, 100]],
    ["is beyond once", [0.9, 1, 0.95, 1.01, 1, 0.99]],
    ["is capped elsewhere", [5, 7, 6, 7, 7, 7]],
    ["is close to 1", [0.99, 0.98, 0.97, 0.99, 0.98, 0.99]],
  ])("is none for what %s", (_, values) => {
    expect(ceilingFor(values)).toBe(Infinity);
  });
});
