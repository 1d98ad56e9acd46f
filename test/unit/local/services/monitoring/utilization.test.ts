import { expect, it } from "vitest";
import { createUtilization } from "../../../../../src/local/services/monitoring/utilization.ts";
import type { Distribution } from "../../../../../src/local/services/monitoring/series/distribution.ts";
import { virtualClock } from "../../../../support/virtual-clock.ts";

const start = Date.UTC(2026, 0, 1, 12);
const instance = {
  project: "p",
  service: "forecast",
  location: "us-central1",
  revision: "forecast-00001-abc",
  memoryBytes: 200,
  cpus: 2,
};

it("counts by the minute which share of memory and CPU each instance uses", async () => {
  const clock = virtualClock(start);
  const stop = new AbortController();
  let looks = 0;
  const utilization = createUtilization({
    clock,
    instances: () => [
      { ...instance, pid: 1 },
      { ...instance, pid: 2 },
      { ...instance, pid: 3 },
    ],
    async usageOf(pids) {
      expect(pids).toEqual([1, 2, 3]);
      looks++;
      // The third has ended. A look comes every ten seconds: the first is busy with one of two CPUs, the other rests.
      return new Map([
        [1, { memoryBytes: 100, cpuSeconds: looks * 10 }],
        [2, { memoryBytes: 50, cpuSeconds: 7 }],
      ]);
    },
  });
  void utilization.watch(stop.signal);
  await clock.until(clock.sleep(65_000));
  stop.abort("over");
  expect(looks).toBe(7);
  const asked = { from: start, to: clock.now() };
  const [memory] = utilization.series("memory", asked);
  expect(memory).toMatchObject({
    kind: "DELTA",
    valueType: "DISTRIBUTION",
    resourceLabels: { project_id: "p", service_name: "forecast", revision_name: "forecast-00001-abc" },
  });
  const [second, first] = memory!.points.map(({ value }) => value as Distribution);
  expect(first).toMatchObject({ count: 12, mean: 0.375 });
  // In hundredths, the bucket below 0 before them: 25 % and 50 %.
  expect([first!.counts[26], first!.counts[51]]).toEqual([6, 6]);
  expect(second!.count).toBe(2);
  expect(memory!.points.map(({ to }) => to - start)).toEqual([65_000, 60_000]);

  const [cpu] = utilization.series("cpu", asked);
  const inFirst = cpu!.points[1]!.value as Distribution;
  // Of the first look nobody knows since when.
  expect(inFirst).toMatchObject({ count: 10, mean: 0.25 });
  expect(utilization.series("cpu", { from: start, to: start + 5000 })).toEqual([]);
});
