import { expect, test } from "vitest";
import { checkOutput } from "../../../../src/model/results/output-limit.ts";
import { forecastLines } from "../../../../src/model/csv/write-forecast.ts";

test("a forecast has 160 MiB at most", () => {
  checkOutput(160 * 2 ** 20);
  expect(() => checkOutput(160 * 2 ** 20 + 1)).toThrow(
    expect.objectContaining({ code: "forecast.too-large" }) as Error,
  );
});

test("what would be longer is refused before it is written", () => {
  const rows = { ds: new Float64Array(10_000), yhat: new Float64Array(10_000), bands: [] };
  const series = Array.from({ length: 64 }, () => ({
    id: ["x".repeat(1024)],
    style: {},
    rows,
    outcome: { model: "naive" },
  }));
  let written = 0;
  const table = { series } as unknown as Parameters<typeof forecastLines>[0];
  const writer = () => () => `${written++}`;
  expect(() => forecastLines(table, writer)).toThrow("more than 160 MiB");
  expect(written).toBeLessThan(170_000);
});
