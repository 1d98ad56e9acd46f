import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig, type ConfigInput } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { destroy, planDestroy } from "../../src/provision/engine/destroy.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { readOutputs } from "../../src/provision/engine/outputs.ts";
import { plan, summaryLine } from "../../src/provision/engine/plan.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { asOwner } from "../support/as-owner.ts";
import { startBreakableLine, type BreakableLine } from "../support/breakable-line.ts";

const image = "us-central1-docker.pkg.dev/cloud-runner-local/forecast/runtime@sha256:" + "1".repeat(64);
const nothing = "Plan: 0 to add, 0 to change, 0 to destroy.";

/** Stands for the container: answers 200 to everything. */
const server = `
import { createServer } from "node:http";
createServer((_request, response) => response.end()).listen(Number(process.env.PORT));
process.on("SIGTERM", () => process.exit(0));
`;

let folder: string;
let cloud: LocalCloud;
let line: BreakableLine;
let clients: Clients;
let ctx: CloudContext;
let reported: string[];

async function open() {
  folder = await mkdtemp(join(tmpdir(), "provision-"));
  const imageDir = join(folder, "image");
  await mkdir(imageDir);
  await writeFile(join(imageDir, "server.mjs"), server);
  reported = [];
  cloud = await startLocalCloud({
    folder: join(folder, "state"),
    imageDir,
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report: (text) => reported.push(text),
  });
  line = await startBreakableLine(cloud);
  const names = namesFor(parseConfig({}, "test"));
  const { httpUrl, grpcPort } = line;
  const { secret } = cloud;
  clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    names.project,
  );
  ctx = createContext({ clients, clock: systemClock, names });
}

async function close() {
  await clients.close();
  await line.close();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
  expect(reported).toEqual([]);
}

interface LoggedRequest {
  id: number;
  method: string;
}

async function requests(query = ""): Promise<LoggedRequest[]> {
  const response = await fetch(`${cloud.httpUrl}/_local/requests?${query}`, asOwner(cloud));
  const answer = (await response.json()) as LoggedRequest[] | { requests: LoggedRequest[] };
  return Array.isArray(answer) ? answer : answer.requests;
}
const lastRequest = async () => (await requests()).at(-1)?.id ?? 0;
const writesAfter = (id: number) => requests(`mutating=true&after=${id}`);

function nodesFor(input: ConfigInput = {}) {
  const config = parseConfig(input, "test");
  return stackFor(config, namesFor(config), image);
}

const up = async (input: ConfigInput = {}, options: { adopt?: boolean } = {}) =>
  apply(ctx, await plan(ctx, nodesFor(input), options));
const down = async () => destroy(ctx, await planDestroy(ctx, nodesFor()));
const planLine = async (input: ConfigInput = {}) => summaryLine(await plan(ctx, nodesFor(input)));
const pending = async (input: ConfigInput = {}) => {
  const { rows } = await plan(ctx, nodesFor(input));
  return rows.filter((row) => row.action !== "noop").map((row) => `${row.action} ${row.id}`);
};

