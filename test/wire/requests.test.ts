// What provisioning sends, to the field: a change here is a change of what Google is asked to do.
// Compare with Google's reference before accepting one; the snapshots are in test/wire/requests/.
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig, type ConfigInput } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients } from "../../src/provision/google/clients.ts";
import { createContext } from "../../src/provision/engine/context.ts";
import { destroy, planDestroy } from "../../src/provision/engine/destroy.ts";
import { newProjectFor } from "../../src/provision/new-project.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { findBillingAccount } from "../../src/provision/resources/billing-link.ts";
import { deleteProject } from "../../src/provision/resources/project.ts";
import { jobName } from "../../src/provision/service-container.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { bucketIamMember, topicIamMember } from "../../src/provision/resources/iam-member.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { nodeOf } from "../../src/provision/engine/node.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { findAlerts, leftOverAlerts, withFoundAlerts } from "../../src/provision/nodes/alert-nodes.ts";
import { findSchedules, manifestGrant, withSchedules } from "../../src/provision/nodes/schedule-nodes.ts";
import { runService } from "../../src/provision/resources/run/run-service.ts";
import { scheduleJob } from "../../src/provision/resources/schedule-job.ts";
import { decodeRequest, textOf } from "../support/decode-request.ts";
import { calledButNotSent } from "../support/client-methods.ts";
import { fastClock, quickPolls } from "../support/fast-clock.ts";
import { smallPackage } from "../support/package-folder.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

let stack: TestStack;
let methods: Set<string>;

beforeAll(async () => {
  methods = new Set();
  stack = await openStack();
});
afterAll(() => stack.close());

/** The writing requests of a piece of work. */
async function sentBy(work: () => Promise<unknown>) {
  const before = stack.line.sent.length;
  await work();
  const requests = stack.line.sent.slice(before);
  for (const request of requests) methods.add(nameOf(decodeRequest(request).method));
  return requests;
}

/** Without the names of the resources. */
const nameOf = (method: string) =>
  method
    .replace(/\?.*$/, "")
    .replace(/(\/b\/)[^/]+/, "$1*")
    .replace(/(\/(?:o|notificationConfigs|serviceAccounts)\/).+/, "$1*")
    .replace(/projects\/[^/]+/, "projects/*");

