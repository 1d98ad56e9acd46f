// The formats that a result can have, with what files and objects of them are called.
import type { RawParameters } from "../../core/contract.ts";

export const resultFormats = ["csv", "json", "ndjson", "parquet", "xlsx"] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** All but CSV, which the threads write by themselves. */
export type OtherFormat = Exclude<ResultFormat, "csv">;

/** As https://www.iana.org/assignments/media-types lists them; NDJSON is not there. */
export const contentTypes: Readonly<Record<ResultFormat, string>> = {
  csv: "text/csv",
  json: "application/json",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

const byEnding: ReadonlyMap<string, ResultFormat> = new Map([
  ["csv", "csv"],
  ["txt", "csv"],
  ["tsv", "csv"],
  ["json", "json"],
  ["ndjson", "ndjson"],
  ["jsonl", "ndjson"],
  ["parquet", "parquet"],
  ["xlsx", "xlsx"],
]);

/**
 * What a file of that name holds.
 * @returns undefined for an ending that says nothing, `unknown` for one that says something else
 */
export function formatOfName(name: string): ResultFormat | "unknown" | undefined {
  const ending = /\.([a-z][a-z0-9]*)$/i.exec(name)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : (byEnding.get(ending) ?? "unknown");
}

const isFormat = (word: string): word is ResultFormat => (resultFormats as readonly string[]).includes(word);

/** The parameter `format`; CSV unless it names another one. Whether it is one of them the parameters' schema checks. */
export function formatIn({ format }: RawParameters): ResultFormat {
  const word = String(format ?? "csv")
    .trim()
    .toLowerCase();
  return isFormat(word) ? word : "csv";
}

/** Formats whose cells have types: their dates are no text. */
export const hasTypedDates = (format: ResultFormat): boolean => format === "parquet" || format === "xlsx";
