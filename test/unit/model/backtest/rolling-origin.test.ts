import { describe, expect, it } from "vitest";
import { holdOut, knownAhead } from "../../../../src/model/backtest/rolling-origin.ts";
import type { Frequency } from "../../../../src/model/time/frequency.ts";
import { plain } from "../support.ts";

const day = 86_400;
const daily: Frequency = { kind: "fixed", seconds: day };
const nothing = { ds: [], columns: {} };
const none = { ds: new Float64Array(0), columns: {} };

/** Days from 0, with a value that tells the day. */
const seriesOf = (days: readonly number[], columns: Record<string, number[]> = {}, ahead = 0) => ({
  ds: Float64Array.from(days, (each) => each * day),
  y: Float64Array.from(days, (each) => 100 + each),
  columns: Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
  ),
  ahead: {
    ds: Float64Array.from({ length: ahead }, (_, i) => (days.at(-1)! + 1 + i) * day),
    columns: {},
  },
});

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const cut = (series: ReturnType<typeof seriesOf>, windows: number, horizon: number) =>
  plain(holdOut(series, daily, { windows, horizon, named: undefined }));

it("cuts the newest windows, one behind the other, the oldest first", () => {
  const found = cut(seriesOf(upTo(10)), 2, 3);
  expect(found.map(({ history, actual }) => [history.y, actual.y])).toEqual([
    [
      [100, 101, 102, 103],
      [104, 105, 106],
    ],
    [
      [100, 101, 102, 103, 104, 105, 106],
      [107, 108, 109],
    ],
  ]);
  expect(found.map(({ horizon, actual, future }) => [horizon, actual.row, future])).toEqual([
    [3, [0, 1, 2], nothing],
    [3, [0, 1, 2], nothing],
  ]);
});

it("asks for the rows that are missing before a window, too, and compares only those that came", () => {
  // Held out are the days 7, 8 and 9; day 6 has no row, so the last known one is day 5.
  const [found] = cut(seriesOf([0, 1, 2, 3, 4, 5, 7, 9]), 1, 3);
  expect(found).toMatchObject({
    history: { y: [100, 101, 102, 103, 104, 105] },
    horizon: 4,
    actual: { y: [107, 109], row: [1, 3] },
  });
});

it("leaves out a window in which nothing came", () => {
  expect(cut(seriesOf([0, 1, 2, 3, 8, 9]), 2, 3).map(({ actual }) => actual.y)).toEqual([[108, 109]]);
});

it("goes by the month, whatever its length", () => {
  const months: Frequency = { kind: "months", months: 1, day: 31 };
  const ds = Float64Array.from(upTo(6), (month) => Date.UTC(2024, month + 1, 0) / 1000);
  const series = { ds, y: Float64Array.of(1, 2, 3, 4, 5, 6), columns: {}, ahead: none };
  const found = holdOut(series, months, { windows: 2, horizon: 2, named: undefined });
  expect(found.map(({ actual }) => plain(actual.y))).toEqual([
    [3, 4],
    [5, 6],
  ]);
});

describe("further columns", () => {
  const price = [5, 6, 5, 6, 5, 6, 5, 70, 80, 90];

  it("are continued where the file does not tell their future", () => {
    const [found] = cut(seriesOf(upTo(10), { price }), 1, 3);
    // The last season of a week: days 0 to 2.
    expect(found!.future).toEqual({ ds: [7 * day, 8 * day, 9 * day], columns: { price: [5, 6, 5] } });
    expect(found!.history.columns).toEqual({ price: [5, 6, 5, 6, 5, 6, 5] });
  });

  it("are known so many steps ahead as the file tells them behind its last value", () => {
    const one = cut(seriesOf(upTo(10), { price }, 1), 1, 3)[0]!;
    expect(one.future.columns).toEqual({ price: [70, 6, 5] });
    const three = cut(seriesOf(upTo(10), { price }, 3), 1, 3)[0]!;
    expect(three.future.columns).toEqual({ price: [70, 80, 90] });
  });

  it("are continued on a date that has no row", () => {
    const series = seriesOf([0, 1, 2, 3, 4, 5, 6, 7, 9], { price: [5, 6, 5, 6, 5, 6, 5, 70, 90] }, 3);
    expect(cut(series, 1, 3)[0]!.future.columns).toEqual({ price: [70, 6, 90] });
  });

  it("count as known up to the first gap behind the history", () => {
    const series = seriesOf(upTo(3));
    expect(
      knownAhead(
        { ...series, ahead: { ds: Float64Array.of(3 * day, 4 * day, 6 * day), columns: {} } },
        daily,
      ),
    ).toBe(2);
    expect(knownAhead({ ...series, ahead: { ds: Float64Array.of(4 * day), columns: {} } }, daily)).toBe(0);
  });
});
