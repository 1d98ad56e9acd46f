import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createStackReader } from "../../../src/runtime/stack-reader.ts";
import { slashed } from "../../support/system.ts";

const source = `
/** A comment that goes. */
export async function failingForecast(rows: number): Promise<void> {
  await Promise.resolve();
  throw new TypeError("no row " + rows);
}
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-stack-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The stack of an error in minified code. */
async function minifiedStack(options: { map: boolean }): Promise<string> {
  await writeFile(join(folder, "failing.ts"), source);
  await build({
    absWorkingDir: folder,
    entryPoints: { worker: "failing.ts" },
    outdir: "dist/image",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    minify: true,
    sourcemap: options.map ? "external" : false,
  });
  const module = (await import(pathToFileURL(join(folder, "dist/image/worker.mjs")).href)) as {
    failingForecast(rows: number): Promise<void>;
  };
  return module.failingForecast(3).then(
    () => "",
    // As node itself names the file; Vitest names its path.
    (error: Error) =>
      slashed(error.stack!).replaceAll(`(${slashed(folder)}`, `(${pathToFileURL(folder).href}`),
  );
}

it("says a minified frame in the line and column of the source, without the minifier's name", async () => {
  const stack = await minifiedStack({ map: true });
  expect(stack).toMatch(/worker\.mjs:1:\d+/);
  expect(createStackReader()(stack).split("\n").slice(0, 2)).toEqual([
    "TypeError: no row 3",
    "    at failing.ts:5:9",
  ]);
});

it("leaves a frame as it is where there is no map", async () => {
  const stack = await minifiedStack({ map: false });
  expect(createStackReader()(stack)).toBe(stack);
});

it.each([
  "Error: x\n    at node:internal/process/task_queues:104:5",
  "Error: x\n    at file:///app/absent.mjs:1:10\n    at async a (file:///app/absent.mjs:1:20)",
  "no stack at all",
])("leaves %j as it is", (stack) => {
  expect(createStackReader()(stack)).toBe(stack);
});
