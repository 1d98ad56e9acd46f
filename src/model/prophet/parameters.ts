// The parameters of Prophet, under Prophet's own names.
import * as z from "zod";
import { InputError } from "../input-error.ts";
import { defineDescription } from "../parameters/model-description.ts";
import { parseDate, type ParsedDate } from "../csv/parse-date.ts";
import { choice, number, numeric, word } from "../parameters/parameter-schema.ts";
import {
  changepoints,
  holidays,
  holidayWindow,
  mode,
  priorScale,
  regressors,
  seasonalities,
} from "./term-parameters.ts";

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

const scale = (fallback: number) => number(priorScale).default(fallback);

/** A number for all rows, or the name of a column with a number for each. */
const level = z.preprocess(
  numeric,
  z.union([z.number(), z.string().trim().min(1)], { error: "must be a number or the name of a column" }),
);

const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}(-[A-Z0-9]+){0,2}$/, "must be a country such as DE, or one of its states such as DE-BY");

const schema = z.object({
  growth: choice(["linear", "flat", "logistic"]).default("linear").describe("Form of the trend."),
  cap: level
    .optional()
    .describe("Level at which logistic growth saturates, in units of y: a number or a column of the file."),
  floor: level
    .optional()
    .describe("Lower level of logistic growth: a number or a column of the file. Default: 0."),
  "changepoint-prior-scale": scale(0.05).describe(
    "How easily the trend bends; larger follows the data more.",
  ),
  "n-changepoints": number(z.int().min(0).max(500))
    .default(25)
    .describe("Places at which the trend may bend."),
  "changepoint-range": number(z.number().gt(0).max(1))
    .default(0.8)
    .describe("Share of the history in which the trend may bend."),
  changepoints: changepoints
    .optional()
    .describe("Dates at which the trend may bend, instead of places spread evenly: 2024-01-01,2024-06-01."),
  "seasonality-mode": choice(["additive", "multiplicative"])
    .default("additive")
    .describe("Whether seasons are added to the trend or scale with it."),
  "seasonality-prior-scale": scale(10).describe("How strong seasons may be; smaller dampens them."),
  "yearly-seasonality": seasonalityOf("yearly"),
  "weekly-seasonality": seasonalityOf("weekly"),
  "daily-seasonality": seasonalityOf("daily"),
  seasonalities: seasonalities
    .optional()
    .describe(
      'Further seasons as JSON: [{"name":"monthly","period":30.5,"order":5}], the period in days, the order in Fourier terms; also prior-scale, mode and condition, a column of 1 and 0.',
    ),
  holidays: holidays
    .optional()
    .describe(
      'Special days: 2024-11-29,2025-11-28, or JSON: [{"name":"feast","dates":["2024-12-24"],"window":[-1,1]}]; also prior-scale. Give past and future dates.',
    ),
  "holidays-country": country
    .optional()
    .describe("Public holidays of a country, or of one of its states: US, DE or DE-BY."),
  "holidays-window": holidayWindow
    .optional()
    .describe("Days before and after a holiday that count too, each by itself: -1,2."),
  "holidays-prior-scale": scale(10).describe(
    "How strong holidays and regressors may be; smaller dampens them.",
  ),
  "holidays-mode": z
    .preprocess(word, mode)
    .optional()
    .describe("Whether holidays are added to the trend or scale with it. Default: seasonality-mode."),
  regressors: regressors
    .optional()
    .describe(
      'Columns that explain y: price,promo, or JSON: [{"name":"price","mode":"multiplicative"}]; also prior-scale and standardize. Their future values stand in rows below the history.',
    ),
  band: choice(["calibrated", "simulated"])
    .default("calibrated")
    .describe(
      "Where the band comes from: errors on rows held out of the history, or futures drawn as Prophet does.",
    ),
  samples: number(z.int().min(100).max(10_000))
    .optional()
    .describe("Futures that are drawn for a simulated band. Default: 1000."),
});

export type ProphetParameters = z.infer<typeof schema>;

export const prophetDescription = defineDescription({
  name: "prophet",
  summary: "Trend with changepoints, seasons by Fourier terms (Taylor and Letham)",
  parameters: schema,
  // With fewer there is no trend to be told from noise.
  minimumRows: 4,
  maximumRows: 50_000,
  columns: columnsOf,
  knownAt: changepointsUntil,
  // Prophet itself takes values beyond both limits for noise. A floor of 0 that nobody chose is another matter: a curve
  // that cannot go below it is no answer to values that do.
  negativeFix: ({ growth, floor }) =>
    growth === "logistic" && floor === undefined
      ? "Logistic growth has a floor of 0 unless floor is set: set floor below the values, or to 0 where they are noise around it, or use growth linear."
      : undefined,
  check(parameters) {
    checkGrowth(parameters);
    checkBand(parameters);
  },
});

/** Where the trend bent is known only from then on. */
function changepointsUntil({ changepoints }: ProphetParameters, last: number) {
  if (changepoints === undefined) return {};
  const known = changepoints.filter((text) => (parseDate(text) as ParsedDate).wall <= last);
  if (known.length > 0) return { changepoints: known.join(",") };
  return { changepoints: undefined, "n-changepoints": 0 };
}

/** The columns of the file that the parameters name. */
function columnsOf({
  cap,
  floor,
  seasonalities: seasons = [],
  regressors: explaining = [],
}: ProphetParameters): string[] {
  const conditions = seasons.map(({ condition }) => condition);
  const names = [cap, floor, ...conditions, ...explaining.map(({ name }) => name)];
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

function checkBand({ band, samples }: ProphetParameters): void {
  if (samples === undefined || band === "simulated") return;
  throw new InputError("samples has a meaning only with a simulated band.", {
    code: "parameter.samples",
    fix: "Set band to simulated, or remove samples.",
  });
}

function checkGrowth({ growth, cap, floor }: ProphetParameters): void {
  if (growth === "logistic" && cap === undefined) {
    throw new InputError("Logistic growth needs a cap, the level at which it saturates.", {
      code: "parameter.cap",
      fix: "Set cap to a value above every value of the series, or use growth linear.",
    });
  }
  if (typeof cap === "number" && typeof floor !== "string" && cap <= (floor ?? 0)) {
    throw new InputError(`The cap ${cap} is not above the floor ${floor ?? 0}.`, {
      code: "parameter.cap",
      fix: "Set cap above floor; floor is 0 when it is not set.",
    });
  }
  if (growth !== "logistic" && (cap !== undefined || floor !== undefined)) {
    const name = cap === undefined ? "floor" : "cap";
    throw new InputError(`${name} has a meaning only with logistic growth.`, {
      code: `parameter.${name}`,
      fix: "Set growth to logistic, or remove cap and floor.",
    });
  }
}
