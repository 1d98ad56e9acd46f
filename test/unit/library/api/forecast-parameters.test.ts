import { expect, it } from "vitest";
import { parametersOf } from "../../../../src/library/api/forecast-parameters.ts";

it("writes parameters as they travel, the named ones over the others", () => {
  expect(
    parametersOf({
      horizon: 28,
      interval: [0.8, 0.95],
      targetColumn: "sales",
      idColumns: ["region", "shop"],
      dateColumn: undefined,
      parameters: { growth: "flat", samples: 100, horizon: 1, regressors: [{ name: "price" }] },
    }),
  ).toEqual({
    horizon: "28",
    interval: "0.8,0.95",
    target: "sales",
    id: "region,shop",
    growth: "flat",
    samples: "100",
    regressors: '[{"name":"price"}]',
  });
});

it("refuses more than can travel", () => {
  expect(() => parametersOf({ parameters: { note: "x".repeat(8000) } })).toThrow(/7 KiB/);
});
