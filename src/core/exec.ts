// Runs other programs: never through a shell, with the environment it is given, and with secrets masked.
import { execa } from "execa";
import { ExecError, TimeoutError } from "./errors.ts";
import { mayBeProgram } from "./platform/find-program.ts";
import { thisPlatform } from "./platform/this-platform.ts";
import { shellQuote } from "./shell-quote.ts";

/** The program and its arguments. No shell sees it, so nothing needs quoting. */
export type Argv = readonly [program: string, ...rest: string[]];

type Environment = Readonly<Record<string, string | undefined>>;

export interface ExecOptions {
  /** Goes over the environment that all commands get; undefined removes a variable. */
  env?: Environment;
  /** Where it runs; where this process does when it is not given. */
  cwd?: string;
  /** Texts that must appear neither in an error nor in what `onLine` gets. */
  secrets?: readonly string[];
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Called with each line of both streams as it comes. */
  onLine?: (line: string) => void;
}

export interface ExecResult {
  stdout: string;
  stderr: string;
}

/**
 * @throws ExecError when the program is not there (`exec.not-found`) or ends with another code than 0
 * (`exec.failed`); TimeoutError; the signal's reason when it fires, after the program has ended.
 */
export type Exec = (argv: Argv, options?: ExecOptions) => Promise<ExecResult>;

const shownLines = 15;

interface Failure {
  command: string;
  childExitCode: number | undefined;
  stderr: string;
  details: string[];
}

export function createExec(base: Environment, platform = thisPlatform()): Exec {
  return async (argv, { env = {}, cwd, secrets = [], signal, timeoutMs, onLine } = {}) => {
    signal?.throwIfAborted();
    const [program, ...rest] = argv;
    const mask = maskOf(secrets);
    const variables = { ...base, ...env, ...platform.startedWith };
    const notFound = (failure: Failure) =>
      new ExecError(`There is no program \`${program}\` here.`, { code: "exec.not-found", ...failure });
    if (!mayBeProgram(program, { env: variables, cwd: cwd ?? "." }, platform)) {
      const command = mask(shellQuote(argv));
      throw notFound({ command, details: [`Command: ${command}`], stderr: "", childExitCode: undefined });
    }
    const child = execa(program, rest, {
      reject: false,
      stdin: "ignore",
      extendEnv: false,
      env: variables,
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    if (onLine !== undefined) {
      const follow = async (stream: "stdout" | "stderr") => {
        for await (const line of child.iterable({ from: stream })) onLine(mask(line));
      };
      // What they throw when the program fails is in the result too.
      await Promise.allSettled([follow("stdout"), follow("stderr")]);
    }
    const result = await child;
    if (signal?.aborted) throw signal.reason;
    if (!result.failed) return { stdout: result.stdout, stderr: result.stderr };

    const command = mask(shellQuote(argv));
    const stderr = mask(result.stderr === "" ? result.stdout : result.stderr);
    const details = [`Command: ${command}`, ...lastLines(stderr, shownLines)];
    const short = [program, ...rest.slice(0, 1)].join(" ");
    if (result.timedOut) {
      throw new TimeoutError(`\`${mask(short)}\` did not end within ${Math.round(timeoutMs! / 1000)} s.`, {
        code: "exec.timeout",
        details,
        fix: `Run it by hand to see what it waits for: ${command}`,
      });
    }
    const failure = { command, childExitCode: result.exitCode, stderr, details };
    if (result.code === "ENOENT") {
      throw notFound(failure);
    }
    const how =
      result.exitCode === undefined
        ? (result.signal ?? result.code ?? "it did not start")
        : `exit code ${result.exitCode}`;
    throw new ExecError(`\`${mask(short)}\` failed: ${how}.`, { code: "exec.failed", ...failure });
  };
}

function maskOf(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret !== "");
  return (text) => hidden.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
}

const lastLines = (text: string, count: number): string[] =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
