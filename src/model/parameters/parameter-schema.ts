// Building blocks of parameter schemas. Values arrive as strings from object metadata, or as JSON from the
// configuration, so each block reads both.
import * as z from "zod";

export const numeric = (value: unknown): unknown =>
  typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
    ? Number(value)
    : value;

export const word = (value: unknown): unknown =>
  typeof value === "string" ? value.trim().toLowerCase() : value;

export const number = (schema: z.ZodNumber) => z.preprocess(numeric, schema);

export const choice = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.preprocess(word, z.enum(names));

/** `true` or `false`, as text too. */
export const truth = z.preprocess(
  (value) => ({ true: true, false: false })[String(word(value))] ?? value,
  z.boolean({ error: "must be true or false" }),
);

/** Text that may look like a number, such as a column called 2024. */
export const name = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string().trim().min(1),
);
