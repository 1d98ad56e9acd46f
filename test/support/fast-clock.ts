import { systemClock, type Clock } from "../../src/core/clock.ts";

/** A clock that runs `factor` times as fast as the real one, so that Google's minimum of ten seconds can be waited out. */
export function fastClock(factor: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => Math.round(startedAt + (Date.now() - startedAt) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}

/** Only the pauses between questions are short; deadlines stay as they are. */
export const quickPolls: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms > 15_000 ? ms : ms / 40, signal),
};
