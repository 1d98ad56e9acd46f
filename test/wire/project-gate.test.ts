// What Google refuses before a service sees the call: the project is absent, shut down, unpaid, or has the API off.
import { ArtifactRegistryClient } from "@google-cloud/artifact-registry";
import { CloudBillingClient } from "@google-cloud/billing";
import { ProjectsClient } from "@google-cloud/resource-manager";
import { ServiceUsageClient } from "@google-cloud/service-usage";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createArtifactRegistry } from "../../src/local/services/artifact-registry.ts";
import { createBilling } from "../../src/local/services/projects/billing.ts";
import { createIam } from "../../src/local/services/iam/iam.ts";
import { createResourceManagerV1 } from "../../src/local/services/projects/resource-manager-v1.ts";
import { createResourceManager } from "../../src/local/services/projects/resource-manager.ts";
import { createServiceUsage } from "../../src/local/services/projects/service-usage.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { asOwner, ownerAuth } from "../support/as-owner.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

const projectId = "gated-project-1a2b3c";
const name = `projects/${projectId}`;
const account = "billingAccounts/000000-000000-000001";

let started: StartedServices;
let projects: ProjectsClient;
let usage: ServiceUsageClient;
let billing: CloudBillingClient;
let registry: ArtifactRegistryClient;
let storage: Storage;

/** As the credentials of a person send it along. */
const countedAgainst = (project: string) => ({ otherArgs: { headers: { "x-goog-user-project": project } } });

const link = (billingAccountName: string) =>
  billing.updateProjectBillingInfo({ name, projectBillingInfo: { billingAccountName } });

const enable = async (api: string) =>
  (await usage.enableService({ name: `${name}/services/${api}.googleapis.com` }))[0].promise();

