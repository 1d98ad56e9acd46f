import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseUnwritable } from "../../../../../src/library/predict/outputs/writable.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-writable-"));
  await mkdir(join(folder, "taken.csv"));
  await writeFile(join(folder, "file"), "");
});
afterAll(() => rm(folder, { recursive: true }));

const refused =
  (...names: string[]) =>
  () =>
    refuseUnwritable(
      names.map((name) => join(folder, name)),
      folder,
    );

describe("results that cannot be written", () => {
  it.each([
    ["where a folder is", "taken.csv", "It is a folder."],
    ["below a file", "file/out.csv", "is no folder."],
    ["below what would be a folder below a file", "file/a/b/out.csv", "is no folder."],
    ["under a name that is too long", `${"x".repeat(300)}.csv`, "the name is too long"],
    ["below a folder whose name is too long", `${"x".repeat(300)}/out.csv`, "the name is too long"],
  ])("are refused %s", (_, name, why) => {
    expect(refused(name)).toThrow(
      expect.objectContaining({
        message: `${name} cannot be written.`,
        code: "output.not-writable",
        details: [expect.stringMatching(new RegExp(why, "i")) as string],
        fix: "Name a place that can be written to with -o.",
      }) as Error,
    );
  });

  it.skipIf(process.platform === "win32" || process.geteuid?.() === 0)(
    "are refused in a folder that others own (skipped for root, who may write anywhere, and on Windows)",
    async () => {
      await mkdir(join(folder, "locked"));
      await chmod(join(folder, "locked"), 0o500);
      expect(refused("locked/a.csv", "locked/new/b.csv")).toThrow("None of 2 files can be written.");
      await chmod(join(folder, "locked"), 0o700);
    },
  );

  it("fail alone in the end among others that can", () => {
    for (const names of [["taken.csv", "free.csv"], ["new/deeper/out.csv"], ["file"], []])
      expect(refused(...names)).not.toThrow();
  });
});
