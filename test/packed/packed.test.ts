// The package as its users get it: packed, installed globally into an empty prefix, and used from an empty folder.
// npm ignores our overrides there, so what we bundle is all that keeps tensorflow out.
import { existsSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readImageContent } from "../../src/provision/image/image-content.ts";
import { isAlive } from "../support/project-folder.ts";
import { isWindows } from "../support/system.ts";
import { dailySeries } from "../support/series.ts";
import { exec, install, packageFolder } from "./install.ts";

describe("the package", () => {
  let work: string;
  let prefix: string;
  let shipped: readonly string[];
  let installMs: number;

  beforeAll(async () => {
    ({ work, prefix, shipped, installMs } = await install());
  });
  afterAll(() => rm(work, { recursive: true, force: true }));

  // npm has no folders of Unix on Windows.
  const installed = () => join(prefix, isWindows ? "" : "lib", "node_modules", "cloud-runner");
  const program = () => join(prefix, isWindows ? "cloud-runner.cmd" : "bin/cloud-runner");

  it("ships what is needed to run and to build the image, and no sources or tests", () => {
    expect([...new Set(shipped.map((path) => path.split("/")[0]!))].toSorted()).toEqual([
      ".dockerignore",
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "Dockerfile",
      "LICENSE",
      "README.md",
      "bin",
      "completions",
      "dist",
      "docs",
      "examples",
      "package.json",
      "schema",
    ]);
    expect(
      shipped.filter((path) =>
        /\.test\.|(^|\/)tests?\/|(?<!\.d|^examples\/.*)\.ts$|(?<!^dist\/image\/.*)\.map$|\.tgz$/.test(path),
      ),
    ).toEqual([]);
    expect(shipped).toEqual(
      expect.arrayContaining([
        "dist/image/server.mjs",
        "dist/man/cloud-runner.1",
        "dist/image/image.json",
        "dist/types/index.d.ts",
        "dist/types/model/own/authoring.d.ts",
      ]),
    );
  });

  it.skipIf(isWindows)("brings the page that man finds (Windows has none)", async () => {
    expect(await readFile(join(prefix, "share/man/man1/cloud-runner.1"), "utf8")).toContain(".TH CLOUD");
  });

  it("installs neither tensorflow nor danfo, and less than 150 MB", async () => {
    const folders = await readdir(prefix, { recursive: true });
    expect(
      folders.filter((path) =>
        /node_modules[\\/](@tensorflow|danfojs[^/]*|onnxruntime[^/]*|typescript)$/.test(path),
      ),
    ).toEqual([]);
    let bytes = 0;
    for (const path of folders) {
      const stats = await lstat(join(prefix, path));
      if (stats.isFile()) bytes += stats.size;
    }
    process.stderr.write(
      `  installed ${(bytes / 1e6).toFixed(1)} MB in ${folders.length} files, ${(installMs / 1000).toFixed(1)} s\n`,
    );
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(150e6);
  });

  it("can build the same image from its own folder", async () => {
    const own = await readImageContent(packageFolder);
    expect(await readImageContent(installed())).toEqual({ ...own, folder: installed() });
    for (const name of await readdir(join(packageFolder, "dist", "image"))) {
      expect(existsSync(join(installed(), "dist", "image", name))).toBe(true);
    }
  });

  it("writes a configuration whose schema an editor finds, with nothing but the file", async () => {
    const folder = join(work, "configured");
    await mkdir(folder);
    await exec([program(), "init", "--cwd", folder]);
    const { $schema } = JSON.parse(await readFile(join(folder, "cloud-runner.json"), "utf8")) as {
      $schema: string;
    };
    const schema = await readFile(join(folder, $schema), "utf8");
    expect(schema).toBe(await readFile(join(packageFolder, "schema", "cloud-runner.schema.json"), "utf8"));
  });

  it("is a library that compiles and runs in an empty folder, and prints nothing by itself", async () => {
    const folder = join(work, "library");
    await mkdir(join(folder, "node_modules", "@types"), { recursive: true });
    await symlink(installed(), join(folder, "node_modules", "cloud-runner"), "junction");
    const types = ["@types/node", "undici-types"];
    for (const name of types)
      await symlink(
        join(packageFolder, "node_modules", name),
        join(folder, "node_modules", name),
        "junction",
      );
    const programs = ["forecast.ts", "compare.ts", "emulator.ts"];
    for (const name of programs)
      await copyFile(join(packageFolder, "examples", "library", name), join(folder, name));
    await copyFile(join(packageFolder, "test", "packed", "program.ts"), join(folder, "program.ts"));
    await writeFile(join(folder, "data.csv"), dailySeries());
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const compilerOptions = {
      module: "nodenext",
      target: "es2024",
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      preserveSymlinks: true,
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const tsc = join(packageFolder, "node_modules", "typescript", "bin", "tsc");
    await exec([process.execPath, tsc, "-p", folder]);

    const run = (name: string) =>
      exec([process.execPath, "--disable-warning=ExperimentalWarning", name], {
        cwd: folder,
        timeoutMs: 120_000,
      });
    const program = await run("program.ts");
    expect(program.stderr).toBe("");
    expect(JSON.parse(program.stdout)).toMatchObject({
      checked: "ok",
      rows: 14,
      first: expect.any(Number) as number,
      code: "csv.value-not-a-number",
      refused: "usage.confirmation-needed",
      aborted: "interrupted",
      add: expect.any(Number) as number,
    });
    expect((await run("forecast.ts")).stdout.trimEnd().split("\n")).toHaveLength(28);
    expect((await run("compare.ts")).stdout).toContain("best: ");
    const emulator = await run("emulator.ts");
    expect(emulator.stdout).toMatch(/^127\.0\.0\.1:\d+ /);
    expect((await readdir(folder)).filter((name) => name.endsWith(".forecast.csv"))).toEqual([]);
  });

  it("brings the pipeline up in an empty folder, forecasts, and leaves nothing", async () => {
    const folder = join(work, "empty");
    await mkdir(folder);
    const bin = program();
    const cli = async (...args: string[]) =>
      JSON.parse(
        (await exec([bin, ...args, "--cwd", folder, "--json"], { timeoutMs: 120_000 })).stdout,
      ) as object;
    expect((await exec([bin, "--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
    await writeFile(join(folder, "data.csv"), dailySeries());
    const held = await cli("backtest", "data.csv", "--models", "auto,prophet", "--horizon", "14");
    expect(held).toMatchObject({ windows: 3, succeeded: 2, failed: 0 });
    expect(await readdir(folder)).toEqual(["data.csv"]);
    let pid = 0;
    try {
      await cli("up", "--yes");
      const cloudFile = join(folder, ".cloud-runner", "cloud.json");
      ({ pid } = (await import(pathToFileURL(cloudFile).href, { with: { type: "json" } })).default as {
        pid: number;
      });
      expect(isAlive(pid)).toBe(true);
      await cli("predict", join(folder, "data.csv"), "--horizon", "14");
      expect((await readdir(folder)).toSorted()).toEqual([".cloud-runner", "data.csv", "data.forecast.csv"]);

      // A model of one's own needs nothing but its file: what it imports comes with the installation, its types too.
      await copyFile(join(packageFolder, "examples", "seasonal-drift", "model.ts"), join(folder, "model.ts"));
      await writeFile(join(folder, "cloud-runner.json"), JSON.stringify({ model: "./model.ts" }));
      await mkdir(join(folder, "node_modules"));
      await symlink(
        join(packageFolder, "node_modules", "typescript"),
        join(folder, "node_modules", "typescript"),
        "junction",
      );
      await cli("up", "--yes");
      expect(await cli("predict", join(folder, "data.csv"), "--force")).toMatchObject({
        files: [{ model: "seasonal-drift" }],
      });
    } finally {
      await cli("down", "--yes");
    }
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(folder)).not.toContain(".cloud-runner");
  });
});
