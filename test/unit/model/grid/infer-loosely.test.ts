// Rows whose clock is not exact, just below and just above what still shows a step.
import { describe, expect, test } from "vitest";
import { gridOf, seconds, text } from "./support.ts";

const start = seconds("2024-01-01");

/** Rows a step apart, each off by the next of these seconds. */
const jittered = (step: number, offs: readonly number[], count: number, first = 0) =>
  Array.from({ length: count }, (_, row) => start + first + row * step + offs[row % offs.length]!);

const some = [0, 7, 3, 11, 5, 1, 9];

test.each([
  [7, undefined],
  [8, "15min"],
])("%i rows show %s", (count, name) => {
  expect(gridOf(jittered(900, some, count))?.name).toBe(name);
});

describe("the step is", () => {
  test.each([
    [300, "5min"],
    [3000, "50min"],
    [3600, "h"],
    [7200, "2h"],
    [6 * 3600, "6h"],
    [12 * 3600, "12h"],
    [90 * 60, undefined],
    [5 * 3600, undefined],
    [2 * 86_400, undefined],
  ])("one that people choose: %i seconds", (step, name) => {
    expect(gridOf(jittered(step, some, 40))?.name).toBe(name);
  });

  test.each([
    ["a tenth from what is usual", [-180, -90, 0, 90, 180], "15min"],
    ["no more", [-182, -91, 0, 91, 182], undefined],
  ])("%s", (_, offs, name) => {
    expect(gridOf(jittered(900, offs, 40))?.name).toBe(name);
  });
});

describe("the rows are moved", () => {
  test.each([
    [3600, 300, 0],
    [3600, -300, 0],
    [3600, 780, 780],
    [3600, -780, 2820],
    [1200, 420, 420],
    [300, 60, 60],
    [60, 20, 24],
    [60, 3, 0],
  ])("for steps of %i seconds that begin %i after: to %i", (step, first, to) => {
    // Off by 4.5 seconds on average.
    const rows = jittered(step, [4, 0, 8, 2, 7, 6, 1, 3, 5], 45, first);
    const { moved } = gridOf(rows)!;
    const dates = moved.map((each) => seconds(each.split(" > ")[1]!.replace(".000Z", "")) - start);
    expect(new Set(dates.map((date) => ((date % step) + step) % step))).toEqual(new Set([to]));
  });

  test("unless they are on their step", () => {
    expect(gridOf(jittered(900, some, 14))!.moved).toHaveLength(12);
  });

  test.each([
    [900, 0],
    [901, 1],
    [-900, 0],
    [-901, 1],
  ])("by a quarter of a step at most: %i seconds of an hour", (off, odd) => {
    const rows = jittered(3600, some, 30);
    rows[12] = start + 12 * 3600 + off;
    const found = gridOf(rows)!;
    expect([found.name, found.odd.length]).toEqual(["h", odd]);
  });

  test("the first of two on one step", () => {
    const rows = jittered(3600, some, 30);
    const second = start + 12 * 3600 + 300;
    expect(gridOf([...rows, second])).toMatchObject({ name: "h", odd: [text(second)] });
  });
});

describe("three of four spacings are one step:", () => {
  test.each([
    ["6 of 8", [0, 1, 2, 3, 5, 6, 7, 9, 10], "15min"],
    ["5 of 8", [0, 1, 2, 3, 5, 6, 8, 9, 11], undefined],
  ])("%s", (_, steps, name) => {
    const rows = steps.map((step, row) => start + step * 900 + some[row % some.length]! + row * 0.25);
    expect(gridOf(rows)?.name).toBe(name);
  });
});

test("rows at any time of a day are of that day, and of each the first counts", () => {
  const hours = [8, 8.5, 9, 9.5, 10, 10.2, 9.8, 0.2, 8.1];
  const rows = Array.from({ length: 30 }, (_, row) => start + row * 86_400 + hours[row % 9]! * 3600);
  const second = start + 12 * 86_400 + 23 * 3600;
  const found = gridOf([...rows, second])!;
  expect(found).toMatchObject({ name: "D", odd: [text(second)], next: ["2024-01-31", "2024-02-01"] });
  expect(found.moved).toHaveLength(30);
});
