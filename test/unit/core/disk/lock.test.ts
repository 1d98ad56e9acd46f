import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { lockHolder, tryLock, withLock, type LockOptions } from "../../../../src/core/disk/lock.ts";
import { isWindows } from "../../../support/system.ts";

const contender = fileURLToPath(new URL("../../../fixtures/take-lock.ts", import.meta.url));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-lock-"));
  path = join(folder, "x.lock");
});
// What a killed process had open is let go a moment later.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

const options = (more: Partial<LockOptions> = {}): LockOptions => ({
  clock: systemClock,
  pid: 100,
  waitMs: 10_000,
  ...more,
});

/** Work during which each call counts how many are inside. */
function counted(pauseMs: number) {
  const seen = { inside: 0, most: 0, done: 0 };
  const work = async () => {
    seen.inside += 1;
    seen.most = Math.max(seen.most, seen.inside);
    await systemClock.sleep(pauseMs);
    seen.inside -= 1;
    seen.done += 1;
  };
  return { seen, work };
}

it("lets one in at a time", async () => {
  const { seen, work } = counted(5);
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, options(), work)));
  expect(seen).toEqual({ inside: 0, most: 1, done: 5 });
  expect(lockHolder(path)).toBeUndefined();
});

it("lets the next one in after a failure", async () => {
  const failing = withLock(path, options(), async () => {
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await withLock(path, options(), async () => "in")).toBe("in");
});

it("lets one in when many find what a dead process has left", async () => {
  for (let round = 0; round < 400; round += 1) {
    const { seen, work } = counted(2);
    const each = join(folder, `${round}.lock`);
    await writeFile(each, JSON.stringify({ pid: 2 ** 22 + 1, at: Date.now(), id: "a" }));
    const contenders = Array.from({ length: 12 }, () => withLock(each, options({ waitMs: 0 }), work));
    await Promise.allSettled(contenders);
    expect(seen.most).toBe(1);
  }
});

it("lets one process in at a time, also when those inside are killed", async () => {
  const outputs = await Promise.all(
    Array.from({ length: 5 }, async () => {
      let output = "";
      for (let life = 0; life < 2; life += 1) {
        const child = spawn(process.execPath, [contender, path, join(folder, "inside"), "15"]);
        const [printed, complained, [, signal]] = await Promise.all([
          text(child.stdout),
          text(child.stderr),
          once(child, "exit"),
        ]);
        output += `${printed}${complained}${signal}\n`;
      }
      return output;
    }),
  );
  // Windows reports no signal when a process has ended itself by one.
  const ending = isWindows ? "null\n" : "SIGKILL\n";
  expect(outputs).toEqual(Array.from({ length: 5 }, () => ending.repeat(2)));
});

it("leaves another holder's lock alone when a wait for it ends", async () => {
  const release = tryLock(path, 7)!;
  await expect(withLock(path, options({ waitMs: 0 }), async () => "in")).rejects.toThrow("Process 7");
  expect(lockHolder(path)).toBe(7);
  expect(tryLock(path, 8)).toBeUndefined();
  release();
  expect(lockHolder(path)).toBeUndefined();
});

it("gives up after a while and reports once who holds it", async () => {
  const release = tryLock(path, 7)!;
  const reported: number[] = [];
  const waiting = withLock(
    path,
    options({ waitMs: 120, onWait: (pid) => reported.push(pid) }),
    async () => "in",
  );
  await expect(waiting).rejects.toMatchObject({
    exitCode: 124,
    message: expect.stringContaining("Process 7"),
  });
  expect(reported).toEqual([7]);
  release();
});

it("stops waiting when it is told to", async () => {
  const release = tryLock(path, 7)!;
  const giveUp = new AbortController();
  const waiting = withLock(path, options({ signal: giveUp.signal }), async () => "in");
  giveUp.abort(new Error("no longer wanted"));
  await expect(waiting).rejects.toThrow("no longer wanted");
  release();
  expect(await withLock(path, options(), async () => "in")).toBe("in");
});
