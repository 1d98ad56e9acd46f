import { describe, expect, it } from "vitest";
import { readStates, type Look } from "../../../src/library/dlq/input-state.ts";
import { announcedMetadata, letterFrom, replayOf } from "../../../src/library/dlq/message.ts";
import type { DeadLetter } from "../../../src/library/dlq/message.ts";
import { renderList } from "../../../src/library/dlq/list.ts";
import { letterView } from "../../../src/cli/commands/dlq/message-view.ts";
import { renderReplay, replayExitCode } from "../../../src/cli/commands/dlq/replay/render.ts";
import type { ReplayOutcome, ReplayResult } from "../../../src/library/dlq/replay.ts";
import { reasonAmong } from "../../../src/library/dlq/reason.ts";
import { areAllFound, select } from "../../../src/library/dlq/select.ts";
import { main } from "../../../src/cli/main.ts";
import { viewOf } from "../../../src/cli/shell/view.ts";
import { resultMetadata } from "../../../src/core/contract.ts";
import { CloudError } from "../../../src/core/errors.ts";
import type { Names } from "../../../src/core/names.ts";
import { fakeIo } from "../cli/support.ts";

const view = viewOf({ write: () => true }, { env: {}, platform: "linux" }, true);
const names = { inputBucket: "in", outputBucket: "out" } as Names;

