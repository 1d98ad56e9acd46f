import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  parent,
  startRunServices,
  template,
  type RunServices,
  type Service,
} from "../support/run-services.ts";

let cloud: RunServices;

beforeAll(async () => {
  cloud = await startRunServices();
});
afterAll(async () => {
  await cloud.close();
});

const env = (name: string, value: string) => ({ env: [{ name, value }] });

describe("a new service", () => {
  let service: Service;
  beforeAll(async () => {
    service = await cloud.create("first", { labels: { stack: "forecast" } });
  });

  test("serves when the operation is done", async () => {
    expect(service).toMatchObject({
      name: `${parent}/services/first`,
      reconciling: false,
      generation: "1",
      observedGeneration: "1",
      terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED" },
      uri: `${cloud.httpUrl}/run/us-central1/first`,
      urls: [`${cloud.httpUrl}/run/us-central1/first`],
      labels: { stack: "forecast" },
    });
    expect(service.latestReadyRevision).toBe(service.latestCreatedRevision);
    expect(service.latestReadyRevision).toMatch(/\/services\/first\/revisions\/first-00001-[a-z]{3}$/);
    expect((await fetch(service.uri!)).status).toBe(200);
  });

  test("has Cloud Run's defaults filled in", () => {
    expect(service).toMatchObject({
      ingress: "INGRESS_TRAFFIC_ALL",
      launchStage: "GA",
      traffic: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
      trafficStatuses: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
      template: {
        timeout: { seconds: "300" },
        scaling: { maxInstanceCount: 100 },
        maxInstanceRequestConcurrency: 80,
        serviceAccount: "100000000001-compute@developer.gserviceaccount.com",
        containers: [
          {
            ports: [{ name: "http1", containerPort: 8080 }],
            resources: { limits: { cpu: "1000m", memory: "512Mi" }, cpuIdle: true },
            startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 240, failureThreshold: 1 },
          },
        ],
      },
    });
  });

  test("is found by get and by list", async () => {
    const [found] = await cloud.services.getService({ name: service.name! });
    expect(found).toEqual(service);
    const [all] = await cloud.services.listServices({ parent });
    expect(all.map(({ name }) => name)).toContain(service.name);
  });

  test("has a revision with its own conditions", async () => {
    const [revision] = await cloud.revisions.getRevision({ name: service.latestReadyRevision! });
    expect(revision).toMatchObject({ service: "first", reconciling: false, generation: "1" });
    expect(revision.conditions).toContainEqual(
      expect.objectContaining({ type: "Ready", state: "CONDITION_SUCCEEDED" }),
    );
    expect(revision.containers?.[0]?.image).toBe(service.template?.containers?.[0]?.image);
  });

  test("cannot be created again", async () => {
    await expect(cloud.create("first")).rejects.toMatchObject({ code: 6 });
  });

  test("keeps a policy under its name", async () => {
    const resource = service.name!;
    const bindings = [{ role: "roles/run.invoker", members: ["serviceAccount:a@b.c"] }];
    const [before] = await cloud.services.getIamPolicy({ resource });
    await cloud.services.setIamPolicy({ resource, policy: { ...before, bindings } });
    const [after] = await cloud.services.getIamPolicy({ resource });
    expect(after.bindings).toMatchObject(bindings);
    await expect(
      cloud.services.setIamPolicy({ resource, policy: { ...before, bindings: [] } }),
    ).rejects.toMatchObject({ code: 10 });
    const permissions = ["run.services.get"];
    const [granted] = await cloud.services.testIamPermissions({ resource, permissions });
    expect(granted.permissions).toEqual(permissions);
  });
});

