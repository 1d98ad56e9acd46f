import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { InputOptions, Output, Source } from "../../../../src/library/predict/sources/input.ts";
import { shownOutput } from "../../../../src/library/predict/outputs/place-outputs.ts";
import { resolveInputs } from "../../../../src/library/predict/inputs.ts";
import { slashed } from "../../../support/system.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-inputs-"));
  for (const name of ["a", "b", "out"]) await mkdir(join(folder, name));
  for (const name of ["data.csv", "more.tsv", "a/x.csv", "b/x.csv", "taken.csv", "taken.forecast.csv"]) {
    await writeFile(join(folder, name), "");
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stdin = { name: "stdin.csv", label: "standard input", content: async () => Buffer.from("date,y\n") };
const resolved = (words: Source[], options: Partial<InputOptions> = {}) =>
  resolveInputs(words, { output: "beside", force: false, folder, ...options });

/** Output paths from the folder on. */
const outputs = (words: Source[], options: Partial<InputOptions> = {}) =>
  resolved(words, options).inputs.map(
    ({ outputPath }) => outputPath && slashed(outputPath.slice(folder.length + 1)),
  );

it.each<[string, Source[], Output, (string | undefined)[]]>([
  ["beside the input", ["data.csv", "a/x.csv"], "beside", ["data.forecast.csv", "a/x.forecast.csv"]],
  ["whatever the extension", ["more.tsv"], "beside", ["more.forecast.csv"]],
  ["into a named file", ["data.csv"], { path: "result.csv" }, ["result.csv"]],
  ["into a folder that is there", ["data.csv"], { path: "out" }, ["out/data.forecast.csv"]],
  ["into a folder by its slash", ["data.csv"], { path: "new/" }, ["new/data.forecast.csv"]],
  [
    "into a folder for several",
    ["data.csv", "more.tsv"],
    { path: "new" },
    ["new/data.forecast.csv", "new/more.forecast.csv"],
  ],
  [
    "under numbers when names clash",
    ["a/x.csv", "b/x.csv"],
    { path: "out" },
    ["out/x.forecast.csv", "out/x-2.forecast.csv"],
  ],
  ["beside the files of a folder", ["a"], "beside", ["a/x.forecast.csv"]],
  ["one file of a folder into a folder", ["a"], { path: "new" }, ["new/x.forecast.csv"]],
  [
    "below the output as below the folder",
    ["."],
    { path: "new" },
    [
      "new/a/x.forecast.csv",
      "new/b/x.forecast.csv",
      "new/data.forecast.csv",
      "new/more.forecast.csv",
      "new/taken.forecast.csv",
    ],
  ],
  ["what a pattern finds in one file", ["d*.csv"], { path: "result.csv" }, ["result.csv"]],
  ["nowhere", ["data.csv"], "nowhere", [undefined]],
  ["what is no file nowhere", [stdin], "beside", [undefined]],
  ["what is no file into a file", [stdin], { path: "result.csv" }, ["result.csv"]],
])("writes %s", (_, words, output, expected) => {
  expect(outputs(words, { output })).toEqual(expected);
});

const object = (name: string, below?: string): Source => ({
  name: `gs://data/${name}`,
  label: `gs://data/${name}`,
  content: "",
  gs: { bucket: "data", name, generation: "1" },
  below,
});

it.each<[string, Source[], Output, (string | undefined)[]]>([
  ["an object here", [object("in/x.csv")], "beside", ["x.forecast.csv"]],
  ["objects as below their prefix", [object("in/s/x.csv", "s/x.csv")], "beside", ["s/x.forecast.csv"]],
  ["an object into a file", [object("in/x.csv")], { path: "y.csv" }, ["y.csv"]],
  [
    "an object of a prefix into a folder",
    [object("in/x.csv", "x.csv")],
    { path: "y/" },
    ["y/x.forecast.csv"],
  ],
])("writes the forecast of %s", (_, words, output, expected) => {
  expect(outputs(words, { output })).toEqual(expected);
});

it("writes into a bucket, unless the object is there already", () => {
  const paths = (path: string, words: Source[] = ["data.csv"], more = {}) =>
    resolved(words, { output: { path }, ...more }).inputs.map(({ outputPath }) => outputPath);
  expect(paths("gs://out/y.csv")).toEqual(["gs://out/y.csv"]);
  expect(paths("gs://out/")).toEqual(["gs://out/data.forecast.csv"]);
  expect(paths("gs://out", ["data.csv", object("in/s/x.csv", "s/x.csv")])).toEqual([
    "gs://out/data.forecast.csv",
    "gs://out/s/x.forecast.csv",
  ]);
  const objects = new Set(["gs://out/y.csv"]);
  expect(() => paths("gs://out/y.csv", undefined, { objects })).toThrow("gs://out/y.csv is there already.");
  expect(paths("gs://out/y.csv", undefined, { objects, force: true })).toHaveLength(1);
  expect(paths("gs://out/y.csv", undefined, { objects, skipExisting: true })).toEqual([]);
});

it("gives every input an object name of its own", () => {
  const { inputs } = resolved(["a/x.csv", "b/x.csv", stdin], { output: { path: "out" } });
  expect(inputs.map(({ objectBase }) => objectBase)).toEqual(["x.csv", "x-2.csv", "stdin.csv"]);
});

it("reads content that is no file, at once or later", async () => {
  const bytes = Uint8Array.of(1);
  const { inputs } = resolved([stdin, { name: "a.csv", content: "text" }, { name: "b.csv", content: bytes }]);
  expect(inputs.map(({ label }) => label)).toEqual(["standard input", "a.csv", "b.csv"]);
  const contents = await Promise.all(inputs.map(({ read }) => read()));
  expect(contents.map(String)).toEqual(["date,y\n", "text", "1"]);
  const broken = { name: "c.csv", content: () => Promise.reject(new Error("cut off")) };
  await expect(resolved([broken]).inputs[0]!.read()).rejects.toMatchObject({
    code: "input.not-readable",
    details: ["cut off"],
  });
});

it("takes a file that is named twice once", () => {
  expect(outputs(["data.csv", "data.csv"])).toEqual(["data.forecast.csv"]);
});

it("leaves out forecasts of earlier runs that a pattern caught", () => {
  const { inputs, notes } = resolved(["data.csv", "taken.csv", "taken.forecast.csv"], { force: true });
  expect(inputs.map(({ label }) => label)).toEqual(["data.csv", "taken.csv"]);
  expect(notes).toEqual(["Left out taken.forecast.csv: results of earlier runs."]);
  expect(outputs(["taken.forecast.csv"])).toEqual(["taken.forecast.forecast.csv"]);
});

it("overwrites only with --force", () => {
  expect(() => outputs(["taken.csv"])).toThrow("taken.forecast.csv is there already.");
  expect(outputs(["taken.csv"], { force: true })).toEqual(["taken.forecast.csv"]);
});

it("leaves out what has its forecast already, where that is asked for", () => {
  const { inputs, skipped } = resolved(["data.csv", "taken.csv"], { skipExisting: true });
  expect(inputs.map(({ label }) => label)).toEqual(["data.csv"]);
  expect(skipped.map(({ label }) => label)).toEqual(["taken.csv"]);
});

it.each([
  ["./--help.csv", "/w/--help.forecast.csv", "/w", "--help.forecast.csv"],
  ["w/a.csv", "/p/w/a.forecast.csv", "/p", "w/a.forecast.csv"],
  ["../a.csv", "/p/a.forecast.csv", "/p/w", "../a.forecast.csv"],
  ["a.csv", "/other/a.forecast.csv", "/p/w", "/other/a.forecast.csv"],
  ["/p/a.csv", "/p/a.forecast.csv", "/p", "/p/a.forecast.csv"],
  ["standard input", undefined, "/p", "-"],
])("shows the output of %s as the user would name it", (label, outputPath, from, expected) => {
  expect(slashed(shownOutput({ label, outputPath }, from))).toBe(expected);
});

it.each<[string, string[], Partial<InputOptions>, RegExp]>([
  ["a file that is not there", ["no.csv"], {}, /There is no file no\.csv/],
  ["an object where nobody asks Cloud Storage", ["gs://data/x.csv"], {}, /is not a file of this machine/],
  ["a folder without files", ["out"], {}, /folder out holds no file to forecast/],
  ["a pattern that nothing matches", ["no/*.csv"], {}, /No file matches no\/\*\.csv/],
  [
    "several forecasts in one file",
    ["data.csv", "more.tsv"],
    { output: { path: "taken.csv" } },
    /2 forecasts/,
  ],
  [
    "to overwrite the input even with --force",
    ["data.csv"],
    { output: { path: "data.csv" }, force: true },
    /its own input/,
  ],
])("refuses %s", (_, words, options, message) => {
  expect(() => resolved(words, options)).toThrow(message);
});

it("refuses two inputs whose forecasts would be one file", async () => {
  await writeFile(join(folder, "data.tsv"), "");
  expect(() => resolved(["data.csv", "data.tsv"])).toThrow(/both be written to data\.forecast\.csv/);
});

it("refuses a name that the service would take for an error report", async () => {
  await writeFile(join(folder, "data.error.json"), "");
  expect(() => resolved(["data.error.json"])).toThrow(/name of an error report/);
});

it.each<[string, Source[], string]>([
  ["several files into what is named as a file", ["data.csv", "more.tsv"], "new.csv"],
  ["a folder into what is named as a file", ["a"], "results/new.parquet"],
  ["several files into any ending", ["data.csv", "more.tsv"], "new.v2"],
  ["several objects into what is named as one", [object("x.csv"), object("y.csv")], "gs://out/new.json"],
])("refuses %s, which would have become a folder", (_, words, path) => {
  expect(() => resolved(words, { output: { path }, objects: new Set() })).toThrow(
    expect.objectContaining({
      code: "usage.output",
      message: `${path} has the name of a file; forecasts of several files, or of a folder, go into a folder.`,
      fix: expect.stringContaining(`-o ${path}/`) as string,
    }) as Error,
  );
});

it("takes a name with an ending for a folder where a slash says so, or it is one", async () => {
  await mkdir(join(folder, "v1.2.csv"));
  expect(outputs(["data.csv", "more.tsv"], { output: { path: "new.csv/" } })[0]).toBe(
    "new.csv/data.forecast.csv",
  );
  expect(outputs(["data.csv", "more.tsv"], { output: { path: "v1.2.csv" } })[0]).toBe(
    "v1.2.csv/data.forecast.csv",
  );
});

it("refuses a result that cannot be written before anything is sent", async () => {
  await mkdir(join(folder, "b", "x.forecast.csv"));
  expect(() => resolved(["b/x.csv"], { force: true })).toThrow(
    expect.objectContaining({ code: "output.not-writable", details: ["It is a folder."] }) as Error,
  );
});
