import { expect, it } from "vitest";
import { render } from "../../../../src/cli/commands/metrics/render.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import type { Metric, MetricsResult } from "../../../../src/library/metrics/metric.ts";

const series = (name: string, values: (number | null)[], overall: number | null) => {
  const known = values.filter((value) => value !== null);
  return { name, values, overall, maximum: known.length === 0 ? null : Math.max(...known) };
};
const metric = (
  name: Metric["name"],
  title: string,
  unit: Metric["unit"],
  overall: Metric["overall"],
  ...all: ReturnType<typeof series>[]
): Metric => ({ name, title, unit, overall, type: "x", series: all });

const result: MetricsResult = {
  stack: "forecast",
  target: "gcp",
  project: "p",
  region: "us-central1",
  service: "forecast",
  from: "2026-01-01T11:00:00.000Z",
  to: "2026-01-01T12:00:00.000Z",
  stepSeconds: 900,
  times: [],
  metrics: [
    metric(
      "requests",
      "Requests",
      "requests",
      "total",
      series("2xx", [0, 1200, 3, null], 1203),
      series("4xx", [0, 0, 2, null], 2),
    ),
    metric(
      "latency",
      "Latency",
      "ms",
      "together",
      series("p50", [null, 240, 260, null], 250.4),
      series("p99", [null, 900, 12_345, null], 2345),
    ),
    metric("instances", "Instances", "instances", "newest", series("", [null, null, null, null], null)),
    metric(
      "memory",
      "Memory in use",
      "share",
      "together",
      series("p50", [0.1, 0.2, null, null], 0.15),
      series("mean", [0.021, 0.2, null, null], 0.0712),
    ),
    metric("backlog", "Backlog", "messages", "newest", series("", [7, 3, null, null], null)),
    metric("oldest", "Oldest message", "s", "newest", series("", [0, 30, 90, 12], 12)),
  ],
  notes: ["Percentiles are estimates."],
};
const view = (tty: boolean, columns = 80, env = {}) =>
  viewOf({ write: () => true, isTTY: tty, columns }, { env, platform: "linux" }, true);
const untilNow = { options: { until: undefined } };

it("is a line for each series, with a small chart on a terminal", () => {
  expect(render(result, view(true), untilNow)).toMatchInlineSnapshot(`
    "forecast on gcp, 2026-01-01 11:00 to 12:00 UTC, steps of 15 min

                    11:00                           12:00                      most
    Requests
      2xx           ▁█▂                                    1,203 in all       1,200
      4xx           ▁▁▂                                        2 in all           2
    Latency
      p50            ▂▂                                          250 ms      260 ms
      p99            ▂█                                           2.3 s        12 s
    Instances                                                 no sample
    Memory in use
      mean          ▂█                                            7.1 %        20 %
    Backlog         █▄                                         none now           7
    Oldest message  ▁▃█▂                                       12 s now  1 min 30 s

    Percentiles are estimates."
  `);
});

it("is values alone where no terminal shows charts", () => {
  expect(render(result, view(false), untilNow)).toMatchInlineSnapshot(`
    "forecast on gcp, 2026-01-01 11:00 to 12:00 UTC, steps of 15 min

                                        most
    Requests
      2xx           1,203 in all       1,200
      4xx               2 in all           2
    Latency
      p50                 250 ms      260 ms
      p99                  2.3 s        12 s
    Instances          no sample
    Memory in use
      mean                 7.1 %        20 %
    Backlog             none now           7
    Oldest message      12 s now  1 min 30 s

    Percentiles are estimates."
  `);
});

it("fits a narrow terminal, in ASCII too", () => {
  const lines = render(result, view(true, 40, { CLOUD_RUNNER_ASCII: "1" }), untilNow).split("\n");
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(lines.join("")).toMatch(/^[ -~]+$/);
});

it.each([40, 60, 80, 120, 200])("fits %i columns", (columns) => {
  const lines = render(result, view(true, columns), untilNow).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});

it("says it all on a screen that is hardly one", () => {
  expect(render(result, view(true, 20), untilNow)).toContain("1,203 in all");
});

it("calls nothing now that was so before --until", () => {
  const text = render(result, view(false), { options: { until: "2h" } });
  expect(text).toMatch(/Oldest message +12 s at the end/);
  expect(text).not.toMatch(/\bnow\b/);
});
