// One comparison of a filter: a field of the entry, an operator and a value.
import { camelCase, invalid } from "../fields.ts";
import type { CompilePattern } from "../linear-pattern.ts";
import { normalizeTime, severities, type LogEntry, type Severity } from "./entry.ts";

/** Fields of LogEntry that a filter may begin with, in the spelling of JSON. */
const fields = new Set([
  "logName",
  "resource",
  "textPayload",
  "jsonPayload",
  "protoPayload",
  "timestamp",
  "receiveTimestamp",
  "severity",
  "insertId",
  "httpRequest",
  "labels",
  "operation",
  "trace",
  "spanId",
  "traceSampled",
  "sourceLocation",
]);

interface Comparison {
  matches: (entry: LogEntry) => boolean;
  /** The value as a time, when the field is one. */
  time?: string;
}

/**
 * Reads the field of an entry; undefined where the entry has none. Of a list on the way to it all of them, as one list.
 * @throws StatusError INVALID_ARGUMENT
 */
export function fieldReader(path: string[]): (entry: LogEntry) => unknown {
  const field = camelCase(path[0]!);
  if (!fields.has(field)) throw invalid(`Field not found: '${path.join(".")}'.`);
  const keys = [field, ...path.slice(1)];
  return (entry) => {
    let found: unknown = entry;
    for (const key of keys) found = fieldIn(found, key);
    return found;
  };
}

function fieldIn(found: unknown, key: string): unknown {
  if (typeof found !== "object" || found === null) return undefined;
  if (Array.isArray(found)) {
    const all = found.flatMap((each) => fieldIn(each, key)).filter((each) => each !== undefined);
    return all.length === 0 ? undefined : all;
  }
  const object = found as Record<string, unknown>;
  const name = [key, camelCase(key)].find((each) => Object.hasOwn(object, each));
  return name === undefined ? undefined : object[name];
}

/** @throws StatusError INVALID_ARGUMENT */
export function comparison(
  path: string[],
  operator: string,
  value: string,
  compile: CompilePattern | undefined,
): Comparison {
  const field = camelCase(path[0]!);
  const read = fieldReader(path);

  if (field === "severity") {
    const wanted = severityOf(value);
    return {
      matches: (entry) => ordered(severities[entry.severity], operator === ":" ? "=" : operator, wanted),
    };
  }
  if (field === "timestamp" || field === "receiveTimestamp") {
    const time = normalizeTime(value);
    if (time === undefined) throw invalid(`Invalid timestamp in the filter: "${value}".`);
    return { time, matches: (entry) => ordered(entry[field], operator, time) };
  }
  if (operator === "=~" || operator === "!~") {
    const pattern = compile?.(value);
    if (!pattern) throw invalid(`Invalid regular expression in the filter: "${value}".`);
    return {
      matches: (entry) => {
        const found = read(entry);
        const texts = Array.isArray(found) ? (found as unknown[]) : [found];
        return texts.some((text) => typeof text === "string" && pattern.isIn(text) === (operator === "=~"));
      },
    };
  }
  // A field that the entry does not have fails every comparison, `!=` too.
  return {
    matches: (entry) => {
      const found = read(entry);
      return found !== undefined && found !== null && compare(found, operator, value);
    },
  };
}

function severityOf(value: string): number {
  const name = value.toUpperCase();
  if (name in severities) return severities[name as Severity];
  const number = Number(value);
  if (value !== "" && Number.isInteger(number)) return number;
  throw invalid(`Invalid severity in the filter: "${value}".`);
}

type Order = (found: number | string, wanted: number | string) => boolean;

const orders: Readonly<Record<string, Order>> = {
  "=": (found, wanted) => found === wanted,
  ":": (found, wanted) => found === wanted,
  "!=": (found, wanted) => found !== wanted,
  ">": (found, wanted) => found > wanted,
  ">=": (found, wanted) => found >= wanted,
  "<": (found, wanted) => found < wanted,
  "<=": (found, wanted) => found <= wanted,
};

function ordered(found: number | string, operator: string, wanted: number | string): boolean {
  const order = orders[operator];
  if (!order) throw invalid(`The operator ${operator} does not fit this field.`);
  return order(found, wanted);
}

/** Text is compared without regard to case, as everywhere in the language but in regular expressions. */
function compare(found: unknown, operator: string, value: string): boolean {
  if (operator === ":") return value === "*" || has(found, value);
  if (Array.isArray(found)) return found.some((item) => compare(item, operator, value));
  if (typeof found === "number" || isNumberText(found)) {
    const wanted = Number(value);
    if (!Number.isNaN(wanted)) return ordered(Number(found), operator, wanted);
  }
  if (isDuration(found)) {
    return ordered(
      Number(found.seconds ?? 0) + (found.nanos ?? 0) / 1e9,
      operator,
      Number(value.replace(/s$/, "")),
    );
  }
  if (typeof found !== "string" && typeof found !== "boolean" && typeof found !== "number") return false;
  return ordered(`${found}`.toLowerCase(), operator, value.toLowerCase());
}

const isNumberText = (found: unknown): boolean => typeof found === "string" && /^-?\d+(\.\d+)?$/.test(found);

const isDuration = (found: unknown): found is { seconds?: string; nanos?: number } =>
  typeof found === "object" &&
  found !== null &&
  Object.keys(found).every((key) => key === "seconds" || key === "nanos");

/** For a map: whether it has the key. Otherwise whether the text is found somewhere. */
function has(found: unknown, value: string): boolean {
  const isMap = typeof found === "object" && found !== null && !Array.isArray(found);
  return (isMap && value in found) || holds(found, value.toLowerCase());
}

function holds(found: unknown, lowerCase: string): boolean {
  return typeof found === "object" && found !== null
    ? Object.values(found).some((item) => holds(item, lowerCase))
    : String(found).toLowerCase().includes(lowerCase);
}

/** A bare word or a quoted text finds the entries that hold it anywhere. */
export function textSearch(text: string): (entry: LogEntry) => boolean {
  return (entry) => holds(entry, text.toLowerCase());
}
