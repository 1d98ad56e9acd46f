import { describe, expect, it } from "vitest";
import {
  defineCommand,
  type Command,
  type Implementation,
  type OptionSpecs,
} from "../../../src/cli/shell/command.ts";
import { main, runCommand } from "../../../src/cli/main.ts";
import { CloudRunnerError, InterruptedError, UsageError } from "../../../src/core/errors.ts";
import { fakeIo, noFlags } from "./support.ts";
import { slashed } from "../../support/system.ts";

describe("main", () => {
  it("prints a short help without arguments", async () => {
    const io = fakeIo();
    expect(await main([], io)).toBe(0);
    expect(io.out()).toContain("cloud-runner predict data.csv");
    expect(io.out().split("\n").length).toBeLessThan(10);
    expect(io.err()).toBe("");
  });

  it("prints the version", async () => {
    const io = fakeIo();
    expect(await main(["--version"], io)).toBe(0);
    expect(io.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("puts an error on standard error with its fix last", async () => {
    const io = fakeIo();
    expect(await main(["predcit"], io)).toBe(2);
    expect(io.out()).toBe("");
    expect(io.err()).toMatchInlineSnapshot(`
      "✖ There is no command predcit.
        Did you mean predict?
      Fix: Run, if that is what is meant:
        cloud-runner predict
      "
    `);
  });

  it("puts one error object on standard output with --json", async () => {
    const io = fakeIo();
    expect(await main(["plan", "--json", "--tarjet", "gcp"], io)).toBe(2);
    expect(io.err()).toBe("");
    expect(JSON.parse(io.out())).toMatchObject({
      schemaVersion: 1,
      error: { code: "usage.unknown-option", exitCode: 2, details: ["Did you mean --target?"] },
    });
  });

  it("refuses a folder that is not there", async () => {
    const io = fakeIo();
    expect(await main(["status", "-C", "/no/such/folder"], io)).toBe(2);
    expect(slashed(io.err())).toContain("/no/such/folder");
  });

  it.each([
    ["help", "Commands"],
    ["help predict", "--target-column COLUMN"],
    ["help exit-codes", "124  a wait took longer than its limit"],
    ["help environment", "CLOUD_RUNNER_TARGET"],
    ["predict --help", "--target-column COLUMN"],
    ["--json predict -h", `"name": "--target-column"`],
  ])("explains itself: %s", async (words, expected) => {
    const io = fakeIo();
    expect(await main(words.split(" "), io)).toBe(0);
    expect(io.out()).toContain(expected);
  });
});

type Does = Implementation<OptionSpecs, unknown>;

const commandOf = (
  run: Does["run"],
  { streams, ...more }: Partial<Does> & { streams?: boolean } = {},
): Command =>
  defineCommand({
    name: "test",
    summary: "Test",
    examples: [],
    options: {},
    ...(streams !== undefined && { streams }),
    load: async () => ({ run, render: () => "text", ...more }),
  });

const start = (command: Command, io = fakeIo(), flags = noFlags) =>
  runCommand({ kind: "command", command, input: { arguments: [], options: {} }, flags }, io);

describe("runCommand", () => {
  it("renders the result as text, and as one document with --json", async () => {
    const command = commandOf(async () => ({ answer: 42 }));
    const io = fakeIo();
    expect(await start(command, io)).toBe(0);
    expect(io.out()).toBe("text\n");

    const jsonIo = fakeIo();
    await start(command, jsonIo, { ...noFlags, json: true });
    expect(JSON.parse(jsonIo.out())).toEqual({ schemaVersion: 1, answer: 42 });
  });

  it("shows the results of a stream one by one, each as a line of JSON with --json", async () => {
    const give = async function* () {
      yield { answer: 1 };
      yield { answer: 2 };
    };
    const command = commandOf(give, { streams: true, render: (result) => JSON.stringify(result) });
    const io = fakeIo();
    expect(await start(command, io)).toBe(0);
    expect(io.out()).toBe('{"answer":1}\n{"answer":2}\n');

    const jsonIo = fakeIo();
    await start(command, jsonIo, { ...noFlags, json: true });
    expect(jsonIo.out()).toBe('{"schemaVersion":1,"answer":1}\n{"schemaVersion":1,"answer":2}\n');
  });

  it("shows commands that work where they are pasted, but none in what is a script or streams", async () => {
    const render = () => "Run `cloud-runner up`.";
    const flags = { ...noFlags, project: "my-project" };
    const said = async (command: Command) => {
      const io = fakeIo();
      await start(command, io, flags);
      return io.out();
    };
    const give = async function* () {
      yield {};
    };
    expect(await said(commandOf(async () => ({}), { render }))).toBe(
      "Run `cloud-runner up --project my-project`.\n",
    );
    expect(await said({ ...commandOf(async () => ({}), { render }), isScript: true })).toBe(
      "Run `cloud-runner up`.\n",
    );
    expect(await said(commandOf(give, { streams: true, render }))).toBe("Run `cloud-runner up`.\n");
  });

  it("names the help of the command where a wrong line has no other command as its fix", async () => {
    const command = commandOf(async () => {
      throw new UsageError("--copies is 0.", { fix: "Let --copies be 1." });
    });
    await expect(start(command)).rejects.toMatchObject({
      fix: `Let --copies be 1. \`cloud-runner ${command.name} --help\` shows its options and examples.`,
    });
  });

  it("takes the exit code from the result", async () => {
    const command = commandOf(async () => ({}), { exitCode: () => 3 });
    expect(await start(command)).toBe(3);
  });

  it("aborts the command on the first interruption and ends at once on the second", async () => {
    const io = fakeIo();
    const command = commandOf(async ({ signal }) => {
      io.interrupt();
      expect(signal.reason).toBeInstanceOf(InterruptedError);
      expect(io.exits).toEqual([]);
      io.interrupt();
      throw signal.reason;
    });
    await expect(start(command, io)).rejects.toMatchObject({ exitCode: 130 });
    expect(io.exits).toEqual([130]);
    expect(io.err()).toContain("Stopping: nothing new is started.");
  });

  it("speaks of nothing new only where something is started", async () => {
    const io = fakeIo();
    const interrupted = async function* () {
      io.interrupt();
      yield {};
    };
    expect(await start(commandOf(interrupted), io)).toBe(0);
    expect(io.err()).toContain("Stopping. Ctrl-C again ends at once.");
  });

  it("takes what an interruption broke for the interruption, unless the error is one of ours", async () => {
    const io = fakeIo();
    const broken = commandOf(async () => {
      io.interrupt();
      throw new Error("socket hang up");
    });
    await expect(start(broken, io)).rejects.toBeInstanceOf(InterruptedError);

    const ours = new CloudRunnerError("Interrupted: 2 done.", { code: "interrupted" });
    const named = commandOf(async () => {
      io.interrupt();
      throw ours;
    });
    await expect(start(named, io)).rejects.toBe(ours);
  });
});
