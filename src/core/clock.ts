// The one place that reads the time or sets a timer; elsewhere a Clock arrives as a parameter.
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not Node's own promise of a timer: it makes an error, with its stack, of each wait that ends early, as nearly all do.
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal!.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    });
  },
};

/** Runs `work` after `ms`, unless the signal aborts first. */
export function after(clock: Clock, ms: number, signal: AbortSignal, work: () => void): void {
  clock.sleep(ms, signal).then(work, () => {});
}

/** Does `work` now and again and again, `ms` after each time, until the signal aborts. */
export async function repeat(clock: Clock, ms: number, signal: AbortSignal, work: () => void): Promise<void> {
  while (!signal.aborted) {
    work();
    await clock.sleep(ms, signal).catch(() => undefined);
  }
}

/** Runs `work` with a signal that aborts once `ms` have passed. */
export async function withinTime<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  after(clock, ms, done.signal, () => limit.abort());
  try {
    return await work(limit.signal);
  } finally {
    // With a reason: without one an error with its stack is made each time.
    done.abort("done");
  }
}
