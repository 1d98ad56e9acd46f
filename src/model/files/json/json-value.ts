// What JSON holds.

export type Json = unknown;
export type JsonObject = Record<string, Json>;

export const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isScalar = (value: Json): boolean => typeof value !== "object" || value === null;

/** With something in it, and nothing inside of that. */
export const isFlat = (value: Json): value is JsonObject =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isScalar);
