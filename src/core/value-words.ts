// What is wrong with a value, in words that go behind its name, where zod's own are about zod's types.
import type * as z from "zod";
import { nearestName } from "./nearest-name.ts";

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
 * For `schema.safeParse(value, { error: valueWords })`: a schema's own messages go over it. Undefined leaves it to zod.
 */
export function valueWords(issue: Issue): string | undefined {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "is missing";
    return typeWords(isWhole(issue.inst) ? "int" : issue.expected);
  }
  if (issue.code === "too_small" && isNumber(issue.origin))
    return `must be ${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}`;
  if (issue.code === "too_big" && isNumber(issue.origin))
    return `must be ${issue.inclusive === false ? "below" : "at most"} ${issue.maximum}`;
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

/** Only of single values; what else a union may be takes more words than these. */
function unionWords(branches: readonly (readonly z.core.$ZodIssue[])[]): string | undefined {
  const values = branches.map(([issue]) => (issue?.code === "invalid_value" ? issue.values : undefined));
  return values.length > 0 && values.every((each) => each !== undefined)
    ? `must be ${orList(values.flat())}`
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
