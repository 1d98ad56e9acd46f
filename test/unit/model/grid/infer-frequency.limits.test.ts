// Just below and just above each limit of what rows on a grid may lack, and how far off they may be.
import { describe, expect, test } from "vitest";
import { inferFrequency, inferGrid, typicalFrequencyOf } from "../../../../src/model/grid/infer-frequency.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { frequencyName } from "../../../../src/model/time/frequency-name.ts";
import { bytes } from "../support.ts";
import { day, every, gridOf, seconds, text } from "./support.ts";

const start = seconds("2024-01-01");
const hour = 3600;

/** Rows at so many steps after the start. */
const at = (steps: readonly number[], step = day) => steps.map((each) => start + each * step);

/** The first at the start, the others after these gaps. */
const after = (gaps: readonly number[], step = day) => {
  let sum = 0;
  return at([0, ...gaps.map((gap) => (sum += gap))], step);
};

describe("of the spacings, one of four is the step itself", () => {
  test.each([
    ["1 of 4", [1, 2, 3, 4], "D"],
    ["1 of 5", [1, 2, 3, 4, 5], undefined],
    ["2 of 8", [1, 2, 3, 1, 4, 5, 6, 7], "D"],
    ["1 of 5, of which a row between the steps spoils two", [1, 2, 3, 2.5, 1.5], "D"],
  ])("%s", (_, gaps, name) => {
    expect(gridOf(after(gaps))?.name).toBe(name);
  });
});

describe("where clocks were moved, spacings are the step", () => {
  // A step that nobody chooses, so that rows that are only about on it do not count.
  const step = 7 * hour;
  test.each([
    ["in 9 of 10", [1, 1, 1, 1, 1, 9 / 7, 1, 1, 1, 1], "7h"],
    ["in 8 of 9", [1, 1, 1, 1, 9 / 7, 1, 1, 1, 1], undefined],
    ["or multiples, and 3 of 12 the step", [1, 2, 3, 4, 5, 9 / 7, 1, 6, 7, 8, 9, 1], "7h"],
    ["or multiples, and 3 of 13 the step", [1, 2, 3, 4, 5, 10, 9 / 7, 1, 6, 7, 8, 9, 1], undefined],
  ])("%s", (_, gaps, name) => {
    expect(gridOf(after(gaps, step))?.name).toBe(name);
  });

  test("and each break is counted", () => {
    const rows = [...every(hour, "2024-01-01", 20), ...every(hour, "2024-01-01T20:30:00", 20)];
    const moved = [...rows, ...every(hour, "2024-01-02T17:10:00", 20)];
    expect(inferGrid(rows)?.breaks).toBe(1);
    expect(inferGrid(moved)?.breaks).toBe(2);
    expect(inferFrequency(moved)?.irregular).toBe(2);
  });
});

test("odd, moved and drifting rows are irregular", () => {
  expect(inferFrequency(every(day, "2024-01-01", 30))?.irregular).toBe(0);
  expect(inferFrequency([...every(day, "2024-01-01", 30), seconds("2024-01-30T12:00:00")])?.irregular).toBe(
    1,
  );
  expect(inferFrequency([...every(day, "2024-01-01", 30), seconds("2024-01-31T00:00:01")])?.irregular).toBe(
    1,
  );
  const months = Array.from(
    { length: 20 },
    (_, month) => Date.UTC(2023, month, month === 7 ? 16 : 15) / 1000,
  );
  expect(inferFrequency(months)?.irregular).toBe(1);
  expect(inferFrequency(at([0, 1, 3, 7, 12, 20]))).toBeUndefined();
});

describe("a row stands for its step", () => {
  const quarter = day / 4;
  /** Thirty days, one of which is off by so many seconds. */
  const off = (row: number, by: number) =>
    gridOf(every(day, "2024-01-01", 30).map((each, index) => (index === row ? each + by : each)))!;

  test.each([
    [10, quarter],
    [10, -quarter],
    [0, -quarter],
    [29, quarter],
    [29, -0.02 * day],
  ])("in row %i, %i seconds off", (row, by) => {
    const to = text(start + row * day);
    expect(off(row, by)).toMatchObject({ name: "D", odd: [], moved: [expect.stringContaining(` > ${to}`)] });
  });

  test.each([
    [10, quarter + 1],
    [10, -quarter - 1],
    [0, -quarter - 1],
    [29, quarter + 1],
    [29, -0.02 * day - 1],
  ])("no more in row %i, %i seconds off", (row, by) => {
    expect(off(row, by)).toMatchObject({ name: "D", moved: [], odd: [text(start + row * day + by)] });
  });

  test("unless the step has a row, or had one before", () => {
    const days = every(day, "2024-01-01", 40);
    expect(gridOf([...days, start + 10 * day + 60])).toMatchObject({ odd: ["2024-01-11T00:01"], moved: [] });
    const gap = days.filter((_, row) => row !== 10);
    expect(gridOf([...gap, start + 10 * day - 60, start + 10 * day + 60])).toMatchObject({
      odd: ["2024-01-11T00:01"],
      moved: ["2024-01-10T23:59 > 2024-01-11"],
    });
  });
});

