// What is wrong with a value, in words that go behind its name, where zod's own are about zod's types.
import type * as z from "zod";
import { nearestName } from "../nearest-name.ts";

type Issue = z.core.$ZodRawIssue;

const types: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/**
 * For `schema.safeParse(value, { error: valueWords })`: a schema's own messages go over it. Undefined leaves it to zod, which has no words about types for it.
 */
export function valueWords(issue: Issue): string | undefined {
  return issue.code === "custom" ? undefined : (wordsFor(issue) ?? "has a value that is not allowed here");
}

function wordsFor(issue: Issue): string | undefined {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "is missing";
    return typeWords(isWhole(issue.inst) ? "int" : issue.expected);
  }
  if (issue.code === "too_small" && isNumber(issue.origin))
    return `must be ${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}`;
  if (issue.code === "too_big" && isNumber(issue.origin))
    return `must be ${issue.inclusive === false ? "below" : "at most"} ${issue.maximum}`;
  if (issue.code === "too_small" && counted.has(issue.origin))
    return issue.minimum === 1
      ? "must not be empty"
      : `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
  if (issue.code === "too_big" && counted.has(issue.origin))
    return `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
  if (issue.code === "not_multiple_of") return `must be a multiple of ${issue.divisor}`;
  if (issue.code === "invalid_format") return "is not written in the right form";
  if (issue.code === "invalid_key") return "has a name that is not allowed here";
  if (issue.code === "invalid_value") return `must be ${orList(issue.values)}`;
  if (issue.code === "invalid_union") return unionWords(issue.errors);
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .map((key) => `${JSON.stringify(key)} is not known here${guess(key, issue.inst)}`)
      .join("; ");
  return undefined;
}

/** The same for a configuration. */
export function settingWords(issue: Issue): string | undefined {
  return issue.code === "unrecognized_keys"
    ? issue.keys
        .map((key) => `There is no setting ${JSON.stringify(key)}${guess(key, issue.inst)}`)
        .join("; ")
    : valueWords(issue);
}

const typeWords = (type: string): string | undefined => types[type] && `must be ${types[type]}`;

/** For a value that is no number, zod says that a number is expected, even where a whole number is. */
const isWhole = (schema: Issue["inst"]): boolean =>
  (schema?._zod.def as { format?: string } | undefined)?.format === "safeint";

const isNumber = (origin: string): boolean => origin === "number" || origin === "int" || origin === "bigint";

const counted: ReadonlySet<string> = new Set(["string", "array", "set", "map", "object", "record"]);

const unitOf = (origin: string): string => (origin === "string" ? "characters" : "entries");

/** Of single values and of plain types; what else a union may be takes more words than these. */
function unionWords(branches: readonly (readonly z.core.$ZodIssue[])[]): string | undefined {
  const words = branches.map(([issue]) => {
    if (issue?.code === "invalid_value") return issue.values.map(String);
    return issue?.code === "invalid_type" ? [types[issue.expected]] : [undefined];
  });
  const known = words.flat();
  return known.length > 0 && known.every((each) => each !== undefined)
    ? `must be ${orList(known)}`
    : undefined;
}

/** What goes behind the name of an unknown key; empty when none is near. */
function guess(key: string, schema: Issue["inst"]): string {
  const shape = (schema as z.ZodObject | undefined)?.shape;
  const near = nearestName(key, Object.keys(shape ?? {}));
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

function orList(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === "string" ? value : String(value)));
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}
