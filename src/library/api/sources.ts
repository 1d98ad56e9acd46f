// What may be given to forecast or to check.
import { UsageError } from "../../core/errors.ts";
import type { Source as LibrarySource } from "../predict/sources/input.ts";

/** Files by a path, a folder or a pattern such as `in/*.csv`; the bytes of a CSV file, or text under the name that a file of it would have. */
export type Source = string | Uint8Array | { name: string; content: string | Uint8Array };

/** @throws UsageError for what is no source, which only a program without types can give */
export function sourceOf(source: Source): LibrarySource {
  if (source instanceof Uint8Array) return { name: "data.csv", content: source };
  if (typeof source === "string" || isNamed(source)) return source;
  throw new UsageError("A source is a path, the bytes of a CSV file, or { name, content }.", {
    code: "usage.source",
    fix: 'Give a path, for example "sales.csv".',
  });
}

/** @throws UsageError as for one; also for one that stands in no list */
export function sourcesOf(sources: readonly Source[]): LibrarySource[] {
  if (Array.isArray(sources)) return sources.map(sourceOf);
  throw new UsageError("The sources of `predict` are a list.", {
    code: "usage.source",
    fix: 'Put it into brackets, for example predict(["sales.csv"]).',
  });
}

function isNamed(source: unknown): boolean {
  const { name, content } = (source ?? {}) as Record<string, unknown>;
  return typeof name === "string" && (typeof content === "string" || content instanceof Uint8Array);
}