function letter(
  id: string,
  attributes: Record<string, string> = {},
  { name = "a.csv", data = "" } = {},
): DeadLetter {
  return letterFrom({
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

describe("a letter", () => {
  it("tells its input, its tries and its times", () => {
    expect(letter("7", { "cloud-runner-replays": "2" })).toMatchObject({
      id: "7",
      input: { bucket: "in", name: "a.csv", generation: "1700000000000002" },
      deliveries: 20,
      replays: 2,
      uploadedAt: "2026-01-02T03:00:00.000Z",
      publishedAt: "2026-01-02T03:00:01.000Z",
      deadLetteredAt: "2026-01-02T03:04:05.500Z",
    });
  });

  it("that is no notification is a letter all the same", () => {
    expect(letterFrom({ ackId: "a", message: { messageId: "1", data: "aGk=" } })).toMatchObject({
      input: undefined,
      deliveries: 0,
      replays: 0,
      uploadedAt: undefined,
      data: Buffer.from("hi"),
    });
  });

  it("is put back as it was, counted, and without Pub/Sub's own attributes", () => {
    expect(replayOf(letter("7", { kept: "yes", "cloud-runner-replays": "x" }, { data: "{}" }))).toEqual({
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
    expect(announcedMetadata(letter("7", {}, { data }))).toEqual(expected);
  });

  it("goes by its id and by the names of its input", () => {
    const letters = [letter("1"), letter("2"), letter("3", {}, { name: "b.csv" })];
    const ids = (...words: string[]) => select(letters, words).map(({ id }) => id);
    expect(ids("2")).toEqual(["2"]);
    expect(ids("a.csv")).toEqual(["1", "2"]);
    expect(ids("gs://in/b.csv#1700000000000002", "1")).toEqual(["1", "3"]);
    expect(() => ids("1", "c.csv")).toThrow("There is no dead letter c.csv.");
    expect(areAllFound(["1", "3"])(letters)).toBe(true);
    // An input may have a further letter that is still to come.
    expect(areAllFound(["b.csv"])(letters)).toBe(false);
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
    ["replaced", { "in/a.csv": live(newer) }],
    ["deleted", {}],
  ])("is %s by %j", async (kind, objects: Record<string, Awaited<ReturnType<Look>>>) => {
    const look: Look = async (bucket, name) => objects[`${bucket}/${name}`];
    expect((await readStates({ names }, look, [letter("1")])).get("1")).toMatchObject({ kind });
  });

  it("of another bucket is none of ours", async () => {
    const states = await readStates({ names }, () => Promise.reject(new Error("asked")), [
      letter("1", { bucketId: "elsewhere" }),
      letterFrom({ message: { messageId: "2" } }),
    ]);
    expect([...states.values()]).toEqual([{ kind: "foreign" }, { kind: "foreign" }]);
  });
});

it("takes the last error for the reason, or else the last warning", () => {
  const entry = { insertId: "", timestamp: "2026-01-02T03:04:05.000Z", severity: "ERROR", labels: {} };
  const error = { code: "storage.refused", message: "No bucket.", fix: "cloud-runner up" };
  const structured = { ...entry, message: "Will be tried again: No bucket.", fields: { error } };
  const warning = { ...entry, severity: "WARNING", message: "The lease has expired", fields: {} };
  expect(reasonAmong([warning, structured])).toEqual({ ...error, at: entry.timestamp });
  expect(reasonAmong([warning])).toMatchObject({ code: undefined, message: "The lease has expired" });
  expect(reasonAmong([])).toBeUndefined();
});

it("lists letters with their reasons and says how to go on", () => {
  const letters = [
    letterView(
      letter("1"),
      { kind: "waiting", metadata: {} },
      {
        code: "forecast.timeout",
        message: "Took too long.",
        fix: undefined,
        at: "",
      },
    ),
    letterView(letter("12", { "cloud-runner-replays": "1" }), { kind: "deleted" }, undefined),
  ];
  expect(renderList({ action: "list", subscription: "s", letters, mayBeMore: false }, view))
    .toMatchInlineSnapshot(`
    "id  state    tries  replays  uploaded (UTC)       given up (UTC)       input
    1   waiting  20     0        2026-01-02 03:00:00  2026-01-02 03:04:05  gs://in/a.csv#1700000000000002
      forecast.timeout: Took too long.
    12  deleted  20     1        2026-01-02 03:00:00  2026-01-02 03:04:05  gs://in/a.csv#1700000000000002
      not known: the service said nothing of this input, so perhaps it never got it

    \`cloud-runner dlq show ID\` tells all about one.
    \`cloud-runner plan\` shows whether the stack is as configured, \`cloud-runner logs\` what else was said.
    \`cloud-runner dlq replay --all\` tries 1 input again.
    \`cloud-runner dlq purge --settled\` removes 1 letter that can bring no forecast any more."
  `);
  expect(renderList({ action: "list", subscription: "s", letters: [], mayBeMore: true }, view)).toContain(
    "There may be more",
  );
});

describe("a replay", () => {
  const result = (...outcomes: ReplayOutcome[]): ReplayResult => ({
    action: "replay",
    letters: outcomes.map((outcome, index) => ({
      letter: letterView(letter(String(index)), { kind: "replaced", by: "9" }, undefined),
      outcome,
      answer: { kind: "result", uri: "gs://out/a.csv", generation: "1" },
      error: new CloudError("pubsub.Publish failed.", { code: "x", status: "INTERNAL", retryable: true }),
    })),
  });

  it.each<[number, ReplayOutcome[]]>([
    [0, []],
    [0, ["forecast", "settled"]],
    [0, ["replayed"]],
    [0, ["settled"]],
    [3, ["forecast", "timed-out"]],
    [1, ["refused", "settled"]],
    [1, ["failed", "timed-out"]],
    [1, ["rejected"]],
    [124, ["timed-out", "timed-out"]],
  ])("exits %i after %j", (code, outcomes) => {
    expect(replayExitCode(result(...outcomes))).toBe(code);
  });

  it("says of each letter what came of it", () => {
    const outcomes = [
      "would-replay",
      "settled",
      "refused",
      "failed",
      "replayed",
      "forecast",
      "rejected",
    ] as const;
    expect(renderReplay(result(...outcomes, "timed-out"), view)).toMatchInlineSnapshot(`
      "• 0  gs://in/a.csv#1700000000000002: would be put back, replay 1 of 3
      • 1  gs://in/a.csv#1700000000000002: left alone, replaced since then by generation 9, which has a notification of its own
      ✖ 2  gs://in/a.csv#1700000000000002: refused, after 0 replays it was given up again
      ✖ 3  gs://in/a.csv#1700000000000002: pubsub.Publish failed.
      ✔ 4  gs://in/a.csv#1700000000000002: put back
      ✔ 5  gs://in/a.csv#1700000000000002: gs://out/a.csv
      ✖ 6  gs://in/a.csv#1700000000000002: pubsub.Publish failed.
      ✖ 7  gs://in/a.csv#1700000000000002: put back, no forecast so far

      \`cloud-runner dlq purge --settled\` removes letters that were left alone.

      \`cloud-runner dlq show ID\` tells why it keeps failing; --fixed FILE.csv mends the input, --force tries once more.

      It goes on being tried. \`cloud-runner logs\` tells how, \`cloud-runner dlq list\` when it is given up again."
    `);
  });
});

describe("the command", () => {
  it.each([
    [["lst"], "Did you mean list?"],
    [["show"], "takes an id"],
    [["list", "7"], "cloud-runner dlq show 7"],
    [["replay"], "takes ids or --all"],
    [["replay", "7", "--all"], "exclude each other"],
    [["replay", "--all", "--fixed", "a.csv"], "replaces the input of one"],
    [["replay", "7", "--settled"], "It belongs to `dlq purge`."],
    [["replay", "7", "--timeout", "soon"], "not a duration"],
    [["purge"], "takes ids or --all, --settled or --older-than"],
    [["purge", "--all", "--older-than", "7d"], "excludes"],
    [["list", "--dry-run"], "It belongs to `dlq replay` and `dlq purge`."],
  ])("refuses %j before it asks the cloud anything", async (argv, words) => {
    const io = fakeIo();
    expect(await main(["dlq", ...argv], io)).toBe(2);
    expect(io.err()).toContain(words);
  });
});
