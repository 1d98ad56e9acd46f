// How much of its memory and of its CPU each instance uses, looked at now and then.
import type { Clock } from "../../../core/clock.ts";
import type { Usage } from "../../../core/platform/usage.ts";
import type { InstanceInUse } from "../run/serving/fleet.ts";
import { distribution, ofShares } from "./series/distribution.ts";
import { byMinute, keyOf, minuteMs, ofRevision, type Series, type SeriesHead } from "./series/series.ts";

export interface UtilizationOptions {
  clock: Clock;
  /** Those whose processes are known; not those in docker. */
  instances: () => InstanceInUse[];
  usageOf: (pids: readonly number[]) => Promise<Map<number, Usage>>;
}

type Share = "memory" | "cpu";

interface Sample {
  at: number;
  of: Pick<SeriesHead, "resourceType" | "resourceLabels">;
  share: Share;
  value: number;
}

const lookMs = 10_000;

/** Until then they have long been recorded. */
const keptMs = 10 * minuteMs;

export type Utilization = ReturnType<typeof createUtilization>;

export function createUtilization({ clock, instances, usageOf }: UtilizationOptions) {
  let samples: Sample[] = [];
  let before = new Map<number, Usage & { at: number }>();

  async function look(): Promise<void> {
    const known = instances();
    const used = await usageOf(known.map(({ pid }) => pid));
    const at = clock.now();
    const now = new Map<number, Usage & { at: number }>();
    for (const { pid, memoryBytes, cpus, ...revision } of known) {
      const usage = used.get(pid);
      if (usage === undefined) continue;
      now.set(pid, { ...usage, at });
      const of = ofRevision(revision);
      samples.push({ at, of, share: "memory", value: usage.memoryBytes / memoryBytes });
      const earlier = before.get(pid);
      if (earlier === undefined || earlier.at >= at) continue;
      const seconds = (at - earlier.at) / 1000;
      const value = Math.max(0, usage.cpuSeconds - earlier.cpuSeconds) / seconds / cpus;
      samples.push({ at, of, share: "cpu", value });
    }
    before = now;
    samples = samples.filter((sample) => sample.at > at - keptMs);
  }

  return {
    /** Until the signal aborts. */
    async watch(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await look();
        await clock.sleep(lookMs, signal).catch(() => undefined);
      }
    },
    series(share: Share, { from, to }: { from: number; to: number }): Series[] {
      const inTime = samples.filter((each) => each.share === share && each.at >= from && each.at < to);
      const groups = Map.groupBy(inTime, ({ of }) => keyOf({ ...of, ...head }));
      return [...groups.values()].map((group) => ({
        ...group[0]!.of,
        ...head,
        points: byMinute(
          group,
          ({ at }) => at,
          (some) =>
            distribution(
              some.map(({ value }) => value),
              ofShares,
            ),
          to,
        ),
      }));
    },
  };
}

const head = { metricLabels: {}, kind: "DELTA", valueType: "DISTRIBUTION" } as const;
