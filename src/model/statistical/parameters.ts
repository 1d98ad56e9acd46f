// The parameters of the statistical models.
import * as z from "zod";
import { defineDescription } from "../parameters/model-description.ts";
import { choice, number } from "../parameters/parameter-schema.ts";

/** Shared by all models that know one season. */
const seasonLength = number(z.int().min(1).max(100_000))
  .optional()
  .describe("Rows until the pattern repeats; 1 for no season. The default depends on the frequency.");

const limits = { minimumRows: 3, maximumRows: 500_000 };

const seasonOnly = z.object({ "season-length": seasonLength });

export const autoDescription = defineDescription({
  name: "auto",
  summary: "The other statistical models, weighed by their errors on windows held out of the history",
  ...limits,
  parameters: seasonOnly,
});

export const etsDescription = defineDescription({
  name: "ets",
  summary: "Exponential smoothing; error, trend and season added or multiplied, chosen by AICc",
  ...limits,
  parameters: seasonOnly,
});

export const thetaDescription = defineDescription({
  name: "theta",
  summary: "Dynamic Optimised Theta (Fiorucci et al.), after a season that is added or multiplied",
  ...limits,
  parameters: seasonOnly,
});

export const mstlDescription = defineDescription({
  name: "mstl",
  summary: "Several changing seasons (Bandara et al.), and exponential smoothing of what is left",
  ...limits,
  parameters: z.object({
    "season-length": seasonLength,
    transform: choice(["auto", "none", "log"])
      .default("auto")
      .describe("Whether to work on logarithms; auto weighs both by their errors on held-out windows."),
  }),
});

export const naiveDescription = defineDescription({
  name: "naive",
  summary: "The last value, again",
  parameters: z.object({}),
  ...limits,
  maximumRows: Infinity,
});

export const seasonalNaiveDescription = defineDescription({
  name: "seasonal-naive",
  summary: "The last season, again",
  parameters: seasonOnly,
  ...limits,
  maximumRows: Infinity,
});
