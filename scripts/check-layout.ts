// Checks where files lie and how long they are: `npm run check:layout`.
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

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
    ...paths.flatMap((path) => (path.startsWith("src/") ? sourceProblems(path, files.get(path)!) : [])),
    ...crowdedFolders(paths.filter((path) => path.startsWith("src/"))),
    ...lostTests(paths),
  ];
}

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
  const found = globSync(["{bin,src,scripts,examples,test}/**/*.{ts,tsx,mjs,js}", "package.json"], {
    exclude: ["**/node_modules/**"],
  });
  const problems = layoutProblems(new Map(found.map((path) => [path, readFileSync(path, "utf8")])));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
