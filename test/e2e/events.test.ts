// What another service hears of forecasts, with Google's client for Pub/Sub on the results topic of a stack.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ForecastCompleted, ForecastFailed } from "../../src/index.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;
let clients: ReturnType<typeof pubsubClients>;

const project = "projects/cloud-runner-local";
const [all, failures] = [`${project}/subscriptions/all`, `${project}/subscriptions/failures`];

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("data.csv", dailySeries());
  await folder.file("broken.csv", "date,y\n2024-01-01,1\n2024-01-02,many\n");
  await folder.up();
  clients = pubsubClients(folder.cloud());
  const topic = `${project}/topics/forecast-results`;
  await clients.subscriber.createSubscription({ name: all, topic });
  const filter = 'attributes.ce-type = "cloud-runner.forecast.failed"';
  await clients.subscriber.createSubscription({ name: failures, topic, filter });
}, 120_000);
afterAll(async () => {
  await clients.close();
  await folder.remove();
});

/** What has come by now, as many as are asked for at the most. */
async function pull(subscription: string, maxMessages: number) {
  const [{ receivedMessages }] = await clients.subscriber.pull({ subscription, maxMessages });
  const received = receivedMessages ?? [];
  const ackIds = received.map(({ ackId }) => ackId!);
  if (ackIds.length > 0) await clients.subscriber.acknowledge({ subscription, ackIds });
  return received.map(({ message }) => ({
    attributes: message!.attributes as Record<string, string>,
    body: JSON.parse(Buffer.from(message!.data as Uint8Array).toString()) as unknown,
  }));
}

it("is a CloudEvent for each result and each failure", async () => {
  const { exitCode } = await folder.run("predict", "data.csv", "broken.csv", "-o", "out/");
  expect(exitCode).toBe(3);
  // Each is published once its answer stands, which predict may see before.
  const events: Awaited<ReturnType<typeof pull>> = [];
  await expect.poll(async () => events.push(...(await pull(all, 10))), { timeout: 20_000 }).toBe(2);
  const bySubject = events.toSorted((a, b) =>
    a.attributes["ce-subject"]! < b.attributes["ce-subject"]! ? -1 : 1,
  );
  const [failed, completed, ...others] = bySubject;
  expect(others).toEqual([]);
  expect(completed!.attributes).toMatchObject({
    "ce-specversion": "1.0",
    "ce-type": "cloud-runner.forecast.completed",
    "ce-source": "//storage.googleapis.com/projects/_/buckets/cloud-runner-local-forecast-output",
    "ce-subject": expect.stringMatching(/^predict\/.*data\.csv$/) as string,
    "content-type": "application/json",
  });
  const { input, output, rows, run } = completed!.body as ForecastCompleted;
  expect(completed!.attributes["ce-id"]).toBe(`${input.bucket}/${input.name}#${input.generation}:completed`);
  expect(output).toEqual({ bucket: "cloud-runner-local-forecast-output", name: input.name });
  expect(rows).toBeGreaterThan(0);
  expect(completed!.attributes["ce-run"]).toBe(run);
  expect((failed!.body as ForecastFailed).error).toMatchObject({
    code: "csv.value-not-a-number",
    line: 3,
    fix: expect.any(String) as string,
  });
  expect(failed!.attributes["ce-code"]).toBe("csv.value-not-a-number");
});

it("can be had for failures alone", async () => {
  const types = (await pull(failures, 10)).map(({ attributes }) => attributes["ce-type"]);
  expect(types).toEqual(["cloud-runner.forecast.failed"]);
});

it("comes of what was given up as well", async () => {
  // As Pub/Sub forwards it.
  const attributes = {
    eventType: "OBJECT_FINALIZE",
    bucketId: "cloud-runner-local-forecast-input",
    objectId: "lost.csv",
    objectGeneration: "5",
    CloudPubSubDeadLetterSourceDeliveryCount: "100",
  };
  const topic = `${project}/topics/forecast-dead-letters`;
  await clients.publisher.publish({ topic, messages: [{ attributes }] });
  const events: Awaited<ReturnType<typeof pull>> = [];
  await expect
    .poll(async () => events.push(...(await pull(failures, 10))), { timeout: 20_000 })
    .toBeGreaterThan(0);
  expect(events.map(({ attributes: { "ce-id": id, "ce-code": code } }) => ({ id, code }))).toEqual([
    { id: "cloud-runner-local-forecast-input/lost.csv#5:given-up", code: "delivery.given-up" },
  ]);
  expect((events[0]!.body as ForecastFailed).error.message).toContain("100 deliveries");
  expect(await pull(all, 10)).toHaveLength(1);
});

it("comes from the job as from the service, once", async () => {
  const { exitCode } = await folder.run("predict", "data.csv", "--job", "-o", "long/");
  expect(exitCode).toBe(0);
  await expect
    .poll(() => folder.run("logs", "--job"), { timeout: 20_000 })
    .toMatchObject({
      stdout: expect.stringContaining("Wrote the forecast") as string,
    });
  const events = await pull(all, 10);
  expect(events.map(({ attributes }) => attributes["ce-type"])).toEqual(["cloud-runner.forecast.completed"]);
});
