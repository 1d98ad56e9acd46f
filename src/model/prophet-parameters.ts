// What Prophet can be told, under Prophet's own names.
import { z } from "zod";
import { InputError } from "./input-error.ts";
import { defineDescription } from "./model-description.ts";
import { choice, number, numeric, word } from "./parameter-schema.ts";

/** `auto`, on, off, or the number of Fourier terms. */
const seasonality = z
  .preprocess(
    (value) => {
      const plain = numeric(word(value));
      return plain === "true" ? true : plain === "false" ? false : plain;
    },
    z.union([z.literal("auto"), z.boolean(), z.int().min(1).max(100)], {
      error: "must be auto, true, false or a whole number from 1 to 100",
    }),
  )
  .default("auto");

const seasonalityOf = (cycle: string) =>
  seasonality.describe(`The ${cycle} pattern: auto, true, false, or its number of Fourier terms.`);

const scale = (fallback: number) => number(z.number().min(1e-6).max(1e6)).default(fallback);

const schema = z.object({
  growth: choice(["linear", "flat", "logistic"]).default("linear").describe("Form of the trend."),
  cap: number(z.number()).optional().describe("Level at which logistic growth saturates, in units of y."),
  floor: number(z.number()).optional().describe("Lower level of logistic growth, in units of y. Default: 0."),
  "changepoint-prior-scale": scale(0.05).describe(
    "How easily the trend bends; larger follows the data more.",
  ),
  "n-changepoints": number(z.int().min(0).max(500))
    .default(25)
    .describe("Places at which the trend may bend."),
  "changepoint-range": number(z.number().gt(0).max(1))
    .default(0.8)
    .describe("Share of the history in which the trend may bend."),
  "seasonality-mode": choice(["additive", "multiplicative"])
    .default("additive")
    .describe("Whether seasons are added to the trend or scale with it."),
  "seasonality-prior-scale": scale(10).describe("How strong seasons may be; smaller dampens them."),
  "yearly-seasonality": seasonalityOf("yearly"),
  "weekly-seasonality": seasonalityOf("weekly"),
  "daily-seasonality": seasonalityOf("daily"),
  samples: number(z.int().min(100).max(10_000))
    .default(1000)
    .describe("Futures that are drawn for the band."),
});

export type ProphetParameters = z.infer<typeof schema>;

export const prophetDescription = defineDescription({
  name: "prophet",
  summary: "Trend with changepoints, seasons by Fourier terms (Taylor and Letham), fitted by Stan",
  parameters: schema,
  // With fewer, Stan's line search fails.
  minimumRows: 4,
  maximumRows: 50_000,
  check({ growth, cap, floor }) {
    if (growth === "logistic" && cap === undefined) {
      throw new InputError("Logistic growth needs a cap, the level at which it saturates.", {
        code: "parameter.cap",
        fix: "Set cap to a value above every value of the series, or use growth linear.",
      });
    }
    if (cap !== undefined && cap <= (floor ?? 0)) {
      throw new InputError(`The cap ${cap} is not above the floor ${floor ?? 0}.`, {
        code: "parameter.cap",
        fix: "Set cap above floor; floor is 0 when it is not set.",
      });
    }
    if (growth !== "logistic" && (cap !== undefined || floor !== undefined)) {
      throw new InputError(
        `${cap === undefined ? "floor" : "cap"} has a meaning only with logistic growth.`,
        {
          code: `parameter.${cap === undefined ? "floor" : "cap"}`,
          fix: "Set growth to logistic, or remove cap and floor.",
        },
      );
    }
  },
});
