// A clock whose time passes only while nobody has anything to do: hours of waiting take a moment, and always in one order.
import type { Clock } from "../../src/core/clock.ts";

export interface VirtualClock extends Clock {
  /** Moves the time on, from one sleeper to the next, until the work is done. */
  until<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  at: number;
  order: number;
  wake(): void;
}

/** Turns of the event loop after which whoever could go on has done so. */
const quietTurns = 4;

export function virtualClock(startMs: number): VirtualClock {
  let now = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal!.reason as Error);
        };
        const sleeper: Sleeper = {
          at: now + Math.ceil(Math.max(0, ms)),
          order: order++,
          wake() {
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", stop, { once: true });
      });
    },
    async until(work) {
      let isDone = false;
      const end = () => void (isDone = true);
      work.then(end, end);
      for (;;) {
        for (let turns = 0; turns < quietTurns; turns++) await turn();
        if (isDone) return work;
        const [next] = [...sleepers].toSorted((a, b) => a.at - b.at || a.order - b.order);
        if (next === undefined) throw new Error("Nobody will ever go on.");
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
