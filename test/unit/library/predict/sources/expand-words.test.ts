import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expandWords } from "../../../../../src/library/predict/sources/expand-words.ts";
import { slashed } from "../../../../support/system.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-words-"));
  const files = [
    "in/b.csv",
    "in/a.parquet",
    "in/sub/c.json.gz",
    "in/sub/d.xlsx",
    "in/.hidden/e.csv",
    "in/.f.csv",
  ];
  const others = [
    "in/README.md",
    "in/picture.png",
    "in/job.json",
    "in/b.csv.error.json",
    "in/b.forecast.csv",
    "[odd].csv",
  ];
  for (const name of [...files, ...others]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "");
  }
  await symlink(join(folder, "in/b.csv"), join(folder, "in/link.csv"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const words = (...given: string[]) => expandWords(given, folder).files.map(({ word }) => slashed(word));

it("takes all files of a folder that may be tables, also those of folders in it", () => {
  const { files, notes } = expandWords(["in"], folder);
  expect(files.map(({ word, below }) => [slashed(word), below])).toEqual([
    ["in/a.parquet", "a.parquet"],
    ["in/b.csv", "b.csv"],
    ["in/link.csv", "link.csv"],
    ["in/sub/c.json.gz", "sub/c.json.gz"],
    ["in/sub/d.xlsx", "sub/d.xlsx"],
  ]);
  expect(notes.map(slashed)).toEqual([
    "Left out in/job.json: a manifest is forecast by itself.",
    "Left out 2 files of in that are results or reports of earlier runs.",
    "Left out in/README.md, in/picture.png: their endings say no table; name such a file itself.",
  ]);
});

it("expands a pattern that no shell has expanded", () => {
  expect(words("in/*.{csv,parquet}")).toEqual(["in/a.parquet", "in/b.csv", "in/link.csv"]);
  expect(words("in/**/*.xlsx")).toEqual(["in/sub/d.xlsx"]);
  expect(expandWords(["in/**/*.xlsx"], folder).files).toMatchObject([
    { below: "sub/d.xlsx", namedBy: "in/**/*.xlsx" },
  ]);
});

it("takes a file for itself whose name looks like a pattern, and any file that is named", () => {
  expect(words("[odd].csv", "in/README.md", "in/b.forecast.csv")).toEqual([
    "[odd].csv",
    "in/README.md",
    "in/b.forecast.csv",
  ]);
});

it("takes a file once however often it is named", () => {
  expect(words("in/b.csv", "in", "in/*.csv")).toEqual([
    "in/b.csv",
    "in/a.parquet",
    "in/link.csv",
    "in/sub/c.json.gz",
    "in/sub/d.xlsx",
  ]);
});

it("follows links to folders, and finds each file once where they lead in a circle or nowhere", async () => {
  const linked = await mkdtemp(join(tmpdir(), "cloud-runner-words-"));
  await mkdir(join(linked, "in/sub"), { recursive: true });
  await mkdir(join(linked, "elsewhere"));
  for (const name of ["in/a.csv", "in/sub/b.csv", "elsewhere/c.csv"]) await writeFile(join(linked, name), "");
  await symlink("../elsewhere", join(linked, "in/other"));
  await symlink("../../in", join(linked, "in/sub/up"));
  await symlink("../../in", join(linked, "elsewhere/back"));
  await symlink("nowhere.csv", join(linked, "in/gone.csv"));
  await symlink("self.csv", join(linked, "in/self.csv"));
  const found = expandWords(["in"], linked).files.map(({ word }) => slashed(word));
  expect(found).toEqual(["in/a.csv", "in/other/c.csv", "in/sub/b.csv"]);
  expect(() => expandWords(["in/self.csv"], linked)).toThrow("There is no file in/self.csv.");
  await rm(linked, { recursive: true, force: true });
});

it("says of a name that is not UTF-8 why it is not found, wherever it stands", async () => {
  const odd = await mkdtemp(join(tmpdir(), "cloud-runner-words-"));
  const name = Buffer.concat([Buffer.from(`${odd}/caf`), Buffer.from([0xe9]), Buffer.from(".csv")]);
  try {
    await writeFile(name, "");
  } catch {
    return; // File systems of macOS take no such names.
  }
  for (const word of [".", "*.csv", "caf\ufffd.csv"])
    expect(() => expandWords([word], odd)).toThrow("is not UTF-8");
  await rm(odd, { recursive: true, force: true });
});

it("names the file of the folder that was meant, when the one that was typed is not there", () => {
  const detailsOf = (word: string) => {
    try {
      expandWords([word], folder);
    } catch (error) {
      return (error as { details: string[] }).details;
    }
    return undefined;
  };
  expect(detailsOf("in/RAEDME.md")).toEqual(["Did you mean in/README.md?"]);
  expect(detailsOf("in/quite-another.csv")).toEqual([]);
  expect(detailsOf("nowhere/README.md")).toEqual([]);
});
