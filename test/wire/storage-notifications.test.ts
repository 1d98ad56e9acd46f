// What the local Cloud Storage publishes when objects change, and that no crash loses it.
import { Storage, type Bucket } from "@google-cloud/storage";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Policies } from "../../src/local/state/policies.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

const topic = "projects/cloud-runner-local/topics/uploads";
const topicResource = `//pubsub.googleapis.com/${topic}`;
const agent = "service-100000000001@gs-project-accounts.iam.gserviceaccount.com";

interface Published {
  topic: string;
  attributes: Record<string, string>;
  data: string;
}

let folder: string;
let local: StartedServices;
let policies: Policies;
let published: Published[];
let publishFails: boolean;
let bucket: Bucket;

async function start(): Promise<void> {
  local = await startServices(
    (context) => {
      policies = context.policies;
      return [
        createStorage(context, {
          publish(to, { attributes, data }) {
            if (publishFails) throw new Error("out of order");
            published.push({ topic: to, attributes, data: data.toString() });
            return `${published.length}`;
          },
          topicExists: (name) => name === topic,
        }),
      ];
    },
    { folder },
  );
  const storage = new Storage({
    projectId: "cloud-runner-local",
    apiEndpoint: local.httpUrl,
    retryOptions: { autoRetry: false },
  });
  bucket = storage.bucket("uploads-bucket");
}

const allow = () =>
  policies.set(topicResource, {
    bindings: [{ role: "roles/pubsub.publisher", members: [`serviceAccount:${agent}`] }],
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-notifications-"));
  published = [];
  publishFails = false;
  await start();
  await bucket.create();
});
afterEach(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a notification", () => {
  it("is refused until Cloud Storage's agent may publish to the topic", async () => {
    await expect(bucket.createNotification(topic)).rejects.toMatchObject({
      code: 403,
      errors: [
        {
          reason: "forbidden",
          message: `The service account '${agent}' does not have permission to publish messages to to the Cloud Pub/Sub topic '${topicResource}', or that topic does not exist.`,
        },
      ],
    });
    allow();
    await expect(bucket.createNotification("projects/cloud-runner-local/topics/none")).rejects.toMatchObject({
      code: 403,
    });
    await bucket.createNotification(topic);
  });

  it.each([
    ["a wider role of all users", topicResource, { role: "roles/pubsub.editor", members: ["allUsers"] }],
    [
      "the role on the project",
      "//cloudresourcemanager.googleapis.com/projects/cloud-runner-local",
      { role: "roles/pubsub.publisher", members: [`serviceAccount:${agent}`] },
    ],
  ])("is taken by %s", async (_title, resource, binding) => {
    policies.set(resource, { bindings: [binding] });
    const [made] = await bucket.createNotification(topic);
    expect(made.id).toBe("1");
  });

  it("is listed, may exist twice, and is deleted by its id", async () => {
    allow();
    const options = { eventTypes: ["OBJECT_FINALIZE"], payloadFormat: "JSON_API_V1" };
    await bucket.createNotification(topic, options);
    await bucket.createNotification(topic, { ...options, customAttributes: { by: "me" } });
    const [found] = await bucket.getNotifications();
    expect(found.map(({ metadata }) => metadata)).toMatchObject([
      { id: "1", topic: topicResource, event_types: ["OBJECT_FINALIZE"], payload_format: "JSON_API_V1" },
      { id: "2", custom_attributes: { by: "me" } },
    ]);
    expect((await bucket.getMetadata())[0].metageneration).toBe("3");
    await bucket.notification("1").delete();
    await expect(bucket.notification("1").getMetadata()).rejects.toMatchObject({ code: 404 });
    await bucket.file("a").save("a");
    expect(published.map(({ attributes }) => attributes["by"])).toEqual(["me"]);
  });

  it("carries the object and what happened to it", async () => {
    allow();
    await bucket.createNotification(topic, {
      eventTypes: ["OBJECT_FINALIZE"],
      payloadFormat: "JSON_API_V1",
      customAttributes: { stack: "demo" },
    });
    const file = bucket.file("in/a.csv");
    await file.save("ds,y\n", { contentType: "text/csv", resumable: false });
    const first = (await file.getMetadata())[0];
    await file.save("ds,y\n1,2\n", { resumable: true });
    const [one, two] = published;
    expect(published).toHaveLength(2);
    expect(one!.topic).toBe(topic);
    expect(one!.attributes).toEqual({
      stack: "demo",
      notificationConfig: "projects/_/buckets/uploads-bucket/notificationConfigs/1",
      eventType: "OBJECT_FINALIZE",
      payloadFormat: "JSON_API_V1",
      bucketId: "uploads-bucket",
      objectId: "in/a.csv",
      objectGeneration: `${first.generation}`,
      eventTime: expect.stringMatching(/^2[-0-9]{9}T[:0-9]{8}\.[0-9]{6}Z$/) as string,
    });
    expect(JSON.parse(one!.data)).toEqual(first);
    expect(two!.attributes["overwroteGeneration"]).toBe(`${first.generation}`);
  });

  it("announces deletions, overwriting and changes of metadata when all events are wanted", async () => {
    allow();
    await bucket.createNotification(topic, { payloadFormat: "NONE" });
    await bucket.file("a").save("one", { resumable: false });
    await bucket.file("a").save("two", { resumable: false });
    await bucket.file("a").setMetadata({ contentType: "text/csv" });
    await bucket.file("a").delete();
    expect(published.map(({ attributes }) => attributes["eventType"])).toEqual([
      "OBJECT_FINALIZE",
      "OBJECT_DELETE",
      "OBJECT_FINALIZE",
      "OBJECT_METADATA_UPDATE",
      "OBJECT_DELETE",
    ]);
    expect(published[1]!.attributes["overwrittenByGeneration"]).toBe(
      published[2]!.attributes["objectGeneration"],
    );
    expect(published.every(({ data }) => data === "")).toBe(true);
  });

  it("comes once for a copy, and for objects below its prefix only", async () => {
    allow();
    await bucket.createNotification(topic, { eventTypes: ["OBJECT_FINALIZE"], objectNamePrefix: "in/" });
    await bucket.file("out/a").save("a");
    await bucket.file("out/a").copy(bucket.file("in/a"));
    await bucket.combine(["out/a", "out/a"], "in/b");
    expect(published.map(({ attributes }) => attributes["objectId"])).toEqual(["in/a", "in/b"]);
  });

  it("does not come for an upload that failed", async () => {
    allow();
    await bucket.createNotification(topic);
    await bucket.file("a").save("a");
    const again = bucket
      .file("a")
      .save("b", { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    await expect(again).rejects.toMatchObject({ code: 412 });
    expect(published).toHaveLength(1);
  });

  it("waits while it cannot be published, survives a restart, and comes exactly once", async () => {
    allow();
    await bucket.createNotification(topic);
    publishFails = true;
    await bucket.file("a").save("a");
    expect(published).toEqual([]);
    await local.close();
    publishFails = false;
    await start();
    await expect.poll(() => published.length, { timeout: 5000 }).toBe(1);
    await local.close();
    await start();
    await bucket.file("b").save("b");
    expect(published.map(({ attributes }) => attributes["objectId"])).toEqual(["a", "b"]);
  });
});
