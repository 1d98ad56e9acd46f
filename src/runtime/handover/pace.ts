// Whether the series of a panel will all be done before they have to be handed over, by how fast they go.
import type { Clock } from "../../core/clock.ts";

export interface Pace {
  /** Work of so much estimated time begins. @returns what to call when it is done */
  begin(weight: number): () => void;
  /** When all would be done at this pace; undefined while too little is known. */
  endsAt(): number | undefined;
  /** How long a worker takes for what is estimated as one; undefined while nothing is known. */
  speed(): number | undefined;
}

/** Of the time that there is: before, the engine still compiles, and nothing can be told. */
const watchedShare = 0.05;

/**
 * @param total estimated, of one worker
 * @param until when the rest is handed over
 */
export function createPace(total: number, workers: number, until: number, clock: Pick<Clock, "now">): Pace {
  const startedAt = clock.now();
  const watchedUntil = startedAt + (until - startedAt) * watchedShare;
  const underWay = new Set<{ weight: number; since: number }>();
  let done = 0;
  let tookMs = 0;
  const speed = () => (done === 0 ? undefined : tookMs / done);
  return {
    begin(weight) {
      const work = { weight, since: clock.now() };
      underWay.add(work);
      return () => {
        underWay.delete(work);
        done += weight;
        tookMs += clock.now() - work.since;
      };
    },
    speed,
    endsAt() {
      const now = clock.now();
      const each = speed();
      if (each === undefined || now < watchedUntil) return undefined;
      const begun = [...underWay].map(({ weight, since }) => Math.min(weight * each, now - since));
      const leftMs = (total - done) * each - begun.reduce((sum, ms) => sum + ms, 0);
      return now + Math.max(0, leftMs) / workers;
    },
  };
}
