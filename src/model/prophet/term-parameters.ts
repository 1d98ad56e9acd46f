// The parameters of Prophet that hold lists: changepoints, seasonalities, holidays and regressors. Each is JSON text, or
// a plain list with commas where names or dates say it all. Parsed values are plain JSON, dates as they were written.
import * as z from "zod";
import { parseDate } from "../csv/parse-date.ts";

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** What begins as JSON does is read as JSON; text that is none stays as it is, for the schema to refuse. */
function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || !looksLikeJson(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** `a, b` as ["a", "b"]. */
function fromCommas(value: unknown): unknown {
  const plain = fromJson(typeof value === "number" ? String(value) : value);
  if (typeof plain !== "string" || looksLikeJson(plain)) return plain;
  return plain
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const list = <Item extends z.ZodType>(item: Item, most: number, form: string) =>
  z.array(item, { error: `must be ${form}` }).max(most);

const date = z
  .string()
  .trim()
  .refine((text) => typeof parseDate(text) === "object", "must be a date such as 2024-12-24");

const term = z.string().trim().min(1).max(200);

const column = term;

/** The larger, the more a term may do; from 0.000001 to 1000000. */
export const priorScale = z.number().min(1e-6).max(1e6);

export const mode = z.enum(["additive", "multiplicative"]);

const isOneOfAKind = (terms: readonly { name: string }[]) =>
  new Set(terms.map(({ name }) => name)).size === terms.length;

export const changepoints = z.preprocess(
  fromCommas,
  list(date, 500, "a list of dates such as 2024-01-01,2024-06-01").min(1),
);

const season = z.strictObject({
  name: term,
  /** Days. */
  period: z.number().min(1e-4).max(1e5),
  /** Fourier terms. */
  order: z.int().min(1).max(100),
  "prior-scale": priorScale.optional(),
  mode: mode.optional(),
  /** Column of 1 and 0, or true and false: where the season holds. */
  condition: column.optional(),
});

export type Season = z.infer<typeof season>;

export const seasonalities = z.preprocess(
  fromJson,
  list(season, 50, 'a JSON list such as [{"name":"monthly","period":30.5,"order":5}]').refine(
    isOneOfAKind,
    "gives two seasonalities one name",
  ),
);

/** Days before and after, such as [-1, 2]. */
const window = z
  .tuple([z.int().min(-60).max(0), z.int().min(0).max(60)], {
    error: "must be a list of days before and after, such as [-1,2]",
  })
  .readonly();

/** `-1,2` or [-1,2]. */
export const holidayWindow = z.preprocess((value) => {
  const parts = fromCommas(value);
  return Array.isArray(parts) ? parts.map(Number) : parts;
}, window);

const holiday = z.strictObject({
  name: term,
  dates: z.array(date).min(1).max(5000),
  window: window.optional(),
  "prior-scale": priorScale.optional(),
});

/** Bare dates are one holiday. */
export const holidays = z.preprocess(
  (value) => {
    const parts = fromCommas(value);
    const isDates =
      Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === "string");
    return isDates ? [{ name: "holiday", dates: parts }] : parts;
  },
  list(
    holiday,
    500,
    'a list of dates such as 2024-12-24,2025-12-24, or JSON such as [{"name":"feast","dates":["2024-12-24"]}]',
  ).refine(isOneOfAKind, "gives two holidays one name"),
);

const regressor = z.preprocess(
  (value) => (typeof value === "string" ? { name: value } : value),
  z.strictObject({
    name: column,
    "prior-scale": priorScale.optional(),
    mode: mode.optional(),
    /** Whether mean and deviation are taken out; auto does so unless all values are 0 or 1. */
    standardize: z
      .union([z.boolean(), z.literal("auto")], { error: "must be true, false or auto" })
      .default("auto"),
  }),
);

export type Regressor = z.infer<typeof regressor>;

export const regressors = z.preprocess(
  fromCommas,
  list(regressor, 200, 'names of columns such as price,promo, or JSON such as [{"name":"price"}]').refine(
    isOneOfAKind,
    "names a column twice",
  ),
);
