// What `npm run check:layout` finds in made-up trees.
import { expect, it } from "vitest";
import { layoutProblems } from "../../../scripts/check-layout.ts";

const source = "// What it is for.\n";
const problemsOf = (files: Record<string, string>) => layoutProblems(new Map(Object.entries(files)));

it.each([
  ["of a file", { "src/a/b.ts": source, "test/unit/a/b.test.ts": "" }],
  ["of a folder", { "src/a/b/c.ts": source, "test/unit/a/b.test.ts": "" }],
  ["with one more word", { "src/a/b.ts": source, "test/unit/a/b.fuzz.test.ts": "" }],
  ["of a script", { "scripts/b.mjs": source, "test/unit/scripts/b.test.ts": "" }],
  ["of the package", { "package.json": "{}", "test/unit/package.files.test.ts": "" }],
  ["of an example", { "examples/b/b.ts": source, "test/unit/examples/b.test.ts": "" }],
])("accepts the test %s", (_case, files) => expect(problemsOf(files)).toEqual([]));

it.each([
  "test/unit/a/c.test.ts",
  "test/unit/b.test.ts",
  "test/unit/a/b/c.test.ts",
  "test/unit/a/b.x.y.test.ts",
])("finds that nothing is tested by %s", (test) =>
  expect(problemsOf({ "src/a/b.ts": source, [test]: "" })).toEqual([
    `${test}: no source file or folder is at this path`,
  ]),
);

it("finds a file that does not say what it is for", () => {
  expect(problemsOf({ "src/a.ts": "export {};\n" })).toEqual([
    "src/a.ts: the first line does not say what the file is for",
  ]);
});

it("finds files that are too long", () => {
  const lines = (count: number) => source + "x;\n".repeat(count - 1);
  expect(problemsOf({ "src/a.ts": lines(350), "src/b.ts": lines(351) })).toEqual([
    "src/b.ts: 351 lines, and 350 are the most",
  ]);
});

it("finds folders with too many files", () => {
  const folder = (name: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/${name}/${index}.ts`, source]));
  expect(problemsOf({ ...folder("a", 20), ...folder("b", 21) })).toEqual([
    "src/b: 21 files, and 20 are the most",
  ]);
});

it.each(["src/utils.ts", "src/a/util/b.ts", "src/date-utils.ts", "test/unit/a-util.test.ts"])(
  "finds that the name %s says nothing",
  (path) => expect(problemsOf({ [path]: source })).toContain(`${path}: name it by what it does`),
);

it("finds what only some systems have outside of the place for it", () => {
  const line = 'if (process.platform === "win32") readFileSync(`/proc/self/stat`);';
  const content = `${source}// win32 in a comment is read by people only.\n${line}\n`;
  expect(problemsOf({ "src/core/a.ts": content })).toEqual([
    "src/core/a.ts:3: process.platform is for src/core/platform, which knows how systems differ",
  ]);
  expect(problemsOf({ "src/core/platform/a.ts": content })).toEqual([]);
});

it.each(["win32", "darwin", "process.geteuid()", "SIGTERM", "SIGINT", '"/proc/1"', "`/tmp/x`", '"/bin/sh"'])(
  "takes %s for such a word",
  (word) => expect(problemsOf({ "src/a.ts": `${source}${word};\n` })).toHaveLength(1),
);

it("finds names that Windows cannot have, and those that are one where names have no case", () => {
  expect(problemsOf({ "docs/aux.md": "", "docs/a:b.md": "" })).toEqual([
    "docs/aux.md: Windows has no file of that name: Windows keeps it for a device",
    "docs/a:b.md: Windows has no file of that name: it holds :",
  ]);
  expect(problemsOf({ "docs/A.md": "", "docs/a.md": "" })).toEqual([
    "docs/A.md and docs/a.md: one file where names have no case",
  ]);
});
