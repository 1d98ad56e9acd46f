// What is said of how a file is to be opened, and what comes of it.

export interface OpenedFile {
  /** What holds the table. */
  kind: "csv" | "xlsx" | "parquet" | "json" | "ndjson";
  /** UTF-8 text of CSV; the very bytes of the file when it is that already. Throws InputError. */
  pieces: AsyncIterable<Uint8Array>;
  /** Sentences about what the file is and how it was read. Some come while the pieces are read. */
  notes: string[];
  /** What text that is no UTF-8 may be, the likeliest first; found while the pieces are read. */
  encodings: LikelyEncoding[];
  /** As it was sent. */
  name?: string | undefined;
}

export interface LikelyEncoding {
  encoding: string;
  /** The first line with letters beyond ASCII, in this encoding. */
  example: string;
}

export interface FileOptions {
  /** For messages alone: what a file is, its content says. */
  name?: string | undefined;
  /** Name of a sheet of a workbook, or its number from 1; the first one unless given. */
  sheet?: string | undefined;
  /** How text is encoded, such as `windows-1251`; found out unless given. */
  encoding?: string | undefined;
  /** Most bytes of what was packed with gzip or zstd; as many as can be read at once unless given. */
  mostUnpacked?: number | undefined;
}
