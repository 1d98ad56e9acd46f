// What every start of a command waits for: a package that comes in by a chain of imports costs each of them.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

/** Packages that are imported from a file on, but for what is loaded later. */
function packagesFrom(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const imports = /^(?:import|export) (?:(type |\*|\{|\w+, |\w+ )([^;"]*?)from )?"([^"]+)";/gm;
  for (const [, start, names, from] of readFileSync(file, "utf8").matchAll(imports)) {
    const isType = start === "type " || (start === "{" && /^(?:\s*type [^,}]+,?)+\s*\}\s*$/.test(names!));
    if (isType || from!.startsWith("node:")) continue;
    const found = from!.startsWith(".") ? packagesFrom(join(dirname(file), from!), seen) : [from!];
    for (const each of found) packages.add(each);
  }
  return packages;
}

it("loads three packages at its start, and no more", () => {
  expect([...packagesFrom(main)].toSorted()).toEqual([
    "commander",
    "fast-string-width",
    "fastest-levenshtein",
  ]);
});
