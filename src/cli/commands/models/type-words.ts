// What a parameter may be, in words, from its JSON Schema.
import type { JsonSchema } from "../../../model/parameters/parameters-schema.ts";

/** Such as `linear, flat or logistic`, `whole number from 1 to 10000` or `list of up to 50 objects`. */
export const typeWords = (schema: JsonSchema): string => orList(choices(schema));

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}

/** As it could be written behind the equals sign. */
export function valueText(value: unknown): string {
  if (Array.isArray(value) && value.every((part) => typeof part !== "object")) return value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function choices(schema: JsonSchema): string[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(choices);
  if (schema.enum !== undefined) return schema.enum.map(valueText);
  if (schema.const !== undefined) return [valueText(schema.const)];
  const { type = "string" } = schema;
  switch (type) {
    case "boolean":
      return ["true", "false"];
    case "integer":
      return [`whole number${limits(schema)}`];
    case "number":
      return [`number${limits(schema)}`];
    case "array":
      return [listWords(schema)];
    case "object":
      return [objectWords(schema)];
    case "string":
      return ["text"];
  }
}

function limits({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const words = [
    minimum === undefined ? "" : `from ${minimum}`,
    exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`,
    maximum === undefined ? "" : `up to ${maximum}`,
    exclusiveMaximum === undefined ? "" : `below ${exclusiveMaximum}`,
  ].filter((word) => word !== "");
  return words.length === 0 ? "" : ` ${words.join(" and ")}`;
}

function listWords({ items, prefixItems, maxItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `list of ${prefixItems.map(typeWords).join(" and ")}`;
  const most = maxItems === undefined ? "" : ` up to ${maxItems}`;
  return items === undefined || items === false ? "list" : `list of${most}: ${typeWords(items)}`;
}

function objectWords({ properties = {}, required = [] }: JsonSchema): string {
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
  return `object of ${names.join(", ")}`;
}
