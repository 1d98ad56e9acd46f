// Alert policies and channels of the local cloud by Google's own clients, and whether alerts are really raised.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AlertPolicyServiceClient, NotificationChannelServiceClient } from "@google-cloud/monitoring";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLogging, type LoggingService } from "../../src/local/services/logging/logging.ts";
import { createMonitoring } from "../../src/local/services/monitoring/monitoring.ts";
import { asOwner } from "../support/as-owner.ts";
import { quickPolls } from "../support/fast-clock.ts";
import { startHookReceiver, type HookReceiver } from "../support/hook-receiver.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { eventually } from "../support/project-folder.ts";
import { clientOptions } from "../support/run-services.ts";

const project = "projects/cloud-runner-local";
let projectFolder: string;
let started: StartedServices;
let logging: LoggingService;
let policies: AlertPolicyServiceClient;
let channels: NotificationChannelServiceClient;
let waiting = 0;

async function start() {
  started = await startServices(
    (context) => {
      logging = createLogging(context);
      const none = { instanceCounts: () => [], oldestUndelivered: () => undefined, requests: async () => [] };
      const monitoring = createMonitoring(context, {
        ...none,
        logging,
        subscriptions: () => [`${project}/subscriptions/forecast-dead-letters`],
        undelivered: () => waiting,
        deadLetters: () => [],
        instances: () => [],
        usageOf: async () => new Map(),
      });
      return [logging, monitoring];
    },
    { folder: join(projectFolder, ".cloud-runner"), clock: quickPolls },
  );
  policies = new AlertPolicyServiceClient(clientOptions(started));
  channels = new NotificationChannelServiceClient(clientOptions(started));
}
async function stop() {
  await policies.close();
  await channels.close();
  await started.close();
}

let receiver: HookReceiver;

beforeAll(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), "alerts-"));
  receiver = await startHookReceiver();
  await start();
});
afterAll(async () => {
  await stop();
  receiver.close();
  await rm(projectFolder, { recursive: true });
});
beforeEach(async () => {
  waiting = 0;
  receiver.posted.length = 0;
  receiver.answer = { status: 204 };
  for (const { name } of (await policies.listAlertPolicies({ name: project }))[0])
    await policies.deleteAlertPolicy({ name: name! });
  for (const { name } of (await channels.listNotificationChannels({ name: project }))[0])
    await channels.deleteNotificationChannel({ name: name! });
});

const channel = async (type: string, labels: Record<string, string>) =>
  (
    await channels.createNotificationChannel({
      name: project,
      notificationChannel: { type, labels, displayName: "us" },
    })
  )[0];

const ofLog = (filter: string, notificationChannels: string[] = []) => ({
  displayName: "forecasts failed",
  combiner: "OR" as const,
  conditions: [{ displayName: "A forecast failed", conditionMatchedLog: { filter } }],
  alertStrategy: { notificationRateLimit: { period: { seconds: 300 } } },
  documentation: { content: "look", mimeType: "text/markdown", subject: "s" },
  notificationChannels,
  severity: "ERROR" as const,
});
const ofMetric = (notificationChannels: string[] = []) => ({
  displayName: "dead letters wait",
  combiner: "OR" as const,
  conditions: [
    {
      displayName: "one waits",
      conditionThreshold: {
        filter:
          'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND resource.type="pubsub_subscription" AND resource.labels.subscription_id="forecast-dead-letters"',
        comparison: "COMPARISON_GT" as const,
        thresholdValue: 0,
        duration: { seconds: 0 },
        trigger: { count: 1 },
      },
    },
  ],
  notificationChannels,
});
const create = async (alertPolicy: object) =>
  (await policies.createAlertPolicy({ name: project, alertPolicy }))[0];

const failure = (outcome: string, service = "forecast") => ({
  logName: `${project}/logs/run.googleapis.com%2Fstdout`,
  resource: {
    type: "cloud_run_revision",
    labels: { service_name: service, location: "us-central1", project_id: "cloud-runner-local" },
  },
  jsonPayload: { outcome },
});

