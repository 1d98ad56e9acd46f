// A failure as plain data: what `--json` prints of it, and what the console's page shows.
import { CloudRunnerError, exitCodes } from "./errors.ts";

export interface ErrorDocument {
  code: string;
  message: string;
  details: readonly string[];
  fix?: string;
  /** One of these settles it. */
  commands?: readonly string[];
  /** The file that it is about, as the user named it; absent where it is about none. */
  input?: string;
  /** The place in it, from 1, the header included. */
  line?: number;
  /** The field in that line, from 1. */
  column?: number;
  /** The line as it stands, shortened. */
  excerpt?: string;
  exitCode: number;
  causes: string[];
}

/** The `error` of the one object that `--json` puts on standard output when a command fails. */
export function errorDocument(error: unknown): ErrorDocument {
  const known = error instanceof CloudRunnerError;
  return {
    code: known ? error.code : "bug",
    message: messageOf(error),
    details: known ? error.details : stackOf(error),
    ...(known && error.fix !== undefined ? { fix: error.fix } : {}),
    ...(known && error.commands.length > 0 ? { commands: error.commands } : {}),
    ...(known ? error.place : {}),
    exitCode: known ? error.exitCode : exitCodes.bug,
    causes: causesOf(error).map(messageOf),
  };
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

export const stackOf = (error: unknown): string[] =>
  error instanceof Error && error.stack !== undefined
    ? error.stack
        .split("\n")
        .slice(1)
        .map((line) => line.trim())
    : [];

export function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && causes.length < 10) {
    causes.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}
