import { describe, expect, it } from "vitest";
import { exchanged, exchangedDay } from "../../../../src/model/grid/exchanged-days.ts";

const day = 86_400;
const january = Date.UTC(2018, 0, 3) / 1000;
const days = (count: number, step = day) =>
  Float64Array.from({ length: count }, (_, at) => january + at * step);

describe("days and months that were exchanged", () => {
  it("show by the order of the rows, either way, and with steps of any kind", () => {
    const meant = days(300);
    expect(exchangedDay(meant.map(exchanged), false)).toBe(0);
    expect(exchangedDay(meant.map(exchanged).toReversed(), false)).toBeDefined();
    const uneven = meant.filter((_, at) => at % 7 !== 3 && at % 11 !== 5);
    expect(exchangedDay(uneven.map(exchanged), false)).toBeDefined();
    expect(exchangedDay(days(3000, 3600).map(exchanged), false)).toBeDefined();
  });

  it("show by the gaps where the rows were sorted since", () => {
    expect(exchangedDay(days(120).map(exchanged).toSorted(), true)).toBeDefined();
    expect(exchangedDay(days(120).map(exchanged).toSorted(), false)).toBeUndefined();
  });

  it.each([
    ["days", days(300)],
    ["weeks", days(100, 7 * day)],
    ["first days of months", Float64Array.from({ length: 48 }, (_, at) => Date.UTC(2018, at, 1) / 1000)],
    ["two blocks, the later first", Float64Array.from([...days(200).slice(100), ...days(100)])],
    ["every tenth day", days(60, 10 * day)],
    ["few days", days(9).map(exchanged)],
  ])("are not seen in %s", (_, dates) => expect(exchangedDay(dates, true)).toBeUndefined());
});
