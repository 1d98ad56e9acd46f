import { ArtifactRegistryClient } from "@google-cloud/artifact-registry";
import { CloudBillingClient } from "@google-cloud/billing";
import { ProjectsClient } from "@google-cloud/resource-manager";
import { ServiceUsageClient, v1beta1 } from "@google-cloud/service-usage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createArtifactRegistry } from "../../src/local/services/artifact-registry.ts";
import { createBilling } from "../../src/local/services/projects/billing.ts";
import { createResourceManager } from "../../src/local/services/projects/resource-manager.ts";
import { createServiceUsage } from "../../src/local/services/projects/service-usage.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

const name = "projects/cloud-runner-local";
let started: StartedServices;
let projects: ProjectsClient;
let usage: ServiceUsageClient;
let identities: v1beta1.ServiceUsageClient;
let billing: CloudBillingClient;
let registry: ArtifactRegistryClient;

beforeAll(async () => {
  started = await startServices((context) => [
    createResourceManager(context),
    createServiceUsage(context),
    createBilling(context),
    createArtifactRegistry(context),
  ]);
  const options = clientOptions(started);
  projects = new ProjectsClient(options);
  usage = new ServiceUsageClient(options);
  identities = new v1beta1.ServiceUsageClient(options);
  billing = new CloudBillingClient(options);
  registry = new ArtifactRegistryClient(options);
});
afterAll(async () => {
  await Promise.all([projects, usage, identities, billing, registry].map((client) => client.close()));
  await started.close();
});

describe("the project", () => {
  test("is read by id and by number", async () => {
    const [byId] = await projects.getProject({ name });
    expect(byId).toMatchObject({ projectId: "cloud-runner-local", state: "ACTIVE" });
    expect((await projects.getProject({ name: byId.name! }))[0]).toEqual(byId);
  });

  test("is found by a search", async () => {
    const [found] = await projects.searchProjects({ query: "id:cloud-runner-local" });
    expect(found).toHaveLength(1);
    expect((await projects.searchProjects({ query: "id:other" }))[0]).toHaveLength(0);
  });

  test("is not to be confused with others: those are refused as Google refuses them", async () => {
    await expect(projects.getProject({ name: "projects/other-project" })).rejects.toMatchObject({ code: 7 });
    const parent = "projects/other-project";
    await expect(usage.listServices({ parent })).rejects.toMatchObject({ code: 7 });
    await expect(billing.getProjectBillingInfo({ name: parent })).rejects.toMatchObject({ code: 7 });
    await expect(projects.deleteProject({ name: parent })).rejects.toMatchObject({ code: 7 });
    await expect(projects.deleteProject({ name })).rejects.toMatchObject({ code: 9 });
  });

  test("has a policy that is written with its etag", async () => {
    const [before] = await projects.getIamPolicy({ resource: name });
    const bindings = [{ role: "roles/viewer", members: ["user:a@example.com"] }];
    await projects.setIamPolicy({ resource: name, policy: { ...before, bindings } });
    const [after] = await projects.getIamPolicy({ resource: name });
    expect(after.bindings).toMatchObject(bindings);
    await expect(
      projects.setIamPolicy({ resource: name, policy: { ...before, bindings } }),
    ).rejects.toMatchObject({ code: 10 });
  });
});

describe("APIs", () => {
  const serviceIds = ["run.googleapis.com", "pubsub.googleapis.com"];

  test("are enabled in a batch", async () => {
    const [before] = await usage.getService({ name: `${name}/services/run.googleapis.com` });
    expect(before.state).toBe("DISABLED");
    const [operation] = await usage.batchEnableServices({ parent: name, serviceIds });
    const [answer] = await operation.promise();
    expect(answer.failures).toHaveLength(0);
    const [enabled] = await usage.listServices({ parent: name, filter: "state:ENABLED" });
    expect(enabled.map(({ config }) => config?.name)).toEqual(expect.arrayContaining(serviceIds));
    const [both] = await usage.batchGetServices({
      parent: name,
      names: serviceIds.map((id) => `${name}/services/${id}`),
    });
    expect(both.services?.map(({ state }) => state)).toEqual(["ENABLED", "ENABLED"]);
  });

  test("are enabled and disabled one by one", async () => {
    const service = `${name}/services/iam.googleapis.com`;
    await (await usage.enableService({ name: service }))[0].promise();
    expect((await usage.getService({ name: service }))[0].state).toBe("ENABLED");
    await (await usage.disableService({ name: service }))[0].promise();
    expect((await usage.getService({ name: service }))[0].state).toBe("DISABLED");
  });

  test.each([1, 21])("refuse a batch of %i", async (count) => {
    const ids = Array.from({ length: count }, () => "run.googleapis.com");
    await expect(usage.batchEnableServices({ parent: name, serviceIds: ids })).rejects.toMatchObject({
      code: 3,
    });
  });

  test("have identities", async () => {
    const [operation] = await identities.generateServiceIdentity({
      parent: `${name}/services/pubsub.googleapis.com`,
    });
    const [identity] = (await operation.promise()) as [{ email: string }, unknown, unknown];
    expect(identity.email).toBe("service-100000000001@gcp-sa-pubsub.iam.gserviceaccount.com");
  });
});

