import { expect, test } from "vitest";
import { periodCell } from "../../../../src/model/files/pandas-periods.ts";

const at = (type: string, count: number) => {
  const cell = periodCell(type)?.(count);
  return cell instanceof Date ? cell.toISOString() : cell;
};

// As `pd.Period(ordinal=COUNT, freq=FREQ)` shows them, and of what is shorter its `start_time`.
test.each([
  ["period[M]", 648, "2024-01"],
  ["period[M]", -1, "1969-12"],
  ["period[Q-DEC]", 216, "2024Q1"],
  ["period[Y-DEC]", 54, "2024"],
  ["period[A-DEC]", 54, "2024"],
  ["period[W-SUN]", 2800, "2023-08-21T00:00:00.000Z"],
  ["period[W-MON]", 0, "1969-12-23T00:00:00.000Z"],
  ["period[W-SAT]", 0, "1969-12-28T00:00:00.000Z"],
  ["period[D]", 200, "1970-07-20T00:00:00.000Z"],
  ["period[h]", 200, "1970-01-09T08:00:00.000Z"],
  ["period[min]", 200, "1970-01-01T03:20:00.000Z"],
])("%s %d is %s", (type, count, text) => {
  expect(at(type, count)).toBe(text);
});

test.each(["period[Q-MAR]", "period[Y-JUN]", "period[B]", "period[2M]", "int64", "datetime64[ns]"])(
  "%s is no period that is known",
  (type) => {
    expect(periodCell(type)).toBeUndefined();
  },
);
