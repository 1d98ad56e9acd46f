// Options on cost that `plan` and `up` share; apart from the estimate, which the list of commands need not load.
import { text } from "../../cli/shell/command.ts";

export const costOptions = {
  maxCost: text("USD", "refuse when a month at all limits could cost more than this"),
  forecastSeconds: text("N", "seconds that one forecast takes, for the cost (default 5)"),
} as const;
