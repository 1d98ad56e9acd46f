// Words that name files: a file, all files of a folder, or a pattern that no shell has expanded, such as `'in/**/*.csv'`.
import { globSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { statOf } from "../../../core/disk/stat-of.ts";
import { UsageError } from "../../../core/errors.ts";
import { nearestName } from "../../../core/nearest-name.ts";
import { isResultName, resultsAmong } from "../outputs/output-format.ts";
import { isPattern, keepMeant, leftOut, type FoundFile } from "./found-files.ts";

export interface NamedFile extends FoundFile {
  /** The word that named it. */
  namedBy: string;
}

export interface ExpandedWords {
  files: NamedFile[];
  /** Sentences on what was left out, and why. */
  notes: string[];
}

/** @throws UsageError for a file that is not there, or a folder or a pattern without any */
export function expandWords(words: readonly string[], folder: string): ExpandedWords {
  const notes: string[] = [];
  const found = new Map<string, NamedFile>();
  for (const word of words) {
    for (const file of filesOf(word, folder, notes))
      if (!found.has(file.word)) found.set(file.word, { ...file, namedBy: word });
  }
  // `predict *.csv` run twice must not forecast its own forecasts.
  const results = resultsAmong([...found.keys()]);
  for (const word of results) found.delete(word);
  if (results.length > 0) notes.push(leftOut(results, "results of earlier runs"));
  return { files: [...found.values()], notes };
}

/** Of the folder that the word names, or would. */
function nearestFile(word: string, folder: string): string | undefined {
  try {
    const names = readdirSync(resolve(folder, dirname(word))).filter((name) => !name.startsWith("."));
    const near = nearestName(
      basename(word),
      names.filter((name) => !isResultName(name)),
    );
    return near === undefined ? undefined : join(dirname(word), near);
  } catch {
    return undefined;
  }
}

function filesOf(word: string, folder: string, notes: string[]): FoundFile[] {
  const found = statOf(resolve(folder, word));
  if (found !== undefined && !found.isDirectory()) return [{ word, below: undefined }];
  if (found === undefined && isMangled(word)) throw notUtf8(word);
  if (found === undefined && !isPattern(word)) {
    const near = nearestFile(word, folder);
    throw new UsageError(`There is no file ${word}.`, {
      code: "usage.no-such-file",
      details: near === undefined ? [] : [`Did you mean ${near}?`],
      fix: "Name an existing file, a folder, a pattern such as 'in/*.csv', or - for standard input.",
    });
  }
  const files = found === undefined ? byPattern(word, folder) : inFolder(word, folder);
  const earlier = notes.length;
  const kept = keepMeant(files, word, notes);
  const mangled = kept.find((file) => isMangled(file.word) && !isFile(resolve(folder, file.word)));
  if (mangled !== undefined) throw notUtf8(mangled.word);
  if (kept.length > 0) return kept;
  throw new UsageError(
    found === undefined ? `No file matches ${word}.` : `The folder ${word} holds no file to forecast.`,
    {
      code: found === undefined ? "usage.no-such-file" : "usage.folder",
      details: notes.slice(earlier),
      fix: "Name files, a folder that holds some, or a pattern such as 'in/**/*.csv'.",
    },
  );
}

/** All below it but what is hidden, in the order of the names. */
function inFolder(word: string, folder: string): FoundFile[] {
  const top = resolve(folder, word);
  return filesBelow(top, [])
    .map((file) => relative(top, file))
    .toSorted()
    .map((path) => ({ word: join(word, path), below: path.replaceAll(sep, "/") }));
}

/** Links to folders are followed, but not back into a folder that they lie in: that would find each file again and again. */
function filesBelow(folder: string, above: readonly string[]): string[] {
  const here = realpathSync(folder);
  if (above.includes(here)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    const found = entry.isSymbolicLink() ? statOf(path) : entry;
    if (found?.isDirectory() === true) return filesBelow(path, [...above, here]);
    return found?.isFile() === true ? [path] : [];
  });
}

function byPattern(pattern: string, folder: string): FoundFile[] {
  const start = pattern.split(/[/\\]/);
  const fixed = start.slice(0, start.findIndex(isPattern)).join("/");
  return globSync(pattern, { cwd: folder })
    .filter((path) => isFile(resolve(folder, path)) || isMangled(path))
    .toSorted()
    .map((word) => ({ word, below: relative(fixed, word).replaceAll(sep, "/") }));
}

/** Node reads names as UTF-8, and puts this in the place of what is none; by such a name no file is found. */
const isMangled = (path: string): boolean => path.includes("\ufffd");

const notUtf8 = (word: string): UsageError =>
  new UsageError(`The name of the file ${word} is not UTF-8, so it cannot be opened.`, {
    code: "usage.file-name",
    details: ["Likely cause: it was made under an older system or unpacked from an old archive."],
    fix: "Rename it, or send it by standard input: cloud-runner predict - < FILE. For many files, with the encoding that they have:",
    commands: ["convmv -r -f latin1 -t utf8 --notest ."],
  });

const isFile = (path: string): boolean => statOf(path)?.isFile() === true;
