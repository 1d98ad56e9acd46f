// Bounded concurrency.

/** Runs `work` for each item, at most `limit` at once. After a failure nothing new starts; the first error is thrown. */
export async function eachOf<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

export type Slot = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most `limit` pieces of work run at once; the others wait their turn. */
export function slots(limit: number): Slot {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** One piece of work at a time for each key. */
export function lanes(): <T>(key: string | undefined, work: () => Promise<T>) => Promise<T> {
  const lanesByKey = new Map<string, Slot>();
  return (key, work) => {
    if (key === undefined) return work();
    const lane = lanesByKey.get(key) ?? slots(1);
    lanesByKey.set(key, lane);
    return lane(work);
  };
}
