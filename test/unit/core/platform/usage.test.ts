// Memory and processor time as the systems tell them, and those of this process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { createExec, type Exec } from "../../../../src/core/exec.ts";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import { usageOf } from "../../../../src/core/platform/usage.ts";
import { answering } from "../../../support/fake-exec.ts";
import { isWindows } from "../../../support/system.ts";

it("is known for the process that asks", async () => {
  const begin = process.cpuUsage();
  const used = (await usageOf([process.pid], createExec(process.env))).get(process.pid)!;
  const own = process.memoryUsage().rss;
  expect(used.memoryBytes / own).toBeGreaterThan(0.5);
  expect(used.memoryBytes / own).toBeLessThan(2);
  expect(used.cpuSeconds).toBeGreaterThan(((begin.user + begin.system) / 1e6) * 0.5);
});

it.skipIf(isWindows)(
  "counts what a shell has started with the shell that leads it (Windows has no groups)",
  async () => {
    const script = "process.stdout.write(String(process.memoryUsage().rss)); setInterval(() => {}, 1000)";
    const shell = spawn("/bin/sh", ["-c", '"$0" -e "$1" & wait', process.execPath, script], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const [started] = (await once(shell.stdout, "data")) as [Buffer];
      const used = (await usageOf([shell.pid!], createExec(process.env))).get(shell.pid!)!;
      expect(used.memoryBytes).toBeGreaterThan(Number(started.toString()) * 0.5);
    } finally {
      process.kill(-shell.pid!, "SIGKILL");
      await once(shell, "close");
    }
  },
);

it("leaves out what is not there", async () => {
  expect(await usageOf([2 ** 22 + 1], createExec(process.env))).toEqual(new Map());
  const { exec, lines } = answering("");
  expect(await usageOf([], exec, platformOf("darwin"))).toEqual(new Map());
  expect(lines).toEqual([]);
});

describe("on macOS", () => {
  it("is told by ps", async () => {
    const { exec, lines } = answering(
      "  312 300 81920   0:12.50\n 4711 4711  1024 1-02:03:04.00\n    5 4711 10 62:01\n 6 300 99 1:00\n",
    );
    expect(await usageOf([312, 4711], exec, platformOf("darwin"))).toEqual(
      new Map([
        [312, { memoryBytes: 81_920 * 1024, cpuSeconds: 12.5 }],
        [4711, { memoryBytes: 1034 * 1024, cpuSeconds: 86_400 + 2 * 3600 + 3 * 60 + 4 + 62 * 60 + 1 }],
      ]),
    );
    expect(lines).toEqual(["ps -x -o pid=,pgid=,rss=,time="]);
  });

  it("is nothing where ps fails", async () => {
    const exec: Exec = () => Promise.reject(new Error("ps ended with code 1"));
    expect(await usageOf([312], exec, platformOf("darwin"))).toEqual(new Map());
  });
});

it("is told by PowerShell on Windows", async () => {
  const { exec, lines } = answering("9 1 4194304 5000000\r\n10 9 79691776 120000000\r\n\r\n");
  expect(await usageOf([9, 12], exec, platformOf("win32"))).toEqual(
    new Map([[9, { memoryBytes: 80 * 1024 ** 2, cpuSeconds: 12.5 }]]),
  );
  expect(lines[0]).toContain(
    "-Filter 'ProcessId = 9 OR ParentProcessId = 9 OR ProcessId = 12 OR ParentProcessId = 12'",
  );
  expect(lines[0]).not.toContain('"');
});
