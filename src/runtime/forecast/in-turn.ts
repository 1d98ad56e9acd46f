// Bounded work in order that leaves nothing running behind.
import pMap from "p-map";

/** At most `limit` at once, in order; the first failure starts no more and is thrown when all that run have ended. */
export async function inTurn<T, R>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const running: Promise<R>[] = [];
  const track = (item: T) => {
    const promise = work(item);
    running.push(promise);
    return promise;
  };
  try {
    return await pMap(items, track, { concurrency: limit });
  } finally {
    await Promise.allSettled(running);
  }
}
