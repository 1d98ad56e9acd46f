// Where packages with data lie, and which of their files are CSV or JSON.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const npmPackages = fileURLToPath(new URL("../../../node_modules", import.meta.url));

const findPackages = `
import importlib.util as util, json, sys
specs = {name: util.find_spec(name) for name in sys.argv[1:]}
print(json.dumps({name: spec.submodule_search_locations[0] for name, spec in specs.items() if spec}))`;

/**
 * Folders of the Python packages that are installed, by name: in CLOUD_RUNNER_PYTHON_PACKAGES (what `pip install
 * --target` was given), else where `python3` finds them.
 */
export function pythonPackages(names: readonly string[]): Record<string, string> {
  const folder = process.env["CLOUD_RUNNER_PYTHON_PACKAGES"];
  if (folder !== undefined) {
    const found = names.map((name) => [name, join(folder, name)] as const);
    return Object.fromEntries(found.filter(([, path]) => existsSync(path)));
  }
  try {
    const answer = execFileSync("python3", ["-c", findPackages, ...names], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(answer) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Paths inside the folder, in order. */
export const dataFilesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(csv|json)(\.gz)?$/i.test(path))
    .map((path) => path.split(sep).join("/"))
    .sort();
