import { describe, expect, test } from "vitest";
import { day, every, gridOf, seconds, text } from "./support.ts";

describe("rows off the grid of the many are odd and shift nothing:", () => {
  test("a Thursday at the end of weekly Mondays", () => {
    expect(gridOf([...every(7 * day, "2024-01-01", 16), seconds("2024-04-18")])).toMatchObject({
      name: "W",
      next: ["2024-04-22", "2024-04-29"],
      odd: ["2024-04-18"],
    });
  });

  test("a Sunday before the next weekly Monday, which is not over", () => {
    expect(gridOf([...every(7 * day, "2024-01-01", 16), seconds("2024-04-21")])).toMatchObject({
      next: ["2024-04-22", "2024-04-29"],
      odd: ["2024-04-21"],
    });
  });

  test("a Thursday in the middle of six Mondays", () => {
    expect(gridOf([...every(7 * day, "2024-01-01", 6), seconds("2024-01-18")])).toMatchObject({
      name: "W",
      odd: ["2024-01-18"],
    });
  });

  test("a Saturday among business days", () => {
    const days = every(day, "2024-01-01", 182).filter(
      (at) => ![0, 6].includes(new Date(at * 1000).getUTCDay()),
    );
    expect(gridOf([...days, seconds("2024-03-02")])).toMatchObject({
      name: "B",
      next: ["2024-07-01", "2024-07-02"],
      odd: ["2024-03-02"],
    });
  });

  test("a half hour among hours", () => {
    expect(gridOf([...every(3600, "2024-01-01", 48), seconds("2024-01-01T07:30:00")])).toMatchObject({
      name: "h",
      next: ["2024-01-03", "2024-01-03T01:00"],
      odd: ["2024-01-01T07:30"],
    });
  });

  test("a day of today below month starts", () => {
    const months = Array.from({ length: 18 }, (_, month) => Date.UTC(2023, month, 1) / 1000);
    expect(gridOf([...months, seconds("2024-06-18")])).toMatchObject({
      name: "MS",
      next: ["2024-07-01", "2024-08-01"],
      odd: ["2024-06-18"],
    });
  });

  test("a month between quarters", () => {
    const quarters = Array.from({ length: 12 }, (_, quarter) => Date.UTC(2021, 3 * quarter, 1) / 1000);
    expect(gridOf([...quarters, seconds("2022-05-01")])).toMatchObject({
      name: "QS",
      next: ["2024-01-01", "2024-04-01"],
      odd: ["2022-05-01"],
    });
  });
});

describe("rows a little off that stand alone on their step are moved onto it:", () => {
  test("a second after midnight, at the end", () => {
    expect(gridOf([...every(day, "2024-01-01", 30), seconds("2024-01-31T00:00:01")])).toMatchObject({
      name: "D",
      next: ["2024-02-01", "2024-02-02"],
      odd: [],
      moved: ["2024-01-31T00:00:01.000Z > 2024-01-31"],
    });
  });

  test("a weekly Friday that was a holiday", () => {
    const fridays = every(7 * day, "2024-01-05", 30).map((at) =>
      at === seconds("2024-03-29") ? at - day : at,
    );
    expect(gridOf(fridays)).toMatchObject({ name: "W", odd: [], moved: ["2024-03-28 > 2024-03-29"] });
  });

  test("seconds by which a sensor's clock drifts", () => {
    const rows = every(900, "2024-01-01", 96).map((at, row) => at + ((row * 7) % 11));
    expect(gridOf(rows)).toMatchObject({ name: "15min", next: ["2024-01-02", "2024-01-02T00:15"], odd: [] });
  });

  test("one row a day, at another time each", () => {
    const rows = every(day, "2024-01-01", 40).map((at, row) => at + 7 * 3600 + ((row * 7919) % 36_000));
    expect(gridOf(rows)).toMatchObject({ name: "D", next: ["2024-02-10", "2024-02-11"], odd: [] });
  });
});

