import { systemClock, type Clock } from "../../src/core/clock.ts";

/** A clock that runs `factor` times as fast as the real one, so that Google's minimum of ten seconds can be waited out. */
export function fastClock(factor: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => Math.round(startedAt + (Date.now() - startedAt) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}
