// Lists of processes as the systems give them, and the processes of this one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { createExec, type Exec } from "../../../../src/core/exec.ts";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import {
  commandLineOf,
  endProcessBy,
  isRunning,
  ownProcesses,
} from "../../../../src/core/platform/processes.ts";
import { answering } from "../../../support/fake-exec.ts";

const macos = platformOf("darwin");
const windows = platformOf("win32");

describe("processes on macOS", () => {
  const listing =
    "  312 /usr/local/bin/node local-cloud.js --folder /Users/a b/.cloud-runner\n 4711 login -pf a\n";

  it("are listed by ps, those of this user alone", async () => {
    const { exec, lines } = answering(listing);
    expect(await ownProcesses(exec, macos)).toEqual([
      { pid: 312, commandLine: "/usr/local/bin/node local-cloud.js --folder /Users/a b/.cloud-runner" },
      { pid: 4711, commandLine: "login -pf a" },
    ]);
    expect(lines).toEqual(["ps -x -ww -o pid=,command="]);
  });

  it("are asked for one by one", async () => {
    const { exec, lines } = answering(" 4711 login -pf a\n");
    expect(await commandLineOf(4711, exec, macos)).toBe("login -pf a");
    expect(lines).toEqual(["ps -ww -o pid=,command= -p 4711"]);
  });
});

describe("processes on Windows", () => {
  const listing =
    '9 "C:\\Program Files\\nodejs\\node.exe" C:\\p\\local-cloud.js --folder C:\\a\r\n12 \r\n\r\n';

  it("are listed by PowerShell, without those that tell nothing", async () => {
    const { exec, lines } = answering(listing);
    expect(await ownProcesses(exec, windows)).toEqual([
      {
        pid: 9,
        commandLine: '"C:\\Program Files\\nodejs\\node.exe" C:\\p\\local-cloud.js --folder C:\\a',
      },
    ]);
    expect(lines[0]).toMatch(/^powershell\.exe .* -Command .*Win32_Process -Filter 'Name LIKE ''node%'''/);
    // They would have to be escaped once more for each program on the way.
    expect(lines[0]).not.toContain('"');
  });

  it("are asked for one by one, and none is known where PowerShell is not", async () => {
    const { exec, lines } = answering(listing);
    expect(await commandLineOf(9, exec, windows)).toContain("local-cloud.js");
    expect(lines[0]).toContain("'ProcessId = 9'");
    expect(await commandLineOf(10, exec, windows)).toBeUndefined();
    const absent: Exec = () => Promise.reject(new Error("ENOENT"));
    expect(await commandLineOf(9, absent, windows)).toBeUndefined();
  });
});

describe.each([["asked"], ["at once"]] as const)("a process that is ended %s", (how) => {
  it("runs before and not after, and may be ended again", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log(1)"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(child.stdout, "data");
    const pid = child.pid!;
    expect(isRunning(pid)).toBe(true);
    endProcessBy(pid, how);
    await once(child, "exit");
    expect(isRunning(pid)).toBe(false);
    expect(() => endProcessBy(pid, how)).not.toThrow();
  });
});

it("finds this very process on this system, by its list and by its number", async (test) => {
  const exec = createExec(process.env);
  const own = await commandLineOf(process.pid, exec);
  if (own === undefined) return test.skip("no program here tells which processes run");
  expect(own).toContain("node");
  expect((await ownProcesses(exec)).map(({ pid }) => pid)).toContain(process.pid);
});
