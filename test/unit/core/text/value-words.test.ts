// What a wrong value is told, by schemas such as those of the configuration and of manifests.
import { expect, it } from "vitest";
import * as z from "zod";
import { valueWords } from "../../../../src/core/text/value-words.ts";

const wordsFor = (schema: z.ZodType, value: unknown): string =>
  schema.safeParse(value, { error: valueWords }).error!.issues[0]!.message;

it.each<[z.ZodType, unknown, string]>([
  [z.string(), 1, "must be text"],
  [z.number(), "1", "must be a number"],
  [z.int(), "1", "must be a whole number"],
  [z.int(), 1.5, "must be a whole number"],
  [z.boolean(), "yes", "must be true or false"],
  [z.array(z.string()), {}, "must be a list"],
  [z.object({}), [], "must be an object"],
  [z.record(z.string(), z.string()), 1, "must be an object"],
  [z.string(), undefined, "is missing"],
  [z.number().min(3), 2, "must be at least 3"],
  [z.number().gt(3), 3, "must be above 3"],
  [z.int().max(3), 4, "must be at most 3"],
  [z.bigint().lt(3n), 3n, "must be below 3"],
  [z.literal("a"), "b", "must be a"],
  [z.enum(["a", "b", "c"]), "d", "must be a, b or c"],
  [z.literal([1, true]), "d", "must be 1 or true"],
  [z.union([z.literal("auto"), z.literal(0)]), "d", "must be auto or 0"],
  [z.union([z.literal("auto"), z.number(), z.boolean()]), null, "must be auto, a number or true or false"],
  [z.union([z.literal("auto"), z.date()]), 1, "has a value that is not allowed here"],
  [z.string().min(1), "", "must not be empty"],
  [z.string().min(3), "ab", "must have at least 3 characters"],
  [z.array(z.string()).max(1), ["a", "b"], "must have at most 1 entries"],
  [z.date(), "2024", "has a value that is not allowed here"],
  [z.email(), "2024", "is not written in the right form"],
])("says of %s what it must be: %s", (schema, value, words) => {
  expect(wordsFor(schema, value)).toBe(words);
});

it("leaves a schema its own words", () => {
  expect(wordsFor(z.string().min(3, "is a short name"), "ab")).toBe("is a short name");
  expect(
    wordsFor(
      z.string().refine((text) => text === "x", "is no x"),
      "ab",
    ),
  ).toBe("is no x");
});

it("proposes the name that an unknown one may have meant", () => {
  const schema = z.strictObject({ region: z.string().optional(), target: z.string().optional() });
  expect(wordsFor(schema, { regoin: "x", elsewhere: 1 })).toBe(
    '"regoin" is not known here; did you mean "region"?; "elsewhere" is not known here',
  );
});
