// Preconditions of requests. https://cloud.google.com/storage/docs/request-preconditions
import { isGeneration } from "../../../core/generation.ts";
import { conditionNotMet, notModified, StorageError } from "./storage-error.ts";

/** What a condition is compared with; absent = there is no live object. */
export interface Versioned {
  generation: number;
  metageneration: number;
  etag: string;
}

export interface Conditions {
  generationMatch?: number;
  generationNotMatch?: number;
  metagenerationMatch?: number;
  metagenerationNotMatch?: number;
  etagMatch?: string;
  etagNotMatch?: string;
}

export type Query = Record<string, string>;

/** A parameter that is on; Python writes `True`. */
export const isTrue = (query: Query, name: string): boolean => query[name]?.toLowerCase() === "true";

/** A whole number among the query's parameters. */
export function numberParameter(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined || text === "") return undefined;
  if (!isGeneration(text)) {
    throw new StorageError(
      400,
      "invalidParameter",
      `Invalid value '${text}'. Values must be whole numbers.`,
      { locationType: "parameter", location: name },
    );
  }
  // Those beyond what a number holds exactly are of no object here.
  return Number(text);
}

/** @param prefix `if` for the resource that the request names, `ifSource` for the source of a copy */
export function conditionsOf(
  query: Query,
  header: (name: string) => string | undefined = () => undefined,
  prefix: "if" | "ifSource" = "if",
): Conditions {
  const conditions: Record<string, number | string | undefined> = {
    generationMatch: numberParameter(query, `${prefix}GenerationMatch`),
    generationNotMatch: numberParameter(query, `${prefix}GenerationNotMatch`),
    metagenerationMatch: numberParameter(query, `${prefix}MetagenerationMatch`),
    metagenerationNotMatch: numberParameter(query, `${prefix}MetagenerationNotMatch`),
    etagMatch: unquoted(header("if-match")),
    etagNotMatch: unquoted(header("if-none-match")),
  };
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

const unquoted = (etag: string | undefined) => etag?.replace(/^"(.*)"$/, "$1");

/**
 * @param purpose a read whose "not match" fails is answered with 304, a write with 412
 * @throws StorageError
 */
export function check(conditions: Conditions, live: Versioned | undefined, purpose: "read" | "write"): void {
  const { generationMatch, metagenerationMatch, etagMatch } = conditions;
  // A generation of 0 stands for "there is none".
  const generation = live?.generation ?? 0;
  if (generationMatch !== undefined && generationMatch !== generation) throw conditionNotMet();
  if (metagenerationMatch !== undefined && metagenerationMatch !== live?.metageneration)
    throw conditionNotMet();
  if (etagMatch !== undefined && etagMatch !== "*" && etagMatch !== live?.etag) throw conditionNotMet();

  const { generationNotMatch, metagenerationNotMatch, etagNotMatch } = conditions;
  const isUnchanged =
    generationNotMatch === generation ||
    (live !== undefined &&
      (metagenerationNotMatch === live.metageneration || etagNotMatch === live.etag || etagNotMatch === "*"));
  if (isUnchanged) throw purpose === "read" ? notModified() : conditionNotMet();
}
