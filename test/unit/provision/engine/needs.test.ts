import { describe, expect, it } from "vitest";
import { apisOf, need, permissionGroupsOf, rolesFor } from "../../../../src/provision/engine/needs.ts";
import { needsFor } from "../../../../src/provision/stack.ts";
import { config, names } from "../support.ts";

const role = (id: string) => ({ id, name: `roles/${id}`, title: `may ${id}` });
const first = need("run", role("a"), ["p.get", "p.list"]);
const second = need("run", role("a"), ["p.list", "p.set"]);
const other = need("iam", role("b"), ["q.use"]);

it("come together by role and by API, each permission once", () => {
  expect(apisOf([first, other, second])).toEqual(["iam.googleapis.com", "run.googleapis.com"]);
  expect(permissionGroupsOf([first, other, second, need("x", role("c"), [])])).toEqual([
    { role: role("a"), permissions: ["p.get", "p.list", "p.set"] },
    { role: role("b"), permissions: ["q.use"] },
  ]);
});

describe("the roles to grant", () => {
  it("are those of the kind that is worked on, that of the called service first", () => {
    expect(rolesFor("run.CreateService", [other, first], [])).toEqual(["roles/a", "roles/b"]);
  });
  it("are that of the service, where no kind is worked on or it asks another service", () => {
    expect(rolesFor("iam.GetKey", [], [first, other])).toEqual(["roles/b"]);
    expect(rolesFor("iam.GetKey", [first], [first, other])).toEqual(["roles/b"]);
  });
  it("are not known of a service that nothing names", () => {
    expect(rolesFor("else.Get", [first], [first])).toEqual([]);
  });
});

describe("the needs of a stack", () => {
  const groups = (builder: "docker" | "cloud-build") =>
    permissionGroupsOf(needsFor(config({ builder }), names())).map(({ role: { id, name }, permissions }) => ({
      id,
      name,
      permissions: permissions.toSorted(),
    }));

  it("are these APIs, and one more where Cloud Build makes the image", () => {
    const apis = apisOf(needsFor(config(), names()));
    expect(apis.map((api) => api.replace(".googleapis.com", ""))).toEqual([
      "artifactregistry",
      "cloudresourcemanager",
      "cloudscheduler",
      "iam",
      "iamcredentials",
      "logging",
      "monitoring",
      "pubsub",
      "run",
      "serviceusage",
      "storage",
    ]);
    const building = apisOf(needsFor(config({ builder: "cloud-build" }), names()));
    expect(building.filter((api) => !apis.includes(api))).toEqual(["cloudbuild.googleapis.com"]);
  });

  it("are these permissions", () => {
    expect(groups("docker").map(({ id, name, permissions }) => `${id} ${name}: ${permissions.join(" ")}`))
      .toMatchInlineSnapshot(`
        [
          "services roles/serviceusage.serviceUsageAdmin: serviceusage.services.enable serviceusage.services.get serviceusage.services.list serviceusage.services.use",
          "project roles/browser: resourcemanager.projects.get",
          "registry roles/artifactregistry.admin: artifactregistry.repositories.create artifactregistry.repositories.delete artifactregistry.repositories.downloadArtifacts artifactregistry.repositories.get artifactregistry.repositories.list artifactregistry.repositories.update artifactregistry.repositories.uploadArtifacts artifactregistry.tags.get",
          "storage roles/storage.admin: storage.buckets.create storage.buckets.delete storage.buckets.get storage.buckets.getIamPolicy storage.buckets.list storage.buckets.setIamPolicy storage.buckets.update storage.objects.create storage.objects.delete storage.objects.get storage.objects.list",
          "accounts roles/iam.serviceAccountAdmin: iam.serviceAccounts.create iam.serviceAccounts.delete iam.serviceAccounts.enable iam.serviceAccounts.get iam.serviceAccounts.getIamPolicy iam.serviceAccounts.list iam.serviceAccounts.setIamPolicy iam.serviceAccounts.update",
          "pubsub roles/pubsub.admin: pubsub.subscriptions.consume pubsub.subscriptions.create pubsub.subscriptions.delete pubsub.subscriptions.get pubsub.subscriptions.getIamPolicy pubsub.subscriptions.list pubsub.subscriptions.setIamPolicy pubsub.subscriptions.update pubsub.topics.attachSubscription pubsub.topics.create pubsub.topics.delete pubsub.topics.get pubsub.topics.getIamPolicy pubsub.topics.list pubsub.topics.publish pubsub.topics.setIamPolicy pubsub.topics.update",
          "run roles/run.admin: run.executions.cancel run.executions.get run.executions.list run.jobs.create run.jobs.delete run.jobs.get run.jobs.getIamPolicy run.jobs.list run.jobs.setIamPolicy run.jobs.update run.operations.get run.revisions.get run.revisions.list run.services.create run.services.delete run.services.get run.services.getIamPolicy run.services.list run.services.setIamPolicy run.services.update",
          "act-as roles/iam.serviceAccountUser: iam.serviceAccounts.actAs",
          "scheduler roles/cloudscheduler.admin: cloudscheduler.jobs.create cloudscheduler.jobs.delete cloudscheduler.jobs.enable cloudscheduler.jobs.get cloudscheduler.jobs.list cloudscheduler.jobs.pause cloudscheduler.jobs.run cloudscheduler.jobs.update",
          "logging roles/logging.viewer: logging.logEntries.list",
          "monitoring roles/monitoring.viewer: monitoring.alertPolicies.list monitoring.notificationChannels.list monitoring.timeSeries.list",
        ]
      `);
    const ids = groups("docker").map(({ id }) => id);
    expect(
      groups("cloud-build")
        .filter(({ id }) => !ids.includes(id))
        .map(({ id, permissions }) => `${id}: ${permissions.join(" ")}`),
    ).toMatchInlineSnapshot(`
      [
        "registry-policy: artifactregistry.repositories.getIamPolicy artifactregistry.repositories.setIamPolicy",
        "project-policy: resourcemanager.projects.getIamPolicy resourcemanager.projects.setIamPolicy",
        "builds: cloudbuild.builds.create cloudbuild.builds.get",
      ]
    `);
  });

  it("stay below what one question may hold, each asked for once", () => {
    const all = groups("cloud-build").flatMap(({ permissions }) => permissions);
    expect(new Set(all).size).toBe(all.length);
    for (const { permissions } of groups("cloud-build")) expect(permissions.length).toBeLessThanOrEqual(100);
  });
});
