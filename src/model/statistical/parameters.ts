// What the statistical models can be told.
import * as z from "zod";
import { defineDescription } from "../parameters/model-description.ts";
import { seasonLength } from "./naive-parameters.ts";
import { choice } from "../parameters/parameter-schema.ts";

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
  summary: "Exponential smoothing with no, linear or damped trend, chosen by AICc, without its season",
  ...limits,
  parameters: seasonOnly,
});

export const thetaDescription = defineDescription({
  name: "theta",
  summary: "Dynamic Optimised Theta (Fiorucci et al.), without its season",
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
