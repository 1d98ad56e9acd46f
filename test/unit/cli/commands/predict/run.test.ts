import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { main } from "../../../../../src/cli/main.ts";
import { fakeIo } from "../../support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-run-"));
  for (const name of ["a.csv", "b.csv", "a.svg"]) await writeFile(join(folder, name), "");
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ["several forecasts on standard output", ["a.csv", "b.csv", "-o", "-"], "Only one forecast"],
  ["standard input beside a file", ["-", "b.csv"], "Only one forecast"],
  [
    "JSON and a forecast on standard output",
    ["a.csv", "-o", "-", "--json"],
    "cannot both go to standard output",
  ],
  ["no file at all", [], "No file is named."],
  ["events beside a forecast", ["a.csv", "-o", "-", "--ndjson"], "cannot both go to standard output"],
  ["events beside JSON", ["a.csv", "--ndjson", "--json"], "cannot both go to standard output"],
  ["a drawing of what nobody waits for", ["a.csv", "--detach", "--plot", "c.svg"], "nothing to draw"],
  [
    "parameters of a run that is resumed",
    ["--resume", "20260102-030405-a1b2c3d4", "--horizon", "3"],
    "resumed with what it was started with",
  ],
  ["what is no id of a run", ["--resume", "../../data"], "is not the id of a run"],
  ["one drawing of several files", ["a.csv", "b.csv", "--plot", "c.svg"], "--plot draws one forecast"],
  ["a drawing that is there already", ["a.csv", "--plot", "a.svg"], "a.svg is there already."],
])("refuses %s before anything is started", async (_, words, message) => {
  const io = fakeIo({ cwd: folder });
  expect(await main(["predict", ...words], io)).toBe(2);
  expect(io.out() + io.err()).toContain(message);
});