const lines = async (file: string) =>
  (await readFile(join(projectFolder, file), "utf8").catch(() => ""))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { version: string; incident: Record<string, unknown> });

describe("channels and policies", () => {
  it("are made, read, listed, changed by a mask, and removed", async () => {
    const made = await channel("email", { email_address: "ops@example.com" });
    expect(made.name).toMatch(/^projects\/cloud-runner-local\/notificationChannels\/\d+$/);
    expect(made.enabled).toEqual({ value: true });
    const [changed] = await channels.updateNotificationChannel({
      notificationChannel: {
        name: made.name!,
        labels: { email_address: "new@example.com" },
        displayName: "x",
      },
      updateMask: { paths: ["labels"] },
    });
    expect(changed).toMatchObject({ displayName: "us", labels: { email_address: "new@example.com" } });
    expect((await channels.getNotificationChannel({ name: made.name! }))[0]).toEqual(changed);

    const policy = await create(ofLog("severity>=ERROR", [made.name!]));
    const [condition] = policy.conditions!;
    expect(condition!.name).toMatch(new RegExp(`^${policy.name}/conditions/\\d+$`));
    const [kept] = await policies.updateAlertPolicy({
      alertPolicy: {
        name: policy.name!,
        displayName: "other",
        documentation: { content: "elsewhere" },
        conditions: [{ ...condition!, displayName: "renamed" }],
      },
      updateMask: { paths: ["conditions", "documentation.content"] },
    });
    expect(kept).toMatchObject({
      displayName: "forecasts failed",
      documentation: { content: "elsewhere", subject: "s" },
      conditions: [{ name: condition!.name, displayName: "renamed" }],
    });
    expect((await policies.listAlertPolicies({ name: project }))[0]).toEqual([kept]);

    const removing = channels.deleteNotificationChannel({ name: made.name! });
    await expect(removing).rejects.toMatchObject({
      code: 9,
      message: expect.stringContaining("forecasts failed"),
    });
    await channels.deleteNotificationChannel({ name: made.name!, force: true });
    expect((await policies.getAlertPolicy({ name: policy.name! }))[0].notificationChannels).toEqual([]);
    await policies.deleteAlertPolicy({ name: policy.name! });
    await expect(policies.getAlertPolicy({ name: policy.name! })).rejects.toMatchObject({ code: 5 });
  });

  it("answer by REST, with wrappers and durations as JSON has them", async () => {
    const { name } = await create(ofLog("severity>=ERROR"));
    const response = await fetch(`${started.httpUrl}/v3/${name}`, asOwner(started));
    expect(await response.json()).toMatchObject({
      enabled: true,
      alertStrategy: { notificationRateLimit: { period: "300s" } },
    });
    const list = await fetch(`${started.httpUrl}/v3/${project}/alertPolicies`, asOwner(started));
    expect(await list.json()).toMatchObject({ alertPolicies: [{ name }], totalSize: 1 });
  });

  it("do not answer passwords, and take what they answered for what is kept", async () => {
    const made = await channel("webhook_basicauth", {
      url: receiver.url(),
      username: "u",
      password: "secret",
    });
    expect(made.labels).toMatchObject({ username: "u", password: "**********" });
    await channels.updateNotificationChannel({ notificationChannel: { ...made, displayName: "renamed" } });
    await create(ofLog('jsonPayload.outcome="rejected"', [made.name!]));
    logging.write(failure("rejected"));
    const [request] = await eventually("the request", 5000, () =>
      receiver.posted.length > 0 ? receiver.posted : undefined,
    );
    expect(request!.headers.authorization).toBe(`Basic ${Buffer.from("u:secret").toString("base64")}`);
  });

  it.each([
    ["no limit of a log's notifications", { ...ofLog("severity>=ERROR"), alertStrategy: {} }],
    [
      "such a limit of a metric's",
      { ...ofMetric(), alertStrategy: { notificationRateLimit: { period: { seconds: 300 } } } },
    ],
    [
      "a limit of less than five minutes",
      { ...ofLog("severity>=ERROR"), alertStrategy: { notificationRateLimit: { period: { seconds: 60 } } } },
    ],
    ["no condition", { ...ofMetric(), conditions: [] }],
    ["no way to combine", { ...ofMetric(), combiner: undefined }],
    ["a filter that cannot be read", ofLog("severity>=")],
    [
      "a metric that is not named",
      {
        ...ofMetric(),
        conditions: [
          {
            displayName: "x",
            conditionThreshold: { filter: 'resource.type="x"', comparison: "COMPARISON_GT" },
          },
        ],
      },
    ],
    ["a channel that is not there", ofMetric([`${project}/notificationChannels/1`])],
    ["a label that cannot be one", { ...ofMetric(), userLabels: { Team: "x" } }],
  ])("refuse a policy with %s", async (_what, policy) => {
    await expect(create(policy)).rejects.toMatchObject({ code: 3 });
  });

  it.each([
    ["pigeon", { loft: "1" }],
    ["email", {}],
    ["email", { email_address: "nobody" }],
    ["email", { email_address: "a@b.cd", url: "https://x" }],
    ["webhook_tokenauth", { url: "x" }],
  ])("refuse a channel of the type %s with %j", async (type, labels) => {
    await expect(channel(type, labels as Record<string, string>)).rejects.toMatchObject({ code: 3 });
  });
});

