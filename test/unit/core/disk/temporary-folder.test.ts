import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { removeLeftFolders, withTemporaryFolder } from "../../../../src/core/disk/temporary-folder.ts";
import { isWindows, modeHere } from "../../../support/system.ts";

const source = fileURLToPath(new URL("../../../../src/core/disk/temporary-folder.ts", import.meta.url));

it("is there for this user while the work lasts", async () => {
  let used = "";
  await expect(
    withTemporaryFolder("cloud-runner-test-", async (folder) => {
      used = folder;
      expect(statSync(folder).mode & 0o777).toBe(modeHere(0o700));
      throw new Error("The work fails.");
    }),
  ).rejects.toThrow("The work fails.");
  expect(existsSync(used)).toBe(false);
  expect(process.listenerCount("SIGHUP")).toBe(0);
});

it("removes what a killed process has left, and nothing else", async () => {
  const prefix = `cloud-runner-test-${randomUUID()}-`;
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const old = new Date(Date.now() - 7_200_000);
  const folderOf = (name: string, touched: Date) => {
    const path = join(tmpdir(), name);
    mkdirSync(join(path, "uploads"), { recursive: true });
    utimesSync(path, touched, touched);
    return path;
  };
  const left = folderOf(`${prefix}${pid}-a`, old);
  const others = [
    folderOf(`${prefix}${pid}-fresh`, new Date()),
    folderOf(`${prefix}${process.pid}-alive`, old),
    folderOf(`${prefix}x-a`, old),
    folderOf(`${prefix}more-${pid}-a`, old),
  ];
  try {
    await removeLeftFolders(prefix, Date.now() - 3_600_000);
    expect([left, ...others].map((path) => existsSync(path))).toEqual([false, true, true, true, true]);
  } finally {
    for (const path of others) rmSync(path, { recursive: true });
  }
});

/** A process that keeps a folder until it is ended. */
async function keeper(more = "") {
  const code = `import { withTemporaryFolder } from ${JSON.stringify(source)};
    ${more}
    await withTemporaryFolder("cloud-runner-test-", (folder) => {
      console.log(folder);
      return new Promise((resolve) => setTimeout(resolve, 20_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const [folder] = (await once(lines, "line")) as [string];
  return { child, folder };
}

describe.skipIf(isWindows)("goes with its process (Windows has no such signals)", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)("under %s", async (signal) => {
    const { child, folder } = await keeper();
    expect(existsSync(folder)).toBe(true);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([null, signal]);
    expect(existsSync(folder)).toBe(false);
  });

  it("when that ends itself, as at a second Ctrl-C", async () => {
    const { child, folder } = await keeper('process.on("SIGINT", () => process.exit(130));');
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([130, null]);
    expect(existsSync(folder)).toBe(false);
  });
});
