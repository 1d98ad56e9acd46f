// What a request brings, checked before anything is done with it.
import type { Context } from "hono";
import * as z from "zod";
import { UsageError } from "../../core/errors.ts";

/** @throws UsageError console.request */
export async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.infer<S>> {
  const text = await c.req.text();
  return checked(schema, jsonIn(text === "" ? "{}" : text));
}

/** @throws UsageError console.request */
export const queryOf = <S extends z.ZodType>(c: Context, schema: S): z.infer<S> =>
  checked(schema, c.req.query());

function checked<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw wrong(z.prettifyError(parsed.error).split("\n"));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong([(error as Error).message]);
  }
}

const wrong = (details: string[]): UsageError =>
  new UsageError("The console does not understand that request.", {
    code: "console.request",
    details,
    fix: "Load the page anew: it may be of another version.",
  });

/** A number in a query, within its bounds. */
export const count = (usual: number, most: number, least = 0) =>
  z.coerce.number().int().min(least).max(most).default(usual);

/** As they travel in metadata, where keys and values have bounds too. */
export const parameters = z.record(z.string().max(100), z.string().max(4000)).default({});

/** `{}` of one that agrees to nothing. */
export const confirm = z.object({ confirm: z.string().max(200).optional() });
