import { CloudBillingClient } from "@google-cloud/billing";
import { ProjectsClient } from "@google-cloud/resource-manager";
import { ServiceUsageClient, v1beta1 } from "@google-cloud/service-usage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBilling } from "../../src/local/services/billing.ts";
import { createResourceManager } from "../../src/local/services/resource-manager.ts";
import { createServiceUsage } from "../../src/local/services/service-usage.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

const name = "projects/cloud-runner-local";
let started: StartedServices;
let projects: ProjectsClient;
let usage: ServiceUsageClient;
let identities: v1beta1.ServiceUsageClient;
let billing: CloudBillingClient;

beforeAll(async () => {
  started = await startServices((floor) => [
    createResourceManager(floor),
    createServiceUsage(floor),
    createBilling(floor),
  ]);
  const options = clientOptions(started.grpcPort);
  projects = new ProjectsClient(options);
  usage = new ServiceUsageClient(options);
  identities = new v1beta1.ServiceUsageClient(options);
  billing = new CloudBillingClient(options);
});
afterAll(async () => {
  await Promise.all([projects.close(), usage.close(), identities.close(), billing.close()]);
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

  test("is the only one: others are refused as Google refuses them", async () => {
    await expect(projects.getProject({ name: "projects/other-project" })).rejects.toMatchObject({ code: 7 });
    const create = (projectId: string) => projects.createProject({ project: { projectId } });
    await expect(create("cloud-runner-local")).rejects.toMatchObject({ code: 6 });
    await expect(create("other-project")).rejects.toMatchObject({ code: 8 });
    await expect(create("X")).rejects.toMatchObject({ code: 3 });
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
