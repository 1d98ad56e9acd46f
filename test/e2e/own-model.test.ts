// Models of the user's own, from the file to the forecast: bundled, deployed, and changed for another one.
import { cp, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

const useExample = (name: string) =>
  cp(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), folder.path, { recursive: true });

const changes = async () => {
  const { summary } = await folder.json<{ summary: { change: number } }>("plan");
  return summary.change;
};

beforeAll(async () => {
  folder = await createProjectFolder();
});
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

  // A network that scores rows, with its runtime and its weights.
  await useExample("penguins-onnx");
  await folder.file("cloud-runner.json", '{ "model": "./model.ts" }');
  const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));
  await symlink(packages, await folder.file("node_modules"));
  expect(await changes()).toBe(1);
  await folder.up();
  expect(await changes()).toBe(0);
  const { stdout } = await folder.run("predict", "birds.csv", "-o", "-", "--id-column", "tag");
  expect(stdout.split("\n").map((line) => line.split(",").slice(0, 2).join())).toEqual([
    "tag,prediction",
    "a,Adelie",
    "b,Chinstrap",
    "c,Gentoo",
  ]);
});
