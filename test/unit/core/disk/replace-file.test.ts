// Files that somebody has open, as Windows treats them.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFile, replaceFileSync } from "../../../../src/core/disk/replace-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-replace-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const windows = { holdsOpenFiles: true };
const others = { holdsOpenFiles: false };

/** Fails so many times, as when a scanner looks at the file. */
function held(times: number, code: string) {
  let tries = 0;
  const move = () => {
    tries += 1;
    if (tries <= times) throw Object.assign(new Error(code), { code });
  };
  return { move, tries: () => tries };
}

describe.each(["EBUSY", "EPERM", "EACCES"])("a file that is held (%s)", (code) => {
  it("is replaced once it is let go", async () => {
    const later = held(2, code);
    await replaceFile("a", "b", { platform: windows, move: async () => later.move() });
    expect(later.tries()).toBe(3);
    const sync = held(2, code);
    replaceFileSync("a", "b", { platform: windows, move: sync.move });
    expect(sync.tries()).toBe(3);
  });

  it("is an error at once where nobody can hold it", async () => {
    const first = held(1, code);
    await expect(replaceFile("a", "b", { platform: others, move: async () => first.move() })).rejects.toThrow(
      code,
    );
    expect(() => replaceFileSync("a", "b", { platform: others, move: held(1, code).move })).toThrow(code);
    expect(first.tries()).toBe(1);
  });
});

it("does not wait for what will not change", async () => {
  const gone = held(1, "ENOENT");
  await expect(replaceFile("a", "b", { platform: windows, move: async () => gone.move() })).rejects.toThrow(
    "ENOENT",
  );
  expect(() => replaceFileSync("a", "b", { platform: windows, move: held(1, "ENOENT").move })).toThrow(
    "ENOENT",
  );
  expect(gone.tries()).toBe(1);
});

it("gives up on what is held for good", () => {
  const always = held(Infinity, "EBUSY");
  expect(() => replaceFileSync("a", "b", { platform: windows, move: always.move })).toThrow("EBUSY");
  expect(always.tries()).toBeGreaterThan(5);
});

it("moves real files", async () => {
  const path = (name: string) => join(folder, name);
  await writeFile(path("a"), "1");
  await writeFile(path("b"), "2");
  await replaceFile(path("a"), path("b"));
  expect(await readFile(path("b"), "utf8")).toBe("1");
  replaceFileSync(path("b"), path("c"));
  expect(await readFile(path("c"), "utf8")).toBe("1");
});
