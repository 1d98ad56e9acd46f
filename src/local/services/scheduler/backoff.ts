// When a failed attempt is tried again, and when it is given up.
// https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#RetryConfig
import { millisecondsOf } from "../timestamp.ts";
import type { Execution, RetryConfig } from "./job.ts";

/** Twice as long each time, then by equal steps, up to the longest. @param failures at least 1 */
export function backoffMs(config: RetryConfig, failures: number): number {
  const minimumMs = millisecondsOf(config.minBackoffDuration);
  const steps = failures - 1;
  const doublings = Math.min(steps, config.maxDoublings);
  const waitMs = minimumMs * 2 ** Math.min(doublings, 40) * (1 + steps - doublings);
  return Math.min(waitMs, millisecondsOf(config.maxBackoffDuration));
}

/** With both limits set, tries go on until both are reached; without a count there are none. */
export function mayRetry(config: RetryConfig, { failures, firstAttemptAt }: Execution, now: number): boolean {
  const { retryCount = 0 } = config;
  if (retryCount === 0) return false;
  const durationMs = millisecondsOf(config.maxRetryDuration);
  return failures <= retryCount || (durationMs > 0 && now - firstAttemptAt < durationMs);
}
