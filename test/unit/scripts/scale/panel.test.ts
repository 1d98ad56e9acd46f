// Time and cost of panels: never less for more work.
import { expect, test } from "vitest";
import { facts } from "../../../../scripts/scale/facts.ts";
import { forecastPanel } from "../../../../scripts/scale/panel.ts";

const panel = (series: number, tasks?: number) =>
  forecastPanel({ series, secondsPerSeries: 0.044, bytesPerSeries: 2000 }, tasks);

test("a panel is forecast by the service, by a task, or by many, as it grows", () => {
  expect([100, 7400, 1_000_000].map((series) => panel(series).way)).toEqual([
    "service",
    "job, many tasks",
    "job, many tasks",
  ]);
  expect(panel(10_000_000).inputs).toBe(10_000_000 / facts.mostSeries.value);
});

test("more series never cost less CPU, and more tasks at once never take longer", () => {
  const cpu = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7].map((series) => panel(series).cpuSeconds);
  expect(cpu).toEqual(cpu.toSorted((a, b) => a - b));
  const times = [1, 10, 100, 1000].map((tasks) => panel(1_000_000, tasks).seconds);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});