describe("billing", () => {
  test("is linked from the start, can be unlinked, and linked again", async () => {
    const [info] = await billing.getProjectBillingInfo({ name });
    expect(info).toMatchObject({ billingEnabled: true, projectId: "cloud-runner-local" });
    const link = async (billingAccountName: string) =>
      (await billing.updateProjectBillingInfo({ name, projectBillingInfo: { billingAccountName } }))[0];
    expect(await link("")).toMatchObject({ billingEnabled: false, billingAccountName: "" });
    const [accounts] = await billing.listBillingAccounts({});
    const [open, closed] = accounts;
    expect(await link(closed!.name!)).toMatchObject({ billingEnabled: false });
    expect(await link(open!.name!)).toMatchObject({ billingEnabled: true });
    await expect(link("billingAccounts/999999-999999-999999")).rejects.toMatchObject({ code: 7 });
    const permissions = ["billing.resourceAssociations.create"];
    const [granted] = await billing.testIamPermissions({ resource: open!.name!, permissions });
    expect(granted.permissions).toEqual(permissions);
  });
});

describe("a project of one's own", () => {
  const id = "own-project-1a2b3c";
  const own = `projects/${id}`;
  const open = "billingAccounts/000000-000000-000001";
  const create = async (project: object) => {
    const [operation] = await projects.createProject({ project });
    return (await operation.promise())[0];
  };

  beforeAll(async () => {
    await create({ projectId: id, displayName: "Own project", labels: { a: "b" }, parent: "folders/7" });
  });

  test("is made with its labels under its parent, and has a number of its own", async () => {
    const [found] = await projects.getProject({ name: own });
    expect(found).toMatchObject({ projectId: id, state: "ACTIVE", labels: { a: "b" }, parent: "folders/7" });
    expect(found.name).toMatch(/^projects\/2\d{11}$/);
    expect((await projects.getProject({ name: found.name! }))[0]).toEqual(found);
    const [listed] = await projects.listProjects({ parent: "folders/7" });
    expect(listed.map(({ projectId }) => projectId)).toEqual([id]);
  });

  test.each([
    [{ projectId: id }, 6],
    [{ projectId: "cloud-runner-local" }, 6],
    [{ projectId: "X" }, 3],
    [{ projectId: "my-ssl-project" }, 3],
    [{ projectId: "fresh-id", displayName: "abc" }, 3],
    [{ projectId: "fresh-id", parent: "folders/x" }, 3],
    [{ projectId: "fresh-id", labels: { Upper: "x" } }, 3],
  ])("cannot be made as %j", async (project, code) => {
    await expect(projects.createProject({ project })).rejects.toMatchObject({ code });
  });

  test("is born without billing, and gets no API that costs money before that is linked", async () => {
    const [info] = await billing.getProjectBillingInfo({ name: own });
    expect(info).toMatchObject({ billingAccountName: "", billingEnabled: false });
    const serviceIds = ["run.googleapis.com", "pubsub.googleapis.com"];
    const enable = () => usage.batchEnableServices({ parent: own, serviceIds });
    await expect(enable()).rejects.toMatchObject({ code: 9 });
    await billing.updateProjectBillingInfo({
      name: own,
      projectBillingInfo: { billingAccountName: open },
    });
    const [operation] = await enable();
    expect((await operation.promise())[0].services).toHaveLength(2);
    const [seed] = await usage.getService({ name: `${name}/services/artifactregistry.googleapis.com` });
    expect(seed.state).toBe("DISABLED");
    const [linked] = await billing.listProjectBillingInfo({ name: open });
    expect(linked.map(({ projectId }) => projectId)).toContain(id);
  });

  test("refuses an API that is off, and says so in a way that programs understand", async () => {
    const parent = `${own}/locations/us-central1`;
    await expect(registry.listRepositories({ parent })).rejects.toMatchObject({
      code: 7,
      reason: "SERVICE_DISABLED",
      domain: "googleapis.com",
    });
    await (
      await usage.enableService({ name: `${own}/services/artifactregistry.googleapis.com` })
    )[0].promise();
    expect((await registry.listRepositories({ parent }))[0]).toEqual([]);
  });

  test("is shut down twice with the same end, can be restored, and its id is spent", async () => {
    const drop = async () => (await (await projects.deleteProject({ name: own }))[0].promise())[0];
    // In the result of an operation, an enum is its number.
    expect(await drop()).toMatchObject({ state: 2 });
    expect(await drop()).toMatchObject({ state: 2 });
    await expect(usage.listServices({ parent: own })).rejects.toMatchObject({ code: 7 });
    await expect(create({ projectId: id })).rejects.toMatchObject({ code: 6 });
    const [operation] = await projects.undeleteProject({ name: own });
    expect((await operation.promise())[0]).toMatchObject({ state: 1 });
  });
});
