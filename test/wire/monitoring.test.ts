import { MetricServiceClient } from "@google-cloud/monitoring";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMonitoring } from "../../src/local/services/monitoring.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

let started: StartedServices;
let client: MetricServiceClient;

beforeAll(async () => {
  started = await startServices((context) => [
    createMonitoring(context, {
      instanceCounts: () =>
        ["a", "b"].map((service) => ({
          project: "cloud-runner-local",
          service,
          location: "us-central1",
          revision: `${service}-00001-abc`,
          active: 2,
          idle: 1,
        })),
      undelivered: (subscription) => (subscription.endsWith("/push") ? 7 : 0),
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

test("what is not emulated is refused", async () => {
  await expect(series('metric.type="run.googleapis.com/request_count"')).rejects.toMatchObject({ code: 5 });
  await expect(series("metric.type >")).rejects.toMatchObject({ code: 3 });
  await expect(series('resource.labels.service_name="a"')).rejects.toMatchObject({ code: 3 });
});
