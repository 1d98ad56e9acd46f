// What is watched: the filters as they go to Google, read here by the local cloud's own reader of Google's language.
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../../src/core/config.ts";
import { completeEntry, type LogEntryInput } from "../../../../src/local/services/logging/entry.ts";
import { parseFilter } from "../../../../src/local/services/logging/filter.ts";
import { executionLog } from "../../../../src/local/services/scheduler/execution-log.ts";
import { knownFrom, observed } from "../../../../src/provision/engine/node.ts";
import { leftOverAlerts } from "../../../../src/provision/nodes/alert-nodes.ts";
import type { PolicySpec } from "../../../../src/provision/resources/alerts/alert-policy.ts";
import type { ChannelSpec } from "../../../../src/provision/resources/alerts/notification-channel.ts";
import { stackFor } from "../../../../src/provision/stack.ts";
import { sentenceFor } from "../../../../src/runtime/delivery/outcome.ts";
import { config, context, names } from "../support.ts";

const uri = "https://demo-abc-uc.a.run.app";
const known = knownFrom(
  observed(
    new Map<string, unknown>([
      ["service", { uri }],
      ["notify-email-1", { name: "projects/some-project/notificationChannels/1" }],
      ["notify-webhook-1", { name: "projects/some-project/notificationChannels/2" }],
    ]),
  ),
);

const nodesFor = (notify: ConfigInput["notify"], target: "local" | "gcp" = "gcp") => {
  const input: ConfigInput = {
    name: "demo",
    target,
    ...(target === "gcp" && { project: "some-project" }),
    notify,
  };
  return stackFor(config(input), names(input), undefined);
};
const specsOf = <Spec>(nodes: ReturnType<typeof nodesFor>, prefix: string) =>
  Object.fromEntries(
    nodes.filter(({ id }) => id.startsWith(prefix)).map((node) => [node.id, node.spec(known) as Spec]),
  );

describe("the nodes of notify", () => {
  it("are none without it, and the stack has no label that says so", () => {
    const nodes = nodesFor([]);
    expect(nodes.filter(({ id }) => /^(notify|alert)-/.test(id))).toEqual([]);
    const labels = (of: typeof nodes) =>
      (of.find(({ id }) => id === "dead-letter-subscription")!.spec(known) as { labels: object }).labels;
    expect(labels(nodes)).not.toHaveProperty("cloud-runner-notify");
    expect(labels(nodesFor(["a@b.cd"]))).toHaveProperty("cloud-runner-notify", "on");
  });

  it("are a channel for each address and a policy for each kind that somebody wants", () => {
    const nodes = nodesFor([
      { to: "ops@example.com", on: ["dead-letters", "failed-forecasts"] },
      { to: "https://user:word@hooks.example.com/x", on: ["dead-letters"] },
      "./alerts.jsonl",
    ]);
    const channels = specsOf<ChannelSpec>(nodes, "notify-");
    expect(Object.entries(channels).map(([id, { type, address }]) => [id, type, address])).toEqual([
      ["notify-email-1", "email", { email_address: "ops@example.com" }],
      [
        "notify-webhook-1",
        "webhook_basicauth",
        { url: "https://hooks.example.com/x", username: "user", password: "word" },
      ],
    ]);
    const policies = specsOf<PolicySpec>(nodes, "alert-");
    expect(Object.entries(policies).map(([id, { channels: told }]) => [id, told.map(String)])).toEqual([
      [
        "alert-dead-letters",
        ["projects/some-project/notificationChannels/1", "projects/some-project/notificationChannels/2"],
      ],
      ["alert-failed-forecasts", ["projects/some-project/notificationChannels/1"]],
    ]);
  });

  it("say the command to paste, with the project on Google Cloud", () => {
    const text = (target: "local" | "gcp", id: string) =>
      specsOf<PolicySpec>(nodesFor(["ops@example.com"], target), "alert-")[id]!.documentation;
    expect(text("gcp", "alert-dead-letters")).toContain(
      "    npx cloud-runner dlq list --project some-project\n",
    );
    expect(text("local", "alert-dead-letters")).toContain("    npx cloud-runner dlq list\n");
    expect(text("gcp", "alert-failed-forecasts")).toContain("npx cloud-runner logs --since 24h --project");
    expect(text("gcp", "alert-missed-schedules")).toContain("npx cloud-runner schedule list --project");
  });
});

