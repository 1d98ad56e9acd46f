// Stands in for the programs that are run: a table from command line to answer. A line that is not in it fails the test.
import { ExecError } from "../../src/core/errors.ts";
import type { Exec, ExecOptions } from "../../src/core/exec.ts";
import { shellQuote } from "../../src/core/shell-quote.ts";

export type Answer =
  | string
  | { exitCode: number; stderr: string }
  | { missing: true }
  | ((options: ExecOptions) => Answer | Promise<Answer>);

export interface FakeExec {
  exec: Exec;
  /** Every command line so far. */
  lines: string[];
}

/** For command lines that need no table: all are answered alike. */
export function answering(stdout: string): FakeExec {
  const lines: string[] = [];
  const exec: Exec = async (argv) => {
    lines.push(argv.join(" "));
    return { stdout, stderr: "" };
  };
  return { exec, lines };
}

/** Keys are whole command lines, as they would be typed. */
export function fakeExec(answers: Readonly<Record<string, Answer>>): FakeExec {
  const lines: string[] = [];
  const exec: Exec = async (argv, options = {}) => {
    const command = shellQuote(argv);
    lines.push(command);
    let answer = answers[command];
    if (answer === undefined) throw new Error(`Nobody expected this command: ${command}`);
    while (typeof answer === "function") answer = await answer(options);
    if (typeof answer === "string") return { stdout: answer, stderr: "" };
    const failure =
      "missing" in answer
        ? { code: "exec.not-found", childExitCode: undefined, stderr: "" }
        : { code: "exec.failed", childExitCode: answer.exitCode, stderr: answer.stderr };
    throw new ExecError(`\`${argv[0]}\` failed.`, { command, details: [failure.stderr], ...failure });
  };
  return { exec, lines };
}
