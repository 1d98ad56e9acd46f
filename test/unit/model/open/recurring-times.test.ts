import { describe, expect, test } from "vitest";
import { recurringTimes } from "../../../../src/model/open/recurring-times.ts";
import { inferGrid } from "../../../../src/model/grid/infer-frequency.ts";
import { frequencyName } from "../../../../src/model/time/frequency-name.ts";
import { openFrequency } from "../../../../src/model/time/frequency.ts";
import { xoshiro128 } from "../../../../src/model/numeric/random.ts";

/** A Monday. */
const start = Date.UTC(2024, 0, 1) / 1000;
const day = 86_400;

/** @param times of every week, in hours since Monday */
const weeks = (count: number, times: readonly number[]) =>
  Array.from({ length: count }, (_, week) =>
    times.map((hour) => start + week * 7 * day + hour * 3600),
  ).flat();
const daily = (days: number, times: readonly number[]) =>
  Array.from({ length: days }, (_, at) => times.map((hour) => start + at * day + hour * 3600)).flat();

describe("rows without a common spacing", () => {
  test.each<[string, number[]]>([
    ["D Mon,Wed,Fri", weeks(8, [0, 48, 96])],
    ["D Tue,Fri", weeks(8, [24, 96])],
    ["D Wed,Sat", weeks(30, [48, 120])],
    ["2h 08:00-10:00,12:00-14:00,18:00-20:00", daily(20, [8, 12, 18])],
    ["5min 07:15-07:20,12:40-12:45,18:05-18:10", daily(20, [7.25, 12 + 40 / 60, 18 + 5 / 60])],
  ])("that come again as %s", (name, ds) => {
    expect(inferGrid(ds)).toBeUndefined();
    expect(frequencyName(openFrequency(recurringTimes(ds)!.open))).toBe(name);
    // A row that is missing changes nothing.
    const fewer = ds.filter((_, row) => row % 11 !== 5);
    expect(frequencyName(openFrequency(recurringTimes(fewer)!.open))).toBe(name);
  });

  test("that do not come again have none", () => {
    const random = xoshiro128([1, 2, 3, 4]);
    const anyDay = Array.from({ length: 80 }, (_, row) => start + (row * 3 + Math.floor(random() * 3)) * day);
    expect(recurringTimes(anyDay)).toBeUndefined();
    const anyMinute = Array.from(
      { length: 300 },
      (_, row) => start + (row * 90 + Math.floor(random() * 90)) * 60,
    );
    expect(recurringTimes(anyMinute)).toBeUndefined();
    expect(recurringTimes(weeks(3, [0, 48, 96]))).toBeUndefined();
    expect(recurringTimes([start])).toBeUndefined();
  });

  test("come again where four of five of their times have a row", () => {
    // 15 weeks of Mondays, Wednesdays, Fridays: 45 times, of which 9 may be missing.
    const all = weeks(15, [0, 48, 96]);
    const missing = (ds: readonly number[]) => all.length - ds.length;
    const [enough, tooFew] = [
      all.filter((_, row) => row % 5 !== 2),
      all.filter((_, row) => row % 5 !== 2 && row !== 20),
    ];
    expect([missing(enough), missing(tooFew)]).toEqual([9, 10]);
    expect(recurringTimes(enough)).toBeDefined();
    expect(recurringTimes(tooFew)).toBeUndefined();
  });
});
