import { describe, expect, it } from "vitest";
import {
  aggregated,
  aggregationOf,
  checkAggregation,
} from "../../../../../../src/local/services/monitoring/series/aggregate.ts";
import {
  distribution,
  ofLatencies,
  percentile,
} from "../../../../../../src/local/services/monitoring/series/distribution.ts";
import type { Point, Series } from "../../../../../../src/local/services/monitoring/series/series.ts";

const minute = 60_000;
const time = { from: 0, to: 4 * minute };

const series = (more: Partial<Series>): Series => ({
  metricLabels: {},
  resourceType: "cloud_run_revision",
  resourceLabels: { project_id: "p", revision_name: "a" },
  kind: "DELTA",
  valueType: "INT64",
  points: [],
  ...more,
});
/** The newest first: the value of each minute, of the first one last. */
const counts = (...values: number[]): Point[] =>
  values.map((value, index) => ({ from: index * minute, to: (index + 1) * minute, value })).toReversed();
const samples = (...values: number[]): Point[] =>
  counts(...values).map(({ to, value }) => ({ from: to, to, value }));

const run = (given: Series[], aggregation: object) =>
  aggregated(
    given,
    aggregationOf({ aggregation: { alignmentPeriod: { seconds: "120" }, ...aggregation } })!,
    time,
  );
const values = (found: Series[]) => found.map(({ points }) => points.map(({ value }) => value));

describe("alignment", () => {
  it.each([
    ["ALIGN_DELTA", counts(1, 2, 3, 4), [7, 3], "DELTA", "INT64"],
    ["ALIGN_RATE", counts(1, 2, 3, 3), [6 / 120, 3 / 120], "GAUGE", "DOUBLE"],
    ["ALIGN_SUM", counts(1, 2, 3, 4), [7, 3], "DELTA", "INT64"],
    ["ALIGN_COUNT", counts(1, 2, 3, 4), [2, 2], "DELTA", "INT64"],
    ["ALIGN_MAX", counts(5, 2, 3, 4), [4, 5], "DELTA", "INT64"],
    ["ALIGN_MIN", counts(5, 2, 3, 4), [3, 2], "DELTA", "INT64"],
  ])("%s of what is counted", (perSeriesAligner, points, expected, kind, valueType) => {
    const found = run([series({ points })], { perSeriesAligner });
    expect(values(found)).toEqual([expected]);
    expect(found[0]).toMatchObject({ kind, valueType });
    expect(found[0]!.points.map(({ to }) => to)).toEqual([4 * minute, 2 * minute]);
  });

  it.each([
    ["ALIGN_MEAN", [3.5, 1.5]],
    ["ALIGN_MAX", [4, 2]],
    ["ALIGN_NEXT_OLDER", [4, 2]],
  ])("%s of a gauge", (perSeriesAligner, expected) => {
    const found = run([series({ kind: "GAUGE", points: samples(1, 2, 3, 4) })], { perSeriesAligner });
    expect(values(found)).toEqual([expected]);
    expect(found[0]!.points[0]).toMatchObject({ from: 4 * minute, to: 4 * minute });
  });

  it("makes no point where there was none", () => {
    const found = run([series({ points: counts(1, 2, 3, 4).slice(0, 2) })], {
      perSeriesAligner: "ALIGN_DELTA",
    });
    expect(found[0]!.points).toEqual([{ from: 2 * minute, to: 4 * minute, value: 7 }]);
  });

  it("reads percentiles off the buckets of the whole period", () => {
    const of = (...latencies: number[]) => distribution(latencies, ofLatencies);
    const points = [
      { from: 3 * minute, to: 4 * minute, value: of(100, 100, 900) },
      { from: 2 * minute, to: 3 * minute, value: of(100) },
    ];
    const found = run([series({ valueType: "DISTRIBUTION", points })], {
      perSeriesAligner: "ALIGN_PERCENTILE_95",
    });
    expect(found[0]).toMatchObject({ kind: "GAUGE", valueType: "DOUBLE" });
    expect(found[0]!.points[0]!.value).toBeCloseTo(percentile(of(100, 100, 100, 900), 95), 10);
    // Within a tenth, as wide as the bucket is.
    expect(Number(found[0]!.points[0]!.value) / 900).toBeGreaterThan(0.9);
    expect(Number(found[0]!.points[0]!.value) / 900).toBeLessThan(1.1);
  });
});

