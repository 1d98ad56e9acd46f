// Every failure that a user can meet. The class decides the exit code; `fix` names the step that fixes it.
import type { Choices } from "./contract.ts";
import type { RefusalName } from "./refusals.ts";

/** Exit codes of whole commands; `cloud-runner help exit-codes` prints this table. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  partial: 3,
  notAuthenticated: 4,
  planHasChanges: 5,
  bug: 70,
  timedOut: 124,
  interrupted: 130,
} as const;

/** Where in a file something is wrong. */
export interface ErrorPlace {
  /** The file, as the user named it. */
  input: string;
  /** From 1, the header included. */
  line?: number;
  /** The field in that line, from 1. */
  column?: number;
  /** The line as it stands, shortened. */
  excerpt?: string;
}

export interface ErrorDetails {
  /** Stable, dot-separated; tests and `--json` rely on it. */
  code: string;
  /** The step or the exact command that fixes it. */
  fix?: string | undefined;
  /** Further lines: where, what was found, what was expected. */
  details?: readonly string[];
  /** What settles it, where a question does. */
  choices?: Choices | undefined;
  /** Whole commands of which one fixes it, ready to paste, the likeliest first. */
  commands?: readonly string[];
  /** What `details` say of a place, for programs. */
  place?: ErrorPlace | undefined;
  cause?: unknown;
}

export class CloudRunnerError extends Error {
  // Written out in each class: the image is minified, and so would be the names of its classes.
  override readonly name: string = "CloudRunnerError";
  readonly code: string;
  readonly fix: string | undefined;
  readonly details: readonly string[];
  readonly choices: Choices | undefined;
  readonly commands: readonly string[];
  readonly place: ErrorPlace | undefined;
  readonly exitCode: number = exitCodes.failed;

  constructor(
    message: string,
    { code, fix, details = [], choices, commands = [], place, cause }: ErrorDetails,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
    this.details = details;
    this.choices = choices;
    this.commands = commands;
    this.place = place;
  }
}

type WithFix = ErrorDetails & { fix: string };

/** A wrong flag or argument. */
export class UsageError extends CloudRunnerError {
  override readonly name = "UsageError";
  override readonly exitCode = exitCodes.usage;
  constructor(message: string, details: Omit<WithFix, "code"> & { code?: string }) {
    super(message, { code: "usage", ...details });
  }
}

/** cloud-runner.json is wrong; `details` lists every problem with its path. */
export class ConfigError extends CloudRunnerError {
  override readonly name = "ConfigError";
  constructor(message: string, details: Omit<WithFix, "code"> & { code?: string }) {
    super(message, { code: "config.invalid", ...details });
  }
}

/** Something that must be there first is not: a running local cloud, docker, an API, a grant. */
export class PreconditionError extends CloudRunnerError {
  override readonly name = "PreconditionError";
  constructor(message: string, details: WithFix) {
    super(message, details);
  }
}

/** No usable credentials. */
export class AuthenticationError extends CloudRunnerError {
  override readonly name = "AuthenticationError";
  override readonly exitCode = exitCodes.notAuthenticated;
  constructor(message: string, details: WithFix) {
    super(message, details);
  }
}

/** The plan holds a row that must not be carried out: a foreign resource, an immutable field. */
export class PlanRefusedError extends CloudRunnerError {
  override readonly name = "PlanRefusedError";
  constructor(message: string, details: Omit<WithFix, "code"> & { code?: string }) {
    super(message, { code: "plan.refused", ...details });
  }
}

/** A child process failed. `details` holds the command, ready to paste, and the last lines that it wrote. */
export class ExecError extends CloudRunnerError {
  override readonly name = "ExecError";
  /** With every secret masked. */
  readonly command: string;
  /** Undefined when it did not start, or a signal ended it. */
  readonly childExitCode: number | undefined;
  readonly stderr: string;
  constructor(
    message: string,
    details: ErrorDetails & { command: string; childExitCode: number | undefined; stderr: string },
  ) {
    super(message, details);
    this.command = details.command;
    this.childExitCode = details.childExitCode;
    this.stderr = details.stderr;
  }
}

/** Google (or the local cloud) said no. */
export class CloudError extends CloudRunnerError {
  override readonly name = "CloudError";
  /** Canonical status name, e.g. `NOT_FOUND`. */
  readonly status: string;
  readonly retryable: boolean;
  /** `projects/NUMBER`, where the answer says which project's settings it is about. */
  readonly consumer: string | undefined;
  /** Its row in the table of refusals. */
  readonly refusal: RefusalName | undefined;
  constructor(
    message: string,
    details: ErrorDetails & {
      status: string;
      retryable: boolean;
      consumer?: string | undefined;
      refusal?: RefusalName | undefined;
    },
  ) {
    super(message, details);
    this.status = details.status;
    this.retryable = details.retryable;
    this.consumer = details.consumer;
    this.refusal = details.refusal;
  }
}

/** A bounded wait ran out. */
export class TimeoutError extends CloudRunnerError {
  override readonly name = "TimeoutError";
  override readonly exitCode = exitCodes.timedOut;
  constructor(message: string, details: WithFix) {
    super(message, details);
  }
}

/** The user pressed Ctrl-C, or a caller gave up. */
export class InterruptedError extends CloudRunnerError {
  override readonly name = "InterruptedError";
  override readonly exitCode = exitCodes.interrupted;
  constructor(message = "Interrupted.", details: Partial<ErrorDetails> = {}) {
    super(message, { code: "interrupted", ...details });
  }
}
