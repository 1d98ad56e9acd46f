// How an instance ends where programs hear no signals, with real processes: this system stands in for that one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../../../src/core/clock.ts";
import { platformOf } from "../../../../../../src/core/platform/platform.ts";
import { thisPlatform } from "../../../../../../src/core/platform/this-platform.ts";
import {
  commandLineOf,
  type Program,
} from "../../../../../../src/local/services/run/serving/instance-program.ts";
import {
  spawnProcess,
  type Ending,
} from "../../../../../../src/local/services/run/serving/instance-process.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-instance-"));
});
// It was the folder that a process worked in, which may take a moment to go.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

/** As Windows, but with the paths of this system. */
const deaf = { ...thisPlatform(), hearsSignals: false };

async function started(code: string, as: "files" | "process" = "files", platform = deaf) {
  await writeFile(join(folder, "server.mjs"), `${code}\nconsole.log("ready");\n`);
  const program: Program =
    as === "files"
      ? { as, folder, words: ["server.mjs"] }
      : { as, folder, command: [process.execPath, join(folder, "server.mjs")] };
  const line = commandLineOf(
    program,
    { id: "a".repeat(32), memoryBytes: 2 ** 28, environment: {} },
    platform,
  );
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const endings: Ending[] = [];
  const child = spawnProcess(
    "a",
    line,
    {
      spawned: () => {},
      line(_id, _stream, text) {
        lines.push(text);
        if (text === "ready") ready.resolve();
      },
      exited: (_id, ending) => endings.push(ending),
    },
    systemClock,
    platform,
  );
  await Promise.race([ready.promise, child.exited]);
  return { child, lines, endings };
}

const stays = "setInterval(() => {}, 1000);";

describe("where programs hear no signals, an instance of this tool's own files", () => {
  it("is asked over its lifeline, and ends in its own time", async () => {
    const { child, lines } = await started(
      `${stays} process.on("SIGTERM", (signal) => { console.log("heard " + signal); process.exit(0); });`,
    );
    await child.stop();
    expect(lines).toEqual(["ready", "heard SIGTERM"]);
    expect(await child.exited).toEqual({ exitCode: 0 });
  });

  it("ends at once when it does not listen, which is no failure", async () => {
    const { child } = await started(stays);
    await child.stop();
    expect(await child.exited).toEqual({ exitCode: 143 });
  });

  it("is told from one that failed by itself", async () => {
    const { child } = await started("process.exitCode = 3;");
    expect(await child.exited).toEqual({ exitCode: 3, why: "Container called exit(3)." });
  });
});

describe("where there is no shell, a command of the user's", () => {
  it("ends with the guard that leads it", async () => {
    const { child, lines } = await started(`${stays} console.log("pid " + process.pid);`, "process");
    const pid = Number(lines.find((line) => line.startsWith("pid "))?.slice(4));
    expect(pid).not.toBe(child.pid);
    await child.stop();
    expect((await child.exited).why).toBeUndefined();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it("gives its exit code and its lines", async () => {
    const { child, lines } = await started("process.exitCode = 4;", "process");
    expect(await child.exited).toEqual({ exitCode: 4, why: "Container called exit(4)." });
    expect(lines).toEqual(["ready"]);
  });

  it("that is not there is said to be so", async () => {
    const program: Program = { as: "process", folder, command: ["no-such-program", "x"] };
    const line = commandLineOf(program, { id: "b", memoryBytes: 1, environment: {} }, deaf);
    const lines: string[] = [];
    const events = {
      spawned: () => {},
      line: (_id: string, _stream: unknown, text: string) => void lines.push(text),
      exited: () => {},
    };
    const child = spawnProcess("b", line, events, systemClock, deaf);
    expect((await child.exited).exitCode).toBe(127);
    expect(lines.join("\n")).toMatch(/^no-such-program could not be started: .*as in python\.exe/);
  });
});

describe("the command line of an instance on Windows", () => {
  const windows = platformOf("win32");

  it("has the path and the names of variables of that system", () => {
    const { env, isGroup } = commandLineOf(
      { as: "process", folder, command: ["python.exe", "app.py"] },
      { id: "c", port: 8080, memoryBytes: 1, environment: { HOME: "C:\\home", USERPROFILE: "C:\\home" } },
      { ...windows, nameOfVariable: (name) => name },
    );
    expect(isGroup).toBe(false);
    expect(env).toMatchObject({ PORT: "8080", USERPROFILE: "C:\\home" });
    const bare = commandLineOf(
      { as: "files", folder, words: ["server.mjs"] },
      { id: "c", memoryBytes: 1, environment: {} },
      windows,
    );
    expect(bare.env["PATH"]?.split(";").slice(1)).toContain("C:\\Windows\\System32");
  });

  it("gives docker no shell to run in, and a container no home of this machine", () => {
    const { args } = commandLineOf(
      { as: "docker", image: "example.com/app", args: [], python: "C:\\state\\python" },
      { id: "d", port: 8080, memoryBytes: 1, environment: { HOME: "C:\\h", USERPROFILE: "C:\\h", A: "1" } },
      windows,
    );
    const line = args.join(" ");
    expect(line).toMatch(/guard\.js instance=d cloud-runner-d docker run --rm/);
    expect(line).toContain("--env HOME=/tmp --env A --env PORT");
    expect(line).not.toContain("USERPROFILE");
    expect(line).not.toContain("/bin/sh");
  });
});