describe("an alert", () => {
  it("of a log is one line and one request, and no other for five minutes", async () => {
    const file = await channel("local_file", { path: "./alerts.jsonl" });
    const hook = await channel("webhook_tokenauth", { url: receiver.url("/hook?token=x") });
    const policy = await create(ofLog('jsonPayload.outcome="rejected"', [file.name!, hook.name!]));
    logging.write(failure("predicted"));
    logging.write(failure("rejected"));
    logging.write(failure("rejected"));
    const [request] = await eventually("the request", 5000, () =>
      receiver.posted.length > 0 ? receiver.posted : undefined,
    );
    const [line] = await eventually("the line", 5000, async () => {
      const found = await lines("alerts.jsonl");
      return found.length > 0 ? found : undefined;
    });
    expect(request!.path).toBe("/hook?token=x");
    expect(JSON.parse(request!.body)).toEqual(line);
    expect(line).toMatchObject({
      version: "1.2",
      incident: {
        state: "open",
        ended_at: null,
        scoping_project_id: "cloud-runner-local",
        policy_name: "forecasts failed",
        condition_name: "A forecast failed",
        severity: "Error",
        url: `${started.httpUrl}/v3/${policy.name}`,
        resource: { type: "cloud_run_revision", labels: { service_name: "forecast" } },
        resource_display_name: "forecast",
        documentation: { content: "look", mime_type: "text/markdown", subject: "s" },
        summary: expect.stringContaining("Log match condition fired for Cloud Run Revision"),
      },
    });
    expect(receiver.posted).toHaveLength(1);
    expect(await lines("alerts.jsonl")).toHaveLength(1);
  });

  it("of a metric is open once, and closed when it is over", async () => {
    const file = await channel("local_file", { path: "./dead.jsonl" });
    await create(ofMetric([file.name!]));
    waiting = 2;
    const states = async () => (await lines("dead.jsonl")).map(({ incident }) => incident["state"]);
    await eventually("an incident", 10_000, async () => ((await states()).length > 0 ? true : undefined));
    waiting = 0;
    await eventually("its end", 10_000, async () => ((await states()).includes("closed") ? true : undefined));
    const [open, closed] = await lines("dead.jsonl");
    expect(open!.incident).toMatchObject({
      observed_value: "2.000",
      threshold_value: "0",
      metric: { type: "pubsub.googleapis.com/subscription/num_undelivered_messages" },
      resource: { labels: { subscription_id: "forecast-dead-letters" } },
      condition: { conditionThreshold: { duration: "0s" } },
    });
    expect(closed!.incident["incident_id"]).toBe(open!.incident["incident_id"]);
    expect(await states()).toEqual(["open", "closed"]);
  });

  it("survives the end of the cloud: what was to be told is told, and what was told is not told again", async () => {
    receiver.answer = { status: 503 };
    const hook = await channel("webhook_tokenauth", { url: receiver.url() });
    await create(ofMetric([hook.name!]));
    waiting = 1;
    await eventually("a try", 10_000, () => (receiver.posted.length > 0 ? true : undefined));
    await stop();
    receiver.answer = { status: 200 };
    const tried = receiver.posted.length;
    await start();
    await eventually("another try", 10_000, () => (receiver.posted.length > tried ? true : undefined));
    // Longer than between two looks: the incident is known to be open.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.posted).toHaveLength(tried + 1);
    expect(new Set(receiver.posted.map(({ body }) => body)).size).toBe(1);
    expect((await policies.listAlertPolicies({ name: project }))[0]).toHaveLength(1);
  });

  it("leaves this machine by no way: mail, other hosts and redirects", async () => {
    receiver.answer = { status: 302, headers: { location: "/elsewhere" } };
    const to = [
      await channel("email", { email_address: "ops@example.com" }),
      await channel("webhook_tokenauth", { url: "https://hooks.example.com/secret" }),
      await channel("webhook_tokenauth", { url: "http://127.0.0.1.example.com/secret" }),
      await channel("webhook_tokenauth", { url: receiver.url() }),
    ].map(({ name }) => name!);
    await create(ofLog('jsonPayload.outcome="rejected"', to));
    logging.write(failure("rejected"));
    await eventually("the request", 5000, () => (receiver.posted.length > 0 ? true : undefined));
    const told = await eventually("three reports", 5000, () =>
      started.reported.length >= 3 ? started.reported : undefined,
    );
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/^Alert for http:\/\/127\.0\.0\.1\.example\.com\/…/),
      expect.stringMatching(
        /^Alert for https:\/\/hooks\.example\.com\/…, which is not sent from this machine: forecasts failed \(open\)/,
      ),
      expect.stringMatching(/^Alert for ops@example\.com, which is not sent/),
    ]);
    expect(told.join()).not.toContain("secret");
    expect(new Set(receiver.posted.map(({ path }) => path))).toEqual(new Set(["/hook"]));
  });

  it("is written nowhere but in the project folder, whatever links are there", async () => {
    const outside = await mkdtemp(join(tmpdir(), "outside-"));
    await symlink(join(outside, "file"), join(projectFolder, "link"));
    await symlink(outside, join(projectFolder, "folder"));
    await symlink(join(outside, "none"), join(projectFolder, "dangling"));
    await mkdir(join(projectFolder, "logs"), { recursive: true });
    await writeFile(join(projectFolder, "logs/alerts.jsonl"), "before\n");
    const paths = [
      "./link",
      "./folder/file",
      "./.cloud-runner/state.sqlite",
      `../${dirname(outside)}`,
      "./dangling/new/file",
      "./folder/new/file",
      "./logs/alerts.jsonl",
    ];
    const to = await Promise.all(paths.map(async (path) => (await channel("local_file", { path })).name!));
    await create(ofLog('jsonPayload.outcome="rejected"', to));
    logging.write(failure("rejected"));
    const text = () => readFile(join(projectFolder, "logs/alerts.jsonl"), "utf8");
    await eventually("the line", 5000, async () => ((await text()).includes("incident") ? true : undefined));
    expect(await text()).toMatch(/^before\n\{"incident".*\}\n$/);
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  it("is written in a folder that is made for it", async () => {
    const to = (await channel("local_file", { path: "./made/for/alerts.jsonl" })).name!;
    await create(ofLog('jsonPayload.outcome="rejected"', [to]));
    logging.write(failure("rejected"));
    const text = () => readFile(join(projectFolder, "made/for/alerts.jsonl"), "utf8").catch(() => "");
    await eventually("the line", 5000, async () => ((await text()).endsWith("}\n") ? true : undefined));
    expect(await text()).toMatch(/^\{"incident".*\}\n$/);
  });
});
