// Where forecasts go: beside the inputs, into a file or a folder, of this machine or of Cloud Storage.
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { seriesReportName } from "../../../core/contract.ts";
import { isOneFile, sameNames } from "../../../core/disk/one-file.ts";
import { statOf } from "../../../core/disk/stat-of.ts";
import { UsageError } from "../../../core/errors.ts";
import type { Platform } from "../../../core/platform/platform.ts";
import { thisPlatform } from "../../../core/platform/this-platform.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import { formatOfName, type ResultFormat } from "../../../model/results/result-format.ts";
import { isBqUri, parsePlace, tableFor } from "../bigquery/table-name.ts";
import { isRemote } from "../sources/remote.ts";
import type { Input, InputFile, InputOptions, Output } from "../sources/input.ts";
import { chooseFormat, formatOfTable, resultFile } from "./output-format.ts";
import { refuseUnwritable } from "./writable.ts";

/**
 * @param isOne whether the output may be the file of that name
 * @throws UsageError for an output that is impossible
 */
export function placeOutputs(
  files: readonly Omit<Input, "outputPath" | "format">[],
  isOne: boolean,
  options: InputOptions,
  platform = thisPlatform(),
): Input[] {
  if (typeof options.output === "object") refuseImpossible(options.output.path, platform);
  const format = isTable(options.output)
    ? formatOfTable(options.format)
    : chooseFormat(isOne ? outputFile(options) : undefined, options.format);
  return files.map((file) => {
    const name = file.below?.includes("/") === true ? file.below : file.objectBase;
    const placed = () =>
      outputPath(file, resultFile(name, format), files.length, { ...options, format, platform });
    return { ...file, outputPath: (isOne ? outputFile(options) : undefined) ?? placed(), format };
  });
}

/** @throws UsageError for a name that no file here can have */
function refuseImpossible(path: string, platform: Platform): void {
  if (isRemote(path) || isBqUri(path)) return;
  const { root } = platform.path.parse(path);
  const steps = path.slice(root.length).split(platform.path.sep === "\\" ? /[/\\]/ : "/");
  for (const step of steps) {
    const why = ["", ".", ".."].includes(step) ? undefined : platform.whyNoName(step);
    if (why === undefined) continue;
    throw new UsageError(`There can be no file ${path}: ${why}.`, {
      code: "usage.output",
      fix: "Name another one with -o.",
    });
  }
}

/** What comes from elsewhere by a name that no file here can have is called otherwise. */
const fileName = (name: string, platform: Platform): string =>
  name
    .split("/")
    .map((step) => platform.nameForFile(step))
    .join("/");

/** Whether it is a table of BigQuery, or a dataset for several. */
const isTable = (output: Output): boolean => typeof output === "object" && isBqUri(output.path);

/** Whether a file, an object or a table is there already. */
export const isThere = (path: string, { objects }: Pick<InputOptions, "objects">): boolean =>
  isRemote(path) ? objects?.has(path) === true : statOf(path) !== undefined;

/** The output as a user would name it. @param folder from where it is named */
export function shownOutput(
  { label, outputPath: path = "-" }: Pick<Input, "label" | "outputPath">,
  folder: string,
): string {
  const near = isAbsolute(path) ? relative(folder, path) : path;
  return isAbsolute(label) || (near.startsWith("..") && !label.startsWith("..")) ? path : near;
}

/** The one file that forecasts go into; undefined when that is no file, or a folder. */
function outputFile({ output, folder }: InputOptions): string | undefined {
  if (typeof output === "string" || /[/\\]$/.test(output.path)) return undefined;
  if (isBqUri(output.path)) return parsePlace(output.path).tableId === undefined ? undefined : output.path;
  if (isRemote(output.path)) return output.path;
  const target = resolve(folder, output.path);
  const isFolder = statOf(target)?.isDirectory() === true;
  return isFolder ? undefined : target;
}

interface Placing {
  format: ResultFormat;
  platform: Platform;
}