describe("days are business days", () => {
  /** Weekdays, and the days of January that are added. */
  const weekdays = (first: number, last: number, added: readonly number[] = []) =>
    at(
      Array.from({ length: last - first + 1 }, (_, row) => first + row)
        .filter((date) => (date - 1) % 7 < 5 || added.includes(date))
        .map((date) => date - 1),
    );

  test.each([
    ["in twelve days", weekdays(1, 12), "B", 0],
    ["not in eleven", weekdays(1, 11), "D", 0],
    ["with none of a weekend in 17 days", weekdays(1, 17, [6]), "D", 0],
    ["with one of a weekend in 18 days", weekdays(1, 18, [6]), "B", 1],
    ["not with two in 69 days", weekdays(3, 71, [6, 20]), "D", 0],
    ["with two in 70 days", weekdays(3, 72, [6, 20]), "B", 2],
    ["with half of the weekdays in 28 days", at([1, 2, 3, 4, 8, 11, 15, 18, 23, 28]), "B", 0],
    ["not with fewer", at([1, 2, 3, 4, 8, 11, 15, 18, 28]), "D", 0],
  ])("%s", (_, rows, name, odd) => {
    const grid = gridOf(rows)!;
    expect([grid.name, grid.odd.length]).toEqual([name, odd]);
  });

  test("a Sunday is of the weekend, a Friday is not", () => {
    expect(gridOf(weekdays(1, 26, [7]))).toMatchObject({ name: "B", odd: ["2024-01-07"] });
  });
});

describe("most series of a file say what is typical:", () => {
  const name = async (lines: readonly string[]) => {
    const { series } = await readDataset(bytes(["id,date,y", ...lines, ""].join("\n")));
    const found = typicalFrequencyOf(series);
    return found && frequencyName(found);
  };
  const rows = (id: string, count: number, step: number) =>
    every(step * day, "2024-01-01", count).map((each, row) => `${id},${text(each)},${row}`);

  test("the most frequent", async () => {
    expect(await name([...rows("a", 9, 7), ...rows("b", 9, 1), ...rows("c", 8, 1)])).toBe("D");
    expect(await name([...rows("a", 9, 7), ...rows("b", 9, 1), ...rows("c", 8, 7)])).toBe("W");
  });

  test("of equals the first", async () => {
    expect(await name([...rows("a", 9, 7), ...rows("b", 9, 1)])).toBe("W");
    expect(await name([...rows("a", 9, 1), ...rows("b", 9, 7)])).toBe("D");
  });

  test("series of two rows say nothing", async () => {
    expect(await name([...rows("a", 2, 7), ...rows("b", 2, 7), ...rows("c", 3, 1)])).toBe("D");
    expect(await name([...rows("a", 2, 7), ...rows("b", 2, 7)])).toBeUndefined();
  });

  test("nor do broken ones", async () => {
    const { series } = await readDataset(
      bytes(["id,date,y", ...rows("a", 9, 7), ...rows("b", 9, 1), ""].join("\n")),
    );
    const fault = { code: "csv.value", message: "broken", fix: "Fix it." } as const;
    expect(typicalFrequencyOf([{ ...series[0]!, fault }, series[1]!])).toEqual({
      kind: "fixed",
      seconds: day,
    });
    expect(typicalFrequencyOf([{ ...series[0]!, fault }])).toBeUndefined();
  });

  test("rows of one date count once", async () => {
    const { series } = await readDataset(
      bytes(["date,y", ...rows("a", 9, 7).map((row) => row.slice(2)), ""].join("\n")),
    );
    const ds = Float64Array.from([...series[0]!.ds, ...series[0]!.ds]).sort();
    expect(typicalFrequencyOf([{ ...series[0]!, ds }])).toEqual({ kind: "fixed", seconds: 7 * day });
    const one = Float64Array.from([start, start, start]);
    expect(typicalFrequencyOf([{ ...series[0]!, ds: one }])).toBeUndefined();
  });

  test("only the first fifty are looked at", async () => {
    const { series } = await readDataset(
      bytes(["id,date,y", ...rows("a", 3, 7), ...rows("b", 3, 1), ""].join("\n")),
    );
    const [weekly, daily] = series as [(typeof series)[number], (typeof series)[number]];
    const of = (days: number, weeks: number) =>
      typicalFrequencyOf([...Array(days).fill(daily), ...Array(weeks).fill(weekly)] as typeof series);
    expect(of(26, 40)).toEqual({ kind: "fixed", seconds: day });
    expect(of(24, 26)).toEqual({ kind: "fixed", seconds: 7 * day });
  });
});