describe("reduction", () => {
  const two = [
    series({ points: counts(1, 1), metricLabels: { code: "200", class: "2xx" } }),
    series({ points: counts(2), metricLabels: { code: "204", class: "2xx" } }),
    series({ points: counts(4), metricLabels: { code: "500", class: "5xx" } }),
  ];
  const sum = { perSeriesAligner: "ALIGN_DELTA", crossSeriesReducer: "REDUCE_SUM" };

  it("keeps the labels that are grouped by, and the project", () => {
    const found = run(two, { ...sum, groupByFields: ["metric.label.class"] });
    expect(values(found)).toEqual([[4], [4]]);
    expect(found.map(({ metricLabels }) => metricLabels)).toEqual([{ class: "2xx" }, { class: "5xx" }]);
    expect(found[0]!.resourceLabels).toEqual({ project_id: "p" });
  });

  it.each([
    ["REDUCE_SUM", 8],
    ["REDUCE_MAX", 4],
    ["REDUCE_MIN", 2],
    ["REDUCE_MEAN", 8 / 3],
    ["REDUCE_COUNT", 3],
    ["REDUCE_PERCENTILE_50", 2],
  ])("%s makes one series", (crossSeriesReducer, value) => {
    expect(values(run(two, { ...sum, crossSeriesReducer }))).toEqual([[value]]);
  });

  it("adds distributions up without losing how wide they are", () => {
    const one = distribution([100, 200], ofLatencies);
    const other = distribution([300, 400], ofLatencies);
    const given = [one, other].map((value, index) =>
      series({
        valueType: "DISTRIBUTION",
        metricLabels: { code: String(index) },
        points: [{ from: 0, to: minute, value }],
      }),
    );
    const [found] = run(given, sum);
    const { sumOfSquaredDeviation, ...all } = distribution([100, 200, 300, 400], ofLatencies);
    expect(found!.points[0]!.value).toMatchObject(all);
    expect(found!.points[0]!.value).toHaveProperty(
      "sumOfSquaredDeviation",
      expect.closeTo(sumOfSquaredDeviation, 6),
    );
  });
});

it.each([
  [{ crossSeriesReducer: "REDUCE_SUM" }, "INVALID_ARGUMENT"],
  [{ perSeriesAligner: "ALIGN_DELTA", alignmentPeriod: { seconds: "30" } }, "INVALID_ARGUMENT"],
  [{ perSeriesAligner: "ALIGN_PERCENT_CHANGE" }, "UNIMPLEMENTED"],
  [{ perSeriesAligner: "ALIGN_DELTA", crossSeriesReducer: "REDUCE_STDDEV" }, "UNIMPLEMENTED"],
  [{ perSeriesAligner: "constructor" }, "UNIMPLEMENTED"],
  // A rate of a gauge, the mean of what is counted, a percentile of a number.
  [{ perSeriesAligner: "ALIGN_MEAN" }, "INVALID_ARGUMENT"],
  [{ perSeriesAligner: "ALIGN_PERCENTILE_95" }, "INVALID_ARGUMENT"],
])("refuses %j", (aggregation, status) => {
  const refused = () => {
    const asked = { alignmentPeriod: { seconds: "120" }, ...aggregation };
    checkAggregation(aggregationOf({ aggregation: asked })!, { kind: "DELTA", valueType: "INT64" });
  };
  expect(refused).toThrow(expect.objectContaining({ status }));
});

it("has nothing to do where nothing is asked for", () => {
  expect(aggregationOf({})).toBeUndefined();
  expect(aggregationOf({ aggregation: { perSeriesAligner: "ALIGN_NONE" } })).toBeUndefined();
});
