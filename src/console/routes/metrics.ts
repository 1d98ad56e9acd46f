// What Cloud Monitoring has measured, as series for charts.
import * as z from "zod";
import { parseDurationMs, parseSince } from "../../core/duration.ts";
import type { Metric, MetricsResult } from "../../library/metrics/metric.ts";
import { metrics } from "../../library/metrics/metrics.ts";
import type { MetricSeries, MetricsAnswer } from "../contract/operations.ts";
import { answer } from "../http/answers.ts";
import { queryOf } from "../http/bodies.ts";
import type { App, Tools } from "../tools.ts";

const query = z.object({ since: z.string().max(60).default("1h"), step: z.string().max(20).optional() });

export function addMetrics(app: App, { session }: Tools): void {
  app.get("/api/metrics", async (c) => {
    const { since, step } = queryOf(c, query);
    const nowMs = session.machine.clock.now();
    const found = await metrics(session, {
      nowMs,
      fromMs: parseSince(since, "since", nowMs).getTime(),
      stepMs: step === undefined ? undefined : parseDurationMs(step, "step"),
    });
    return answer<"GET /api/metrics">(c, viewOf(found));
  });
}

function viewOf({ from, to, stepSeconds, times, metrics: found, notes }: MetricsResult): MetricsAnswer {
  return {
    since: from,
    until: to,
    stepMs: stepSeconds * 1000,
    atMs: times.map((time) => Date.parse(time)),
    series: found.filter(hasValues).flatMap(seriesOf),
    notes,
  };
}

/** A chart of what was never measured would say nothing. */
const hasValues = ({ series }: Metric): boolean =>
  series.some(({ values }) => values.some((value) => value !== null));

const units: Record<Metric["unit"], { unit: MetricSeries["unit"]; factor: number }> = {
  requests: { unit: "count", factor: 1 },
  instances: { unit: "count", factor: 1 },
  messages: { unit: "count", factor: 1 },
  share: { unit: "ratio", factor: 1 },
  ms: { unit: "ms", factor: 1 },
  s: { unit: "ms", factor: 1000 },
};

function seriesOf({ name: chart, title, unit: given, series }: Metric): MetricSeries[] {
  const { unit, factor } = units[given];
  return series.map(({ name, values }) => ({
    chart,
    // A metric that is not told apart has one series without a name.
    name: name === "" ? title : name,
    title,
    unit,
    values: values.map((value) => (value === null ? null : value * factor)),
  }));
}
