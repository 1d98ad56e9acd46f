// Which files go in, under which object names, and where their forecasts come out; all checked before anything is sent.
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { isReportName, isSeriesReportName, seriesReportName } from "../../core/contract.ts";
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import type { ResultFormat } from "../../model/results/result-format.ts";
import { chooseFormat, resultFile, type FormatWish } from "./output-format.ts";
import { expandWords } from "./sources/expand-words.ts";

/** A file by its path, or content that is no file. */
export type Source = string | NamedContent;

export interface NamedContent {
  /** What a file of it would be called, such as `data.csv`. */
  name: string;
  content: string | Uint8Array | (() => Promise<Uint8Array>);
  /** What messages call it; the name when absent. */
  label?: string;
}

export interface InputFile {
  /** As the user named it. */
  label: string;
  /** Last part of its path. */
  name: string;
  /** Undefined for what is no file. */
  path: string | undefined;
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
  /** What is said of the format beside the name of the output; CSV when absent. */
  format?: FormatWish;
}

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
  const skipped = options.skipExisting === true ? inputs.filter(hasOutput) : [];
  const left = inputs.filter((input) => !skipped.includes(input));
  checkOutputs(left, options);
  return { inputs: left, skipped, notes };
}

/**
 * @param isOne whether the output may be the file of that name
 * @throws UsageError for an output that is impossible
 */
export function placeOutputs(
  files: readonly Omit<Input, "outputPath" | "format">[],
  isOne: boolean,
  options: InputOptions,
): Input[] {
  const format = chooseFormat(isOne ? outputFile(options) : undefined, options.format);
  return files.map((file) => {
    const name = file.below?.includes("/") === true ? file.below : file.objectBase;
    const placed = () => outputPath(file, resultFile(name, format), files.length, { ...options, format });
    return { ...file, outputPath: (isOne ? outputFile(options) : undefined) ?? placed(), format };
  });
}

const hasOutput = ({ outputPath: path }: Input): boolean =>
  path !== undefined && statSync(path, { throwIfNoEntry: false }) !== undefined;

const isFolder = (source: Source, { folder }: InputOptions): boolean =>
  typeof source === "string" &&
  statSync(resolve(folder, source), { throwIfNoEntry: false })?.isDirectory() === true;

/** @throws UsageError for a file that is not there, or whose name no object may have. */
export function resolveFiles(
  sources: readonly Source[],
  folder: string,
): { files: InputFile[]; notes: string[] } {
  const all = [...new Set(sources)];
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

export function fileAt(word: string, folder: string): InputFile {
  const path = resolve(folder, word);
  return { label: word, name: basename(word), path, read: () => reading(word, () => readFile(path)) };
}

function contentOf({ name, content, label = name }: NamedContent): InputFile {
  const read = async () => {
    if (typeof content === "function") return reading(label, content);
    return typeof content === "string" ? Buffer.from(content) : content;
  };
  return { label, name: basename(name), path: undefined, read };
}

async function reading(label: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    throw new CloudRunnerError(`${label} cannot be read.`, {
      code: "input.not-readable",
      details: [(error as Error).message],
      fix: "Check that the file is there and may be read.",
      cause: error,
    });
  }
}

/** Cloud Storage's rules: https://docs.cloud.google.com/storage/docs/objects#naming, and two of our own. */
function checkObjectName(base: string): void {
  const wrong = /[\p{Cc}]/u.test(base)
    ? "has a control character in its name"
    : Buffer.byteLength(base) > 900
      ? "has a name of over 900 bytes"
      : isReportName(base)
        ? "has the name of an error report"
        : isSeriesReportName(base)
          ? "has the name of a report on series"
          : undefined;
  if (wrong === undefined) return;
  throw new UsageError(`The file ${JSON.stringify(base)} ${wrong}.`, {
    code: "usage.file-name",
    fix: "Rename the file, or send it through standard input: cloud-runner predict - < FILE",
  });
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

/** The output as a user would name it. @param folder that relative names start from */
export function shownOutput(
  { label, outputPath: path = "-" }: Pick<Input, "label" | "outputPath">,
  folder: string,
): string {
  const near = isAbsolute(path) ? relative(folder, path) : path;
  return isAbsolute(label) || (near.startsWith("..") && !label.startsWith("..")) ? path : near;
}

/** The one file that forecasts go into; undefined when that is no file, or a folder. */
function outputFile({ output, folder }: InputOptions): string | undefined {
  if (typeof output === "string") return undefined;
  const target = resolve(folder, output.path);
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder || /[/\\]$/.test(output.path) ? undefined : target;
}

/** @param name of a file for it in a folder */
function outputPath(
  { path, name: own }: InputFile,
  name: string,
  count: number,
  { format, ...options }: Omit<InputOptions, "format"> & { format: ResultFormat },
): string | undefined {
  const { output, folder } = options;
  if (output === "nowhere") return undefined;
  if (output === "beside") return path && join(dirname(path), resultFile(own, format));
  const target = resolve(folder, output.path);
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return join(target, name);
  throw new UsageError(`${output.path} is a file, and ${count} forecasts cannot go into one.`, {
    code: "usage.output",
    fix: "Name a folder instead: -o out/",
  });
}

function checkOutputs(inputs: readonly Input[], { force, folder }: InputOptions): void {
  const owners = new Map<string, string>();
  for (const { label, path, outputPath: output } of inputs) {
    if (output === undefined) continue;
    const shown = relative(folder, output) || output;
    const owner = owners.get(output);
    if (owner !== undefined) {
      throw new UsageError(`The forecasts of ${owner} and ${label} would both be written to ${shown}.`, {
        code: "usage.output",
        fix: "Rename one of the two files, or forecast them one after the other with -o.",
      });
    }
    owners.set(output, label);
    if (output === path) {
      throw new UsageError(`The forecast of ${label} would overwrite its own input.`, {
        code: "usage.output",
        fix: "Name another file with -o.",
      });
    }
  }
  if (!force) refuseExisting(inputs, folder);
}

/** @throws UsageError for outputs that are there already */
export function refuseExisting(inputs: readonly Input[], folder: string): void {
  const existing = inputs
    .flatMap(({ outputPath: path }) => (path === undefined ? [] : [path, seriesReportName(path)]))
    .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
    .map((path) => relative(folder, path) || path);
  if (existing.length === 0) return;
  const more = existing.length > 5 ? [`and ${existing.length - 5} more`] : [];
  throw new UsageError(
    existing.length === 1
      ? `${existing[0]} is there already.`
      : `${existing.length} output files are there already.`,
    {
      code: "usage.output-exists",
      details: existing.length === 1 ? [] : [...existing.slice(0, 5), ...more],
      fix: "Add --force to overwrite, or name another place with -o.",
    },
  );
}
