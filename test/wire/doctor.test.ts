import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { cloudChecks } from "../../src/provision/checks/cloud-checks.ts";
import { runChecks, type Finding } from "../../src/provision/checks/finding.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { plan, type Plan } from "../../src/provision/engine/plan.ts";
import { needsFor, stackFor } from "../../src/provision/stack.ts";
import { asOwner } from "../support/as-owner.ts";

const image = `us-central1-docker.pkg.dev/cloud-runner-local/forecast/runtime@sha256:${"1".repeat(64)}`;
const server = `
import { createServer } from "node:http";
createServer((_request, response) => response.end()).listen(Number(process.env.PORT));
process.on("SIGTERM", () => process.exit(0));
`;

let folder: string;
let cloud: LocalCloud;
let clients: Clients;
let ctx: CloudContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "doctor-"));
  const imageDir = join(folder, "image");
  await mkdir(imageDir);
  await writeFile(join(imageDir, "server.mjs"), server);
  const state = join(folder, "state");
  const report = () => {};
  cloud = await startLocalCloud({
    folder: state,
    imageDir,
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report,
  });
  const names = namesFor(parseConfig({}, "test"));
  const { httpUrl, grpcPort, secret } = cloud;
  clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    names.project,
  );
  const needs = needsFor(parseConfig({}, "test"), names);
  ctx = createContext({ clients, clock: systemClock, names, needs });
});
afterAll(async () => {
  await clients.close();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;
/** Its limits never pass: what answers late on a busy machine has answered all the same. */
const unhurried: Clock = {
  now: () => systemClock.now(),
  sleep: (_ms, ended) =>
    new Promise((_, reject) => ended?.addEventListener("abort", () => reject(ended.reason))),
};
const look = () =>
  runChecks(cloudChecks({ ...ctx, clock: unhurried }, parseConfig({}, "test")), {
    clock: unhurried,
    limitMs: 1,
    signal,
  });
const wrong = (findings: Finding[]) => findings.filter(({ outcome }) => outcome !== "ok");
const outcomes = (findings: Finding[], group: string) =>
  new Set(findings.filter(({ id }) => id.startsWith(group)).map(({ outcome }) => outcome));

async function planned(): Promise<Plan> {
  const config = parseConfig({}, "test");
  return plan(ctx, stackFor(config, namesFor(config), image));
}

describe("the checks, in a project without a stack", () => {
  it("warn of APIs that `up` will enable, and ask for no grant on what is not there", async () => {
    const findings = await look();
    expect(findings.find(({ id }) => id === "api.run")).toEqual({
      id: "api.run",
      title: "API run.googleapis.com",
      outcome: "warning",
      detail: "off; `cloud-runner up` enables it",
      fix: "gcloud services enable run.googleapis.com --project=cloud-runner-local",
    });
    expect(findings.find(({ id }) => id === "grants.dead-letters-written")).toMatchObject({
      outcome: "notApplicable",
    });
    expect(findings.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(outcomes(findings, "permissions.")).toEqual(new Set(["ok"]));
  });
});

describe("the checks, on a stack that is up", () => {
  beforeAll(async () => {
    await apply(ctx, await planned());
  });

  it("find nothing wrong, and write nothing", async () => {
    const writes = async () => {
      const response = await fetch(`${cloud.httpUrl}/_local/requests?mutating=true`, asOwner(cloud));
      return ((await response.json()) as { requests: { id: number }[] }).requests.length;
    };
    const before = await writes();
    const findings = await look();
    expect(wrong(findings).map(({ id }) => id)).toEqual([
      "credentials",
      "quota-project",
      // Nothing is scheduled.
      "grants.ticks-make-manifests",
      "grants.ticks-signed",
    ]);
    expect(await writes()).toBe(before);
  });

  it.each([
    [
      "grants.storage-publishes",
      "storage-publishes",
      "gcloud pubsub topics add-iam-policy-binding forecast-uploads --project=cloud-runner-local " +
        "--member=serviceAccount:service-100000000001@gs-project-accounts.iam.gserviceaccount.com --role=roles/pubsub.publisher",
    ],
    [
      "grants.dead-letters-written",
      "pubsub-writes-dead-letters",
      "gcloud pubsub topics add-iam-policy-binding forecast-dead-letters --project=cloud-runner-local " +
        "--member=serviceAccount:service-100000000001@gcp-sa-pubsub.iam.gserviceaccount.com --role=roles/pubsub.publisher",
    ],
    [
      "grants.dead-letters-taken",
      "pubsub-takes-from-subscription",
      "gcloud pubsub subscriptions add-iam-policy-binding forecast-push --project=cloud-runner-local " +
        "--member=serviceAccount:service-100000000001@gcp-sa-pubsub.iam.gserviceaccount.com --role=roles/pubsub.subscriber",
    ],
    [
      "grants.invoker-calls-service",
      "invoker-calls-service",
      "gcloud run services add-iam-policy-binding forecast --region=us-central1 --project=cloud-runner-local " +
        "--member=serviceAccount:forecast-invoker@cloud-runner-local.iam.gserviceaccount.com --role=roles/run.invoker",
    ],
    [
      "grants.service-runs-job",
      "runtime-runs-job",
      "gcloud run jobs add-iam-policy-binding forecast-job --region=us-central1 --project=cloud-runner-local " +
        "--member=serviceAccount:forecast-runtime@cloud-runner-local.iam.gserviceaccount.com --role=roles/run.jobsExecutorWithOverrides",
    ],
    [
      "grants.service-reads-job",
      "runtime-reads-job",
      "gcloud run jobs add-iam-policy-binding forecast-job --region=us-central1 --project=cloud-runner-local " +
        "--member=serviceAccount:forecast-runtime@cloud-runner-local.iam.gserviceaccount.com --role=roles/run.viewer",
    ],
    [
      "grants.service-announces",
      "runtime-publishes-results",
      "gcloud pubsub topics add-iam-policy-binding forecast-results --project=cloud-runner-local " +
        "--member=serviceAccount:forecast-runtime@cloud-runner-local.iam.gserviceaccount.com --role=roles/pubsub.publisher",
    ],
  ])("find %s missing, with the command that grants it", async (id, nodeId, fix) => {
    const { nodes, observed } = await planned();
    const node = nodes.find((each) => each.id === nodeId)!;
    await node.resource.delete!(ctx, observed.of(node));
    const findings = await look();
    expect(findings.filter(({ outcome }) => outcome === "failed")).toMatchObject([{ id, fix }]);
    await apply(ctx, await planned());
    expect((await look()).filter(({ outcome }) => outcome === "failed")).toEqual([]);
  });

  it("find an API that was switched off, and billing that was unlinked", async () => {
    const usage = await clients.serviceUsage();
    const name = "projects/cloud-runner-local/services/iamcredentials.googleapis.com";
    await usage.disableService({ name });
    const billing = await clients.billing();
    await billing.updateProjectBillingInfo({
      name: "projects/cloud-runner-local",
      projectBillingInfo: { billingAccountName: "" },
    });
    const failures = (await look()).filter(({ outcome }) => outcome === "failed");
    expect(failures.map(({ id, fix }) => [id, fix])).toEqual([
      ["billing", "gcloud billing projects link cloud-runner-local --billing-account=ACCOUNT_ID"],
      [
        "api.iamcredentials",
        "gcloud services enable iamcredentials.googleapis.com --project=cloud-runner-local",
      ],
    ]);
    // Its own buckets are closed then; they are not taken for somebody else's.
    await expect(planned()).rejects.toMatchObject({
      code: "cloud.billing-disabled",
      fix: "gcloud billing projects link cloud-runner-local --billing-account=ACCOUNT_ID",
    });
  });
});
