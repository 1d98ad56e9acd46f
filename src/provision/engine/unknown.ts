// Values that only the cloud can give, and has not given yet: an address, a project's number, an image's digest.

class Unknown {
  readonly #text = "(known after apply)";
  toString(): string {
    return this.#text;
  }
  toJSON(): string {
    return this.#text;
  }
}

export type { Unknown };

/** Stands in a spec, and in the rows of a plan, for each such value. */
export const unknownYet = new Unknown();

/** What may still be unknown while a plan is made. */
export type Late<T> = T | Unknown;

/** The same, once everything is known. */
export type Settled<T> = T extends Unknown
  ? never
  : T extends (...args: never) => unknown
    ? T
    : T extends object
      ? { [Key in keyof T]: Settled<T[Key]> }
      : T;

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;

/** The spec, of which nothing is unknown any more. */
export function settled<T>(spec: T): Settled<T> {
  if (hasUnknown(spec)) throw new Error("a value that is needed is still unknown");
  return spec as Settled<T>;
}

function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
