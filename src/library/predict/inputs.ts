// Which files go in, under which object names, and where their forecasts come out; all checked before anything is sent.
import { statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { isReportName, isSeriesReportName, seriesReportName } from "../../core/contract.ts";
import { UsageError } from "../../core/errors.ts";

export interface InputFile {
  /** As the user named it. */
  label: string;
  /** Undefined for standard input. */
  path: string | undefined;
}

export interface Input extends InputFile {
  /** Last part of the object's name, unique among the inputs of one run. */
  objectBase: string;
  /** Where the forecast is written; undefined for standard output. */
  outputPath: string | undefined;
}

export interface FileOptions {
  /** Folder that relative names start from. */
  folder: string;
  stdinIsTty: boolean;
}

export interface InputOptions extends FileOptions {
  /** Value of --output. */
  output: string | undefined;
  force: boolean;
}

export interface ResolvedInputs {
  inputs: Input[];
  /** Files that are results of earlier runs, caught by a pattern such as `*.csv`. */
  leftOut: string[];
}

const resultSuffix = ".forecast.csv";

/** @throws UsageError for a missing file, an impossible output, or an output that exists (without --force). */
export function resolveInputs(words: readonly string[], options: InputOptions): ResolvedInputs {
  const { kept, files, leftOut } = resolveFiles(words, options);
  const bases = uniqueNames(kept.map((word) => (word === "-" ? "stdin.csv" : basename(word))));
  const inputs = kept.map((word, index) => ({
    ...files[index]!,
    objectBase: bases[index]!,
    outputPath: outputPath(word, bases[index]!, kept.length, options),
  }));
  checkOutputs(inputs, options);
  return { inputs, leftOut };
}

/** @throws UsageError for a file that is not there, or whose name no object may have. */
export function resolveFiles(
  words: readonly string[],
  options: FileOptions,
): { kept: string[]; files: InputFile[]; leftOut: string[] } {
  const { kept, leftOut } = withoutEarlierResults(unique(words));
  for (const word of kept) checkReadable(word, options);
  for (const word of kept) checkObjectName(basename(word));
  const files = kept.map((word) => ({
    label: word === "-" ? "standard input" : word,
    path: word === "-" ? undefined : resolve(options.folder, word),
  }));
  return { kept, files, leftOut };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** `predict *.csv` run twice must not forecast its own forecasts. */
function withoutEarlierResults(words: readonly string[]): { kept: string[]; leftOut: string[] } {
  const named = new Set(words);
  const isResult = (word: string) =>
    word.endsWith(resultSuffix) && named.has(`${word.slice(0, -resultSuffix.length)}.csv`);
  return { kept: words.filter((word) => !isResult(word)), leftOut: words.filter(isResult) };
}

function checkReadable(word: string, { folder, stdinIsTty }: FileOptions): void {
  if (word === "-") {
    if (!stdinIsTty) return;
    throw new UsageError("Standard input is a terminal, not a file.", {
      code: "usage.stdin",
      fix: "Pipe a CSV in: cat data.csv | cloud-runner predict -",
    });
  }
  const found = statSync(resolve(folder, word), { throwIfNoEntry: false });
  if (found === undefined) {
    throw new UsageError(`There is no file ${word}.`, {
      code: "usage.no-such-file",
      fix: "Name an existing CSV file, or - for standard input.",
    });
  }
  if (found.isDirectory()) {
    throw new UsageError(`${word} is a folder.`, {
      code: "usage.folder",
      fix: `Name files in it, for example ${join(word, "*.csv")}.`,
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

const resultNameFor = (base: string): string =>
  `${base.slice(0, base.length - extname(base).length)}${resultSuffix}`;

function outputPath(
  word: string,
  base: string,
  count: number,
  { output, folder }: InputOptions,
): string | undefined {
  if (output === "-" || (output === undefined && word === "-")) {
    if (count === 1) return undefined;
    throw new UsageError("Only one forecast can go to standard output.", {
      code: "usage.output",
      fix: "Name a folder instead: -o out/",
    });
  }
  if (output === undefined) return join(dirname(resolve(folder, word)), resultNameFor(basename(word)));
  const target = resolve(folder, output);
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory() === true || /[/\\]$/.test(output)) return join(target, resultNameFor(base));
  if (count === 1) return target;
  if (found === undefined) return join(target, resultNameFor(base));
  throw new UsageError(`${output} is a file, and ${count} forecasts cannot go into one.`, {
    code: "usage.output",
    fix: "Name a folder instead: -o out/",
  });
}

function checkOutputs(inputs: readonly Input[], { force, folder }: InputOptions): void {
  const owners = new Map<string, string>();
  const existing: string[] = [];
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
    for (const path of [output, seriesReportName(output)]) {
      if (statSync(path, { throwIfNoEntry: false }) !== undefined)
        existing.push(relative(folder, path) || path);
    }
  }
  if (force || existing.length === 0) return;
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
