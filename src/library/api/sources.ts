// What may be given to forecast or to check.
import type { Source as LibrarySource } from "../predict/inputs.ts";

/** A file by its path, the bytes of a CSV file, or text under the name that a file of it would have. */
export type Source = string | Uint8Array | { name: string; content: string | Uint8Array };

export const sourceOf = (source: Source): LibrarySource =>
  source instanceof Uint8Array ? { name: "data.csv", content: source } : source;
