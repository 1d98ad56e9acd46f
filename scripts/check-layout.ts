// Checks where files lie and how long they are: `npm run check:layout`.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { platformOf } from "../src/core/platform/platform.ts";

const filesPerFolder = 20;
const linesPerFile = 350;

/**
 * One line for each problem.
 * @param files the content of each by its path
 */
export function layoutProblems(files: ReadonlyMap<string, string>): string[] {
  const paths = [...files.keys()];
  return [
    ...paths
      .filter((path) => /(^|[/.-])utils?([/.-]|$)/.test(path))
      .map((path) => `${path}: name it by what it does`),
    ...paths.flatMap((path) => (isSource(path) ? sourceProblems(path, files.get(path)!) : [])),
    ...paths.flatMap((path) => (isSource(path) ? platformProblems(path, files.get(path)!) : [])),
    ...paths.flatMap(nameProblems),
    ...sameWithoutCase(paths),
    ...crowdedFolders(paths.filter(isSource)),
    ...lostTests(paths),
  ];
}

const isSource = (path: string): boolean => /^src\/.*\.(tsx?|mjs|js)$/.test(path);

function sourceProblems(path: string, content: string): string[] {
  const lines = content.trimEnd().split("\n");
  return [
    ...(/^(\/\/ |\/\*\* )/.test(content)
      ? []
      : [`${path}: the first line does not say what the file is for`]),
    ...(lines.length > linesPerFile
      ? [`${path}: ${lines.length} lines, and ${linesPerFile} are the most`]
      : []),
  ];
}

/** Where what differs between systems is known, and what an instance loads by itself. */
const platformFiles = /^src\/(core\/platform\/|local\/instance\/)/;

/** Names of systems and what only some of them have. */
const platformWords =
  /\b(win32|darwin|get(e?[ug]id)|SIG(TERM|KILL|INT|HUP|QUIT|BREAK|STOP|CONT|USR[12])|powershell\.exe|cmd\.exe)\b|process\.platform|os\.platform|["'`]\/(proc|bin|dev|tmp|usr)\b/i;

/** Shells are on every system, and completion is about nothing else. */
const shellFiles = /^src\/cli\/(commands\/)?completion\//;

function platformProblems(path: string, content: string): string[] {
  if (platformFiles.test(path) || shellFiles.test(path)) return [];
  return content.split("\n").flatMap((line, index) => {
    const word = /^\s*(\/\/|\/?\*)/.test(line) ? undefined : platformWords.exec(line)?.[0];
    return word === undefined
      ? []
      : [`${path}:${index + 1}: ${word} is for src/core/platform, which knows how systems differ`];
  });
}

/** Windows could not check out the repository. */
function nameProblems(path: string): string[] {
  const steps = path.split("/");
  const why = steps.map((step) => platformOf("win32").whyNoName(step)).find((each) => each !== undefined);
  return why === undefined ? [] : [`${path}: Windows has no file of that name: ${why}`];
}

/** On macOS and Windows two of these would be one file. */
const sameWithoutCase = (paths: string[]): string[] =>
  [...Map.groupBy(paths, (path) => path.normalize("NFC").toLowerCase()).values()]
    .filter((same) => same.length > 1)
    .map((same) => `${same.join(" and ")}: one file where names have no case`);

function crowdedFolders(paths: string[]): string[] {
  const folders = Map.groupBy(paths, dirname);
  return [...folders]
    .filter(([, inside]) => inside.length > filesPerFolder)
    .map(([folder, inside]) => `${folder}: ${inside.length} files, and ${filesPerFolder} are the most`);
}

/** A unit test is called as the file or folder that it tests, perhaps with one more word: `a/b.fuzz.test.ts`. */
function lostTests(paths: string[]): string[] {
  const sources = paths
    .filter((path) => !path.startsWith("test/"))
    .map((path) => path.replace(/\.(tsx?|mjs|js|json)$/, ""));
  const tested = new Set(sources.flatMap((path) => [path, ...foldersOf(path)]));
  return paths
    .filter((path) => path.startsWith("test/unit/") && path.endsWith(".test.ts"))
    .filter((path) => {
      const name = path.slice("test/unit/".length, -".test.ts".length);
      const names = [name, name.replace(/\.[^./]+$/, "")];
      return !names.some((each) => tested.has(`src/${each}`) || tested.has(each));
    })
    .map((path) => `${path}: no source file or folder is at this path`);
}

const foldersOf = (path: string): string[] =>
  path.split("/").map((_, index, steps) => steps.slice(0, index).join("/"));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  // Names alone count of what is no source, and what is deleted does not count.
  const isRead = (path: string) =>
    /^((bin|src|scripts|examples|test)\/.*\.(tsx?|mjs|js)|package\.json)$/.test(path);
  const found = files.split("\0").filter((path) => path !== "" && existsSync(path));
  const problems = layoutProblems(
    new Map(found.map((path) => [path, isRead(path) ? readFileSync(path, "utf8") : ""])),
  );
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
