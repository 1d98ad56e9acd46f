import { describe, expect, it } from "vitest";
import { costOf, type CostOptions } from "../../../../src/library/stack/cost.ts";
import { parseConfig, type ConfigInput } from "../../../../src/core/config.ts";
import { PlanRefusedError } from "../../../../src/core/errors.ts";

const google = { target: "gcp", project: "my-project" } as const;

const cost = (input: ConfigInput, options: CostOptions = {}) => costOf(parseConfig(input, "test"), options);

it("follows the time that a forecast is said to take", () => {
  const of = (forecastSeconds: number) => cost(google, { forecastSeconds }).perThousandForecasts.usd;
  expect(of(60)).toBeGreaterThan(of(6) * 5);
});

describe("a limit of the cost", () => {
  it("refuses a ceiling above it and names how many instances fit", () => {
    const refusal = (maxCost: number) => {
      try {
        cost(google, { maxCost });
      } catch (error) {
        return error as PlanRefusedError;
      }
      return undefined;
    };
    const error = refusal(300);
    expect(error).toBeInstanceOf(PlanRefusedError);
    expect(error?.exitCode).toBe(1);
    const fits = Number(/maxInstances to (\d+)/.exec(error!.fix!)![1]);
    expect(() => cost({ ...google, service: { maxInstances: fits } }, { maxCost: 300 })).not.toThrow();
    expect(() => cost({ ...google, service: { maxInstances: fits + 1 } }, { maxCost: 300 })).toThrow(
      /all limits/,
    );
    expect(refusal(10)?.fix).toMatch(/service\.cpu/);
  });

  it("lets a ceiling below it pass, and anything on the local cloud", () => {
    expect(() => cost(google, { maxCost: 5000 })).not.toThrow();
    expect(() => cost({}, { maxCost: 0 })).not.toThrow();
  });
});
