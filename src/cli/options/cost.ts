// The options on cost that `plan`, `up` and `deploy` share.
import { number } from "../shell/command.ts";

export const costOptions = {
  maxCost: number("USD", "refuse when the highest possible monthly cost is above this", 0),
  forecastSeconds: number("N", "seconds that one forecast takes, for the cost (default 5)", 0.1),
} as const;
