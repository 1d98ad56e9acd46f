// Names that are one file on some disks: real links, and disks of other systems by what they would say.
import { link, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOneFile, sameNames, type IdentityOf } from "../../../../src/core/disk/one-file.ts";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import { isWindows } from "../../../support/system.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-one-"));
  await writeFile(join(folder, "data.csv"), "");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const linux = platformOf("linux");
const macos = platformOf("darwin");
const windows = platformOf("win32");

/** A disk that takes letters of other sizes for the same. */
const withoutSizes: IdentityOf = (path) => `1:${path.toLowerCase()}`;
/** One that tells them apart, on which nothing else of another size lies. */
const bySize: IdentityOf = (path) => (path === join(folder, "data.csv") ? path : undefined);
const silent: IdentityOf = () => undefined;

describe("two paths", () => {
  it("are one file when one is a link to the other", async () => {
    const path = (name: string) => join(folder, name);
    await link(path("data.csv"), path("hard.csv"));
    expect(isOneFile(path("data.csv"), path("hard.csv"))).toBe(true);
    expect(isOneFile(path("data.csv"), path("none.csv"))).toBe(false);
    expect(isOneFile(path("none.csv"), path("none.csv"))).toBe(false);
    await writeFile(path("other.csv"), "");
    expect(isOneFile(path("data.csv"), path("other.csv"))).toBe(false);
  });

  it.skipIf(isWindows)("are one file by a symbolic link (which needs a right on Windows)", async () => {
    await symlink(join(folder, "data.csv"), join(folder, "soft.csv"));
    expect(isOneFile(join(folder, "data.csv"), join(folder, "soft.csv"))).toBe(true);
  });
});

describe("names that differ in the size of letters", () => {
  const names = () => [
    join(folder, "new", "A.csv"),
    join(folder, "new", "a.csv"),
    join(folder, "new", "b.csv"),
  ];

  it("are one where the disk says so, on whatever system", () => {
    const same = new Map([[names()[1], names()[0]]]);
    expect(sameNames(names(), linux, withoutSizes)).toEqual(same);
    expect(sameNames(names(), windows, withoutSizes)).toEqual(same);
  });

  it("are two where the disk says so, on whatever system", () => {
    expect(sameNames(names(), linux, bySize)).toEqual(new Map());
    expect(sameNames(names(), macos, bySize)).toEqual(new Map());
  });

  it("are taken as the system usually does where the disk says nothing", () => {
    expect(sameNames(names(), linux, silent).size).toBe(0);
    expect(sameNames(names(), macos, silent).size).toBe(1);
    expect(sameNames(names(), windows, silent).size).toBe(1);
  });

  it("are as many as this very disk makes of them", async () => {
    await writeFile(join(folder, "DATA.csv"), "");
    const isOne = isOneFile(join(folder, "data.csv"), join(folder, "DATA.csv"));
    expect(sameNames([join(folder, "X.csv"), join(folder, "x.csv")]).size).toBe(isOne ? 1 : 0);
  });
});

describe("names whose accents are written in two ways", () => {
  const names = () => [join(folder, "\u00e9.csv"), join(folder, "e\u0301.csv")];

  it("are one on macOS, also where letters have sizes", () => {
    expect(sameNames(names(), macos, bySize).size).toBe(1);
    expect(sameNames(names(), linux, bySize).size).toBe(0);
    expect(sameNames(names(), windows, bySize).size).toBe(0);
  });
});

it("asks the nearest folder that is there, and takes a path named twice for one", () => {
  const asked: string[] = [];
  const identity: IdentityOf = (path) => {
    asked.push(path);
    return bySize(path);
  };
  const path = join(folder, "no", "such", "folder", "a.csv");
  expect(sameNames([path, path], linux, identity).size).toBe(0);
  expect(asked).toEqual([]);
  sameNames([path, join(dirname(path), "A.csv")], linux, identity);
  expect(asked.filter((each) => bySize(each))).toEqual([join(folder, "data.csv")]);
  expect(asked.at(-1)).toBe(join(folder, "DATA.CSV"));
});