beforeAll(async () => {
  started = await startServices((context) => [
    createResourceManager(context),
    createResourceManagerV1(context),
    createServiceUsage(context),
    createBilling(context),
    createArtifactRegistry(context),
    createIam(context),
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
  const options = clientOptions(started);
  projects = new ProjectsClient(options);
  usage = new ServiceUsageClient(options);
  billing = new CloudBillingClient(options);
  registry = new ArtifactRegistryClient(options);
  storage = new Storage({
    apiEndpoint: started.httpUrl,
    projectId,
    authClient: ownerAuth(started),
    useAuthWithCustomEndpoint: true,
    retryOptions: { autoRetry: false },
  });
  const [operation] = await projects.createProject({ project: { projectId } });
  await operation.promise();
  await link(account);
});
afterAll(async () => {
  await Promise.all([projects, usage, billing, registry].map((client) => client.close()));
  await started.close();
});

describe("a call that is counted against a project", () => {
  const off = (service: string) => ({
    code: 7,
    reason: "SERVICE_DISABLED",
    domain: "googleapis.com",
    errorInfoMetadata: {
      consumer: expect.stringMatching(/^projects\/2\d{11}$/),
      service: `${service}.googleapis.com`,
    },
  });

  test.each<[string, () => Promise<unknown>]>([
    ["cloudresourcemanager", () => projects.getProject({ name }, countedAgainst(projectId))],
    ["cloudbilling", () => billing.getProjectBillingInfo({ name }, countedAgainst(projectId))],
  ])("needs %s switched on there", async (service, ask) => {
    await expect(ask()).rejects.toMatchObject(off(service));
    await enable(service);
    await expect(ask()).resolves.toBeDefined();
  });

  test("may switch on an API in a fresh project, where Service Usage always is", async () => {
    const service = `${name}/services/iam.googleapis.com`;
    await expect(usage.getService({ name: service }, countedAgainst(projectId))).resolves.toBeDefined();
  });

  test("is refused when that project is not there, whatever it is about", async () => {
    const stranger = countedAgainst("no-such-project");
    const seed = "projects/cloud-runner-local";
    const denied = { code: 7, reason: "USER_PROJECT_DENIED" };
    await expect(projects.getProject({ name: seed }, stranger)).rejects.toMatchObject(denied);
    await expect(usage.listServices({ parent: seed }, stranger)).rejects.toMatchObject(denied);
    await expect(billing.getProjectBillingInfo({ name: seed }, stranger)).rejects.toMatchObject(denied);
    const parent = `${seed}/locations/us-central1`;
    await expect(registry.listRepositories({ parent }, stranger)).rejects.toMatchObject(denied);
  });

  test.each([
    "/v3/projects/cloud-runner-local",
    "/v1/projects",
    "/v1/projects/cloud-runner-local",
    "/v1/projects/cloud-runner-local/serviceAccounts",
  ])("is judged alike over REST: %s", async (path) => {
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${started.httpUrl}${path}`, asOwner(started, { headers }));
      return { status: response.status, body: await response.json() };
    };
    expect(await ask({})).toMatchObject({ status: 200 });
    expect(await ask({ "x-goog-user-project": "no-such-project" })).toMatchObject({
      status: 403,
      body: { error: { status: "PERMISSION_DENIED", details: [{ reason: "USER_PROJECT_DENIED" }] } },
    });
  });
});

describe("a project that nobody pays for", () => {
  const parent = `${name}/locations/us-central1`;
  const unpaid = { code: 403, errors: [{ reason: "accountDisabled", locationType: "header" }] };

  test("gets nothing from an API that costs money, until somebody does", async () => {
    await enable("artifactregistry");
    await link("");
    await expect(registry.listRepositories({ parent })).rejects.toMatchObject({
      code: 7,
      reason: "BILLING_DISABLED",
      errorInfoMetadata: { service: "artifactregistry.googleapis.com" },
    });
    await link(account);
    expect((await registry.listRepositories({ parent }))[0]).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ["without a billing account", () => link(""), () => link(account)],
    ["on a closed billing account", () => link("billingAccounts/000000-000000-000002"), () => link(account)],
    [
      "while it is shut down",
      async () => (await projects.deleteProject({ name }))[0].promise(),
      async () => (await projects.undeleteProject({ name }))[0].promise(),
    ],
  ])("has its buckets closed %s, and open again with all that is in them", async (_, close, reopen) => {
    const bucket = storage.bucket("gated-bucket");
    if (!(await bucket.exists())[0]) await bucket.create();
    const file = bucket.file("a.csv");
    await file.save("date,y", { resumable: false });
    await close();
    for (const ask of [
      () => bucket.getMetadata(),
      () => bucket.iam.getPolicy(),
      () => bucket.getFiles(),
      () => file.download(),
      () => file.save("other", { resumable: false }),
      () => bucket.delete(),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 403 });
    }
    await expect(bucket.getMetadata()).rejects.toMatchObject(unpaid);
    await reopen();
    expect((await file.download())[0].toString()).toBe("date,y");
  });

  test("gets no bucket", async () => {
    await link("");
    await expect(storage.createBucket("gated-second")).rejects.toMatchObject(unpaid);
    await link(account);
    await expect(storage.createBucket("gated-second")).resolves.toBeDefined();
  });
});

describe("Cloud Storage in a project", () => {
  test("that does not exist makes no bucket, and lists none", async () => {
    const elsewhere = new Storage({ apiEndpoint: started.httpUrl, projectId: "no-such-project" });
    await expect(elsewhere.createBucket("gated-third")).rejects.toMatchObject({
      code: 400,
      errors: [{ reason: "invalid", message: "Unknown project id: no-such-project" }],
    });
    await expect(elsewhere.getBuckets()).rejects.toMatchObject({
      code: 403,
      errors: [{ reason: "forbidden" }],
    });
  });

  test("that has it switched off is refused by the word that Storage has for it", async () => {
    await (await usage.disableService({ name: `${name}/services/storage.googleapis.com` }))[0].promise();
    const off = { code: 403, errors: [{ reason: "accessNotConfigured" }] };
    await expect(storage.createBucket("gated-fourth")).rejects.toMatchObject(off);
    await expect(storage.getBuckets()).rejects.toMatchObject(off);
    await enable("storage");
    expect((await storage.getBuckets())[0].map((bucket) => bucket.name)).toContain("gated-bucket");
  });
});
