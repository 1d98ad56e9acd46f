import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../../src/core/config.ts";
import { namesFor } from "../../../../src/core/names.ts";
import { measuresOf, newestWindow } from "../../../../src/library/metrics/measures.ts";
import type { AlignedSeries } from "../../../../src/library/metrics/read-series.ts";

const measures = new Map(
  measuresOf(namesFor(parseConfig({}, "test"))).map((measure) => [
    measure.toMetric([], { window: { fromMs: 0, toMs: 0, stepMs: 60_000, steps: 0 }, knownUntilMs: 0 }).name,
    measure,
  ]),
);
const window = { fromMs: 0, toMs: 240_000, stepMs: 60_000, steps: 4 };
const known = { window, knownUntilMs: Infinity };
const int = (...values: (number | undefined)[]): AlignedSeries["steps"] =>
  values.map((value) => (value === undefined ? [] : [{ int64Value: String(value) }]));

function metric(name: Parameters<typeof measures.get>[0], found: AlignedSeries[], knownUntilMs = Infinity) {
  return measures.get(name)!.toMetric(found, { window, knownUntilMs });
}

describe("counts", () => {
  it("are nothing where there is no sample, and are added up by class", () => {
    const found = [
      { label: "4xx", steps: int(undefined, 1, undefined, undefined) },
      { label: "2xx", steps: int(2, undefined, 3, undefined) },
    ];
    expect(metric("requests", found).series).toEqual([
      { name: "2xx", values: [2, 0, 3, 0], overall: 5, maximum: 3 },
      { name: "4xx", values: [0, 1, 0, 0], overall: 1, maximum: 1 },
    ]);
  });

  it("are unknown where they may come yet, but not where any has come", () => {
    const found = [
      { label: "2xx", steps: int(2, undefined, 3, undefined) },
      { label: "4xx", steps: int(1, undefined, undefined, undefined) },
    ];
    const [ok, refused] = metric("requests", found, 60_000).series;
    expect(ok!.values).toEqual([2, null, 3, null]);
    expect(refused!.values).toEqual([1, null, 0, null]);
    expect(refused!.overall).toBe(1);
  });

  it("are nothing where the metric has no series at all", () => {
    expect(metric("requests", []).series).toEqual([
      { name: "", values: [0, 0, 0, 0], overall: 0, maximum: 0 },
    ]);
  });
});

describe("gauges", () => {
  it("are unknown where there is no sample, and have the newest value, not the largest of the last step", () => {
    const found = [{ label: "", steps: int(7, undefined, 3, undefined) }];
    const newest = [{ label: "", steps: int(undefined, undefined, undefined, 3, 0, undefined) }];
    expect(measures.get("backlog")!.toMetric(found, { ...known, newest }).series).toEqual([
      { name: "", values: [7, null, 3, null], overall: 0, maximum: 7 },
    ]);
    expect(metric("instances", []).series).toEqual([
      { name: "", values: [null, null, null, null], overall: null, maximum: null },
    ]);
  });

  it("have the newest value of each label", () => {
    const steps = int(1, 1, 1, 1);
    const found = ["active", "idle"].map((label) => ({ label, steps }));
    const newest = [{ label: "idle", steps: int(undefined, 2) }];
    const { series } = measures.get("instances")!.toMetric(found, { ...known, newest });
    expect(series.map(({ name, overall }) => [name, overall])).toEqual([
      ["active", null],
      ["idle", 2],
    ]);
  });

  it("say nothing of now by what is older than a sample may be", () => {
    expect(newestWindow(window)).toEqual({ fromMs: -120_000, toMs: 240_000, stepMs: 60_000, steps: 6 });
    expect(metric("backlog", [{ label: "", steps: int(7) }]).series).toMatchObject([
      { overall: null, maximum: 7 },
    ]);
  });
});

describe("distributions", () => {
  const distributionValue = (mean: number, ...bucketCounts: number[]) => ({
    distributionValue: {
      count: bucketCounts.reduce((sum, each) => sum + each, 0),
      mean,
      bucketOptions: { linearBuckets: { numFiniteBuckets: 4, width: 10, offset: 0 } },
      bucketCounts,
    },
  });

  it("give percentiles of each step and of all that was measured together", () => {
    const steps = [[distributionValue(5, 0, 3)], [], [distributionValue(35, 0, 0, 0, 0, 1)], []];
    const { series } = metric("latency", [{ label: "", steps }]);
    expect(series.map(({ name }) => name)).toEqual(["p50", "p95", "p99", "mean"]);
    const [p50, p95] = series;
    expect(p50!.values).toEqual([5, null, 35, null]);
    // Two of three values in [0, 10): not the mean of both steps.
    expect(p50!.overall).toBeCloseTo((2 / 3) * 10, 10);
    expect(p50!.between).toEqual([0, 10]);
    expect(p95!.overall).toBeCloseTo(30 + 10 * 0.8, 10);
    expect(series[3]).toMatchObject({ values: [5, null, 35, null], overall: 12.5 });
  });

  it("are added up where a step has several", () => {
    const steps = [[distributionValue(5, 0, 1), distributionValue(15, 0, 0, 1)], [], [], []];
    expect(metric("memory", [{ label: "", steps }]).series[0]!.values[0]).toBe(10);
  });
});