describe("a stack on the local cloud", () => {
  beforeAll(async () => {
    await open();
    await up();
  });
  afterAll(close);

  it("is in sync after the first run, and the second writes nothing", async () => {
    expect(await planLine()).toBe(nothing);
    const before = await lastRequest();
    const { results } = await up();
    expect(new Set(results.map((result) => result.outcome))).toEqual(new Set(["unchanged"]));
    expect(await writesAfter(before)).toEqual([]);
    expect((await requests(`after=${before}`)).length).toBeGreaterThan(15);
  });

  it("can be asked where everything is", async () => {
    expect(await readOutputs(ctx)).toMatchObject({
      serviceUrl: `${cloud.httpUrl}/run/us-central1/forecast`,
      revision: expect.stringMatching(/^forecast-/) as string,
      image,
      inputBucket: "cloud-runner-local-forecast-input",
    });
  });

  it("is found as a whole by its marks", async () => {
    const found = await inventory(ctx, kinds);
    expect(found.map((item) => item.kind)).toEqual([
      "artifactregistry.repository",
      "iam.serviceAccount",
      "iam.serviceAccount",
      "pubsub.subscription",
      "pubsub.subscription",
      "pubsub.subscription",
      "pubsub.topic",
      "pubsub.topic",
      "pubsub.topic",
      "run.job",
      "run.service",
      "storage.bucket",
      "storage.bucket",
      "storage.notification",
    ]);
  });

  it("changes in place what the configuration changes, and only that", async () => {
    const input: ConfigInput = {
      service: { memory: "2Gi", maxInstances: 3 },
      delivery: { maxDeliveryAttempts: 7, minimumBackoffSeconds: 2 },
      storage: { retentionDays: 30 },
      labels: { team: "x" },
    };
    const labelled = 11;
    const rows = await pending(input);
    expect(rows).toHaveLength(labelled);
    await up(input);
    expect(await planLine(input)).toBe(nothing);
    // The added label stays when it is no longer asked for; everything else goes back.
    expect(await pending()).toEqual([
      "update input-bucket",
      "update output-bucket",
      "update service",
      "update push-subscription",
    ]);
    await up();
    expect(await planLine()).toBe(nothing);
  });

  it("fixes what drifted", async () => {
    const topics = await clients.topics();
    const subscriptions = await clients.subscriptions();
    const storage = await clients.storage();
    const { names, project } = ctx;
    const subscription = `projects/${project}/subscriptions/${names.subscription}`;
    await topics.updateTopic({
      topic: {
        name: `projects/${project}/topics/${names.topic}`,
        labels: { theirs: "x", "managed-by": "cloud-runner", "cloud-runner-stack": "other" },
      },
      updateMask: { paths: ["labels"] },
    });
    expect(await pending()).toEqual(["refuse topic"]);
    await up({}, { adopt: true });
    await subscriptions.updateSubscription({
      subscription: { name: subscription, ackDeadlineSeconds: 10 },
      updateMask: { paths: ["ack_deadline_seconds", "expiration_policy"] },
    });
    const bucket = storage.bucket(names.inputBucket);
    await bucket.iam.setPolicy({
      bindings: [{ role: "roles/storage.admin", members: ["user:them@example.com"] }],
    });
    await bucket.createNotification(names.topic, {
      eventTypes: ["OBJECT_DELETE"],
      payloadFormat: "JSON_API_V1",
    });
    const services = await clients.services();
    const service = `projects/${project}/locations/${names.region}/services/${names.service}`;
    const invoker = { resource: service, policy: { bindings: [] } };
    await services.setIamPolicy(invoker);

    expect(await pending()).toEqual([
      "create runtime-reads-input",
      "create invoker-calls-service",
      "update push-subscription",
      "update notification",
    ]);
    await up();
    expect(await planLine()).toBe(nothing);
    const [policy] = await bucket.iam.getPolicy();
    expect(policy.bindings.map((binding) => binding.role)).toEqual([
      "roles/storage.admin",
      "roles/storage.objectViewer",
    ]);
  });

  it("replaces a subscription whose topic was deleted, and grants anew what went with it", async () => {
    const topics = await clients.topics();
    await topics.deleteTopic({ topic: `projects/${ctx.project}/topics/${ctx.names.topic}` });
    expect(await pending()).toEqual([
      "create topic",
      "replace push-subscription",
      "create pubsub-takes-from-subscription",
      "create storage-publishes",
    ]);
    await up();
    expect(await planLine()).toBe(nothing);
  });
});

describe("what is not ours", () => {
  beforeEach(open);
  afterEach(close);

  it("is refused, and taken over only when told to", async () => {
    const storage = await clients.storage();
    await storage.createBucket(ctx.names.outputBucket, { location: "us-central1" });
    await expect(up()).rejects.toMatchObject({
      code: "plan.refused",
      fix: expect.stringContaining("--adopt") as string,
    });
    expect(await inventory(ctx, kinds)).toEqual([]);
    await up({}, { adopt: true });
    expect(await planLine()).toBe(nothing);
  });

  it("stays as it was after up and down", async () => {
    const topics = await clients.topics();
    const storage = await clients.storage();
    await topics.createTopic({
      name: `projects/${ctx.project}/topics/theirs`,
      labels: { "managed-by": "them" },
    });
    await storage.createBucket("their-bucket", { location: "us-central1" });
    await storage.bucket("their-bucket").file("a").save("theirs", { resumable: false });
    await up();
    for (const name of ["one.csv", "two.csv"]) {
      await storage.bucket(ctx.names.outputBucket).file(name).save("12345", { resumable: false });
    }
    const planned = await planDestroy(ctx, nodesFor());
    expect(planned.rows.find((row) => row.id === "output-bucket")!.contents).toEqual({
      objects: 2,
      bytes: 10,
    });
    await destroy(ctx, planned);
    expect(await inventory(ctx, kinds)).toEqual([]);
    expect(
      (await topics.listTopics({ project: `projects/${ctx.project}` }))[0].map((topic) => topic.name),
    ).toEqual([`projects/${ctx.project}/topics/theirs`]);
    expect((await storage.getBuckets())[0].map((bucket) => bucket.name)).toEqual(["their-bucket"]);
    expect((await storage.bucket("their-bucket").file("a").download())[0].toString()).toBe("theirs");
    const before = await lastRequest();
    await down();
    expect(await writesAfter(before)).toEqual([]);
  });
});