describe("an update", () => {
  test("makes a revision only when the template changes", async () => {
    const created = await cloud.create("versions");
    const labelled = await cloud.update({ ...created, labels: { a: "b" } });
    expect(labelled.latestCreatedRevision).toBe(created.latestCreatedRevision);
    expect(labelled.generation).toBe("2");
    const changed = await cloud.update({ ...labelled, template: template({}, env("A", "1")) });
    expect(changed.latestReadyRevision).toMatch(/versions-00002-[a-z]{3}$/);
    const [revisions] = await cloud.revisions.listRevisions({ parent: created.name! });
    expect(revisions.map(({ name }) => name)).toEqual([
      changed.latestReadyRevision,
      created.latestReadyRevision,
    ]);
    // A dash stands for all services of the location.
    const other = await cloud.create("versions-of-another");
    const parent = created.name!.replace(/[^/]+$/, "-");
    const [all] = await cloud.revisions.listRevisions({ parent });
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        other.latestReadyRevision,
        changed.latestReadyRevision,
        created.latestReadyRevision,
      ]),
    );
  });

  test("that changes nothing leaves generation and etag alone", async () => {
    const created = await cloud.create("still");
    expect(await cloud.update(created)).toEqual(created);
  });

  test("with a mask changes the named fields only", async () => {
    const created = await cloud.create("masked", { labels: { keep: "this" } });
    const updated = await cloud.update(
      { name: created.name!, template: { timeout: { seconds: 60 } }, labels: {} },
      ["template.timeout"],
    );
    expect(updated.labels).toEqual({ keep: "this" });
    expect(updated.template?.timeout?.seconds).toBe("60");
    expect(updated.template?.containers?.[0]?.image).toBe(created.template?.containers?.[0]?.image);
    await expect(cloud.update({ name: created.name! }, ["nonsense"])).rejects.toMatchObject({ code: 3 });
  });

  test("with a stale etag is refused", async () => {
    const created = await cloud.create("guarded");
    await cloud.update({ ...created, labels: { a: "b" } });
    await expect(cloud.update({ ...created, labels: { c: "d" } })).rejects.toMatchObject({ code: 10 });
  });

  test("creates what is missing when that is allowed", async () => {
    const name = `${parent}/services/appeared`;
    await expect(cloud.update({ name, template: template() })).rejects.toMatchObject({ code: 5 });
    const [operation] = await cloud.services.updateService({
      service: { name, template: template() },
      allowMissing: true,
    });
    expect((await operation.promise())[0].name).toBe(name);
  });

  test("as a dry run changes nothing", async () => {
    const created = await cloud.create("rehearsed");
    const [operation] = await cloud.services.updateService({
      service: { ...created, template: template({}, env("A", "1")) },
      validateOnly: true,
    });
    await operation.promise();
    expect((await cloud.services.getService({ name: created.name! }))[0]).toEqual(created);
    const [dry] = await cloud.services.createService({
      parent,
      serviceId: "never",
      service: { template: template() },
      validateOnly: true,
    });
    await dry.promise();
    await expect(cloud.services.getService({ name: `${parent}/services/never` })).rejects.toMatchObject({
      code: 5,
    });
  });
});

describe("a revision that does not start", () => {
  test("fails the operation with the container's last lines, and the old one goes on serving", async () => {
    const created = await cloud.create("fragile");
    const broken = cloud.update({ ...created, template: template({}, env("START", "crash")) });
    await expect(broken).rejects.toMatchObject({ code: 9 });
    await expect(broken).rejects.toThrow(/not ready and cannot serve.*exit\(1\).*Cannot find the settings/s);
    const [service] = await cloud.services.getService({ name: created.name! });
    expect(service).toMatchObject({
      reconciling: false,
      generation: "2",
      observedGeneration: "1",
      latestReadyRevision: created.latestReadyRevision,
      terminalCondition: { state: "CONDITION_FAILED", reason: "REVISION_FAILED" },
    });
    const answer = (await (await fetch(created.uri!)).json()) as { env: Record<string, string> };
    expect(created.latestReadyRevision).toContain(answer.env["K_REVISION"]!);
    const fixed = await cloud.update({ name: created.name!, template: template() }, ["template"]);
    expect(fixed.terminalCondition?.state).toBe("CONDITION_SUCCEEDED");
  });
});

