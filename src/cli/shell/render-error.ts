// One shape for every failure: what failed, details, the fix; the chain of causes on request.
import { CloudRunnerError, exitCodes } from "../../core/errors.ts";
import { wrap } from "./table.ts";
import type { View } from "./view.ts";

export interface ErrorDocument {
  code: string;
  message: string;
  details: readonly string[];
  fix?: string;
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
    exitCode: known ? error.exitCode : exitCodes.bug,
    causes: causesOf(error).map(messageOf),
  };
}

/** `about` names the versions at hand, for the report of a bug. */
export function renderError(
  error: unknown,
  view: View,
  { verbose, about }: { verbose: boolean; about: string },
): string {
  const { paint, symbols } = view;
  const mark = paint.red(symbols.failed);
  if (!(error instanceof CloudRunnerError)) {
    return [
      `${mark} ${paint.bold("This is a bug in cloud-runner:")} ${messageOf(error)}`,
      ...stackOf(error).map((line) => `  ${paint.dim(line)}`),
      `  ${about}`,
      `${paint.bold("Fix:")} Report it with the lines above to the makers of cloud-runner.`,
    ].join("\n");
  }
  const lines = [`${mark} ${error.message}`, ...error.details.map((detail) => `  ${detail}`)];
  if (verbose) {
    for (const cause of causesOf(error)) lines.push(`${paint.bold("Why:")} ${messageOf(cause)}`);
  }
  // Last, because that is the line that people read.
  if (error.fix !== undefined) lines.push(`${paint.bold("Fix:")} ${error.fix}`);
  return wrap(lines.join("\n"), view.wrapsAt);
}

/** One of several failures, each with its own fix. @param title what failed */
export function renderOneFailure(
  title: string,
  { details, fix }: Pick<CloudRunnerError, "details" | "fix">,
  { paint, symbols, wrapsAt }: View,
): string {
  const lines = [
    `${paint.red(symbols.failed)} ${title}`,
    ...details.map((line) => `  ${line}`),
    ...(fix === undefined ? [] : [`  ${paint.bold("Fix:")} ${fix}`]),
  ];
  return wrap(lines.join("\n"), wrapsAt);
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const stackOf = (error: unknown): string[] =>
  error instanceof Error && error.stack !== undefined
    ? error.stack
        .split("\n")
        .slice(1)
        .map((line) => line.trim())
    : [];

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && causes.length < 10) {
    causes.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}
