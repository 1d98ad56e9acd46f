// How regular dates are.
import { expect, test } from "vitest";
import { regularity } from "../../../../src/model/dates/spacing.ts";
import { wallOf } from "./support.ts";

test.each<[string, string[], number]>([
  ["days", ["2024-01-01", "2024-01-02", "2024-01-03"], 1],
  ["days in any order", ["2024-01-03", "2024-01-01", "2024-01-02"], 1],
  ["weeks", ["2024-01-01", "2024-01-08", "2024-01-15"], 1],
  ["hours", ["2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00"], 1],
  ["months", ["2024-01-05", "2024-02-05", "2024-03-05"], 1],
  ["last days of months", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"], 1],
  ["years", ["2022-05-01", "2023-05-01", "2024-05-01"], 1],
  ["days from Monday to Friday", ["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09"], 1],
  ["days with a Saturday", ["2024-01-05", "2024-01-06", "2024-01-08", "2024-01-09"], 0.5],
  ["steps of five days", ["2024-01-01", "2024-01-06", "2024-01-11"], 0.25],
  ["steps of seven hours", ["2024-01-01T00:00", "2024-01-01T07:00", "2024-01-01T14:00"], 0.25],
  ["a gap of a day", ["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-09"], 0.5],
  ["one date", ["2024-01-01"], 0],
  ["none", [], 0],
])("%s", (_, dates, share) => {
  expect(regularity(dates.map(wallOf))).toBeCloseTo(share, 10);
});
