import { CloudSchedulerClient } from "@google-cloud/scheduler";
import { credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createIam } from "../../src/local/services/iam/iam.ts";
import { createPubSub } from "../../src/local/services/pubsub/pubsub.ts";
import { createScheduler } from "../../src/local/services/scheduler/scheduler.ts";
import type { LogEntryInput } from "../../src/local/services/logging/entry.ts";
import { asOwner, ownerAuth, ownersCalls } from "../support/as-owner.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { createAccount, subscriptionName, topicName } from "../support/pubsub-services.ts";
import { startReceiver, type Receiver } from "../support/push-receiver.ts";

const parent = "projects/cloud-runner-local/locations/europe-west1";
const invalidArgument = 3;
const missing = 5;
const exists = 6;
const precondition = 9;
const unimplemented = 12;

let services: StartedServices;
let scheduler: CloudSchedulerClient;
let receiver: Receiver;
let answer: () => number | "never" = () => 200;
const logged: LogEntryInput[] = [];

beforeAll(async () => {
  services = await startServices((context) => {
    const iam = createIam(context);
    const pubsub = createPubSub(context, iam);
    const { signIdToken } = iam;
    const publish = pubsub.publish;
    return [
      iam,
      pubsub,
      createScheduler(context, { signIdToken, publish, writeLog: (entry) => logged.push(entry) }),
    ];
  });
  scheduler = new CloudSchedulerClient({
    projectId: "cloud-runner-local",
    servicePath: "127.0.0.1",
    port: services.grpcPort,
    sslCreds: credentials.createInsecure(),
    authClient: ownerAuth(services) as never,
    ...ownersCalls(services),
  } as never);
  receiver = await startReceiver(() => answer() as number);
});
afterAll(async () => {
  await scheduler.close();
  await receiver.close();
  await services.close();
});
beforeEach(() => {
  answer = () => 200;
  receiver.pushes.splice(0);
  logged.splice(0);
});

let count = 0;
const freshName = () => `${parent}/jobs/job-${++count}`;
const yearly = { schedule: "0 5 1 1 *", timeZone: "Europe/Berlin" };

async function create(job: object = {}) {
  const name = freshName();
  const [created] = await scheduler.createJob({
    parent,
    job: { name, ...yearly, httpTarget: { uri: receiver.url }, ...job },
  });
  return { name, created };
}

/** Until the last attempt has an answer. */
async function settled(name: string): Promise<{ code?: number | null } | null | undefined> {
  for (;;) {
    const [{ status, lastAttemptTime }] = await scheduler.getJob({ name });
    const ended = logged.filter(({ jsonPayload }) =>
      String(jsonPayload?.["@type"]).endsWith("AttemptFinished"),
    );
    if (lastAttemptTime && ended.some(({ jsonPayload }) => jsonPayload?.["jobName"] === name)) return status;
  }
}

describe("jobs", () => {
  it("are made with Google's defaults, read, listed, changed and deleted", async () => {
    const { name, created } = await create({ description: "first" });
    expect(created).toMatchObject({
      name,
      description: "first",
      state: "ENABLED",
      ...yearly,
      httpTarget: { uri: receiver.url, httpMethod: "POST" },
      attemptDeadline: { seconds: "180" },
      retryConfig: {
        maxDoublings: 5,
        minBackoffDuration: { seconds: "5" },
        maxBackoffDuration: { seconds: "3600" },
      },
    });
    const next = new Date(Number(created.scheduleTime!.seconds) * 1000);
    expect(next.toISOString().slice(4)).toBe("-01-01T04:00:00.000Z");
    await expect(scheduler.createJob({ parent, job: { ...created } })).rejects.toMatchObject({
      code: exists,
    });
    const [changed] = await scheduler.updateJob({
      job: {
        name,
        schedule: "0 6 1 1 *",
        httpTarget: { uri: `${receiver.url}other` },
        description: "left out",
      },
      updateMask: { paths: ["schedule", "http_target.uri"] },
    });
    expect(changed).toMatchObject({
      schedule: "0 6 1 1 *",
      description: "first",
      httpTarget: { uri: `${receiver.url}other`, httpMethod: "POST" },
    });
    const [all] = await scheduler.listJobs({ parent });
    expect(all.map((job) => job.name)).toContain(name);
    await scheduler.deleteJob({ name });
    await expect(scheduler.getJob({ name })).rejects.toMatchObject({ code: missing });
  });

  it.each([
    [{ schedule: "0 5 * *" }, invalidArgument],
    [{ schedule: "every 5 minutes" }, unimplemented],
    [{ timeZone: "Mars/Olympus" }, invalidArgument],
    [{ httpTarget: { uri: "ftp://x" } }, invalidArgument],
    [{ httpTarget: { uri: "http://x", httpMethod: "GET", body: Buffer.from("x") } }, invalidArgument],
    [{ httpTarget: { uri: "http://x", oauthToken: { serviceAccountEmail: "a@b" } } }, unimplemented],
    [{ httpTarget: null, appEngineHttpTarget: {} }, unimplemented],
    [
      { httpTarget: null, pubsubTarget: { topicName: "projects/other/topics/t", data: Buffer.from("x") } },
      invalidArgument,
    ],
    [{ httpTarget: null, pubsubTarget: { topicName: topicName("t") } }, invalidArgument],
    [{ retryConfig: { retryCount: 6 } }, invalidArgument],
    [{ attemptDeadline: { seconds: 10 } }, invalidArgument],
    [{ description: "x".repeat(501) }, invalidArgument],
    [{ name: `${parent}/jobs/with a space` }, invalidArgument],
  ])("are refused with %j", async (job, code) => {
    await expect(create(job)).rejects.toMatchObject({ code });
  });

  it("pause and resume, each from the other state alone", async () => {
    const { name } = await create();
    await expect(scheduler.resumeJob({ name })).rejects.toMatchObject({ code: precondition });
    expect((await scheduler.pauseJob({ name }))[0].state).toBe("PAUSED");
    await expect(scheduler.pauseJob({ name })).rejects.toMatchObject({ code: precondition });
    expect((await scheduler.resumeJob({ name }))[0].state).toBe("ENABLED");
  });

  it("speak REST", async () => {
    const { name } = await create();
    const url = `${services.httpUrl}/v1/${name}`;
    const paused = await fetch(`${url}:pause`, asOwner(services, { method: "POST", body: "{}" }));
    expect(await paused.json()).toMatchObject({ name, state: "PAUSED", attemptDeadline: "180s" });
    const changed = await fetch(
      `${url}?updateMask=timeZone,retryConfig.retryCount`,
      asOwner(services, {
        method: "PATCH",
        body: JSON.stringify({ timeZone: "Asia/Tokyo", retryConfig: { retryCount: 2 } }),
      }),
    );
    expect(await changed.json()).toMatchObject({
      timeZone: "Asia/Tokyo",
      retryConfig: { retryCount: 2, maxDoublings: 5 },
    });
    expect((await fetch(url, asOwner(services, { method: "DELETE" }))).status).toBe(200);
    expect((await fetch(url, asOwner(services))).status).toBe(404);
    expect((await fetch(url)).status).toBe(401);
  });
});

