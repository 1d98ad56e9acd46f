import { expect, it } from "vitest";
import { dateLabel, niceTicks, shareOf, tickLabels } from "../../../../src/cli/chart/scale.ts";

it.each([
  [{ from: 0, to: 100 }, 5, ["0", "25", "50", "75", "100"]],
  [{ from: 1118, to: 1562 }, 5, ["1000", "1200", "1400", "1600"]],
  [{ from: -0.3, to: 0.4 }, 5, ["-0.4", "-0.2", "0.0", "0.2", "0.4"]],
  [{ from: 0.0012, to: 0.0019 }, 4, ["0.00100", "0.00125", "0.00150", "0.00175", "0.00200"]],
  [{ from: 250_000, to: 900_000 }, 4, ["250k", "500k", "750k", "1000k"]],
  [{ from: 2e7, to: 9e7 }, 4, ["0M", "25M", "50M", "75M", "100M"]],
  [{ from: -7e12, to: -1e12 }, 4, ["-8000G", "-6000G", "-4000G", "-2000G", "0G"]],
  [{ from: -7e13, to: -1e13 }, 4, ["-80T", "-60T", "-40T", "-20T", "0T"]],
  [{ from: 1e300, to: 7e300 }, 4, ["0", "2e+300", "4e+300", "6e+300", "8e+300"]],
  [{ from: 5e307, to: 1.7e308 }, 4, ["0.5e+308", "1.0e+308", "1.5e+308", "1.8e+308"]],
  [{ from: 1e-9, to: 7e-9 }, 4, ["0", "2e-9", "4e-9", "6e-9", "8e-9"]],
  [{ from: -1e-9, to: 7e-12 }, 4, ["-1.0e-9", "-0.5e-9", "0", "0.5e-9"]],
  [{ from: 1, to: 1 + 4e-11 }, 4, ["1.000000000000", "1.000000000020", "1.000000000040"]],
  [{ from: 5, to: 5 }, 3, ["2.5", "5.0", "7.5"]],
])("labels %o with round values", (range, count, labels) => {
  const ticks = niceTicks(range, count);
  expect(ticks[0]!).toBeLessThanOrEqual(range.from);
  expect(ticks.at(-1)!).toBeGreaterThanOrEqual(range.to);
  expect(tickLabels(ticks)).toEqual(labels);
});

it("labels the whole span of numbers, the ends too", () => {
  const range = { from: -1.7e308, to: 1.7e308 };
  const ticks = niceTicks(range, 5);
  expect(tickLabels(ticks)).toEqual(["-1.80e+308", "-1.00e+308", "0", "1.00e+308", "1.80e+308"]);
  expect(shareOf(0, range.from, range.to)).toBe(0.5);
  expect(shareOf(range.to, range.from, range.to)).toBe(1);
  expect(tickLabels(niceTicks({ from: 1.7e308, to: 1.7e308 }, 3)).join()).not.toMatch(/NaN|Infinity/);
});

const at = Date.UTC(2026, 4, 1, 14, 30);
const day = 86_400_000;

it.each([
  [365 * day, "2026"],
  [31 * day, "2026-05"],
  [7 * day, "2026-05-01"],
  [day, "2026-05-01"],
  [3_600_000, "05-01 14:30"],
])("labels rows %i ms apart with %s", (step, label) => {
  expect(dateLabel(at, step)).toBe(label);
});
