import { describe, expect, test } from "vitest";
import { closedTimes } from "../../../../src/model/open/closed-times.ts";
import { frequencyName } from "../../../../src/model/time/frequency-name.ts";
import { futureDates, openFrequency } from "../../../../src/model/time/frequency.ts";
import { fromSeconds, weekday } from "../../../../src/model/time/calendar.ts";
import { xoshiro128 } from "../../../../src/model/numeric/random.ts";

const [hour, day] = [3600, 86_400];
/** A Monday. */
const start = Date.UTC(2023, 0, 2) / 1000;

const rows = (count: number, step: number, isThere: (seconds: number) => boolean) =>
  Array.from({ length: count }, (_, i) => start + i * step).filter(isThere);

const on =
  (...days: number[]) =>
  (seconds: number) =>
    days.includes(weekday(seconds));
const between = (from: number, to: number) => (seconds: number) => {
  const { time } = fromSeconds(seconds);
  return time >= from * hour && time < to * hour;
};
const isWeekday = on(0, 1, 2, 3, 4);
const hourOf = (seconds: number) => fromSeconds(seconds).time / hour;

function nameOf(ds: readonly number[], step: number): string | undefined {
  const found = closedTimes(ds, step, true);
  return found && frequencyName(openFrequency(found.open));
}

describe("what never has a row is closed", () => {
  test.each<[string, number, number, (seconds: number) => boolean]>([
    ["D Mon-Sat", 60 * 7, day, on(0, 1, 2, 3, 4, 5)],
    ["D Sun-Thu", 60 * 7, day, on(6, 0, 1, 2, 3)],
    ["D Tue-Sun", 30, day, on(1, 2, 3, 4, 5, 6)],
    ["D Mon,Wed,Fri", 40, day, on(0, 2, 4)],
    ["B", 60, day, isWeekday],
    ["h 09:00-17:00", 10 * 24, hour, between(9, 17)],
    ["h 08:00-12:00,14:00-18:00", 10 * 24, hour, (s) => between(8, 12)(s) || between(14, 18)(s)],
    ["h Mon-Fri 09:00-17:00", 30 * 24, hour, (s) => isWeekday(s) && between(9, 17)(s)],
    ["h Mon-Fri", 21 * 24, hour, isWeekday],
    ["30min Mon-Fri 09:30-16:00", 60 * 48, 1800, (s) => isWeekday(s) && between(9.5, 16)(s)],
    [
      "h Mon-Fri 09:00-17:00; Sat 10:00-14:00",
      50 * 24,
      hour,
      (s) => (isWeekday(s) && between(9, 17)(s)) || (on(5)(s) && between(10, 14)(s)),
    ],
  ])("%s", (name, count, step, isThere) => {
    expect(nameOf(rows(count, step, isThere), step)).toBe(name);
  });
});

describe("is open", () => {
  const random = xoshiro128([7, 8, 9, 10]);
  test.each<[string, number, number, (seconds: number) => boolean]>([
    ["all of it", 100, day, () => true],
    ["what is missing for three weeks only", 21, day, on(0, 1, 2, 3, 4, 5)],
    ["a day whose gaps are chance", 40 * 7, day, () => random() < 0.5],
    ["an hour whose gaps are chance", 35 * 24, hour, () => random() < 0.9],
    ["a Sunday that was missing at first", 210, day, (s) => !on(6)(s) || s > start + 140 * day],
    ["a Sunday that is new after more than a year", 490, day, (s) => !on(6)(s) || s > start + 420 * day],
    [
      "a Sunday that was missing for a while",
      490,
      day,
      (s) => !on(6)(s) || Math.abs(s - start - 250 * day) > 50 * day,
    ],
    ["a month without any row", 200, day, (s) => Math.abs(s - start - 100 * day) > 16 * day],
    [
      "a holiday on four Mondays in a row",
      300,
      day,
      (s) => !on(0)(s) || s < start + 100 * day || s > start + 125 * day,
    ],
  ])("%s", (_, count, step, isThere) => {
    expect(closedTimes(rows(count, step, isThere), step, true)).toBeUndefined();
  });
});

test("a weekday that had its last row weeks ago is closed", () => {
  const ds = rows(210, day, (s) => !on(6)(s) || s < start + 140 * day);
  expect(nameOf(ds, day)).toBe("D Mon-Sat");
});

test("a few odd rows open nothing, unless they are the newest", () => {
  const odd = rows(69 * 7, day, (s) => isWeekday(s) || s === start + 5 * day);
  expect(nameOf(odd, day)).toBe("B");
  expect(closedTimes(odd, day, false)!.open.slots).toEqual([0, 1, 2, 3, 4, 5]);
  expect(
    nameOf(
      rows(60 * 7, day, (s) => !on(6)(s) || s > start + 58 * 7 * day),
      day,
    ),
  ).toBeUndefined();
});

describe("daylight", () => {
  /** Hours with daylight at 50 degrees north, about. */
  const isLight = (seconds: number) => {
    const days = (seconds - Date.UTC(2023, 5, 21) / 1000) / day;
    const half = 6 + 2.4 * Math.cos((2 * Math.PI * days) / 365.25);
    return Math.abs(hourOf(seconds) + 0.5 - 12.5) < half;
  };
  const hoursAt = (ds: readonly number[], days: number) => {
    const { open } = closedTimes(ds, hour, true)!;
    const dates = futureDates(open, ds.at(-1)!, 24 * 400).filter((date) => date < start + (days + 7) * day);
    return [...new Set(dates.filter((date) => date >= start + days * day).map(hourOf))];
  };

  test("is forecast in summer as it was, after a winter", () => {
    const ds = rows(364 * 24, hour, isLight);
    // The first week of January, and the last of June.
    expect(Math.min(...hoursAt(ds, 364))).toBeGreaterThanOrEqual(8);
    expect(Math.max(...hoursAt(ds, 364))).toBeLessThanOrEqual(16);
    expect(Math.min(...hoursAt(ds, 364 + 175))).toBe(4);
    expect(Math.max(...hoursAt(ds, 364 + 175))).toBe(20);
  });

  test("is not forecast in winter, after a summer of the second year", () => {
    const ds = rows(570 * 24, hour, isLight);
    expect(Math.min(...hoursAt(ds, 570))).toBeLessThanOrEqual(5);
    expect(Math.min(...hoursAt(ds, 715))).toBeGreaterThanOrEqual(8);
  });

  test("that a short history never saw is closed", () => {
    const ds = rows(61 * 24, hour, between(6, 20));
    expect(nameOf(ds, hour)).toBe("h 06:00-20:00");
  });
});

test("what is closed says for how long it was, at least, by days or by weeks", () => {
  const hours = closedTimes(rows(42 * 24, hour, between(9, 17)), hour, true)!;
  expect([hours.cycles, hours.unit]).toEqual([41, "days"]);
  const weekends = closedTimes(rows(42, day, isWeekday), day, true)!;
  expect([weekends.cycles, weekends.unit]).toEqual([5, "weeks"]);
});