/** @param name of a file for it in a folder */
function outputPath(
  { path, gs, bigquery, name: own }: InputFile,
  name: string,
  count: number,
  { format, platform, ...options }: Omit<InputOptions, "format"> & Placing,
): string | undefined {
  const { output, folder } = options;
  if (output === "nowhere") return undefined;
  // What comes from a bucket has nothing beside it here, so it comes into the folder itself.
  if (output === "beside" && path === undefined && (gs ?? bigquery) !== undefined)
    return join(folder, fileName(name, platform));
  if (output === "beside") return path && join(dirname(path), resultFile(own, format));
  if (isBqUri(output.path)) {
    if (parsePlace(output.path).tableId === undefined) return tableFor(output.path, name);
    throw new UsageError(`${output.path} is one table, and ${count} forecasts cannot go into one.`, {
      code: "usage.output",
      fix: "Name a dataset instead, in which each forecast gets a table: -o bq://PROJECT.DATASET",
    });
  }
  if (isRemote(output.path)) {
    // The ending of what is no result may well be a part of a name there, as in `gs://bucket/v1.a`.
    if (isNamedAsFile(output.path, isFormatEnding)) throw noFolder(output.path);
    return `${output.path.replace(/\/$/, "")}/${name}`;
  }
  const target = resolve(folder, output.path);
  const found = statOf(target);
  if (found === undefined && isNamedAsFile(output.path)) throw noFolder(output.path);
  if (found === undefined || found.isDirectory()) return join(target, fileName(name, platform));
  throw new UsageError(`${output.path} is a file, and ${count} forecasts cannot go into one.`, {
    code: "usage.output",
    fix: "Name a folder instead: -o out/",
  });
}

/** `out.csv` is meant as a file, even where several forecasts would make a folder of it; `out.csv/` is not. */
const isNamedAsFile = (
  path: string,
  isEnding = (name: string) => formatOfName(name) !== undefined,
): boolean => !/[/\\]$/.test(path) && isEnding(basename(path));

const isFormatEnding = (name: string): boolean => ![undefined, "unknown"].includes(formatOfName(name));

const noFolder = (path: string): UsageError =>
  new UsageError(
    `${path} has the name of a file; forecasts of several files, or of a folder, go into a folder.`,
    {
      code: "usage.output",
      fix: `Name a folder: -o out/, or with a slash behind it what is to be one: -o ${shellQuote([`${path}/`])}`,
    },
  );

/**
 * @throws UsageError for outputs that are there already, are one another's, or are inputs; CloudRunnerError
 * output.not-writable when none of them can be written
 */
export function checkOutputs(inputs: readonly Input[], options: InputOptions): void {
  const { force, folder } = options;
  const owners = new Map<string, string>();
  const outputs = inputs.flatMap(({ outputPath }) => (outputPath === undefined ? [] : [outputPath]));
  const same = sameNames(outputs.filter((path) => !isRemote(path)));
  for (const { label, path, outputPath: output } of inputs) {
    if (output === undefined) continue;
    const shown = isRemote(output) ? output : relative(folder, output) || output;
    const twin = same.get(output);
    const owner = owners.get(twin ?? output);
    if (owner !== undefined) {
      throw new UsageError(`The forecasts of ${owner} and ${label} would both be written to ${shown}.`, {
        code: "usage.output",
        details: twin === undefined ? [] : ["On this disk it is the same file, however the name is written."],
        fix: "Rename one of the two files, or forecast them one after the other with -o.",
      });
    }
    owners.set(output, label);
    if (output === path || output === label || (path !== undefined && isOneFile(output, path))) {
      throw new UsageError(`The forecast of ${label} would overwrite its own input.`, {
        code: "usage.output",
        fix: "Name another file with -o.",
      });
    }
  }
  if (!force) refuseExisting(inputs, options);
  refuseUnwritable(
    outputs.filter((path) => !isRemote(path)),
    folder,
  );
}

/** @throws UsageError for outputs that are there already */
export function refuseExisting(
  inputs: readonly Input[],
  { folder, objects }: Pick<InputOptions, "folder" | "objects">,
): void {
  const existing = inputs
    .flatMap(({ outputPath: path }) => (path === undefined ? [] : [path, seriesReportName(path)]))
    .filter((path) => isThere(path, { objects }))
    .map((path) => (isRemote(path) ? path : relative(folder, path) || path));
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
