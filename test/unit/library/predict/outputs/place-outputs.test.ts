// Outputs on disks and systems that have other names than Linux.
import { existsSync, linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { platformOf } from "../../../../../src/core/platform/platform.ts";
import { checkOutputs, placeOutputs } from "../../../../../src/library/predict/outputs/place-outputs.ts";
import type { Input } from "../../../../../src/library/predict/sources/input.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloud-runner-place-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const windows = platformOf("win32");
const objectAt = (below: string) => ({
  label: `gs://data/${below}`,
  name: below.split("/").at(-1)!,
  path: undefined,
  gs: { bucket: "data", name: below, generation: "1" },
  below,
  objectBase: below.split("/").at(-1)!,
  read: () => Promise.resolve(new Uint8Array()),
});
const placed = (below: string[], path: string | undefined, platform = windows) =>
  placeOutputs(
    below.map(objectAt),
    below.length === 1,
    { folder, output: path === undefined ? "beside" : { path }, force: false, format: {} },
    platform,
  ).map(({ outputPath }) => outputPath?.replace(`${folder}/`, ""));

describe("an object whose name no file of Windows can have", () => {
  it.each([
    ["2026-01-01T10:00.csv", "2026-01-01T10%3A00.forecast.csv"],
    ["shops/aux.csv", "shops/%61ux.forecast.csv"],
    ["a.b./x.csv", "a.b%2E/x.forecast.csv"],
    ["..\\..\\x.csv", "..%5C..%5Cx.forecast.csv"],
  ])("%s is forecast into %s", (name, file) => {
    expect(placed([name, "b.csv"], undefined)).toEqual([file, "b.forecast.csv"]);
    expect(placed([name, "b.csv"], "out/")[0]).toBe(`out/${file}`);
  });

  it("keeps its name elsewhere, and in a bucket", () => {
    expect(placed(["10:00.csv"], undefined, platformOf("linux"))).toEqual(["10:00.forecast.csv"]);
    expect(placed(["10:00.csv", "b.csv"], "gs://out")[0]).toBe("gs://out/10:00.forecast.csv");
  });
});

it.each([
  ["10:00.csv", "it holds :"],
  ["out/con.csv", "Windows keeps it for a device"],
  ["C:\\out\\what?.csv", "it holds ?"],
  ["out./", "it ends with a full stop or a space"],
])("refuses the output %s on Windows, which would be lost", (path, why) => {
  expect(() => placed(["a.csv"], path)).toThrow(`There can be no file ${path}: ${why}.`);
  expect(placed(["a.csv"], path, platformOf("linux"))).toHaveLength(1);
});

it.each(["C:\\out\\a.csv", "\\\\server\\share\\a.csv", "..\\a.csv", "./out/", "D:a.csv"])(
  "takes the output %s on Windows",
  (path) => expect(placed(["a.csv"], path)).toHaveLength(1),
);

describe("outputs on one disk", () => {
  const input = (label: string, outputPath: string, path?: string): Input => ({
    ...objectAt(label),
    label,
    path,
    outputPath,
    format: "csv",
  });
  const failureOf = (work: () => void): string | undefined => {
    try {
      work();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const check = (inputs: Input[]) =>
    checkOutputs(inputs, { folder, output: "beside", force: true, format: {} });

  it("are told apart by the size of letters only where the disk does so", () => {
    writeFileSync(join(folder, "probe"), "");
    const isApart = !existsSync(join(folder, "PROBE"));
    const both = () => check([input("A.csv", join(folder, "A.out")), input("a.csv", join(folder, "a.out"))]);
    expect(failureOf(both)).toBe(
      isApart ? undefined : "The forecasts of A.csv and a.csv would both be written to a.out.",
    );
  });

  it("are never the input under another name", () => {
    const path = join(folder, "in.csv");
    writeFileSync(path, "");
    linkSync(path, join(folder, "same.csv"));
    expect(() => check([input("in.csv", join(folder, "same.csv"), path)])).toThrow(
      "The forecast of in.csv would overwrite its own input.",
    );
  });
});
