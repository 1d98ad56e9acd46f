// Every rule about who may import or use what fires: the project's own lint configuration runs over files made for it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const rooms = ["cli", "console", "page", "library", "local", "model", "provision", "runtime", "core"];
const mayImport: Record<string, string[]> = {
  core: [],
  model: ["core"],
  runtime: ["model", "core"],
  provision: ["core"],
  local: ["core"],
  library: ["provision", "model", "runtime", "core"],
  console: ["library", "model", "core"],
  page: ["core"],
  cli: ["console", "page", "library", "local", "model", "provision", "runtime", "core"],
};

/** Inside of the command line: what a command is, what is proposed, what was typed. */
const floors = ["shell", "pasting", "parsing"];

/** What belongs at the edges, the rule that says so, and a file that may have it nevertheless. */
const edges: [code: string, rule: string, edge: string][] = [
  ["export const x = () => Date.now();", "edges(clock)", "src/core/clock.ts"],
  ["export const x = () => new Date();", "edges(clock)", "src/local/main.ts"],
  ["export const x = () => Date();", "edges(clock)", "src/core/clock.ts"],
  ["const { now } = Date;\nexport const x = now;", "edges(clock)", "src/core/clock.ts"],
  ["export const x = () => performance.now();", "edges(clock)", "src/runtime/server.ts"],
  ['export { performance } from "node:perf_hooks";', "edges(clock)", "src/core/clock.ts"],
  [
    'import { systemClock } from "../core/clock.ts";\nexport const x = systemClock;',
    "edges(clock)",
    "src/local/main.ts",
  ],
  ["export const x = () => setTimeout(() => {}, 1);", "edges(timers)", "src/local/main.ts"],
  ["export const x = () => setInterval(() => {}, 1);", "edges(timers)", "src/core/clock.ts"],
  ["export const x = () => setImmediate(() => {});", "edges(timers)", "src/core/clock.ts"],
  ["export const x = () => globalThis.setTimeout(() => {}, 1);", "edges(timers)", "src/core/clock.ts"],
  ["export const x = () => AbortSignal.timeout(1);", "edges(timers)", "src/core/clock.ts"],
  ['export { setTimeout } from "node:timers/promises";', "edges(timers)", "src/core/clock.ts"],
  ['export const x = process.env["HOME"];', "edges(process)", "src/cli/main.ts"],
  ['import { env } from "node:process";\nexport const x = env;', "edges(process)", "src/runtime/server.ts"],
  ["export const x = globalThis.process;", "edges(process)", "src/local/main.ts"],
  [
    'import { spawn } from "node:child_process";\nexport const x = spawn;',
    "edges(child-processes)",
    "src/core/exec.ts",
  ],
  ['export const x = () => import("node:child_process");', "edges(child-processes)", "src/core/exec.ts"],
  ['import { execa } from "execa";\nexport const x = execa;', "edges(child-processes)", "src/core/exec.ts"],
];

/** What a room without input and output does not import. */
const outside = ["node:fs", "node:fs/promises", "node:http", "@google-cloud/storage"];

const edgeFiles = new Set(edges.map(([, , edge]) => edge));

/** Looks like it, and is none of it. */
const harmless = `import type { ChildProcess } from "node:child_process";
export type Child = ChildProcess;
export const x = (process: { env: string }, date: unknown, ms: number) =>
  date instanceof Date ? process.env : new Date(ms).getTime() + Date.UTC(2024, 1) + Date.parse("2024-01-01");
`;

let folder: string;
let findings: { file: string; rule: string; message: string }[];
const rulesOf = (file: string) => findings.filter((each) => each.file === file).map(({ rule }) => rule);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-probes-"));
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  for (const name of [".oxlintrc.json", "scripts/lint"])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const room of rooms) {
    write(`src/${room}/own.ts`, `export const own = "${room}";\n`);
    for (const other of rooms) {
      write(`src/${room}/imports/${other}.ts`, `export type { own } from "../../${other}/own.ts";\n`);
    }
    write(`src/${room}/console.ts`, 'console.log("here");\n');
    write(`src/${room}/harmless.ts`, harmless);
  }
  for (const floor of floors) {
    write(`src/cli/${floor}/own.ts`, `export const own = "${floor}";\n`);
    for (const other of floors)
      write(`src/cli/${floor}/imports-${other}.ts`, `export type { own } from "../${other}/own.ts";\n`);
  }
  for (const [index, [code]] of edges.entries()) write(`src/model/edges/${index}.ts`, `${code}\n`);
  for (const edge of edgeFiles) {
    const codes = edges.map(([code, , at], index) =>
      at === edge ? code.replace("const x", `const x${index}`) : "",
    );
    write(edge, `${codes.join("\n")}\nexport const systemClock = 1;\n`);
  }
  for (const name of outside) {
    write(`src/model/outside/${name.replaceAll(/\W/g, "-")}.ts`, `export * from "${name}";\n`);
  }
  write("src/model/round/a.ts", 'import type { B } from "./b.ts";\nexport interface A {\n  b: B;\n}\n');
  write("src/model/round/b.ts", 'import type { A } from "./a.ts";\nexport interface B {\n  a: A[];\n}\n');
  findings = lint(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lint(cwd: string): typeof findings {
  const oxlint = join(root, "node_modules/.bin/oxlint");
  const { stdout } = spawnSync(oxlint, ["--format", "json", "src"], { cwd, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { filename: string; code: string; message: string }[];
  };
  return diagnostics.map(({ filename, code, message }) => ({ file: filename, rule: code, message }));
}

describe.each(rooms)("the room %s", (room) => {
  it.each(rooms.filter((other) => other !== room))("may import %s only if the table says so", (other) => {
    const expected = mayImport[room]!.includes(other) ? [] : ["eslint(no-restricted-imports)"];
    expect(rulesOf(`src/${room}/imports/${other}.ts`)).toEqual(expected);
  });

  it("may not print", () => expect(rulesOf(`src/${room}/console.ts`)).toEqual(["eslint(no-console)"]));

  it("may speak of times and processes that it is given", () => {
    // Nothing of Node is in a browser, its types neither.
    const expected = room === "page" ? ["eslint(no-restricted-imports)"] : [];
    expect(rulesOf(`src/${room}/harmless.ts`)).toEqual(expected);
  });
});

describe.each(floors)("of the command line %s", (floor) => {
  it.each(floors.filter((other) => other !== floor))("may import %s only from above it", (other) => {
    const isAbove = floors.indexOf(floor) > floors.indexOf(other);
    expect(rulesOf(`src/cli/${floor}/imports-${other}.ts`)).toEqual(
      isAbove ? [] : ["eslint(no-restricted-imports)"],
    );
  });
});

describe("the edges", () => {
  it.each(edges.map(([code, rule], index) => ({ code, rule, index })))(
    "$rule refuses $code",
    ({ rule, index }) => expect(rulesOf(`src/model/edges/${index}.ts`)).toEqual([rule]),
  );

  it.each([...edgeFiles])("%s may have what the others may not", (edge) => expect(rulesOf(edge)).toEqual([]));
});

it("two files that import only each other's types are a circle", () => {
  for (const name of ["a", "b"]) expect(rulesOf(`src/model/round/${name}.ts`)).toEqual(["import(no-cycle)"]);
});

describe("model", () => {
  it.each(outside)("does not import %s", (name) =>
    expect(rulesOf(`src/model/outside/${name.replaceAll(/\W/g, "-")}.ts`)).toEqual([
      "eslint(no-restricted-imports)",
    ]),
  );
});
