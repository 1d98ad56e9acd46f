// Dead-letter messages as they come about: a service that fails for a while. The real container and the real command line.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildId } from "../../src/library/local-cloud/build-id.ts";
import { replaysAttribute } from "../../src/library/dlq/message.ts";
import type { ListResult, MessageWithReason } from "../../src/library/dlq/list.ts";
import type { ListedMessage } from "../../src/library/dlq/listed-message.ts";
import { main } from "../../src/cli/main.ts";
import { systemClock } from "../../src/core/clock.ts";
import { imageDir, isBuilt, packageFolder } from "../support/built-image.ts";
import { eventually } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { fakeIo } from "../unit/cli/support.ts";

// Five tries within two seconds.
const config = {
  delivery: { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1, maxDeliveryAttempts: 5 },
} as const;

interface Replayed extends ListedMessage {
  outcome: string;
}

describe.skipIf(!isBuilt)("dead-letter messages (needs dist/image: npm run build)", () => {
  let stack: TestStack;

  async function cli(...args: string[]) {
    const io = fakeIo({ cwd: stack.folder, clock: systemClock });
    const code = await main(["dlq", ...args], io);
    return { code, out: io.out(), err: io.err() };
  }
  const list = async () => JSON.parse((await cli("list", "--json")).out) as ListResult;
  async function replay(...args: string[]) {
    const { code, out } = await cli("replay", ...args, "--json");
    const { messages } = JSON.parse(out) as { messages: Replayed[] };
    return { code, messages, outcomes: messages.map(({ outcome }) => outcome) };
  }
  const bucket = async (which: "inputBucket" | "outputBucket") =>
    (await stack.clients.storage()).bucket(stack.ctx.names[which]);

  async function upload(name: string, days = 30): Promise<string> {
    const file = (await bucket("inputBucket")).file(name);
    const metadata = { "forecast-model": "naive", "forecast-horizon": "3" };
    await file.save(dailySeries({ days }), { resumable: false, metadata: { metadata } });
    return String(file.metadata.generation);
  }

  async function messageOf(name: string): Promise<MessageWithReason> {
    return (await list()).messages.find(({ input }) => input?.name === name)!;
  }

  const haveMessages = (count: number) =>
    eventually(`${count} dead-letter messages`, 40_000, async () =>
      (await list()).messages.length === count ? true : undefined,
    );

  beforeAll(async () => {
    stack = await openStack({ image: imageDir, buildId: buildId(packageFolder) });
    await stack.up({ input: config });
    // What a local cloud of its own would have written, so that commands find this one.
    const { httpPort, grpcPort, secret } = stack.cloud;
    const known = { httpPort, grpcPort, secret, buildId: buildId(packageFolder) };
    const state = { pid: process.pid, startedAt: "", ...known };
    await writeFile(join(stack.folder, ".cloud-runner", "cloud.json"), JSON.stringify(state));

    // The trouble: results have no place to go.
    await (await bucket("outputBucket")).delete();
    await Promise.all(["plain.csv", "wrong.csv", "replaced.csv", "spare.csv"].map((name) => upload(name)));
    const generation = await upload("hopeless.csv");
    await (
      await stack.clients.topics()
    ).publish({
      topic: `projects/${stack.ctx.project}/topics/${stack.ctx.names.topic}`,
      messages: [
        {
          attributes: {
            eventType: "OBJECT_FINALIZE",
            bucketId: stack.ctx.names.inputBucket,
            objectId: "hopeless.csv",
            objectGeneration: generation,
            [replaysAttribute]: "3",
          },
        },
      ],
    });
    await haveMessages(6);
  }, 90_000);
  afterAll(() => stack.close(), 30_000);

  it("are listed with their input, tries and reason, and stay where they are", async () => {
    const first = await list();
    expect(first.mayBeMore).toBe(false);
    expect(first.messages.find(({ input }) => input?.name === "plain.csv")).toEqual({
      id: expect.any(String),
      input: {
        bucket: "cloud-runner-local-forecast-input",
        name: "plain.csv",
        generation: expect.stringMatching(/^\d{16}$/),
        uri: "gs://cloud-runner-local-forecast-input/plain.csv",
      },
      state: "waiting",
      deliveries: 5,
      replays: 0,
      keptUntil: expect.any(String),
      uploadedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      publishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      deadLetteredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      reason: {
        code: "storage.refused",
        message: expect.stringContaining("The specified bucket does not exist"),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    expect((await list()).messages).toEqual(first.messages);
    // Given back: any other client gets them at once.
    const client = await stack.clients.subscriptions();
    const subscription = `projects/${stack.ctx.project}/subscriptions/${stack.ctx.names.deadLetterSubscription}`;
    const [{ receivedMessages }] = await client.pull({ subscription, maxMessages: 10 });
    expect(receivedMessages).toHaveLength(6);
    // What somebody else holds cannot be seen, but counts.
    expect(await list()).toMatchObject({ messages: [], mayBeMore: true });
    const ackIds = receivedMessages!.map(({ ackId }) => ackId!);
    await client.modifyAckDeadline({ subscription, ackIds, ackDeadlineSeconds: 0 });
  });

  it("are shown with what the service said, and with how to go on", async () => {
    const { id } = await messageOf("plain.csv");
    const { code, out } = await cli("show", "plain.csv");
    expect(code).toBe(0);
    for (const words of [
      "this generation is there, and has no forecast",
      "can be forecast as it stands",
      "(5 times)",
      /forecast-horizon +3/,
      /CloudPubSubDeadLetterSourceDeliveryCount +5/,
      `cloud-runner dlq replay ${id} --fixed FILE.csv`,
    ]) {
      expect(out).toMatch(words);
    }
    expect(await cli("show", "nobody.csv")).toMatchObject({
      code: 1,
      err: /There is no dead-letter message nobody/,
    });
  });

  it("fail again while the trouble lasts, and count their replays", async () => {
    expect(await replay("plain.csv", "--timeout", "0")).toMatchObject({ code: 0, outcomes: ["replayed"] });
    await expect.poll(() => messageOf("plain.csv"), { timeout: 20_000 }).toMatchObject({ replays: 1 });
    expect((await list()).messages).toHaveLength(6);
  });

  it("of an input that was replaced are left alone", async () => {
    const by = await upload("replaced.csv", 31);
    expect(await messageOf("replaced.csv")).toMatchObject({ state: "replaced", replacedBy: by });
    expect(await replay("replaced.csv")).toMatchObject({ code: 0, outcomes: ["settled"] });
    await haveMessages(7);
  });

  it("say what a replay would do, and do nothing", async () => {
    const { code, outcomes } = await replay("--all", "--dry-run");
    expect(code).toBe(3);
    expect(outcomes.toSorted()).toEqual(["refused", "settled", ...Array<string>(5).fill("would-replay")]);
    expect((await list()).messages).toHaveLength(7);
  });

  it("come back as forecasts once the trouble is fixed", async () => {
    await stack.up({ input: config });
    const { code, messages } = await replay("plain.csv");
    expect({ code, messages }).toMatchObject({
      code: 0,
      messages: [
        { outcome: "forecast", answer: { uri: "gs://cloud-runner-local-forecast-output/plain.csv" } },
      ],
    });
    const [csv] = await (await bucket("outputBucket")).file("plain.csv").download();
    expect(csv.toString().trim().split("\n")).toHaveLength(4);
    expect(await messageOf("plain.csv")).toBeUndefined();
  });

  it("are neither lost nor answered twice when the replay dies before it acknowledges", async () => {
    await stack.chaos({ refuseFirst: [{ method: "Acknowledge", status: 409 }] });
    const tried = await replay("replaced.csv");
    expect({ ...tried, outcomes: tried.outcomes.toSorted() }).toMatchObject({
      code: 0,
      outcomes: ["forecast", "settled"],
    });
    await stack.chaos({});
    const output = (await bucket("outputBucket")).file("replaced.csv");
    const [before] = await output.getMetadata();
    expect(await messageOf("replaced.csv")).toMatchObject({ state: "answered", answer: { kind: "result" } });
    expect(await replay("replaced.csv")).toMatchObject({ code: 0, outcomes: ["settled", "settled"] });
    expect((await output.getMetadata())[0].generation).toBe(before.generation);
  });

  it("are refused after three replays, unless forced", async () => {
    const hopeless = (await list()).messages.find(({ replays }) => replays === 3)!;
    expect(await replay(hopeless.id)).toMatchObject({ code: 1, outcomes: ["refused"] });
    expect(await replay(hopeless.id, "--force")).toMatchObject({ code: 0, outcomes: ["forecast"] });
    // Its other message, of the first upload, has become pointless.
    expect(await messageOf("hopeless.csv")).toMatchObject({ state: "answered", replays: 0 });
  });

  it("take a fixed file in the input's place, with the parameters of the upload", async () => {
    const { id, input } = await messageOf("wrong.csv");
    await writeFile(join(stack.folder, "fixed.csv"), "date,y\n2024-01-01,lots\n");
    expect(await cli("replay", id, "--fixed", "fixed.csv")).toMatchObject({
      code: 1,
      out: /"lots" in column y is not a number[\s\S]*line 2, column 2/,
    });
    await writeFile(join(stack.folder, "fixed.csv"), dailySeries({ days: 40 }));
    // Somebody else's bucket under the name of the stack's is sent nothing.
    const inputBucket = await bucket("inputBucket");
    const [{ labels }] = await inputBucket.getMetadata();
    await inputBucket.setMetadata({ labels: { "managed-by": null, "cloud-runner-stack": null } });
    expect(await cli("replay", id, "--fixed", "fixed.csv")).toMatchObject({
      code: 1,
      out: /was not made for the stack/,
    });
    await inputBucket.setMetadata({ labels: labels! });
    expect(await replay(id, "--fixed", "fixed.csv")).toMatchObject({ code: 0, outcomes: ["forecast"] });
    const [metadata] = await (await bucket("inputBucket")).file("wrong.csv").getMetadata();
    expect(BigInt(metadata.generation!)).toBeGreaterThan(BigInt(input!.generation));
    const [csv] = await (await bucket("outputBucket")).file("wrong.csv").download();
    expect(csv.toString().trim().split("\n")).toHaveLength(4);
    expect(await messageOf("wrong.csv")).toBeUndefined();
    // Nothing is overwritten that has an answer.
    expect(await cli("replay", "hopeless.csv", "--fixed", "fixed.csv")).toMatchObject({
      code: 1,
      out: /The file was not sent/,
    });
  });

  it("are purged only when somebody agrees", async () => {
    expect(await cli("purge", "--all")).toMatchObject({ code: 2, err: /dlq purge --all --yes/ });
    expect(await cli("purge", "--older-than", "7d", "--yes")).toMatchObject({ out: /nothing to remove/ });
    expect(await cli("purge", "--settled", "--dry-run")).toMatchObject({
      out: /3 dead-letter messages would be/,
    });
    expect(await cli("purge", "--settled", "--yes")).toMatchObject({
      code: 0,
      out: /3 dead-letter messages removed/,
    });
    expect((await list()).messages).toMatchObject([{ input: { name: "spare.csv" } }]);
    expect(await cli("purge", "spare.csv", "--yes")).toMatchObject({
      code: 0,
      out: /1 dead-letter message removed/,
    });
    expect(await cli("list")).toMatchObject({ code: 0, out: /no dead-letter messages/ });
  });
});
