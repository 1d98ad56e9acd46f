// How much of the large files is sent or fetched, in words.
import type { Clock } from "../../../core/clock.ts";
import { formatBytes } from "../../../core/duration.ts";
import { createPace, type Pace } from "../pace.ts";

export interface ByteProgress {
  /** One more large file. @returns what hears how much of it is through */
  file(bytes: number): (through: number) => void;
  /** `: 312.0 MiB of 1.0 GiB, 41.3 MiB/s, 18 s left`; empty while no file is large. */
  text(): string;
}

/** Words that change faster are read by nobody. */
const betweenMs = 200;

/** @param changed hears of progress now and then */
export function createByteProgress(clock: Clock, changed: () => void): ByteProgress {
  let pace: Pace | undefined;
  let told = 0;
  let total = 0;
  let done = 0;
  return {
    file(bytes) {
      pace ??= createPace(clock);
      total += bytes;
      let before = 0;
      return (through) => {
        done += through - before;
        before = through;
        if (clock.now() - told < betweenMs && through < bytes) return;
        told = clock.now();
        changed();
      };
    },
    text() {
      if (pace === undefined) return "";
      const rate = (perSecond: number) => `${formatBytes(Math.round(perSecond))}/s`;
      return `: ${formatBytes(done)} of ${formatBytes(total)}${pace.text(done, total, rate)}`;
    },
  };
}
