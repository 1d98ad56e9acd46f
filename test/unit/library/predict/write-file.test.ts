import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { removeFile, writeWhole } from "../../../../src/library/predict/write-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-write-"));
  await writeFile(join(folder, "file"), "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("writes a name of as many bytes as the file system takes", async () => {
  const name = `${"é".repeat(125)}.csv`;
  await writeWhole(join(folder, name), "a\n");
  expect(await readFile(join(folder, name), "utf8")).toBe("a\n");
  expect((await readdir(folder)).toSorted()).toEqual(["file", name].toSorted());
});

it.each([
  ["below what is a file", "file/a.csv", "A file stands where a folder should be."],
  ["of a name that is too long", `${"x".repeat(300)}.csv`, "The name is too long for this system."],
])("says which file cannot be written %s, and finds nothing there to remove", async (_, name, why) => {
  const path = join(folder, name);
  await expect(writeWhole(path, "a\n")).rejects.toMatchObject({
    code: "output.not-writable",
    message: `${path} cannot be written.`,
    details: [why],
  });
  await expect(removeFile(path)).resolves.toBeUndefined();
});
