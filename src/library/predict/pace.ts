// How fast many files are done, and what is left of them, in words.
import { formatDuration } from "../../core/duration.ts";

/** Too little to go by. */
const fewest = 3;
const shortestMs = 1000;

interface Sofar {
  done: number;
  total: number;
  elapsedMs: number;
}

/** ` (8.3 a second, 45 s left)`; empty where nothing can be said yet. */
export function paceOf(sofar: Sofar): string {
  const { done, total, elapsedMs } = sofar;
  if (done < fewest || elapsedMs < shortestMs || done >= total) return "";
  const perSecond = (done / elapsedMs) * 1000;
  const rate =
    perSecond >= 1 ? `${perSecond.toFixed(1)} a second` : `${(perSecond * 60).toFixed(1)} a minute`;
  return ` (${rate}, ${leftOf(sofar)} left)`;
}

/** At the pace until now: `45 s`. */
export const leftOf = ({ done, total, elapsedMs }: Sofar): string =>
  formatDuration(Math.max(1000, ((total - done) / done) * elapsedMs));
