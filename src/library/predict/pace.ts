// How fast something goes on, and how long the rest will take, in words that do not jump about.
import type { Clock } from "../../core/clock.ts";
import { formatDuration } from "../../core/duration.ts";

/** Too little to go by. */
const fewest = 3;
const shortestMs = 2000;
/** What happened longer ago than this hardly counts. */
const memoryMs = 10_000;
/** In so long an estimate follows a new one by most of the way; sooner at first, when the estimates are rough. */
const easingMs = 5000;
/** After so long without any that is done, what was known of the pace holds no more. */
const stalledMs = 60_000;

export interface Pace {
  /**
   * `, 9.8/s, 20 s left`; empty where nothing can be said yet, or any more.
   * @param rate of so many a second; `9.8/s` by default
   */
  text(done: number, total: number, rate?: (perSecond: number) => string): string;
}

/** @param from what was done before this began */
export function createPace(clock: Clock, from = 0): Pace {
  const startedAt = clock.now();
  let last = { at: startedAt, done: from };
  let movedAt = startedAt;
  let perMs: number | undefined;
  let left: { at: number; ms: number } | undefined;

  /** The average at first, then the one of the last seconds. */
  function look(done: number, now: number): void {
    const [passedMs, more] = [now - last.at, done - last.done];
    if (more > 0) movedAt = now;
    if (passedMs < 500) return;
    const share = Math.min(1, passedMs / Math.min(memoryMs, now - startedAt));
    perMs = perMs === undefined ? more / passedMs : perMs + share * (more / passedMs - perMs);
    last = { at: now, done };
  }

  /** What was said before, less the time that has gone by, moved towards what is to be said now. */
  function ease(ms: number, now: number): number {
    const passedMs = left === undefined ? 0 : now - left.at;
    const expected = left === undefined ? ms : Math.max(0, left.ms - passedMs);
    const eased =
      expected + (ms - expected) * (1 - Math.exp(-passedMs / Math.min(easingMs, (now - startedAt) / 8)));
    left = { at: now, ms: eased };
    return eased;
  }

  return {
    text(done, total, rate = perSecondWords) {
      const now = clock.now();
      look(done, now);
      const isKnown = done - from >= fewest && now - startedAt >= shortestMs && done < total;
      if (!isKnown || perMs === undefined || perMs <= 0) return "";
      if (now - movedAt > Math.max(stalledMs, (3 * (now - startedAt)) / (done - from))) return "";
      return `, ${rate(perMs * 1000)}, ${leftWords(ease((total - done) / perMs, now))} left`;
    },
  };
}

export function perSecondWords(perSecond: number): string {
  if (perSecond >= 100) return `${Math.round(perSecond)}/s`;
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;
}

/** In steps that grow, and never nothing. */
function leftWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const step = seconds < 20 ? 1 : seconds < 120 ? 5 : seconds < 3600 ? 30 : 600;
  const round = Math.ceil(seconds / step) * step;
  return round < 60 ? `${round} s` : formatDuration(round * 1000);
}
