// A number of places, of which each is had by one at a time, in the order in which they ask.
export interface Slots {
  /** Waits for a free one. @throws the signal's reason */
  take(signal: AbortSignal): Promise<void>;
  give(): void;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free--;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => {
        waiting.splice(waiting.indexOf(got), 1);
        reject(signal.reason as Error);
      };
      const got = () => {
        signal.removeEventListener("abort", stop);
        resolve();
      };
      waiting.push(got);
      signal.addEventListener("abort", stop, { once: true });
      await promise;
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
