// What is forecast and where it goes, as all parts of a run know it.
import type { ResultFormat } from "../../../model/results/result-format.ts";
import type { FormatWish } from "../outputs/output-format.ts";

/** A file by its path, or content that is no file. */
export type Source = string | NamedContent;

export interface NamedContent {
  /** What a file of it would be called, such as `data.csv`. */
  name: string;
  content: string | Uint8Array | (() => Promise<Uint8Array>);
  /** What messages call it; the name when absent. */
  label?: string;
  /** The object that holds it, in any bucket. */
  gs?: GsObject;
  bigquery?: BigQueryRows;
  /** Where the content is a file all the same. */
  path?: string;
  /** A file that holds the content only for as long as it is being sent, so that no record names it. */
  staged?: string;
  below?: string | undefined;
}

/** Rows that BigQuery gives: of the table that the label names, or of the query in the content. */
export type BigQueryRows = "table" | "query";

/** An object of Cloud Storage as it was found. */
export interface GsObject {
  bucket: string;
  name: string;
  generation: string;
}

export interface InputFile {
  /** As the user named it. */
  label: string;
  /** Last part of its path. */
  name: string;
  /** Undefined for what is no file. */
  path: string | undefined;
  /** As of `NamedContent`. */
  staged?: string | undefined;
  /** The object that holds it, which is read through the client. */
  gs?: GsObject | undefined;
  bigquery?: BigQueryRows | undefined;
  /** Path below the folder or pattern that it was found by, which a folder of results has too. */
  below?: string | undefined;
  /** @throws CloudRunnerError when it cannot be read */
  read: () => Promise<Uint8Array>;
}

export interface Input extends InputFile {
  /** Last part of the object's name, unique among the inputs of one run. */
  objectBase: string;
  /** Where the forecast is written; undefined when it goes into no file. */
  outputPath: string | undefined;
  /** Of its forecast. */
  format: ResultFormat;
}

/** Beside each input that is a file, into no file, or into this file or folder. */
export type Output = "beside" | "nowhere" | { path: string };

export interface InputOptions {
  /** Folder that relative names start from. */
  folder: string;
  output: Output;
  /** Whether files that are there already are overwritten. */
  force: boolean;
  /** Whether inputs whose output is there already are left out. */
  skipExisting?: boolean | undefined;
  /** Objects or tables that are there already, as `gs://...` or `bq://...`, where the output is there. */
  objects?: ReadonlySet<string> | undefined;
  /** What is said of the format beside the name of the output; CSV when absent. */
  format?: FormatWish;
}
