// Keeps, at the end of each minute, what it held. What a killed local cloud has not recorded is made up for from the log.
import type { Clock } from "../../../core/clock.ts";
import type { Live } from "./metrics.ts";
import type { History } from "./series/history.ts";
import { minuteMs, minuteOf, type Series } from "./series/series.ts";

export interface RecorderOptions {
  clock: Clock;
  history: History;
  live: Readonly<Record<string, Live>>;
  report: (line: string) => void;
}

/** Of what an earlier version left. */
const firstMs = 24 * 60 * minuteMs;

/** Until the signal aborts. */
export async function recordEachMinute(
  { clock, history, live, report }: RecorderOptions,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const next = minuteOf(clock.now()) + minuteMs;
    try {
      await clock.sleep(next - clock.now(), signal);
    } catch {
      return;
    }
    try {
      await record(minuteOf(clock.now()));
    } catch (error) {
      // A full disk, say: the next minute tries again, and has this one too.
      if (!signal.aborted) report(`Monitoring: ${String(error)}`);
    }
  }

  async function record(until: number): Promise<void> {
    const from = history.recordedUntil() ?? until - firstMs;
    // Nor where the clock was set back.
    if (from >= until) return;
    const found: { type: string; series: Series }[] = [];
    for (const [type, read] of Object.entries(live))
      for (const series of await read({ from, to: until })) found.push({ type, series });
    if (!signal.aborted) history.record(found, until);
  }
}
