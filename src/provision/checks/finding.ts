// What a check has found, and how checks are run: all at once, each within its time, none writing anything.
import type { Clock } from "../../core/clock.ts";
import { CloudRunnerError } from "../../core/errors.ts";

export type Outcome = "ok" | "warning" | "failed" | "notApplicable";

export interface Finding {
  /** Stable, dot-separated, e.g. `api.run`. */
  id: string;
  title: string;
  outcome: Outcome;
  detail: string;
  /** The exact command or step that puts it right. */
  fix?: string;
  /** Whether it ran out of time, so that a call may still be under way. */
  isLate?: boolean;
}

/** What a check says of itself; several when it looks at several things. */
export type Result = Pick<Finding, "outcome" | "detail" | "fix" | "isLate"> &
  Partial<Pick<Finding, "id" | "title">>;

export interface Check {
  id: string;
  title: string;
  /** Reads only. A rejection is a finding, too. */
  run(): Promise<Result | Result[]>;
}

export const ok = (detail: string): Result => ({ outcome: "ok", detail });
export const notApplicable = (detail: string): Result => ({ outcome: "notApplicable", detail });
export const warning = (detail: string, fix: string): Result => ({ outcome: "warning", detail, fix });
export const failed = (detail: string, fix: string): Result => ({ outcome: "failed", detail, fix });

/** A check that waits for another's answer says this when there is none: the other one says why. */
export class NotReached extends Error {}

/** Findings in the order of the checks. Never rejects but for the signal. */
export async function runChecks(
  checks: readonly Check[],
  { clock, limitMs, signal }: { clock: Clock; limitMs: number; signal: AbortSignal },
): Promise<Finding[]> {
  const findings = await Promise.all(
    checks.map(async (check) => {
      const { id, title } = check;
      const results = await within(limitMs, { clock, signal }, () => check.run()).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        return resultFrom(error);
      });
      return [results].flat().map((result) => ({ id, title, ...result }));
    }),
  );
  return findings.flat();
}

/** Raised where a call takes too long; the call itself may go on. */
class Late extends Error {}

/** @throws Late when `work` takes longer. */
export async function within<T>(
  limitMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const late = clock
    .sleep(limitMs, signal ? AbortSignal.any([done.signal, signal]) : done.signal)
    .then((): never => {
      throw new Late(`no answer within ${Math.round(limitMs / 1000)} s`);
    });
  // When the work wins the race nobody waits for the clock any more.
  late.catch(() => {});
  try {
    return await Promise.race([work(), late]);
  } finally {
    done.abort();
  }
}

function resultFrom(error: unknown): Result {
  if (error instanceof NotReached) return notApplicable(error.message);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Late) {
    const fix = "Check the network connection and any proxy, then run `cloud-runner doctor` again.";
    return { ...failed(message, fix), isLate: true };
  }
  const fix = error instanceof CloudRunnerError ? error.fix : undefined;
  const answer =
    error instanceof CloudRunnerError ? error.details.find((line) => line.startsWith("Answer: ")) : undefined;
  const detail = answer === undefined ? message : `${message} ${answer}`;
  return { outcome: "failed", detail, ...(fix === undefined ? {} : { fix }) };
}

/** The same promise for all who ask; the first one starts it. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
