// Notices which uploads the service has handed over to its job: these take longer than others, and are waited for.
import type { Clock } from "../../core/clock.ts";
import type { Buckets, StoredObject } from "./buckets.ts";

type Uploaded = Pick<StoredObject, "name" | "generation">;

export interface JobWatch<A extends Uploaded> {
  /** Looks whether any of these is with the job; asks now and then only, however often it is called. */
  look(awaited: readonly A[]): Promise<void>;
  isWithJob(upload: A): boolean;
}

/** What the service has time for is mostly there by then. */
const firstLookMs = 4_000;

const betweenLooksMs = 10_000;

/** @param tell hears of each upload that is found to be with the job, once */
export function createJobWatch<A extends Uploaded>(
  { buckets, clock }: { buckets: Pick<Buckets, "handedOver">; clock: Clock },
  tell: (uploads: readonly A[]) => void,
): JobWatch<A> {
  let nextLookAt = clock.now() + firstLookMs;
  const known = new Set<string>();
  return {
    async look(awaited) {
      if (clock.now() < nextLookAt) return;
      const asked = awaited.filter(({ name }) => !known.has(name));
      const names = asked.length === 0 ? new Set<string>() : await buckets.handedOver(asked);
      const found = asked.filter(({ name }) => names.has(name));
      for (const { name } of found) known.add(name);
      if (found.length > 0) tell(found);
      nextLookAt = clock.now() + betweenLooksMs;
    },
    isWithJob: ({ name }) => known.has(name),
  };
}