describe("the filters", () => {
  const filters = Object.fromEntries(
    Object.entries(specsOf<PolicySpec>(nodesFor(["ops@example.com"]), "alert-")).map(([id, { filter }]) => [
      id,
      String(filter),
    ]),
  );

  it("are these", () => {
    expect(filters).toMatchInlineSnapshot(`
      {
        "alert-dead-letters": "metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND resource.type="pubsub_subscription" AND resource.labels.subscription_id="demo-dead-letters"",
        "alert-failed-forecasts": "resource.type=("cloud_run_revision" OR "cloud_run_job") AND resource.labels.location="us-central1" AND (resource.labels.service_name="demo" OR resource.labels.job_name="demo-job") AND (jsonPayload.outcome="rejected" OR (jsonPayload.outcome="worked-off" AND jsonPayload.message=~", [1-9][0-9]* failed$"))",
        "alert-missed-schedules": "resource.type="cloud_scheduler_job" AND resource.labels.location="us-central1" AND resource.labels.job_id=~"^demo-" AND log_id("cloudscheduler.googleapis.com/executions") AND severity>=ERROR AND jsonPayload.url:"https://demo-abc-uc.a.run.app/schedules/"",
      }
    `);
  });

  const takes = async (id: string, entry: LogEntryInput) =>
    (await parseFilter(filters[id]!)).matches(completeEntry(entry, 0));
  const logged = (
    outcome: object & { kind: string },
    resource: { type: string; labels: Record<string, string> },
  ): LogEntryInput => ({
    logName: "projects/some-project/logs/run.googleapis.com%2Fstdout",
    resource,
    jsonPayload: { message: sentenceFor(outcome as never, "in.csv"), outcome: outcome.kind },
  });
  const location = "us-central1";
  const service = { type: "cloud_run_revision", labels: { service_name: "demo", location } };
  const job = { type: "cloud_run_job", labels: { job_name: "demo-job", location } };

  it.each([
    [true, "a report", { kind: "rejected", object: "in.csv.error.json", code: "csv.empty" }, service],
    [true, "a report of the job", { kind: "rejected", object: "in.csv.error.json", code: "x" }, job],
    [true, "a manifest", { kind: "worked-off", object: "m", succeeded: 2, failed: 1 }, service],
    [true, "a manifest of many", { kind: "worked-off", object: "m", succeeded: 0, failed: 120 }, service],
    [false, "a good manifest", { kind: "worked-off", object: "m", succeeded: 10, failed: 0 }, service],
    [false, "a forecast", { kind: "predicted", object: "in.csv" }, service],
    [
      false,
      "another service",
      { kind: "rejected", object: "o", code: "x" },
      { ...service, labels: { service_name: "demo-2", location } },
    ],
    [
      false,
      "another region",
      { kind: "rejected", object: "o", code: "x" },
      { ...service, labels: { service_name: "demo", location: "europe-west1" } },
    ],
  ])("take (%s) %s as the container logs it", async (expected, _what, outcome, resource) => {
    expect(await takes("alert-failed-forecasts", logged(outcome, resource))).toBe(expected);
  });

  it.each([
    [true, "a run that failed", "demo-nightly", uri, { status: { code: 14, message: "HTTP 503" } }],
    [false, "one that went well", "demo-nightly", uri, { httpStatus: 200 }],
    [
      false,
      "a job of another stack",
      "other-nightly",
      "https://other.run.app",
      { status: { code: 14, message: "" } },
    ],
    [
      false,
      "one of a stack with a longer name",
      "demo-2-nightly",
      "https://demo-2.run.app",
      { status: { code: 14, message: "" } },
    ],
  ])("take (%s) %s as Cloud Scheduler logs it", async (expected, _what, id, address, outcome) => {
    const entries: LogEntryInput[] = [];
    const log = executionLog((entry) => entries.push(entry));
    const settings = { httpTarget: { uri: `${address}/schedules/nightly`, httpMethod: "POST" } };
    log.finished(`projects/some-project/locations/us-central1/jobs/${id}`, settings as never, 0, outcome);
    expect(await takes("alert-missed-schedules", entries[0]!)).toBe(expected);
  });
});

describe("what an earlier configuration has left", () => {
  const owner = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
  const cloud = context({
    client: async () => ({
      listAlertPolicies: async () => [
        [
          {
            name: "projects/p/alertPolicies/1",
            userLabels: { ...owner, "cloud-runner-alert": "dead-letters" },
          },
          {
            name: "projects/p/alertPolicies/2",
            userLabels: { ...owner, "cloud-runner-alert": "failed-forecasts" },
          },
          { name: "projects/p/alertPolicies/3", userLabels: { "managed-by": "others" } },
        ],
      ],
      listNotificationChannels: async () => [
        [
          {
            name: "projects/p/notificationChannels/1",
            userLabels: { ...owner, "cloud-runner-channel": "email-1" },
          },
          {
            name: "projects/p/notificationChannels/2",
            userLabels: { ...owner, "cloud-runner-channel": "email-2" },
          },
        ],
      ],
    }),
  });
  const nodes = stackFor(config({ notify: [{ to: "a@b.cd", on: ["dead-letters"] }] }), names(), undefined);
  const labelled = (labels: object) => observed(new Map([["dead-letter-subscription", { labels }]]));

  it("is unwanted: the policies first, the channels after all policies", async () => {
    const found = await leftOverAlerts(cloud, nodes, labelled({ "cloud-runner-notify": "on" }));
    expect(found.map(({ id, needs, unwanted }) => ({ id, needs, unwanted }))).toEqual([
      { id: "alert-failed-forecasts", needs: [], unwanted: true },
      { id: "notify-email-2", needs: ["alert-dead-letters", "alert-failed-forecasts"], unwanted: true },
    ]);
  });

  it("is not looked for where nobody was ever told", async () => {
    expect(await leftOverAlerts(context(), nodes, labelled({}))).toEqual([]);
  });
});
