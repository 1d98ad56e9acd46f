import { MetricServiceClient } from "@google-cloud/monitoring";
import { afterAll, beforeAll, expect, test } from "vitest";
import { distributionFrom, percentileOf } from "../../src/library/metrics/distribution.ts";
import { createMonitoring } from "../../src/local/services/monitoring/monitoring.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

let started: StartedServices;
let client: MetricServiceClient;

beforeAll(async () => {
  started = await startServices((context) => [
    createMonitoring(context, {
      logging: { watch: () => () => {} },
      instances: () => [],
      usageOf: async () => new Map(),
      instanceCounts: () =>
        ["a", "b"].map((service) => ({
          project: "cloud-runner-local",
          service,
          location: "us-central1",
          revision: `${service}-00001-abc`,
          active: 2,
          idle: 1,
        })),
      subscriptions: () => ["push", "dead"].map((id) => `projects/cloud-runner-local/subscriptions/${id}`),
      undelivered: (subscription) => (subscription.endsWith("/push") ? 7 : 0),
      oldestUndelivered: (subscription) => (subscription.endsWith("/push") ? Date.now() - 90_500 : undefined),
      deadLetters: (subscription) => (subscription.endsWith("/push") ? [61_000, 119_000, 120_000] : []),
      requests: async () =>
        [200, 200, 500].map((status, index) => ({
          project: "cloud-runner-local",
          location: "us-central1",
          service: "a",
          revision: "a-00001-abc",
          status,
          latencyMs: 10 * (index + 1),
          at: 60_000 * (index + 1),
        })),
    }),
  ]);
  client = new MetricServiceClient(clientOptions(started));
});
afterAll(async () => {
  await client.close();
  await started.close();
});

async function series(filter: string) {
  const [found] = await client.listTimeSeries({
    name: "projects/cloud-runner-local",
    filter,
    interval: { startTime: { seconds: 0 }, endTime: { seconds: 2_000_000_000 } },
    view: "FULL",
  });
  return found.map(({ metric, points }) => [metric?.labels?.["state"], points?.[0]?.value?.int64Value]);
}

test("instances of a service are counted by state", async () => {
  const filter = 'metric.type="run.googleapis.com/container/instance_count"';
  expect(await series(`${filter} AND resource.labels.service_name="a"`)).toEqual([
    ["active", "2"],
    ["idle", "1"],
  ]);
  expect(await series(`${filter} AND resource.labels.service_name="none"`)).toEqual([]);
});

test("the backlog of a subscription is told", async () => {
  expect(
    await series(
      'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND resource.labels.subscription_id="push"',
    ),
  ).toEqual([[undefined, "7"]]);
});

async function asked(metric: string, extra: object = {}) {
  const [found] = await client.listTimeSeries({
    name: "projects/cloud-runner-local",
    filter: `metric.type="${metric}"`,
    interval: { startTime: { seconds: 0 }, endTime: { seconds: 2_000_000_000 } },
    view: "FULL",
    ...extra,
  });
  return found;
}

test("requests are counted by minute, revision and answer", async () => {
  const found = await asked("run.googleapis.com/request_count");
  expect(found.map(({ metric }) => metric!.labels)).toEqual([
    { response_code: "200", response_code_class: "2xx" },
    { response_code: "500", response_code_class: "5xx" },
  ]);
  expect(found[0]).toMatchObject({
    metricKind: "DELTA",
    resource: { labels: { revision_name: "a-00001-abc" } },
  });
  expect(
    found[0]!.points!.map(({ value, interval }) => [value!.int64Value, interval!.endTime!.seconds]),
  ).toEqual([
    ["1", "180"],
    ["1", "120"],
  ]);
});

test("their latencies are distributions", async () => {
  const [found] = await asked("run.googleapis.com/request_latencies");
  expect(found!.valueType).toBe("DISTRIBUTION");
  const { count, mean, bucketCounts } = found!.points![0]!.value!.distributionValue!;
  expect([count, mean]).toEqual(["1", 20]);
  expect(bucketCounts!.map(Number).reduce((sum, each) => sum + each, 0)).toBe(1);
});

test("the age of the oldest message and the dead letters of a subscription are told", async () => {
  const [dead, push] = await asked("pubsub.googleapis.com/subscription/oldest_unacked_message_age").then(
    (found) =>
      found.toSorted((one, other) =>
        one.resource!.labels!["subscription_id"]! < other.resource!.labels!["subscription_id"]! ? -1 : 1,
      ),
  );
  expect(dead!.points![0]!.value!.int64Value).toBe("0");
  expect(Number(push!.points![0]!.value!.int64Value)).toBeGreaterThanOrEqual(90);
  const letters = await asked("pubsub.googleapis.com/subscription/dead_letter_message_count");
  expect(letters).toHaveLength(1);
  expect(letters[0]!.points!.map(({ value }) => value!.int64Value)).toEqual(["1", "2"]);
});

test("series are aligned and reduced", async () => {
  const [found] = await asked("run.googleapis.com/request_count", {
    aggregation: {
      alignmentPeriod: { seconds: 2_000_000_000 },
      perSeriesAligner: "ALIGN_DELTA",
      crossSeriesReducer: "REDUCE_SUM",
      groupByFields: ["resource.labels.service_name"],
    },
  });
  expect(found).toMatchObject({
    metric: { labels: {} },
    resource: { labels: { service_name: "a" } },
    metricKind: "DELTA",
    points: [
      {
        interval: { startTime: { seconds: "0" }, endTime: { seconds: "2000000000" } },
        value: { int64Value: "3" },
      },
    ],
  });
  expect(found!.points).toHaveLength(1);
});