describe("an attempt", () => {
  it("is the request that Cloud Scheduler sends", async () => {
    const email = await createAccount(services, "ticker");
    const { name } = await create({
      httpTarget: {
        uri: receiver.url,
        headers: { "Content-Type": "application/json", "X-Own": "yes", "User-Agent": "mine" },
        body: Buffer.from("{}"),
        oidcToken: { serviceAccountEmail: email, audience: "https://service" },
      },
    });
    const [ran] = await scheduler.runJob({ name });
    expect(ran.lastAttemptTime).toBeTruthy();
    expect(await settled(name)).toMatchObject({ code: 0 });
    const [{ headers, raw }] = receiver.pushes as [Receiver["pushes"][number]];
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "x-own": "yes",
      "user-agent": "Google-Cloud-Scheduler",
      "x-cloudscheduler": "true",
      "x-cloudscheduler-jobname": name.split("/").at(-1),
    });
    expect(String(headers["x-cloudscheduler-scheduletime"])).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(raw.toString()).toBe("{}");
    const claims = JSON.parse(
      Buffer.from(headers.authorization!.split(".")[1]!, "base64url").toString(),
    ) as object;
    expect(claims).toMatchObject({ email, aud: "https://service", iss: "https://accounts.google.com" });
    expect(logged.map(({ severity, resource }) => [severity, resource.type])).toEqual([
      ["INFO", "cloud_scheduler_job"],
      ["INFO", "cloud_scheduler_job"],
    ]);
  });

  it.each([
    [404, 5],
    [429, 8],
    [500, 13],
    [503, 14],
  ])("answered %d has the status %d", async (status, code) => {
    answer = () => status;
    const { name } = await create();
    await scheduler.runJob({ name });
    expect(await settled(name)).toMatchObject({ code });
    expect(logged.at(-1)).toMatchObject({ severity: "ERROR", httpRequest: { status } });
  });

  it("that nobody listens to, or that no account can sign, has a status too", async () => {
    const { name } = await create({ httpTarget: { uri: "http://127.0.0.1:9/" } });
    await scheduler.runJob({ name });
    expect(await settled(name)).toMatchObject({ code: 14 });
    const unsigned = await create({
      httpTarget: {
        uri: receiver.url,
        oidcToken: { serviceAccountEmail: "nobody@x.iam.gserviceaccount.com" },
      },
    });
    await scheduler.runJob({ name: unsigned.name });
    expect(await settled(unsigned.name)).toMatchObject({ code: missing });
    expect(receiver.pushes).toEqual([]);
  });

  it("publishes a message where a topic is the target", async () => {
    const clients = pubsubClients(services);
    const { publisher, subscriber } = clients;
    await publisher.createTopic({ name: topicName("ticks") });
    await subscriber.createSubscription({ name: subscriptionName("ticks"), topic: topicName("ticks") });
    const { name } = await create({
      httpTarget: null,
      pubsubTarget: { topicName: topicName("ticks"), data: Buffer.from("tick"), attributes: { a: "b" } },
    });
    await scheduler.runJob({ name });
    const [{ receivedMessages }] = await subscriber.pull({
      subscription: subscriptionName("ticks"),
      maxMessages: 5,
    });
    expect(receivedMessages!.map(({ message }) => [String(message!.data), message!.attributes])).toEqual([
      ["tick", { a: "b" }],
    ]);
    await clients.close();
  });
});

it("reports nothing", () => expect(services.reported).toEqual([]));
