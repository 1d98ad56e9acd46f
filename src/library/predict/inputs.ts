// Which files go in, under which object names, and where their forecasts come out; all checked before anything is sent.
import { readFile } from "node:fs/promises";
import { basename, extname, posix, resolve } from "node:path";
import { statOf } from "../../core/disk/stat-of.ts";
import { UsageError } from "../../core/errors.ts";
import { checkOutputs, isThere, placeOutputs } from "./outputs/place-outputs.ts";
import { isQueryFile } from "./bigquery/table-name.ts";
import { isGsUri } from "./sources/gs-uri.ts";
import { isRemote } from "./sources/remote.ts";
import { expandWords } from "./sources/expand-words.ts";
import type { Input, InputFile, InputOptions, NamedContent, Source } from "./sources/input.ts";
import { checkObjectName } from "./sources/name-fault.ts";
import { notReadable } from "./sources/not-readable.ts";

export interface ResolvedInputs {
  inputs: Input[];
  /** Those whose output is there already, where such are to be skipped. */
  skipped: Input[];
  /** Sentences on files that were left out. */
  notes: string[];
}

/** @throws UsageError for a missing file, an impossible output, or an output that exists (without --force). */
export function resolveInputs(sources: readonly Source[], options: InputOptions): ResolvedInputs {
  const { files, notes } = resolveFiles(sources, options.folder);
  const bases = uniqueNames(files.map(({ name }) => name));
  const named = files.map((file, index) => ({ ...file, objectBase: bases[index]! }));
  // In one file goes what is one file by its name: a folder may hold more tomorrow.
  const isOne = files.length === 1 && !sources.some((source) => isFolder(source, options));
  const inputs = placeOutputs(named, isOne, options);
  const hasOutput = ({ outputPath: path }: Input) => path !== undefined && isThere(path, options);
  const skipped = options.skipExisting === true ? inputs.filter(hasOutput) : [];
  const left = inputs.filter((input) => !skipped.includes(input));
  checkOutputs(left, options);
  return { inputs: left, skipped, notes };
}

const isFolder = (source: Source, { folder }: InputOptions): boolean =>
  typeof source === "string"
    ? statOf(resolve(folder, source))?.isDirectory() === true
    : source.below !== undefined;

/** @throws UsageError for a file that is not there, or whose name no object may have. */
export function resolveFiles(
  sources: readonly Source[],
  folder: string,
): { files: InputFile[]; notes: string[] } {
  const all = [...new Set(sources)];
  const remote = all.find(
    (source) => typeof source === "string" && (isRemote(source) || isQueryFile(source)),
  );
  if (typeof remote === "string") throw notHere(remote);
  const expanded = expandWords(
    all.filter((source) => typeof source === "string"),
    folder,
  );
  const files = all.flatMap((source): InputFile[] =>
    typeof source === "string"
      ? expanded.files
          .filter(({ namedBy }) => namedBy === source)
          .map(({ word, below }) => ({ ...fileAt(word, folder), below }))
      : [contentOf(source)],
  );
  for (const { name } of files) checkObjectName(name);
  return { files, notes: expanded.notes };
}

function notHere(word: string): UsageError {
  if (isGsUri(word)) {
    return new UsageError(
      `${word} is not a file of this machine; only \`predict\` reads from Cloud Storage.`,
      {
        code: "usage.gs-uri",
        fix: `Fetch it first: gcloud storage cp ${word} .`,
      },
    );
  }
  const what = isQueryFile(word) ? "is a query" : "is no file of this machine";
  return new UsageError(`${word} ${what}; only \`predict\` reads from BigQuery.`, {
    code: "usage.bq-uri",
    fix: "Write the rows into a file first: bq query --nouse_legacy_sql --format=csv --max_rows=1000000 'SELECT ...' > rows.csv",
  });
}

export function fileAt(word: string, folder: string): InputFile {
  const path = resolve(folder, word);
  return { label: word, name: basename(word), path, read: () => reading(word, () => readFile(path)) };
}

function contentOf({ name, content, label = name, ...rest }: NamedContent): InputFile {
  const { path, staged, gs, bigquery, below } = rest;
  const read = async () => {
    if (typeof content === "function") return reading(label, content);
    return typeof content === "string" ? Buffer.from(content) : content;
  };
  // A backslash in the name of an object parts nothing.
  const last = gs === undefined ? basename(name) : posix.basename(name);
  return { label, name: last, path, staged, read, gs, bigquery, below };
}

async function reading(label: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    throw notReadable(label, error);
  }
}

/** `sales.csv`, `sales-2.csv`, ... for files of the same name in different folders. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const extension = extname(name);
    const stem = name.slice(0, name.length - extension.length);
    let candidate = name;
    for (let number = 2; taken.has(candidate); number += 1) candidate = `${stem}-${number}${extension}`;
    taken.add(candidate);
    return candidate;
  });
}