test("percentiles are those that the buckets give, here and in the client", async () => {
  const alignmentPeriod = { seconds: 2_000_000_000 };
  const latencies = "run.googleapis.com/request_latencies";
  const reduced = { alignmentPeriod, perSeriesAligner: "ALIGN_DELTA", crossSeriesReducer: "REDUCE_SUM" };
  const [all] = await asked(latencies, { aggregation: reduced });
  const { distributionValue } = all!.points![0]!.value!;
  expect(distributionValue).toMatchObject({ count: "3", mean: 20 });
  for (const percent of [50, 95, 99]) {
    const crossSeriesReducer = `REDUCE_PERCENTILE_${percent}`;
    const [found] = await asked(latencies, { aggregation: { ...reduced, crossSeriesReducer } });
    const { doubleValue } = found!.points![0]!.value!;
    expect(percentileOf(distributionFrom(distributionValue!), percent).value).toBeCloseTo(doubleValue!, 9);
  }
  const [median] = await asked(latencies, {
    aggregation: { alignmentPeriod, perSeriesAligner: "ALIGN_PERCENTILE_50" },
    filter: `metric.type="${latencies}" AND metric.labels.response_code="500"`,
  });
  expect(median).toMatchObject({ metricKind: "GAUGE", valueType: "DOUBLE" });
  // One request of 30 ms: somewhere in its bucket.
  expect(median!.points![0]!.value!.doubleValue! / 30).toBeGreaterThan(0.9);
  expect(median!.points![0]!.value!.doubleValue! / 30).toBeLessThan(1.1);
});

test("aggregation that is not emulated is refused instead of left out", async () => {
  const alignmentPeriod = { seconds: 60 };
  const refused = (aggregation: object) =>
    asked("run.googleapis.com/request_count", { aggregation: { alignmentPeriod, ...aggregation } });
  await expect(refused({ perSeriesAligner: "ALIGN_PERCENT_CHANGE" })).rejects.toMatchObject({ code: 12 });
  await expect(refused({ crossSeriesReducer: "REDUCE_SUM" })).rejects.toMatchObject({ code: 3 });
  await expect(refused({ perSeriesAligner: "ALIGN_MEAN" })).rejects.toMatchObject({ code: 3 });
  const secondaryAggregation = { alignmentPeriod, perSeriesAligner: "ALIGN_MAX" };
  await expect(asked("run.googleapis.com/request_count", { secondaryAggregation })).rejects.toMatchObject({
    code: 12,
  });
});

test("what is not emulated is refused", async () => {
  await expect(
    series('metric.type="run.googleapis.com/container/billable_instance_time"'),
  ).rejects.toMatchObject({
    code: 5,
  });
  await expect(series("metric.type >")).rejects.toMatchObject({ code: 3 });
  await expect(series('resource.labels.service_name="a"')).rejects.toMatchObject({ code: 3 });
});

test("functions, OR, NOT and a missing AND of filters are understood", async () => {
  const count = 'metric.type="run.googleapis.com/request_count"';
  const codes = async (filter: string) =>
    (await asked("run.googleapis.com/request_count", { filter })).map(
      ({ metric }) => metric!.labels!["response_code"],
    );
  expect(await codes(`${count} resource.type="cloud_run_revision"`)).toEqual(["200", "500"]);
  expect(await codes(`${count} metric.labels.response_code!="200"`)).toEqual(["500"]);
  expect(await codes(`${count} metric.labels.response_code=starts_with("2")`)).toEqual(["200"]);
  expect(await codes(`${count} metric.label.response_code=monitoring.regex.full_match("[45]..")`)).toEqual([
    "500",
  ]);
});

test("metrics are described, as exporters and dashboards ask before they read", async () => {
  const name = "projects/cloud-runner-local";
  const [all] = await client.listMetricDescriptors({ name });
  expect(all).toHaveLength(8);
  const [found] = await client.listMetricDescriptors({
    name,
    filter: 'metric.type = starts_with("run.googleapis.com/request_l")',
  });
  const latencies = {
    name: `${name}/metricDescriptors/run.googleapis.com/request_latencies`,
    type: "run.googleapis.com/request_latencies",
    metricKind: "DELTA",
    valueType: "DISTRIBUTION",
    unit: "ms",
    monitoredResourceTypes: ["cloud_run_revision"],
  };
  expect(found).toEqual([expect.objectContaining(latencies)]);
  expect(found[0]!.labels!.map(({ key }) => key)).toEqual(["response_code", "response_code_class"]);
  const [one] = await client.getMetricDescriptor({ name: latencies.name });
  expect(one).toMatchObject(latencies);
  await expect(
    client.getMetricDescriptor({ name: `${name}/metricDescriptors/custom.googleapis.com/a` }),
  ).rejects.toMatchObject({ code: 5 });
  // Each series is of a kind that its descriptor names.
  for (const { type, metricKind, valueType, labels } of all) {
    for (const each of await asked(type!)) {
      expect(each).toMatchObject({ metricKind, valueType });
      expect(new Set(Object.keys(each.metric!.labels!))).toEqual(new Set(labels!.map(({ key }) => key)));
    }
  }
});
