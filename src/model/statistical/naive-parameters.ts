// What the naive models can be told.
import * as z from "zod";
import { defineDescription } from "../parameters/model-description.ts";
import { number } from "../parameters/parameter-schema.ts";

/** Shared by all models that know one season. */
export const seasonLength = number(z.int().min(1).max(100_000))
  .optional()
  .describe("Rows until the pattern repeats; 1 for no season. The default depends on the frequency.");

export const naiveDescription = defineDescription({
  name: "naive",
  summary: "The last value, again",
  parameters: z.object({}),
  minimumRows: 3,
  maximumRows: Infinity,
});

export const seasonalNaiveDescription = defineDescription({
  name: "seasonal-naive",
  summary: "The last season, again",
  parameters: z.object({ "season-length": seasonLength }),
  minimumRows: 3,
  maximumRows: Infinity,
});
