// `init` promises that editors check the file, so each test reads the file as an editor does.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import { afterEach, beforeEach, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { fakeIo } from "../support.ts";

const packageFolder = fileURLToPath(new URL("../../../../", import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-init-"));
  await mkdir(join(folder, ".git"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function init(...args: string[]): Promise<string> {
  const io = fakeIo({ cwd: folder });
  const code = await main(["init", ...args], io);
  expect({ code, err: io.err() }).toEqual({ code: 0, err: "" });
  return io.out();
}

/** What an editor does with a file: it looks up the schema that the file names, and checks the file by it. */
async function editorChecks(path: string): Promise<{ schema: string; misspelt: boolean }> {
  const config = JSON.parse(await readFile(path, "utf8")) as { $schema: string };
  const isValid = new Ajv().compile(
    JSON.parse(await readFile(resolve(dirname(path), config.$schema), "utf8")) as object,
  );
  expect(isValid(config)).toBe(true);
  return { schema: config.$schema, misspelt: isValid({ ...config, regoin: "us-east1" }) as boolean };
}

it("says what to do where nothing can be written", async () => {
  await mkdir(join(folder, "cloud-runner.schema.json"));
  const io = fakeIo({ cwd: folder });
  expect(await main(["init"], io)).toBe(1);
  expect(io.err()).toContain("Make the folder writable, or work in another one: cloud-runner -C FOLDER init");
});

it("writes a copy of the schema where the project has no package", async () => {
  expect(await init("--name", "sales")).toContain("cloud-runner.schema.json, by which editors check it");
  expect((await readdir(folder)).toSorted()).toEqual([
    ".git",
    "cloud-runner.json",
    "cloud-runner.schema.json",
  ]);
  const path = join(folder, "cloud-runner.json");
  expect(await editorChecks(path)).toEqual({ schema: "./cloud-runner.schema.json", misspelt: false });
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
    $schema: "./cloud-runner.schema.json",
    name: "sales",
    target: "local",
    region: "us-central1",
    forecast: {},
  });
});

it("names the schema of the package that the project depends on, from a folder below it too", async () => {
  await mkdir(join(folder, "node_modules"));
  await symlink(packageFolder, join(folder, "node_modules", "cloud-runner"), "junction");
  await init();
  expect(await editorChecks(join(folder, "cloud-runner.json"))).toEqual({
    schema: "./node_modules/cloud-runner/schema/cloud-runner.schema.json",
    misspelt: false,
  });
  await init("--config", "eu/forecast.json");
  expect((await editorChecks(join(folder, "eu", "forecast.json"))).schema).toBe(
    "../node_modules/cloud-runner/schema/cloud-runner.schema.json",
  );
  expect(await readdir(join(folder, "eu"))).toEqual(["forecast.json"]);
});

it("does not look for the package outside of the project's repository", async () => {
  const inner = join(folder, "inner");
  await mkdir(join(inner, ".git"), { recursive: true });
  await mkdir(join(folder, "node_modules"));
  await symlink(packageFolder, join(folder, "node_modules", "cloud-runner"), "junction");
  await init("--cwd", inner);
  expect((await editorChecks(join(inner, "cloud-runner.json"))).schema).toBe("./cloud-runner.schema.json");
});

it("names the schema of a clone by a relative path inside of it", async () => {
  await cp(join(packageFolder, "schema"), join(folder, "schema"), { recursive: true });
  await mkdir(join(folder, "examples"));
  const io = fakeIo({ cwd: join(folder, "examples") });
  expect(await main(["init"], { ...io, packageFolder: folder })).toBe(0);
  expect(await editorChecks(join(folder, "examples", "cloud-runner.json"))).toEqual({
    schema: "../schema/cloud-runner.schema.json",
    misspelt: false,
  });
});

it("overwrites a file only with --force", async () => {
  await writeFile(join(folder, "cloud-runner.json"), "{}");
  const io = fakeIo({ cwd: folder });
  expect(await main(["init"], io)).toBe(2);
  expect(io.err()).toContain("is there already");
  expect(await readdir(folder)).not.toContain("cloud-runner.schema.json");
  await init("--force");
  await editorChecks(join(folder, "cloud-runner.json"));
});

it("prints every setting and writes nothing with --print", async () => {
  expect(JSON.parse(await init("--print"))).toMatchObject({ name: "forecast", service: { cpu: 1 } });
  expect(await readdir(folder)).toEqual([".git"]);
});
