// Bounded concurrency.
import pLimit, { type LimitFunction } from "p-limit";

/** Runs `work` for each item, at most `limit` at once. After a failure nothing new starts; the first error is thrown. */
export async function eachOf<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const slot = pLimit(limit);
  let hasFailed = false;
  const one = async (item: T) => {
    if (hasFailed) return;
    try {
      await work(item);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const results = await Promise.allSettled(items.map((item) => slot(one, item)));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** One piece of work at a time for each key. */
export function lanes(): <T>(key: string | undefined, work: () => Promise<T>) => Promise<T> {
  const lanesByKey = new Map<string, LimitFunction>();
  return (key, work) => {
    if (key === undefined) return work();
    const lane = lanesByKey.get(key) ?? pLimit(1);
    lanesByKey.set(key, lane);
    return lane(work);
  };
}
