// The parameters of every forecast, whichever model makes it.
import * as z from "zod";
import { placesToForecast } from "../../core/job/job-contract.ts";
import { resultFormats } from "../results/result-format.ts";
import { choice, name, number, numeric, truth, word } from "./parameter-schema.ts";

/** Far above what anybody plans with; a forecast file of that many rows is still small. */
const maximumHorizon = 10_000;

const level = z.number().gt(0).lt(1);

/** `0.8`, several as `0.8,0.95`, or 0 for none. The first is the band of the plain columns. */
const interval = z.preprocess(
  (value) => {
    const parts: unknown[] = typeof value === "string" ? value.split(",").map(numeric) : [value];
    return parts.length === 1 && parts[0] === 0 ? [] : parts;
  },
  z
    .array(level)
    .max(10)
    .refine((levels) => new Set(levels).size === levels.length, "names a level twice"),
);

/** One column, or several as `region,shop`. */
const columns = z.preprocess(
  (value) => (typeof value === "string" ? value.split(",").map((each) => each.trim()) : [String(value)]),
  z
    .array(z.string().min(1))
    .max(10)
    .refine((names) => new Set(names).size === names.length, "names a column twice"),
);

/** A label of https://encoding.spec.whatwg.org/#names-and-labels. */
const encoding = name.refine(isEncoding, "is not the name of an encoding");

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

export const commonSchema = z.object({
  model: z.preprocess(word, z.string().min(1)).default("auto").describe("Name of the model."),
  horizon: number(z.int().min(1).max(maximumHorizon))
    .optional()
    .describe("Rows to forecast. The default depends on the frequency: 28 days, 48 hours, 12 months."),
  frequency: name
    .optional()
    .describe("Spacing of the rows, such as D, h, 15min, W, MS or monthly. Inferred when absent."),
  interval: interval
    .default([0.8])
    .describe(
      "Probability that the band shall hold the value, between 0 and 1; several as 0.8,0.95; 0 for no band.",
    ),
  closed: choice(["auto", "no"])
    .default("auto")
    .describe(
      "Whether times that never occur, such as Sundays or nights without any row, are left out of the forecast; no forecasts every step.",
    ),
  fill: choice(["zero", "previous", "interpolate", "none"])
    .default("interpolate")
    .describe(
      "What a step without a row means: 0, the value before it, a value between its neighbours (for models that need every step), or nothing, so that the model sees the rows alone.",
    ),
  "last-row": choice(["auto", "keep", "drop"])
    .default("auto")
    .describe(
      "What becomes of the last row: auto leaves it out, with a warning, when it lies far off what came before, as of a day that is not over; keep takes it as it is; drop leaves it out.",
    ),
  aggregate: choice(["sum", "mean", "first", "last", "min", "max", "count"])
    .optional()
    .describe(
      "What several rows of one step become. Needed where frequency is coarser than the rows, and for several rows with one date.",
    ),
  integer: truth
    .optional()
    .describe(
      "Whether forecasts are whole numbers, as counts are: rounded so that their sum stays, bands outwards. Default: false.",
    ),
  date: name.optional().describe("Column of the dates. Default: date or ds, or the only column of dates."),
  target: name
    .optional()
    .describe(
      "Column of the values; several as a,b or all numbers as *, each a series of its own. Default: y, or the only column of numbers.",
    ),
  sheet: name.optional().describe("Sheet of an Excel workbook, by name or number. Default: the first."),
  encoding: encoding
    .optional()
    .describe("How the text is encoded, such as windows-1251 or shift_jis. Found out when absent."),
  id: columns
    .optional()
    .describe(
      "Columns that tell the series of a file apart, several as region,shop. Default: the one named unique_id, series_id, id or series.",
    ),
  "date-format": name
    .optional()
    .describe(
      "How dates are written, such as %d.%m.%Y or dd.MM.yyyy. Default: what all rows of the column show.",
    ),
  timezone: name
    .optional()
    .describe("IANA zone of times that are written without one, such as Europe/Berlin."),
  decimal: z
    .preprocess(word, z.enum([".", ","]))
    .optional()
    .describe("The decimal separator, . or , (default: what all rows of the column show)."),
  "skip-rows": number(z.int().min(0).max(1000))
    .optional()
    .describe("Lines above the header that are left out. Default: what does not look like a table."),
  format: choice(resultFormats).optional().describe("Format of the result. Default: csv."),
  on: choice(placesToForecast)
    .optional()
    .describe(
      "Where the forecast is made: by the service, by its job, which has hours for it, or auto, by the job where the service has no time for it. Default: auto.",
    ),
});

export type CommonParameters = z.infer<typeof commonSchema>;

export const commonNames: readonly string[] = Object.keys(commonSchema.shape);
