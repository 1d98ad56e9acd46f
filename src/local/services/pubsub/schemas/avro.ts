// Whether a definition is a schema of Avro. https://avro.apache.org/docs/1.11.1/specification/#schema-declaration
import { isMessage } from "../../../message.ts";

const primitives = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const nameForm = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** What is wrong with it; undefined when nothing is. */
export function avroFault(definition: string): string | undefined {
  let schema: unknown;
  try {
    schema = JSON.parse(definition);
  } catch {
    return "it is not JSON";
  }
  if (!isMessage(schema) || schema["type"] !== "record") return "its outermost type must be a record";
  return faultOf(schema, new Set());
}

/** @param named the names of types so far, which may be used like primitive ones */
function faultOf(schema: unknown, named: Set<string>): string | undefined {
  if (typeof schema === "string")
    return primitives.has(schema) || named.has(schema) ? undefined : `there is no type "${schema}"`;
  if (Array.isArray(schema)) {
    if (schema.length === 0) return "a union needs types";
    return firstFault(schema, (each) => faultOf(each, named));
  }
  if (!isMessage(schema)) return "a type must be a name, an object or a list";
  const { type, name, namespace } = schema;
  if (type === "array") return faultOf(schema["items"], named);
  if (type === "map") return faultOf(schema["values"], named);
  if (type !== "record" && type !== "enum" && type !== "fixed") return faultOf(type, named);
  if (typeof name !== "string" || !nameForm.test(name)) return `${type} has no valid name`;
  named.add(name);
  if (typeof namespace === "string") named.add(`${namespace}.${name}`);
  if (type === "enum") {
    const { symbols } = schema;
    const isGiven = Array.isArray(symbols) && symbols.every((each) => typeof each === "string");
    return isGiven ? undefined : `the enum "${name}" has no symbols`;
  }
  if (type === "fixed") return Number.isInteger(schema["size"]) ? undefined : `"${name}" has no size`;
  const { fields } = schema;
  if (!Array.isArray(fields)) return `the record "${name}" has no fields`;
  return firstFault(fields, (field) => {
    if (!isMessage(field) || typeof field["name"] !== "string") return `a field of "${name}" has no name`;
    const fault = faultOf(field["type"], named);
    return fault && `the field "${field["name"]}": ${fault}`;
  });
}

function firstFault<T>(items: T[], fault: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
