import { parse } from "node:path";
import { execPath } from "node:process";
import { describe, expect, it } from "vitest";
import { ExecError, InterruptedError, TimeoutError } from "../../../src/core/errors.ts";
import { createExec } from "../../../src/core/exec.ts";
import { shellQuote } from "../../../src/core/shell-quote.ts";
import { isWindows } from "../../support/system.ts";

const exec = createExec({ GREETING: "hello", DROPPED: "x" });
const script = (source: string, ...rest: string[]) => [execPath, "-e", source, ...rest] as const;

async function failure(promise: Promise<unknown>): Promise<ExecError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ExecError);
  return error as ExecError;
}

describe("exec", () => {
  it("gives both streams, and the program sees exactly the environment it was given", async () => {
    const source = "console.log(JSON.stringify(process.env)); console.error('note')";
    const { stdout, stderr } = await exec(script(source), { env: { EXTRA: "1", DROPPED: undefined } });
    const seen = JSON.parse(stdout) as Record<string, string>;
    // Windows adds what no program there can do without.
    expect(seen).toEqual({ ...(isWindows && seen), GREETING: "hello", EXTRA: "1" });
    expect(seen).not.toHaveProperty("DROPPED");
    expect(stderr).toBe("note");
  });

  it("hands arguments over as they are, since no shell reads them", async () => {
    const words = ["$HOME", "a b", "'", ";ls"];
    const { stdout } = await exec(
      script("console.log(JSON.stringify(process.argv.slice(1)))", "--", ...words),
    );
    expect(JSON.parse(stdout)).toEqual(words);
  });

  it("reports each line as it comes", async () => {
    const lines: string[] = [];
    await exec(script("console.log('one\\ntwo')"), { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(["one", "two"]);
  });

  it("fails with the command to paste, the exit code and the last lines, without the secret", async () => {
    const source = "for (let i = 0; i < 40; i++) console.error('line', i, process.argv[1]); process.exit(3)";
    const error = await failure(exec(script(source, "s3cret"), { secrets: ["s3cret", ""] }));
    expect(error).toMatchObject({ code: "exec.failed", childExitCode: 3, exitCode: 1 });
    expect(error.command).toMatch(/ '?\*\*\*'?$/);
    expect(error.details).toHaveLength(16);
    expect(error.details.at(-1)).toBe("line 39 ***");
    expect(JSON.stringify([error.message, error.details, error.command, error.stderr])).not.toContain(
      "s3cret",
    );
  });

  it("fails the same way while its lines are followed", async () => {
    const error = await failure(exec(script("console.error('no'); process.exit(2)"), { onLine: () => {} }));
    expect(error).toMatchObject({ childExitCode: 2, stderr: "no" });
  });

  it("says that a program is not there", async () => {
    const error = await failure(exec(["no-such-program-here", "x"]));
    expect(error).toMatchObject({ code: "exec.not-found", childExitCode: undefined });
  });

  it("ends the program when the signal fires, and throws its reason", async () => {
    const abort = new AbortController();
    const reason = new InterruptedError();
    const running = exec(script("console.log('up'); setInterval(() => {}, 1000)"), {
      signal: abort.signal,
      onLine: () => abort.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });

  it("gives up after the time limit", async () => {
    const running = exec(script("setInterval(() => {}, 1000)"), { timeoutMs: 600 });
    const error = await running.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      code: "exec.timeout",
      message: `\`${execPath} -e\` did not end within 1 s.`,
      details: expect.arrayContaining([expect.stringMatching(/^Command: .*setInterval/)]),
      fix: expect.stringContaining("setInterval"),
    });
  });

  it("shows what a failed program printed when it wrote no errors, without blank lines", async () => {
    const error = await failure(exec(script("console.log('one  \\n\\ntwo'); process.exit(1)")));
    expect(error.details.slice(1)).toEqual(["one", "two"]);
    expect(error.message).toBe(`\`${execPath} -e\` failed: exit code 1.`);
  });

  it.skipIf(isWindows)("says which signal ended the program (Windows has none)", async () => {
    const error = await failure(
      exec(script("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 9)")),
    );
    expect(error.message).toMatch(/ failed: SIGTERM\.$/);
  });

  it("runs where it is told, and masks what it reports by line", async () => {
    const lines: string[] = [];
    const { stdout } = await exec(script("console.log(process.cwd())"), {
      cwd: parse(process.cwd()).root,
      secrets: [parse(process.cwd()).root],
      onLine: (line) => lines.push(line),
    });
    expect([stdout, ...lines]).toEqual([parse(process.cwd()).root, "***"]);
  });

  it("starts nothing once the signal has fired", async () => {
    const reason = new InterruptedError();
    await expect(exec(["no-such-program-here"], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("is quoted for a POSIX shell only where that is needed", () => {
    expect(shellQuote(["docker", "build", "-t", "a/b:c@d", "it's", "", "{{.Os}}"])).toBe(
      String.raw`docker build -t a/b:c@d 'it'\''s' '' '{{.Os}}'`,
    );
  });
});
