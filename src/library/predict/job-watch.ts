// Notices which uploads the service has handed over to its job: these take longer than others, and are waited for. Of the first
// that the job has cut into slices it tells how far that is.
import type { Clock } from "../../core/clock.ts";
import type { FanOutProgress } from "../../core/job/fan-out-progress.ts";
import type { ReadFanOut } from "../job/read-fan-out.ts";
import type { Buckets, StoredObject } from "./buckets.ts";

type Uploaded = Pick<StoredObject, "name" | "generation">;

export interface JobWatch<A extends Uploaded> {
  /** Looks whether any of these is with the job; asks now and then only, however often it is called. */
  look(awaited: readonly A[]): Promise<void>;
  isWithJob(upload: A): boolean;
}

export interface JobListener<A> {
  /** Hears of each upload that is found to be with the job, once. */
  found(uploads: readonly A[]): void;
  progressed(upload: A, progress: FanOutProgress): void;
}

interface WatchOptions {
  buckets: Pick<Buckets, "handedOver">;
  clock: Clock;
  fanOut?: ReadFanOut | undefined;
}

/** What the service has time for is mostly there by then. */
const firstLookMs = 4_000;

const betweenLooksMs = 10_000;

/** So many at most are looked at for one that is cut into slices. */
const mostAsked = 3;

export function createJobWatch<A extends Uploaded>(
  { buckets, clock, fanOut }: WatchOptions,
  listener: JobListener<A>,
): JobWatch<A> {
  let nextLookAt = clock.now() + firstLookMs;
  const known = new Set<string>();

  async function findNew(awaited: readonly A[]): Promise<void> {
    const asked = awaited.filter(({ name }) => !known.has(name));
    const names = asked.length === 0 ? new Set<string>() : await buckets.handedOver(asked);
    const found = asked.filter(({ name }) => names.has(name));
    for (const { name } of found) known.add(name);
    if (found.length > 0) listener.found(found);
  }

  async function tellProgress(awaited: readonly A[]): Promise<void> {
    if (fanOut === undefined) return;
    for (const upload of awaited.filter(({ name }) => known.has(name)).slice(0, mostAsked)) {
      const progress = await fanOut(upload);
      if (progress !== undefined) return listener.progressed(upload, progress);
    }
  }

  return {
    async look(awaited) {
      if (clock.now() < nextLookAt) return;
      await findNew(awaited);
      await tellProgress(awaited);
      nextLookAt = clock.now() + betweenLooksMs;
    },
    isWithJob: ({ name }) => known.has(name),
  };
}