describe("traffic", () => {
  test("stays where it is pinned, and unknown revisions are refused", async () => {
    const created = await cloud.create("pinned");
    const first = created.latestReadyRevision!.split("/").at(-1)!;
    const pinned = await cloud.update({
      ...created,
      template: template({}, env("A", "1")),
      traffic: [
        { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: first, percent: 100 },
        { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 0, tag: "next" },
      ],
    });
    const revisionAt = async (uri: string) =>
      ((await (await fetch(uri)).json()) as { env: Record<string, string> }).env["K_REVISION"];
    expect(await revisionAt(pinned.uri!)).toBe(first);
    const tagUri = `${cloud.httpUrl}/run/us-central1/next---pinned`;
    expect(pinned.trafficStatuses?.[1]).toMatchObject({ tag: "next", uri: tagUri });
    expect(pinned.latestReadyRevision).toContain((await revisionAt(tagUri))!);
    await expect(
      cloud.update({
        ...pinned,
        traffic: [
          { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: "pinned-00009-zzz", percent: 100 },
        ],
      }),
    ).rejects.toMatchObject({ code: 3 });
    await expect(
      cloud.revisions.deleteRevision({ name: created.latestReadyRevision! }),
    ).rejects.toMatchObject({ code: 9 });
  });
});

describe("a deleted service", () => {
  test("is gone with its revisions, its policy and its instances", async () => {
    const created = await cloud.create("passing");
    const [operation] = await cloud.services.deleteService({ name: created.name! });
    const [last] = await operation.promise();
    expect(last.deleteTime).toBeTruthy();
    await expect(cloud.services.getService({ name: created.name! })).rejects.toMatchObject({ code: 5 });
    await expect(cloud.revisions.getRevision({ name: created.latestReadyRevision! })).rejects.toMatchObject({
      code: 5,
    });
    expect((await fetch(created.uri!)).status).toBe(404);
    expect(cloud.run.instanceCounts().map(({ service }) => service)).not.toContain("passing");
    await cloud.create("passing");
  });
});

describe("limits", () => {
  const limits = (cpu: string, memory: string) => ({ resources: { limits: { cpu, memory }, cpuIdle: true } });
  test.each<[string, string, Service]>([
    ["an id with capitals", "Upper", {}],
    ["an id of 50 characters", "a".repeat(50), {}],
    ["an id that ends with a dash", "dash-", {}],
    ["no container", "x", { template: {} }],
    ["no image", "x", { template: { containers: [{}] } }],
    ["3 CPUs", "x", { template: template({}, limits("3", "1Gi")) }],
    ["little memory for 4 CPUs", "x", { template: template({}, limits("4", "1Gi")) }],
    ["much memory for 1 CPU", "x", { template: template({}, limits("1", "5Gi")) }],
    ["64Mi", "x", { template: template({}, limits("1", "64Mi")) }],
    [
      "a fraction of a CPU with concurrency",
      "x",
      { template: template({ maxInstanceRequestConcurrency: 10 }, limits("0.5", "512Mi")) },
    ],
    ["concurrency 1001", "x", { template: template({ maxInstanceRequestConcurrency: 1001 }) }],
    ["a timeout over an hour", "x", { template: template({ timeout: { seconds: 3601 } }) }],
    ["a reserved variable", "x", { template: template({}, env("PORT", "1")) }],
    ...["NODE_OPTIONS", "NODE_PATH", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "PATH", "HOST", "PYTHONPATH"].map(
      (name): [string, string, object] => [
        `${name}, by which code of the caller's would run`,
        "x",
        { template: template({}, env(name, "--require /tmp/x.cjs")) },
      ],
    ),
    ["a long value", "x", { template: template({}, env("A", "x".repeat(32_769))) }],
    [
      "traffic that sums to 90",
      "x",
      { traffic: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 90 }] },
    ],
    ["a label of the system", "x", { labels: { "run.googleapis.com/a": "b" } }],
    ["an unknown account", "x", { template: template({ serviceAccount: "missing@b.c" }) }],
    [
      "minimum over maximum",
      "x",
      { template: template({ scaling: { minInstanceCount: 3, maxInstanceCount: 2 } }) },
    ],
    ["a description of 513 characters", "x", { description: "x".repeat(513) }],
  ])("refuse %s", async (_title, id, service) => {
    await expect(cloud.create(id, service)).rejects.toMatchObject({ code: 3 });
  });

  test("hide other projects", async () => {
    await expect(
      cloud.services.getService({ name: "projects/other/locations/us-central1/services/s" }),
    ).rejects.toMatchObject({ code: 7 });
  });
});

test("the local cloud's own log stays empty through all of this", () => {
  expect(cloud.reported).toEqual([]);
});
