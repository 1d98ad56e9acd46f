import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { statOf } from "../../../../src/core/disk/stat-of.ts";

it("finds what is there, and nothing where nothing can be", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cloud-runner-stat-"));
  await writeFile(join(folder, "a"), "12");
  await symlink("self", join(folder, "self"));
  expect(statOf(join(folder, "a"))?.size).toBe(2);
  for (const name of ["b", "a/b", "self", "x".repeat(300)])
    expect(statOf(join(folder, name))).toBeUndefined();
  await rm(folder, { recursive: true, force: true });
});
