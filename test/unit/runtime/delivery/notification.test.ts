import { describe, expect, it } from "vitest";
import { decodePush } from "../../../../src/runtime/delivery/notification.ts";
import { envelope, startApp } from "../fakes.ts";

const resource = {
  kind: "storage#object",
  bucket: "demo-input",
  name: "a.csv",
  generation: "5",
  size: "7",
  crc32c: "AAAAAA==",
  metadata: { "forecast-horizon": "14" },
};

const pushWith = (payload: unknown) => {
  const push = envelope("a.csv", "5");
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { ...push, message: { ...push.message, data: Buffer.from(text).toString("base64") } };
};

function announcedBy(payload: unknown) {
  const decoded = decodePush("application/json", JSON.stringify(pushWith(payload)));
  return decoded.kind === "notification" ? decoded.notification.announced : decoded;
}

describe("the payload of a notification", () => {
  it("tells the object as it was announced", () => {
    expect(announcedBy(resource)).toEqual({
      bucket: "demo-input",
      name: "a.csv",
      generation: "5",
      bytes: 7,
      crc32c: "AAAAAA==",
      metadata: { "forecast-horizon": "14" },
    });
  });

  it.each([
    ["is absent", ""],
    ["is no JSON", "{"],
    ["is no object", "[]"],
    ["speaks of another bucket", { ...resource, bucket: "other" }],
    ["speaks of another name", { ...resource, name: "b.csv" }],
    ["speaks of another generation", { ...resource, generation: "6" }],
    ["has no size", { ...resource, size: undefined }],
    ["has a size that is no number", { ...resource, size: "many" }],
  ])("is not gone by when it %s", (_, payload) => {
    expect(announcedBy(payload)).toBeUndefined();
  });
});

describe("a push", () => {
  const decode = (body: unknown, type = "application/json") => decodePush(type, JSON.stringify(body));
  const without = (key: string) => {
    const push = envelope("a.csv", "5");
    const { [key as "objectId"]: _, ...attributes } = push.message.attributes;
    return { ...push, message: { ...push.message, attributes } };
  };

  it("gives all that the attributes say", () => {
    const { deliveryAttempt: _, ...push } = envelope("a.csv", "5");
    expect(decode(push)).toEqual({
      kind: "notification",
      notification: {
        eventType: "OBJECT_FINALIZE",
        bucket: "demo-input",
        name: "a.csv",
        generation: "5",
        messageId: "77",
      },
    });
    expect(decode(envelope("a.csv", "5"))).toMatchObject({ notification: { deliveryAttempt: 2 } });
    expect(decode(envelope("a.csv", "5"), " Application/JSON ; charset=utf-8").kind).toBe("notification");
  });

  it.each(["eventType", "bucketId", "objectId", "objectGeneration"])("needs %s", (key) => {
    expect(decode(without(key))).toEqual({
      kind: "malformed",
      problem: `The message has no attribute ${key}, so it is no Cloud Storage notification.`,
      messageId: "77",
    });
  });

  it.each([
    ["1".repeat(19), "notification"],
    ["1".repeat(20), "malformed"],
    ["5x", "malformed"],
    ["x5", "malformed"],
  ])("has a generation of at most 19 digits: %s", (generation, kind) => {
    expect(decode(envelope("a.csv", generation)).kind).toBe(kind);
  });
});

describe("a delivery whose payload announces the object", () => {
  it("forecasts with the announced parameters", async () => {
    const { store, forecaster, post } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    const response = await post(pushFor(generation));
    expect(await response.json()).toEqual({ kind: "predicted", object: "a.csv" });
    expect(forecaster.jobs[0]!.parameters).toEqual({ model: "prophet", horizon: "14" });
  });

  it("has nothing to do when that generation is gone", async () => {
    const { store, forecaster, post } = startApp();
    const { generation } = store.put("demo-input", "a.csv", "date,y\n");
    store.put("demo-input", "a.csv", "date,y\n2026-01-01,1\n");
    expect((await post(pushFor(generation))).status).toBe(204);
    expect(forecaster.jobs).toEqual([]);
  });

  function pushFor(generation: string) {
    const push = envelope("a.csv", generation);
    const data = Buffer.from(JSON.stringify({ ...resource, generation })).toString("base64");
    return { ...push, message: { ...push.message, data } };
  }
});
