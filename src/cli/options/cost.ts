// The options on cost that `plan`, `up` and `deploy` share.
import { UsageError } from "../../core/errors.ts";
import type { CostOptions } from "../../library/stack/cost.ts";
import { text } from "../shell/command.ts";

export const costOptions = {
  maxCost: text("USD", "refuse when a month at all limits could cost more than this"),
  forecastSeconds: text("N", "seconds that one forecast takes, for the cost (default 5)"),
} as const;

export interface TypedCost {
  maxCost: string | undefined;
  forecastSeconds: string | undefined;
}

/** @throws UsageError when an option is not a number */
export const costOptionsFrom = ({ maxCost, forecastSeconds }: TypedCost): CostOptions => ({
  maxCost: amount("--max-cost", maxCost, 0),
  forecastSeconds: amount("--forecast-seconds", forecastSeconds, 0.1),
});

function amount(option: string, value: string | undefined, minimum: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^[0-9]*\.?[0-9]+$/.test(value) && number >= minimum) return number;
  throw new UsageError(`${option} ${value} is not a number of at least ${minimum}.`, {
    code: "usage.number",
    fix: `Pass a plain number, for example ${option} 50.`,
  });
}
