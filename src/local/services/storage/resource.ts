// Helpers for resources as JSON: etags, and the two ways in which a request changes one.
import { isMessage } from "../../message.ts";

/** A resource's etag, built as Google's are: a message with generation and metageneration, in base64. */
export function etagOf(generation: number, metageneration: number): string {
  const bytes: number[] = [];
  for (const [tag, number] of [
    [0x08, generation],
    [0x10, metageneration],
  ] as const) {
    if (number === 0) continue;
    bytes.push(tag);
    let rest = BigInt(number);
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  }
  return Buffer.from(bytes).toString("base64");
}

/** JSON merge patch: null removes, objects merge, all else replaces. https://www.rfc-editor.org/rfc/rfc7396 */
export function mergePatch(
  target: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (value === null) delete result[key];
    else if (isMessage(value)) result[key] = mergePatch(isMessage(before) ? before : {}, value);
    else result[key] = withoutNulls(value);
  }
  return result;
}

/** Null stands for a field that is not set. */
export function withoutNulls<T>(value: T): T;
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => each !== null).map((each) => withoutNulls(each));
  if (!isMessage(value)) return value;
  const set = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(set.map(([key, each]) => [key, withoutNulls(each)]));
}

/** The fields of a resource that a request may set; output-only and unknown ones are ignored, as Google ignores them. */
export function pick(source: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => (source[field] === undefined ? [] : [[field, source[field]]])),
  );
}

/** RFC 3339 with milliseconds, as resources carry times. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();
