import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { unusualLastValue, unusualValues } from "../../../../src/model/statistical/unusual-values.ts";

const { normal } = createRandom(xoshiro128([4, 7, 1, 9]));
const days = Array.from(
  { length: 300 },
  (_, t) => 1000 + 200 * Math.sin((2 * Math.PI * t) / 7) + 40 * normal(),
);

const rowsOf = (values: readonly number[], periods: readonly number[] = [7, 365]) =>
  unusualValues(Float64Array.from(values), periods).map(({ row }) => row);

const changed = (change: Readonly<Record<number, number>>, values: readonly number[] = days) =>
  values.map((value, t) => value * (change[t] ?? 1));

describe("unusualValues", () => {
  test("finds nothing in plain noise with a week", () => {
    expect(rowsOf(days)).toEqual([]);
  });

  test.each<[string, Record<number, number>]>([
    ["a spike", { 150: 1000 }],
    ["a spike in the row before the last", { 298: 5 }],
    ["a last row that is a tenth", { 299: 0.1 }],
    ["three wild rows in a row", { 100: 20, 101: 30, 102: 20 }],
  ])("finds %s", (_, change) => {
    expect(rowsOf(changed(change))).toEqual(Object.keys(change).map(Number));
  });

  test("finds most last rows that are a part of a day under noise of 15 %, and takes no whole one for such", () => {
    const week = [0.8, 0.95, 1, 1.05, 1.1, 1.3, 0.8];
    const found = (share: number, rows: number) => {
      let count = 0;
      for (let series = 0; series < 100; series++) {
        const values = Array.from({ length: rows }, (_, t) =>
          Math.max(5, 1000 * week[t % 7]! * (1 + 0.15 * normal())),
        );
        values[rows - 1]! *= share;
        if (rowsOf(values).includes(rows - 1)) count++;
      }
      return count;
    };
    expect(
      [found(0.1, 40), found(0, 40), found(0.1, 100), found(0.3, 100)].every((count) => count >= 65),
    ).toBe(true);
    expect(found(1, 40) + found(1, 100)).toBeLessThanOrEqual(2);
  });

  test("finds a part of a month where the year is there less than twice", () => {
    const months = Array.from(
      { length: 22 },
      (_, t) => 1000 * (1 + 0.25 * Math.sin((2 * Math.PI * t) / 12)) * (1 + 0.03 * normal()),
    );
    expect(rowsOf(months, [12])).toEqual([]);
    const [found] = unusualValues(Float64Array.from(changed({ 21: 0.1 }, months)), [12]);
    expect(found).toMatchObject({ row: 21 });
    expect(Math.abs(found!.expected / months[9]! - 1)).toBeLessThan(0.15);
  });

  test("says what the season lets expect", () => {
    const [found] = unusualValues(Float64Array.from(changed({ 299: 0.1 })), [7, 365]);
    const weekAgo = days[292]!;
    expect(Math.abs(found!.expected / weekAgo - 1)).toBeLessThan(0.15);
  });

  test("takes two rows at a new level at the end for a new level", () => {
    expect(rowsOf(changed({ 298: 3, 299: 3 }))).toEqual([]);
    expect(rowsOf(days.map((value, t) => (t < 200 ? value : value * 3)))).toEqual([]);
  });

  test("takes what came a season ago as well for an event", () => {
    const months = Array.from({ length: 30 }, (_, t) => 100 + 3 * normal() + (t % 12 === 11 ? 200 : 0));
    expect(rowsOf(months, [12])).toEqual([]);
    const years = Array.from(
      { length: 500 },
      (_, t) => 100 + 3 * normal() + (t === 100 || t === 466 ? 200 : 0),
    );
    expect(rowsOf(years)).toEqual([]);
  });

  test("takes a small bump a year earlier for no spike of the year", () => {
    const weeks = Array.from(
      { length: 160 },
      (_, t) => 1000 + 200 * Math.sin((2 * Math.PI * t) / 52) + 30 * normal(),
    );
    for (let row = 120; row < 159; row++) expect(rowsOf(changed({ [row]: 50 }, weeks), [52])).toEqual([row]);
  });

  test.each([364, 371])("tells a last row like one %i days earlier from a slip", (earlier) => {
    const values = changed({ 449: 3, [449 - earlier]: 3 }, [...days, ...days.slice(6, 156)]);
    expect(unusualValues(Float64Array.from(values), [7, 365])).toMatchObject([{ row: 449, isEvent: true }]);
  });

  test("knows what is ten times the size of all else where most rows repeat the one before", () => {
    const prices = Array.from({ length: 100 }, (_, t) => (t < 50 ? 5 : 6));
    expect(rowsOf(changed({ 99: 1e6 }, prices))).toEqual([99]);
    expect(rowsOf(changed({ 70: 1e6 }, prices))).toEqual([70]);
    expect(rowsOf(changed({ 99: 3 }, prices))).toEqual([]);
  });

  test("takes growth, steps of a price and demand now and then as they are", () => {
    expect(
      rowsOf(
        Array.from({ length: 60 }, (_, t) => 1.3 ** t * (1 + 0.02 * normal())),
        [12],
      ),
    ).toEqual([]);
    expect(rowsOf(Array.from({ length: 60 }, (_, t) => (t < 30 ? 5 : 8)))).toEqual([]);
    expect(
      rowsOf(Array.from({ length: 80 }, (_, t) => (t % 3 === 0 ? (t === 60 ? 900 : 5 + (t % 4)) : 0))),
    ).toEqual([]);
  });

  test("takes what is there often for the manner of the series", () => {
    expect(rowsOf(days.map((value, t) => (t % 20 === 3 ? value * 8 : value)))).toEqual([]);
  });

  test("stands few rows and rows that are equal", () => {
    expect(rowsOf([1, 2, 3])).toEqual([]);
    expect(rowsOf(Array<number>(50).fill(7))).toEqual([]);
  });
});

describe("unusualLastValue", () => {
  const { uniform } = createRandom(xoshiro128([3, 1, 4, 1]));
  const among = <Value>(values: readonly Value[]): Value => values[Math.floor(uniform() * values.length)]!;

  test("is the last one of all, where that is the last row", () => {
    let found = 0;
    for (let i = 0; i < 2000; i++) {
      const periods = among([[], [7], [4], [7, 30]]);
      const rows = 3 + Math.floor(uniform() * 80);
      const noise = 20 * uniform();
      const values = Array.from({ length: rows }, (_, t) => {
        const value = 100 + 10 * Math.sin((2 * Math.PI * t) / 7) + (i % 3) * t + noise * (uniform() - 0.5);
        return (i % 4 === 0 ? Math.round(value / 40) : value) * (uniform() < 0.01 ? 5 : 1);
      });
      values[rows - 1]! *= among([1, 1, 0, 0.1, 1.5, 5, 1000]);
      const y = Float64Array.from(values);
      const last = unusualValues(y, periods).at(-1);
      const expected = last?.row === rows - 1 ? last : undefined;
      expect({ y, periods, last: unusualLastValue(y, periods) }).toEqual({ y, periods, last: expected });
      if (expected !== undefined) found++;
    }
    expect(found).toBeGreaterThan(500);
  });
});
