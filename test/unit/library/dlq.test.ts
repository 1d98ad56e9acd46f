import { describe, expect, it } from "vitest";
import { readStates, type Look } from "../../../src/library/dlq/input-state.ts";
import {
  announcedMetadata,
  messageFrom,
  replayOf,
  type DeadMessage,
} from "../../../src/library/dlq/message.ts";
import { reasonAmong } from "../../../src/library/dlq/reason.ts";
import { select } from "../../../src/library/dlq/select.ts";
import { resultMetadata } from "../../../src/core/contract.ts";
import type { CloudContext } from "../../../src/provision/engine/context.ts";

const cloud = { names: { inputBucket: "in", outputBucket: "out" } } as CloudContext;

function message(
  id: string,
  attributes: Record<string, string> = {},
  { name = "a.csv", data = "" } = {},
): DeadMessage {
  return messageFrom({
    ackId: `ack-${id}`,
    message: {
      messageId: id,
      data: Buffer.from(data),
      publishTime: { seconds: "1767323045", nanos: 500_000_000 },
      attributes: {
        bucketId: "in",
        objectId: name,
        objectGeneration: "1700000000000002",
        eventTime: "2026-01-02T03:00:00.000000Z",
        CloudPubSubDeadLetterSourceDeliveryCount: "20",
        CloudPubSubDeadLetterSourceSubscription: "forecast-push",
        CloudPubSubDeadLetterSourceTopicPublishTime: "2026-01-02T03:00:01.000+00:00",
        ...attributes,
      },
    },
  });
}

describe("a dead-letter message", () => {
  it("has its input, its tries and its times", () => {
    expect(message("7", { "cloud-runner-replays": "2" })).toMatchObject({
      id: "7",
      input: { bucket: "in", name: "a.csv", generation: "1700000000000002", uri: "gs://in/a.csv" },
      deliveries: 20,
      replays: 2,
      uploadedAt: "2026-01-02T03:00:00.000Z",
      publishedAt: "2026-01-02T03:00:01.000Z",
      deadLetteredAt: "2026-01-02T03:04:05.500Z",
    });
  });

  it("may be about no object", () => {
    expect(messageFrom({ ackId: "a", message: { messageId: "1", data: "aGk=" } })).toMatchObject({
      input: undefined,
      deliveries: 0,
      replays: 0,
      uploadedAt: undefined,
      data: Buffer.from("hi"),
    });
  });

  it("is put back as it was, counted, and without Pub/Sub's own attributes", () => {
    expect(replayOf(message("7", { kept: "yes", "cloud-runner-replays": "x" }, { data: "{}" }))).toEqual({
      data: Buffer.from("{}"),
      attributes: {
        bucketId: "in",
        objectId: "a.csv",
        objectGeneration: "1700000000000002",
        eventTime: "2026-01-02T03:00:00.000000Z",
        kept: "yes",
        "cloud-runner-replays": "1",
      },
    });
  });

  it.each([
    ['{"metadata":{"forecast-horizon":"3","odd":4}}', { "forecast-horizon": "3" }],
    ['{"metadata":null}', {}],
    ["null", {}],
    ["no JSON", {}],
  ])("knows the metadata of its upload from %s", (data, expected) => {
    expect(announcedMetadata(message("7", {}, { data }))).toEqual(expected);
  });

  it("is named by its id and by the names of its input", () => {
    const messages = [message("1"), message("2"), message("3", {}, { name: "b.csv" })];
    const ids = (...words: string[]) => select(messages, words).map(({ id }) => id);
    expect(ids("2")).toEqual(["2"]);
    expect(ids("a.csv")).toEqual(["1", "2"]);
    expect(ids("gs://in/b.csv#1700000000000002", "1")).toEqual(["1", "3"]);
    expect(() => ids("1", "c.csv")).toThrow("There is no dead-letter message c.csv.");
  });
});

describe("an input", () => {
  const older = "1700000000000001";
  const own = "1700000000000002";
  const newer = "1700000000000003";
  const answer = (generation: string, bucket = "in") => ({
    generation: "1",
    metadata: { [resultMetadata.inputBucket]: bucket, [resultMetadata.inputGeneration]: generation },
  });
  const live = (generation: string) => ({ generation, metadata: { "forecast-model": "naive" } });

  it.each([
    ["waiting", { "in/a.csv": live(own) }],
    ["waiting", { "in/a.csv": live(own), "out/a.csv": answer(older) }],
    ["waiting", { "in/a.csv": live(own), "out/a.csv": answer(own, "elsewhere") }],
    ["answered", { "in/a.csv": live(own), "out/a.csv": answer(own) }],
    ["answered", { "in/a.csv": live(own), "out/a.csv.error.json": answer(own) }],
    ["answered", { "in/a.csv": live(newer), "out/a.csv": answer(newer) }],
    ["answered", { "out/a.csv": answer(own) }],
    ["answered", { "in/a.csv": live(own), "out/a.csv": { generation: newer, metadata: {} } }],
    ["waiting", { "in/a.csv": live(own), "out/a.csv": { generation: older, metadata: {} } }],
    ["replaced", { "in/a.csv": live(newer) }],
    ["deleted", {}],
  ])("is %s by %j", async (kind, objects: Record<string, Awaited<ReturnType<Look>>>) => {
    const look: Look = async (bucket, name) => objects[`${bucket}/${name}`];
    expect((await readStates(cloud, [message("1")], look)).get("1")).toMatchObject({ kind });
  });

  it("of another bucket is none of ours", async () => {
    const others = [message("1", { bucketId: "elsewhere" }), messageFrom({ message: { messageId: "2" } })];
    const states = await readStates(cloud, others, () => Promise.reject(new Error("asked")));
    expect([...states.values()]).toEqual([{ kind: "foreign" }, { kind: "foreign" }]);
  });
});

it("takes the last error for the reason, or else the last warning", () => {
  const timestamp = "2026-01-02T03:04:05.000Z";
  const entry = { insertId: "", timestamp, receiveTimestamp: timestamp, severity: "ERROR", labels: {} };
  const error = { code: "storage.refused", message: "No bucket.", fix: "cloud-runner up" };
  const structured = { ...entry, message: "Will be tried again: No bucket.", fields: { error } };
  const warning = { ...entry, severity: "WARNING", message: "The lease has expired", fields: {} };
  expect(reasonAmong([warning, structured])).toEqual({ ...error, at: entry.timestamp });
  expect(reasonAmong([warning])).toMatchObject({ code: undefined, message: "The lease has expired" });
  expect(reasonAmong([])).toBeUndefined();
});
