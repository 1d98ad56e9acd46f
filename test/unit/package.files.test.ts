// What help, errors and shipped pages name must lie in the package: who installs it has nothing else.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { isWindows } from "../support/system.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

const packed = (() => {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [list] = Object.values(
    JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8", shell: isWindows })) as object,
  ) as [{ files: { path: string }[] }];
  return list.files.map(({ path }) => path);
})();

/** Also of a folder. */
const isPacked = (path: string) => packed.some((each) => each === path || each.startsWith(`${path}/`));

it("holds every page and example that a message, a help text or a setting names", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  const named = sources
    .filter((path) => path.endsWith(".ts"))
    .flatMap(
      (path) => textOf(join("src", path)).match(/(?<![\w./])(docs\/[\w-]+\.md|examples\/[\w-]+)/g) ?? [],
    );
  expect(new Set(named).size).toBeGreaterThan(5);
  expect([...new Set(named)].filter((path) => !isPacked(path))).toEqual([]);
});

it("holds all that its pages link to", () => {
  const links = packed
    .filter((path) => path.endsWith(".md"))
    .flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => ({
        page,
        target: join(dirname(page), target!).replace(/\/$/, ""),
      })),
    );
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter(({ target }) => !isPacked(target))).toEqual([]);
});
