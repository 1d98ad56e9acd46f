// Dead letters that are pushed to the service, on fakes.
import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { envelope, FakeTopic, startApp } from "../fakes.ts";

const headers = { "content-type": "application/json" };

function start(topic: FakeTopic | undefined = new FakeTopic()) {
  const { app, ...rest } = startApp({}, undefined, topic);
  const letter = (name: string, generation: string) =>
    app.request("/dead-letters", {
      method: "POST",
      headers,
      body: JSON.stringify(envelope(name, generation, { CloudPubSubDeadLetterSourceDeliveryCount: "100" })),
    });
  return { ...rest, topic, letter };
}

describe("a dead letter", () => {
  it("is announced as a failure, and forecasts nothing", async () => {
    const { store, forecaster, topic, letter } = start();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    expect((await letter("a.csv", generation)).status).toBe(204);
    expect(forecaster.jobs).toEqual([]);
    expect(topic.messages.map(({ attributes }) => attributes)).toMatchObject([
      {
        "ce-type": "cloud-runner.forecast.failed",
        "ce-id": `demo-input/a.csv#${generation}:given-up`,
        "ce-code": "delivery.given-up",
      },
    ]);
    const { error } = JSON.parse(topic.messages[0]!.data) as { error: { message: string; fix: string } };
    expect(error.message).toBe("a.csv was given up after 100 deliveries: none of them was answered.");
    expect(error.fix).toContain("cloud-runner dlq");
  });

  it("whose upload is answered all the same is none", async () => {
    const { store, push, topic, letter } = start();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    await push("a.csv", generation);
    topic.messages.length = 0;
    expect((await letter("a.csv", generation)).status).toBe(204);
    expect(topic.messages).toEqual([]);
  });

  it("comes again where it cannot be announced now, and not where it never can", async () => {
    for (const { retryable, status } of [
      { retryable: true, status: 503 },
      { retryable: false, status: 204 },
    ]) {
      const { topic, letter } = start();
      topic.beforePublish = () => {
        const code = retryable ? "events.unavailable" : "events.refused";
        throw new CloudError("no", { code, status: "UNKNOWN", retryable });
      };
      expect((await letter("a.csv", "5")).status).toBe(status);
    }
  });

  it("of another bucket, or one that is no notification, is let go", async () => {
    const { app } = startApp({}, undefined, new FakeTopic());
    const strange = { message: { attributes: {}, messageId: "1" } };
    const other = envelope("a.csv", "5", { bucketId: "other" });
    for (const body of [strange, other]) {
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      expect((await app.request("/dead-letters", init)).status).toBe(204);
    }
  });
});
