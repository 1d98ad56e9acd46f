import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withFileLock } from "../../../../src/library/local-cloud/file-lock.ts";
import type { FileLockOptions } from "../../../../src/library/local-cloud/file-lock.ts";
import { systemClock } from "../../../../src/core/clock.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-lock-"));
  path = join(folder, "x.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = (more: Partial<FileLockOptions> = {}): FileLockOptions => ({
  clock: systemClock,
  pid: 100,
  isRunning: () => true,
  expiresAfterMs: 60_000,
  waitMs: 10_000,
  ...more,
});

it("lets one in at a time and leaves no file", async () => {
  let inside = 0;
  let most = 0;
  let done = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await systemClock.sleep(5);
    inside -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withFileLock(path, options(), work)));
  expect({ most, done }).toEqual({ most: 1, done: 5 });
  expect(await readdir(folder)).toEqual([]);
});

it("lets the next one in after a failure", async () => {
  const failing = withFileLock(path, options(), async () => {
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await withFileLock(path, options(), async () => "in")).toBe("in");
});

it.each([
  [
    "of a process that is gone",
    { pid: 7, at: Date.now(), id: "a" },
    { isRunning: (pid: number) => pid !== 7 },
  ],
  ["that has expired", { pid: 7, at: Date.now() - 61_000, id: "a" }, {}],
])("breaks a lock %s", async (_, holder, more) => {
  await writeFile(path, JSON.stringify(holder));
  expect(await withFileLock(path, options(more), async () => "in")).toBe("in");
});

it("breaks a lock that cannot be read", async () => {
  await writeFile(path, "not json");
  expect(await withFileLock(path, options(), async () => "in")).toBe("in");
});

it("lets one in when several break the same lock", async () => {
  await writeFile(path, JSON.stringify({ pid: 7, at: Date.now(), id: "a" }));
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await systemClock.sleep(5);
    inside -= 1;
  };
  const more = { isRunning: (pid: number) => pid !== 7 };
  await Promise.all(Array.from({ length: 5 }, () => withFileLock(path, options(more), work)));
});

it("gives up after a while and says who holds it", async () => {
  await writeFile(path, JSON.stringify({ pid: 7, at: Date.now(), id: "a" }));
  const told: number[] = [];
  const waiting = withFileLock(
    path,
    options({ waitMs: 120, onWait: (pid) => told.push(pid) }),
    async () => "in",
  );
  await expect(waiting).rejects.toMatchObject({
    exitCode: 124,
    message: expect.stringContaining("Process 7"),
  });
  expect(told).toEqual([7]);
});
