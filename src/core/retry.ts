// Tries again until a budget of time is spent.
import type { Clock } from "./clock.ts";

export interface RetryOptions {
  clock: Clock;
  /** No try starts later than this many milliseconds after the first. */
  budgetMs: number;
  /** Pause before the second try; doubles up to `maximumDelayMs`. */
  initialDelayMs?: number;
  maximumDelayMs?: number;
  signal?: AbortSignal | undefined;
  /** Whether the error may pass by itself. Anything else is thrown at once. */
  isRetryable(error: unknown): boolean;
  /** Called before each pause, so that no wait is silent. */
  onWait?(error: unknown, delayMs: number, elapsedMs: number): void;
}

/** Calls `attempt` until it succeeds, the error is final, or the budget is spent; then throws the last error. */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, budgetMs, initialDelayMs = 500, maximumDelayMs = 10_000, signal } = options;
  const startedAt = clock.now();
  let delayMs = initialDelayMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const elapsedMs = clock.now() - startedAt;
      if (!options.isRetryable(error) || elapsedMs + delayMs > budgetMs) throw error;
      options.onWait?.(error, delayMs, elapsedMs);
      await clock.sleep(delayMs, signal);
      delayMs = Math.min(delayMs * 2, maximumDelayMs);
    }
  }
}
