// Models of the user's own, from the file to the forecast: bundled, deployed, and changed for another one.
import { cp, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import type { ModelDocument } from "../../src/library/models/model-document.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

const useExample = (name: string) =>
  cp(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), folder.path, { recursive: true });

beforeAll(async () => {
  folder = await createProjectFolder();
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => folder.remove());

it("is the default model of the service, and a changed one is a new revision", async () => {
  await useExample("seasonal-drift");
  await folder.file("cloud-runner.json", '{ "model": "./model.ts" }');
  await folder.file("data.csv", dailySeries());
  await folder.up();
  const { files } = await folder.json<{ files: [{ model: string; modelVersion: string; rows: number }] }>(
    "predict",
    "data.csv",
    "--param",
    "damping=0.5",
  );
  expect(files[0]).toMatchObject({
    model: "seasonal-drift",
    modelVersion: "seasonal-drift 1",
    rows: 28,
    parameters: { damping: 0.5 },
    revision: expect.stringMatching(/-00001-/) as string,
  });

  // Edited, and not brought up: the forecast is of the other one.
  const differs = "model.ts differs from what is up";
  expect((await folder.run("predict", "data.csv", "--force")).stderr).not.toContain(differs);
  const edited = await readFile(await folder.file("model.ts"), "utf8");
  await folder.file("model.ts", `${edited}\nexport const note = "another";\n`);
  const { exitCode, stderr } = await folder.run("predict", "data.csv", "--force");
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(differs) as string,
  });
  const other = await folder.run("predict", "data.csv", "--force", "--model", "naive");
  expect(other.stderr).not.toContain(differs);

  // A network that scores rows, with its runtime and its weights.
  await useExample("penguins-onnx");
  await folder.file("cloud-runner.json", '{ "model": "./model.ts" }');
  const runtime = fileURLToPath(new URL("../../node_modules/onnxruntime-web", import.meta.url));
  await mkdir(await folder.file("node_modules"));
  await symlink(runtime, await folder.file("node_modules/onnxruntime-web"));
  const { rows } = await folder.json<{ rows: { id: string; action: string }[] }>("plan");
  const changing = rows.filter(({ action }) => action !== "noop");
  // The job follows the service: both run the same image.
  expect(changing.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
    { id: "job", action: "update", changes: [{ path: "template.image" }] },
    { id: "service", action: "update", changes: [{ path: "template.image" }] },
  ]);
  await folder.up();
  const { models } = await folder.json<{ models: [ModelDocument] }>("models", "penguins");
  const { properties = {} } = models[0].parameters.common;
  expect(Object.keys(properties)).toEqual(["model", "id", "format", "on"]);
  expect(properties["model"]).toMatchObject({ default: "penguins" });
  const { stdout } = await folder.run("predict", "birds.csv", "-o", "-", "--id-column", "tag");
  expect(stdout.split("\n").map((line) => line.split(",").slice(0, 2).join())).toEqual([
    "tag,prediction",
    "a,Adelie",
    "b,Chinstrap",
    "c,Gentoo",
  ]);
});

it("keeps what its file prints out of the results", async () => {
  await useExample("seasonal-drift");
  await folder.file("cloud-runner.json", '{ "model": "./model.ts" }');
  const source = await readFile(await folder.file("model.ts"), "utf8");
  await folder.file("model.ts", `${source}\nconsole.log("read");\n`);
  const { exitCode, stdout, stderr } = await folder.run("models", "--json");
  expect({ exitCode, stderr: stderr.trim() }).toEqual({ exitCode: 0, stderr: "read" });
  expect(JSON.parse(stdout)).toHaveProperty("models");
});

it("ends no command with 0 that its model ended", async () => {
  await folder.file("cloud-runner.json", '{ "model": "./model.ts" }');
  const scratch = await folder.file("tmp");
  await mkdir(scratch);
  vi.stubEnv("TMPDIR", scratch);
  for (const source of ["process.exit(0);", "await new Promise(() => undefined);"]) {
    await folder.file("model.ts", `${source}\nexport default {};\n`);
    const { exitCode, stdout } = await folder.run("models", "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "command.unfinished", exitCode: 1 } });
    expect(await readdir(scratch)).toEqual([]);
  }
});