/** The last day of each month that is none of a weekend. */
function lastBusinessDays(count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, month) => {
    const last = new Date(Date.UTC(2022, (month + 1) * step, 0));
    while ([0, 6].includes(last.getUTCDay())) last.setUTCDate(last.getUTCDate() - 1);
    return last.getTime() / 1000;
  });
}

describe("months are found by", () => {
  test("their last business day", () => {
    expect(gridOf(lastBusinessDays(30), 3)).toMatchObject({
      name: "BME",
      next: ["2024-07-31", "2024-08-30", "2024-09-30"],
      drifting: 0,
    });
  });

  test("their last business day, with a Good Friday", () => {
    const rows = lastBusinessDays(30).map((at) => (at === seconds("2024-03-29") ? at - day : at));
    expect(gridOf(rows)).toMatchObject({
      name: "BME",
      next: ["2024-07-31", "2024-08-30"],
      odd: [],
      drifting: 1,
    });
  });

  test("the last business day of quarters and years", () => {
    expect(gridOf(lastBusinessDays(10, 3))).toMatchObject({
      name: "BQE",
      next: ["2024-09-30", "2024-12-31"],
    });
    expect(gridOf(lastBusinessDays(9, 12))).toMatchObject({
      name: "BYE",
      next: ["2031-12-31", "2032-12-31"],
    });
  });

  test("their first business day", () => {
    const rows = Array.from({ length: 24 }, (_, month) => {
      const first = new Date(Date.UTC(2022, month, 1));
      while ([0, 6].includes(first.getUTCDay())) first.setUTCDate(first.getUTCDate() + 1);
      return first.getTime() / 1000;
    });
    expect(gridOf(rows, 6)).toMatchObject({
      name: "BMS",
      next: ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-03"],
    });
  });

  test("a billing day that drifts by one", () => {
    const days = [15, 16, 15, 14, 15, 15, 16, 14, 15, 16, 15, 14];
    const rows = days.map((each, month) => Date.UTC(2023, month, each) / 1000);
    expect(gridOf(rows)).toMatchObject({ name: "monthly", next: ["2024-01-15", "2024-02-15"], odd: [] });
  });

  test("a day that drifts over the month's end", () => {
    const rows = ["2023-12-31", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-05-31"].map(
      seconds,
    );
    expect(gridOf(rows)).toMatchObject({ odd: [], next: ["2024-07-01", "2024-08-01"] });
  });

  test("the third Friday", () => {
    const rows = ["2024-01-19", "2024-02-16", "2024-03-15", "2024-04-19", "2024-05-17", "2024-06-21"].map(
      seconds,
    );
    expect(gridOf(rows, 3)).toMatchObject({
      name: "WOM-3FRI",
      next: ["2024-07-19", "2024-08-16", "2024-09-20"],
    });
  });

  test("the 25th, or the Friday before it", () => {
    const rows = Array.from({ length: 24 }, (_, month) => {
      const pay = new Date(Date.UTC(2022, month, 25));
      while ([0, 6].includes(pay.getUTCDay())) pay.setUTCDate(pay.getUTCDate() - 1);
      return pay.getTime() / 1000;
    });
    expect(gridOf(rows, 3)).toMatchObject({ next: ["2024-01-25", "2024-02-23", "2024-03-25"], drifting: 0 });
  });

  test("the 1st and the 15th, or the 15th and the end", () => {
    const starts = Array.from(
      { length: 12 },
      (_, half) => Date.UTC(2024, half >> 1, half % 2 === 0 ? 1 : 15) / 1000,
    );
    expect(gridOf(starts, 3)).toMatchObject({
      name: "SMS",
      next: ["2024-07-01", "2024-07-15", "2024-08-01"],
    });
    const ends = Array.from(
      { length: 12 },
      (_, half) => Date.UTC(2024, (half + 1) >> 1, half % 2 === 0 ? 15 : 0) / 1000,
    );
    expect(gridOf(ends, 3)).toMatchObject({ name: "SME", next: ["2024-07-15", "2024-07-31", "2024-08-15"] });
  });

  test.each([
    ["half years", 6, 3, "2QS", "2026-04-01"],
    ["fiscal years from July on", 12, 6, "YS", "2032-07-01"],
    ["quarters from November on", 3, 10, "QS", "2023-11-01"],
  ])("%s", (_, months, first, name, next) => {
    const rows = Array.from({ length: 12 }, (_each, row) => Date.UTC(2020, first + row * months, 1) / 1000);
    expect(gridOf(rows)).toMatchObject({ name, next: [next, expect.any(String)] });
  });
});

