import { systemClock, type Clock } from "../../src/core/clock.ts";

/** From here on a sleep is a deadline that something else is to beat, and so is the one for a single answer. */
const deadlineMs = 60_000;
const answerMs = 20_000;

export interface SkippingClock extends Clock {
  /** Says that somebody was told of the wait that begins now. */
  told(): void;
  /** Forgets the waits so far. */
  hush(): void;
  /** The longest wait that nobody was told of. */
  longestSilenceMs(): number;
}

/** Pauses between tries take no time but move the clock on; deadlines stay as they are. */
/** @param timesFaster than real time pauses go by, where something else is to happen meanwhile */
export function skippingClock({ timesFaster = Infinity } = {}): SkippingClock {
  let skippedMs = 0;
  let isTold = false;
  let silentMs = 0;
  let longestMs = 0;
  return {
    now: () => Date.now() + skippedMs,
    async sleep(ms, signal) {
      if (ms >= deadlineMs || ms === answerMs) return systemClock.sleep(ms, signal);
      silentMs = isTold ? 0 : silentMs + ms;
      isTold = false;
      longestMs = Math.max(longestMs, silentMs);
      skippedMs += ms;
      await systemClock.sleep(Math.max(1, ms / timesFaster), signal);
    },
    told: () => void (isTold = true),
    hush() {
      silentMs = 0;
      longestMs = 0;
    },
    longestSilenceMs: () => longestMs,
  };
}
