// Hears that the run was cancelled elsewhere, so that nobody waits for answers that will not come.
import type { Clock } from "../../core/clock.ts";

/** What the service has time for is mostly there by then. */
const firstLookMs = 4_000;

const betweenLooksMs = 5_000;

/** @returns whether it was; asks now and then only, however often it is called */
export function createCancelWatch({
  clock,
  isCancelled = async () => false,
}: {
  clock: Clock;
  isCancelled?: () => Promise<boolean>;
}): () => Promise<boolean> {
  let nextLookAt = clock.now() + firstLookMs;
  return async () => {
    if (clock.now() < nextLookAt) return false;
    const found = await isCancelled();
    nextLookAt = clock.now() + betweenLooksMs;
    return found;
  };
}