describe("the requests that provisioning sends", () => {
  it("to make a stack", async () => {
    const requests = await sentBy(() => stack.up());
    await expect(textOf(requests)).toMatchFileSnapshot("requests/create.txt");
  });

  it("to change one", async () => {
    const input = {
      service: { memory: "2Gi", maxInstances: 3 },
      delivery: { maxDeliveryAttempts: 7 },
      storage: { retentionDays: 30 },
      labels: { team: "x" },
    };
    const requests = await sentBy(() => stack.up({ input }));
    await expect(textOf(requests)).toMatchFileSnapshot("requests/update.txt");
    await stack.up();
  });

  it("to repair one that drifted", async () => {
    const { clients, ctx } = stack;
    const { projects } = await clients.iam();
    const name = `projects/${ctx.project}/serviceAccounts/${ctx.names.runtimeAccount}`;
    await projects.serviceAccounts.patch({
      name,
      requestBody: { serviceAccount: { displayName: "something else" }, updateMask: "displayName" },
    });
    const service = `projects/${ctx.project}/services/monitoring.googleapis.com`;
    const [operation] = await (await clients.serviceUsage()).disableService({ name: service });
    await operation.promise();
    const bucket = (await clients.storage()).bucket(ctx.names.inputBucket);
    await bucket.setMetadata({
      iamConfiguration: { publicAccessPrevention: "inherited" },
      versioning: { enabled: true },
      lifecycle: { rule: [{ action: { type: "Delete" }, condition: { numNewerVersions: 1 } }] },
    });
    const run = await clients.services();
    const [changing] = await run.updateService({
      service: {
        name: `projects/${ctx.project}/locations/${ctx.region}/services/${ctx.names.service}`,
        ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
        invokerIamDisabled: true,
        scaling: { minInstanceCount: 3 },
      },
      updateMask: { paths: ["ingress", "invoker_iam_disabled", "scaling"] },
    });
    await changing.promise();
    const jobs = await clients.jobs();
    const [job] = await jobs.getJob({ name: jobName(ctx.names) });
    const [changingJob] = await jobs.updateJob({
      job: {
        ...job,
        template: { ...job.template, taskCount: 5, parallelism: 0 },
        annotations: { note: "x" },
      },
    });
    await changingJob.promise();
    const week = { seconds: 7 * 86_400 };
    await (
      await clients.topics()
    ).updateTopic({
      topic: { name: `projects/${ctx.project}/topics/${ctx.names.topic}`, messageRetentionDuration: week },
      updateMask: { paths: ["message_retention_duration"] },
    });
    await (
      await clients.subscriptions()
    ).updateSubscription({
      subscription: {
        name: `projects/${ctx.project}/subscriptions/${ctx.names.deadLetterSubscription}`,
        messageRetentionDuration: week,
        retainAckedMessages: true,
      },
      updateMask: { paths: ["message_retention_duration", "retain_acked_messages"] },
    });
    await (
      await clients.artifactRegistry()
    ).updateRepository({
      repository: {
        name: `projects/${ctx.project}/locations/${ctx.region}/repositories/${ctx.names.repository}`,
        cleanupPolicies: { old: { id: "old", action: "DELETE", condition: { tagState: "ANY" } } },
      },
      updateMask: { paths: ["cleanup_policies"] },
    });
    await bucket.createNotification(ctx.names.topic, {
      eventTypes: ["OBJECT_DELETE"],
      payloadFormat: "JSON_API_V1",
    });
    const requests = await sentBy(() => stack.up());
    await expect(textOf(requests)).toMatchFileSnapshot("requests/repair.txt");
    expect(await stack.pending()).toEqual([]);
  });

  it("to call the agent of a service into being", async () => {
    const ctx = { ...stack.ctx, clock: fastClock(2000) };
    const spec = {
      resource: `projects/${ctx.project}/topics/${ctx.names.deadLetterTopic}`,
      role: "roles/pubsub.publisher",
      member: "serviceAccount:nobody@cloud-runner-local.iam.gserviceaccount.com",
      agentOf: { service: "pubsub.googleapis.com", projectNumber: "100000000001" },
    };
    // The local cloud has all agents from the start, so that one which never comes has to stand for it.
    const requests = await sentBy(() =>
      expect(topicIamMember.create(ctx, spec)).rejects.toMatchObject({ status: "INVALID_ARGUMENT" }),
    );
    const asked = requests.filter(({ path }) => path.includes("GenerateServiceIdentity"));
    await expect(textOf(asked)).toMatchFileSnapshot("requests/agent.txt");
  });

  it("to give it a container of the user's own", async () => {
    // As on Google Cloud: a command is of the local cloud alone.
    const image = `europe-west1-docker.pkg.dev/my-project/r/prophet@sha256:${"2".repeat(64)}`;
    const input: ConfigInput = { target: "gcp", project: stack.ctx.project, image, command: ["gunicorn"] };
    const requests = await sentBy(() => stack.up({ input }));
    await expect(textOf(requests)).toMatchFileSnapshot("requests/own-container.txt");
  });

  it("to remove a stack with what is in its buckets, and what its job is at", async () => {
    const bucket = (await stack.clients.storage()).bucket(stack.ctx.names.inputBucket);
    await bucket.file("a b/c.csv").save("date,y\n", { resumable: false });
    await (await stack.clients.jobs()).runJob({ name: jobName(stack.ctx.names) });
    // As on Google Cloud, where no request empties a bucket at once.
    const ctx = { ...stack.ctx, clients: { ...stack.clients, wholeBucket: undefined } };
    const requests = await sentBy(async () => destroy(ctx, await planDestroy(ctx, stack.nodes())));
    await expect(textOf(requests)).toMatchFileSnapshot("requests/delete.txt");
  });

  it("to have the image built by Cloud Build", async () => {
    const content = await smallPackage();
    try {
      const ctx = { ...stack.ctx, clock: quickPolls };
      const nodes = stackFor(parseConfig({ builder: "cloud-build" }, "test"), ctx.names, { content });
      const wanted = new Set(["services", "project", "repository", "image"]);
      const building = nodes.filter(({ id }) => wanted.has(id) || /^(builder|source)-/.test(id));
      const requests = await sentBy(async () => apply(ctx, await plan(ctx, building)));
      await expect(textOf(requests)).toMatchFileSnapshot("requests/cloud-build.txt");
      await destroy(ctx, await planDestroy(ctx, building));
    } finally {
      await rm(content.folder, { recursive: true });
    }
  });

  it("to make a project that is paid for, and to delete it", async () => {
    const id = "forecast-x1y2z3a4";
    const config = parseConfig({ target: "gcp", project: id }, "test");
    const { httpUrl, grpcPort } = stack.line;
    const { secret } = stack.cloud;
    const clients = createClients({ target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret }, id);
    const ctx = createContext({ clients, clock: systemClock, names: namesFor(config) });
    try {
      const { name: billingAccount } = await findBillingAccount(ctx, "Local billing");
      const made = newProjectFor(config, { id, parent: "folders/7", billingAccount });
      const requests = await sentBy(async () => {
        await apply(ctx, await plan(ctx, made));
        await deleteProject(ctx, id);
      });
      await expect(textOf(requests)).toMatchFileSnapshot("requests/project.txt");
    } finally {
      await clients.close();
    }
  });

  it("to make a schedule, to change it, and to remove it", async () => {
    const { ctx } = stack;
    await stack.up();
    const order = (output: string) =>
      JSON.stringify({
        schemaVersion: 1,
        timezone: "Europe/Berlin",
        manifest: { inputs: ["a.csv"], output },
      });
    const spec = {
      project: ctx.project,
      region: ctx.region,
      stack: ctx.names.stack,
      schedule: "nightly",
      cron: "0 5 * * 1-5",
      timezone: "Europe/Berlin",
      serviceUri: "https://service.example",
      invoker: ctx.names.invokerAccount,
      order: order("{date}"),
    };
    const requests = await sentBy(async () => {
      await bucketIamMember.create(ctx, manifestGrant(ctx.names));
      const made = await scheduleJob.create(ctx, spec);
      expect(scheduleJob.diff(spec, made)).toEqual([]);
      const other = {
        ...spec,
        cron: "0 6 * * *",
        serviceUri: "https://other.example",
        order: order("{time}"),
      };
      const changes = scheduleJob.diff(other, made);
      expect(changes.map(({ path }) => path)).toEqual([
        "schedule",
        "httpTarget.uri",
        "httpTarget.body",
        "httpTarget.oidcToken.audience",
      ]);
      const changed = await scheduleJob.update!(ctx, other, made, changes);
      expect(scheduleJob.diff(other, changed)).toEqual([]);
      expect((await findSchedules(ctx)).map(({ name }) => name)).toEqual([made.name]);
      await scheduleJob.delete(ctx, changed);
      await bucketIamMember.delete(ctx, manifestGrant(ctx.names));
    });
    await expect(textOf(requests)).toMatchFileSnapshot("requests/schedules.txt");
  });

  it("is brought to the address of the service by up, and goes with down", async () => {
    const { ctx } = stack;
    const { names } = ctx;
    const service = nodeOf(stack.nodes(), runService);
    await scheduleJob.create(ctx, {
      ...names,
      schedule: "nightly",
      cron: "0 5 * * *",
      timezone: "UTC",
      serviceUri: "https://gone.example",
      invoker: names.invokerAccount,
      order: "{}",
    });
    const nodes = withSchedules(stack.nodes(), await findSchedules(ctx), names);
    const planned = await plan(ctx, nodes);
    expect(
      planned.rows.filter(({ action }) => action !== "noop").map(({ action, id }) => `${action} ${id}`),
    ).toEqual(["create runtime-makes-manifests", "update schedule-nightly"]);
    const { observed } = await apply(ctx, planned);
    const [job] = await findSchedules(ctx);
    expect(job).toMatchObject({ uri: `${observed.of(service)!.uri}/schedules/nightly`, order: "{}" });
    const { rows } = await plan(ctx, nodes);
    expect(rows.filter(({ action }) => action !== "noop")).toEqual([]);
    await destroy(ctx, await planDestroy(ctx, nodes));
    expect(await inventory(ctx, kinds)).toEqual([]);
  });

  it("to report failures, to report them to others, and to nobody any more", async () => {
    const { ctx } = stack;
    const onGoogle = (notify: ConfigInput["notify"]): ConfigInput => ({
      target: "gcp",
      project: ctx.project,
      notify,
    });
    await stack.up({ input: onGoogle([]) });
    const addresses = [
      "ops@example.com",
      "https://hooks.example.com/T0/token",
      "https://me:word@example.com/x",
    ];
    const to = onGoogle(addresses);
    const changed = onGoogle([
      "night@example.com",
      { to: "https://hooks.example.com/T0/other", on: ["dead-letters"] },
    ]);
    const pendingFor = async (input: ConfigInput) => {
      const first = await plan(ctx, stack.nodes(input));
      const leftOver = await leftOverAlerts(ctx, stack.nodes(input), first.observed);
      return plan(ctx, [...stack.nodes(input), ...leftOver]);
    };
    const differs = ({ rows }: { rows: { action: string; id: string }[] }) =>
      rows.filter(({ action }) => action !== "noop").map(({ action, id }) => `${action} ${id}`);
    const requests = await sentBy(async () => {
      await stack.up({ input: to });
      expect(differs(await pendingFor(to))).toEqual([]);
      const planned = await pendingFor(changed);
      expect(differs(planned)).toEqual([
        "update notify-email-1",
        "update notify-webhook-1",
        "update alert-dead-letters",
        "update alert-failed-forecasts",
        "update alert-missed-schedules",
        "delete notify-webhook-2",
      ]);
      expect(JSON.stringify(planned.rows)).not.toMatch(/token|other"|word/);
      await apply(ctx, planned);
      expect(differs(await pendingFor(changed))).toEqual([]);
    });
    await expect(textOf(requests)).toMatchFileSnapshot("requests/notify.txt");
    const nobody = await pendingFor(onGoogle([]));
    expect(differs(nobody)).toEqual([
      "delete alert-dead-letters",
      "delete alert-failed-forecasts",
      "delete alert-missed-schedules",
      "delete notify-email-1",
      "delete notify-webhook-1",
    ]);
    const removing = await sentBy(() => apply(ctx, nobody));
    const kindsOf = removing.map(({ path }) => /Delete(AlertPolicy|NotificationChannel)/.exec(path)?.[1]);
    expect(kindsOf).toEqual([...Array(3).fill("AlertPolicy"), ...Array(2).fill("NotificationChannel")]);
    await stack.up({ input: to });
    const nodes = withFoundAlerts(stack.nodes(), await findAlerts(ctx), ctx.names);
    await destroy(ctx, await planDestroy(ctx, nodes));
    expect(await inventory(ctx, kinds)).toEqual([]);
  });

  it("leave out no writing method that provisioning calls", async () => {
    const folder = fileURLToPath(new URL("../../src/provision", import.meta.url));
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    expect(calledButNotSent(texts.join("\n"), methods)).toEqual([]);
    // So that the search itself is known to find what is missing.
    expect(
      calledButNotSent("client.deleteRevision({ name }); bucket.makePublic(); topics.getTopic()", methods),
    ).toEqual(["google.cloud.run.v2.Revisions/DeleteRevision", "makePublic"]);
  });

  it("are of these methods", () => {
    expect([...methods].toSorted()).toMatchInlineSnapshot(`
      [
        "DELETE /storage/v1/b/*",
        "DELETE /storage/v1/b/*/notificationConfigs/*",
        "DELETE /storage/v1/b/*/o/*",
        "DELETE /v1/projects/*/serviceAccounts/*",
        "PATCH /storage/v1/b/*",
        "PATCH /v1/projects/*/serviceAccounts/*",
        "POST /storage/v1/b",
        "POST /storage/v1/b/*/notificationConfigs",
        "POST /upload/storage/v1/b/*/o",
        "POST /v1/projects/*/serviceAccounts",
        "POST /v1/projects/*/serviceAccounts/*",
        "PUT /storage/v1/b/*/iam",
        "google.api.serviceusage.v1.ServiceUsage/BatchEnableServices",
        "google.api.serviceusage.v1.ServiceUsage/EnableService",
        "google.api.serviceusage.v1beta1.ServiceUsage/GenerateServiceIdentity",
        "google.cloud.billing.v1.CloudBilling/UpdateProjectBillingInfo",
        "google.cloud.resourcemanager.v3.Projects/CreateProject",
        "google.cloud.resourcemanager.v3.Projects/DeleteProject",
        "google.cloud.resourcemanager.v3.Projects/SetIamPolicy",
        "google.cloud.run.v2.Builds/SubmitBuild",
        "google.cloud.run.v2.Executions/CancelExecution",
        "google.cloud.run.v2.Jobs/CreateJob",
        "google.cloud.run.v2.Jobs/DeleteJob",
        "google.cloud.run.v2.Jobs/SetIamPolicy",
        "google.cloud.run.v2.Jobs/UpdateJob",
        "google.cloud.run.v2.Services/CreateService",
        "google.cloud.run.v2.Services/DeleteService",
        "google.cloud.run.v2.Services/SetIamPolicy",
        "google.cloud.run.v2.Services/UpdateService",
        "google.cloud.scheduler.v1.CloudScheduler/CreateJob",
        "google.cloud.scheduler.v1.CloudScheduler/DeleteJob",
        "google.cloud.scheduler.v1.CloudScheduler/UpdateJob",
        "google.devtools.artifactregistry.v1.ArtifactRegistry/CreateRepository",
        "google.devtools.artifactregistry.v1.ArtifactRegistry/DeleteRepository",
        "google.devtools.artifactregistry.v1.ArtifactRegistry/SetIamPolicy",
        "google.devtools.artifactregistry.v1.ArtifactRegistry/UpdateRepository",
        "google.iam.v1.IAMPolicy/SetIamPolicy",
        "google.monitoring.v3.AlertPolicyService/CreateAlertPolicy",
        "google.monitoring.v3.AlertPolicyService/DeleteAlertPolicy",
        "google.monitoring.v3.AlertPolicyService/UpdateAlertPolicy",
        "google.monitoring.v3.NotificationChannelService/CreateNotificationChannel",
        "google.monitoring.v3.NotificationChannelService/DeleteNotificationChannel",
        "google.monitoring.v3.NotificationChannelService/UpdateNotificationChannel",
        "google.pubsub.v1.Publisher/CreateTopic",
        "google.pubsub.v1.Publisher/DeleteTopic",
        "google.pubsub.v1.Publisher/UpdateTopic",
        "google.pubsub.v1.Subscriber/CreateSubscription",
        "google.pubsub.v1.Subscriber/DeleteSubscription",
        "google.pubsub.v1.Subscriber/UpdateSubscription",
      ]
    `);
  });
});
