// A model of the user's own, from the file to the forecast: bundled, deployed, changed, rolled back, and refused.
import { cp, readFile, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await cp(example("seasonal-drift"), folder.path, { recursive: true });
  await folder.file("data.csv", dailySeries());
});
afterAll(() => folder.remove());

const predict = async (...args: string[]) => {
  const { files } = await folder.json<{ files: [{ model: string; modelVersion: string; revision: string }] }>(
    "predict",
    "data.csv",
    "--force",
    ...args,
  );
  const { model, modelVersion, revision } = files[0];
  return { model, modelVersion, revision };
};

const changes = async () => {
  const { summary } = await folder.json<{ summary: { change: number } }>("plan");
  return summary.change;
};

it("is the default model of the service, beside the built-in ones, and is deployed anew when it changes", async () => {
  await folder.up();
  const first = await predict();
  expect(first).toMatchObject({ model: "seasonal-drift", modelVersion: "seasonal-drift 1" });
  const source = await readFile(await folder.file("model.ts"), "utf8");
  await folder.file("model.ts", source.replace("summary:", 'version: "2",\n  summary:'));
  expect(await changes()).toBe(1);
  await folder.up();
  expect(await changes()).toBe(0);
  const second = await predict();
  expect(second).toMatchObject({ model: "seasonal-drift", modelVersion: "seasonal-drift 2" });
  expect(second.revision).not.toBe(first.revision);

  // The former revision runs the former model.
  await folder.run("rollback");
  expect(await predict()).toEqual(first);
});

it("may be a trained network that scores rows, with its runtime and its weights in the image", async () => {
  await cp(example("penguins-onnx"), folder.path, { recursive: true });
  await symlink(
    fileURLToPath(new URL("../../node_modules", import.meta.url)),
    await folder.file("node_modules"),
  );
  await folder.up();
  const { stdout } = await folder.run("predict", "birds.csv", "-o", "-", "--param", "id=tag");
  expect(stdout.split("\n").map((line) => line.split(",").slice(0, 2).join())).toEqual([
    "tag,prediction",
    "a,Adelie",
    "b,Chinstrap",
    "c,Gentoo",
  ]);
});
