// What JSON holds.

export type Json = unknown;
export type JsonObject = Record<string, Json>;

export const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isScalar = (value: Json): boolean => typeof value !== "object" || value === null;

/** With something in it, and nothing inside of that. */
export const isFlat = (value: Json): value is JsonObject =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isScalar);

/** Of all its objects together, however deep they are. */
export function keysIn(value: Json): number {
  let keys = 0;
  const open = isScalar(value) ? [] : [value as object];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const inner: Json[] = Object.values(each);
    if (!Array.isArray(each)) keys += inner.length;
    for (const one of inner) if (!isScalar(one)) open.push(one as object);
  }
  return keys;
}
