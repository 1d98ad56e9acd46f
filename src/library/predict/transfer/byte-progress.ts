// How much of the large files is sent, in words.
import type { Clock } from "../../../core/clock.ts";
import { formatBytes } from "../../../core/duration.ts";
import { leftOf } from "../pace.ts";

export interface ByteProgress {
  /** One more large file. @returns what hears how much of it is sent */
  file(bytes: number): (sent: number) => void;
  /** `: 312.0 MiB of 1.0 GiB (41.3 MiB a second, 18 s left)`; empty while no file is large. */
  text(): string;
}

/** Words that change faster are read by nobody. */
const betweenMs = 200;
/** Too little to go by. */
const shortestMs = 1000;

/** @param changed hears of progress now and then */
export function createByteProgress(clock: Clock, changed: () => void): ByteProgress {
  let startedAt: number | undefined;
  let told = 0;
  let total = 0;
  let done = 0;
  return {
    file(bytes) {
      startedAt ??= clock.now();
      total += bytes;
      let before = 0;
      return (sent) => {
        done += sent - before;
        before = sent;
        if (clock.now() - told < betweenMs && sent < bytes) return;
        told = clock.now();
        changed();
      };
    },
    text() {
      if (startedAt === undefined) return "";
      const elapsedMs = clock.now() - startedAt;
      const isKnown = elapsedMs >= shortestMs && done > 0 && done < total;
      const pace = isKnown
        ? ` (${formatBytes(Math.round((done / elapsedMs) * 1000))} a second, ${leftOf({ done, total, elapsedMs })} left)`
        : "";
      return `: ${formatBytes(done)} of ${formatBytes(total)}${pace}`;
    },
  };
}