describe("retail calendars:", () => {
  test("the Saturday nearest to the end of January ends each year", () => {
    const rows = [
      "2017-01-28",
      "2018-02-03",
      "2019-02-02",
      "2020-02-01",
      "2021-01-30",
      "2022-01-29",
      "2023-01-28",
    ];
    expect(gridOf(rows.map(seconds), 3)).toMatchObject({
      name: "yearly",
      next: ["2024-02-03", "2025-02-01", "2026-01-31"],
    });
  });

  test("periods of four, four and five weeks are months that end on their weekday", () => {
    const weeks = [4, 4, 5];
    let at = seconds("2021-12-25");
    const rows = Array.from({ length: 24 }, (_, row) => (at += weeks[row % 3]! * 7 * day));
    const found = gridOf(rows, 12)!;
    expect(found.odd).toEqual([]);
    expect(new Set(found.next.map((date) => new Date(date).getUTCDay()))).toEqual(new Set([6]));
    // One each month, about four weeks apart, though not always by four or five as the calendar has it.
    expect(new Set(found.next.map((date) => date.slice(0, 7))).size).toBe(12);
  });
});

describe("what is no month stays", () => {
  test.each([
    ["30 days", 30 * day, "30D"],
    ["4 weeks", 28 * day, "4W"],
    ["52 weeks", 364 * day, "52W"],
    ["2 weeks", 14 * day, "2W"],
  ])("%s", (_, step, name) => {
    const rows = every(step, "2022-01-05", 20);
    expect(gridOf(rows, 1)).toMatchObject({ name, next: [text(rows.at(-1)! + step)] });
  });
});

describe("steps of any length are found:", () => {
  test.each([
    [1, "s"],
    [7, "7s"],
    [30, "30s"],
    [300, "5min"],
    [420, "7min"],
    [600, "10min"],
    [1800, "30min"],
    [5400, "90min"],
    [10_800, "3h"],
  ])("%i seconds", (step, name) => {
    const rows = every(step, "2024-01-01T10:00:00", 60).filter((_, row) => row % 7 !== 3 && row % 11 !== 5);
    expect(gridOf(rows, 1)).toMatchObject({ name, odd: [], next: [text(rows.at(-1)! + step)] });
  });

  test("from two rows and from three", () => {
    expect(gridOf(every(3600, "2024-01-01", 2))).toMatchObject({ name: "h" });
    expect(gridOf(every(7 * day, "2024-01-01", 3))).toMatchObject({ name: "W" });
  });

  test("a clock that was moved by half an hour loses no rows", () => {
    const rows = [...every(3600, "2024-01-01", 40), ...every(3600, "2024-01-02T16:30:00", 40)];
    expect(gridOf(rows, 1)).toMatchObject({ name: "h", odd: [], next: ["2024-01-04T08:30"] });
  });
});

test.each([
  [
    "meetings every six weeks or so",
    [32, 81, 123, 165, 207, 263, 305, 347, 396, 445, 487].map((each) => each * day),
  ],
  ["days at random", [0, 3, 7, 8, 15, 17, 30].map((each) => each * day)],
  [
    "moments at random",
    Array.from({ length: 40 }, (_, row) => row * 86_413 * 3 + ((row * row * 7919) % 500_000)),
  ],
])("%s have no grid", (_, rows) => {
  expect(gridOf(rows.map((at) => seconds("2024-01-01") + at))).toBeUndefined();
});
