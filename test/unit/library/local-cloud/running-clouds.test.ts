import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cloudIn, runningClouds } from "../../../../src/library/local-cloud/running-clouds.ts";
import { createExec } from "../../../../src/core/exec.ts";
import { systemClock } from "../../../../src/core/clock.ts";

describe("the folder in a command line", () => {
  it.each([
    ["node dist/bundle/local-cloud.js --folder /home/a/.cloud-runner --image-dir /x", resolve("/home/a")],
    ["node /p/local-cloud.js --folder /home/a b/.cloud-runner --image-dir /x", resolve("/home/a b")],
    [
      'node "/my p/local-cloud.js" --folder "/home/a b/.cloud-runner" --image-dir "/my p"',
      resolve("/home/a b"),
    ],
    ["node local-cloud.js --help", undefined],
    ["vim --folder /home/a/.cloud-runner --image-dir /x", undefined],
  ])("of %s is %s", (commandLine, folder) => expect(cloudIn({ pid: 7, commandLine })?.folder).toBe(folder));
});

describe("the local clouds that run", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill());

  it("are found among this user's processes", async () => {
    const words = ["-e", "setTimeout(() => {}, 20000)", "local-cloud.js"];
    const args = [...words, "--folder", "/nowhere/at-all/.cloud-runner", "--image-dir", "/x"];
    child = spawn(process.execPath, args, { stdio: "ignore" });
    const exec = createExec(process.env);
    const end = Date.now() + 15_000;
    let found: string[] = [];
    while (Date.now() < end && !found.includes(resolve("/nowhere/at-all"))) {
      const running = await runningClouds(exec);
      found = running.filter(({ pid }) => pid === child?.pid).map(({ folder }) => folder);
      await systemClock.sleep(20);
    }
    expect(found).toContain(resolve("/nowhere/at-all"));
  });
});
