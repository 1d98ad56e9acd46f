import { describe, expect, it } from "vitest";
import { runService, type RunServiceSpec } from "../../../../../src/provision/resources/run/run-service.ts";
import type { Settled } from "../../../../../src/provision/engine/unknown.ts";
import { context } from "../../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
const spec: Settled<RunServiceSpec> = {
  project: "p",
  region: "r",
  service: "s",
  image: "host/p/repo/image@sha256:1",
  serviceAccount: "a@p.iam.gserviceaccount.com",
  env: { INPUT_BUCKET: "in" },
  cpu: 1,
  memory: "1Gi",
  ingress: "all",
  concurrency: 1,
  timeoutSeconds: 600,
  minInstances: 0,
  maxInstances: 10,
  readyPath: "/ready",
  labels,
};

const container = {
  image: spec.image,
  env: [{ name: "INPUT_BUCKET", value: "in", valueSource: null, values: "value" }],
  ports: [{ name: "http1", containerPort: 8080 }],
  resources: { limits: { cpu: "1000m", memory: "1024Mi" }, cpuIdle: true, startupCpuBoost: true },
  startupProbe: {
    httpGet: { path: "/ready", port: 8080, httpHeaders: [] },
    periodSeconds: 2,
    failureThreshold: 60,
  },
};
const template = {
  serviceAccount: spec.serviceAccount,
  timeout: { seconds: "600", nanos: 0 },
  maxInstanceRequestConcurrency: 1,
  scaling: { maxInstanceCount: 10 },
  containers: [container],
};
/** As Cloud Run gives it back, with its defaults filled in. */
const answer = {
  name: "projects/p/locations/r/services/s",
  uri: "https://s-1.r.run.app",
  etag: "e1",
  generation: "3",
  observedGeneration: "3",
  reconciling: false,
  terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED", message: "" },
  latestReadyRevision: "projects/p/locations/r/services/s/revisions/s-00003-abc",
  latestCreatedRevision: "projects/p/locations/r/services/s/revisions/s-00003-abc",
  ingress: "INGRESS_TRAFFIC_ALL",
  traffic: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100, revision: "", tag: "" }],
  labels,
  scaling: { minInstanceCount: 0, maxInstanceCount: 10 },
  template,
};
const withContainer = (difference: object) => ({
  template: { ...template, containers: [{ ...container, ...difference }] },
});

const serving = (found: object, more: object = {}) =>
  context({ services: async () => ({ getService: async () => [found], ...more }) });

async function changesFor(found: object, wanted: RunServiceSpec = spec) {
  const live = await runService.read(serving(found), wanted);
  return runService.diff(wanted, live!).map(({ path, effect }) => `${effect} ${path}`);
}

describe("runService", () => {
  const inSync: [string, object][] = [
    ["what was written, in other units and with defaults", {}],
    ["no traffic targets", { traffic: [] }],
    [
      "a tag without traffic",
      { traffic: [...answer.traffic, { type: 2, revision: "s-1", percent: 0, tag: "old" }] },
    ],
    [
      "enums as numbers",
      { ingress: 1, terminalCondition: { state: 4 }, traffic: [{ type: 1, percent: 100 }] },
    ],
    ["labels of others", { labels: { ...labels, theirs: "x" } }],
    ["a variable of others", withContainer({ env: [...container.env, { name: "THEIRS", value: "x" }] })],
  ];
  it.each(inSync)("leaves alone: %s", async (_title, difference) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual([]);
  });

  const drifted: [string, object, string[]][] = [
    ["another image", withContainer({ image: "other" }), ["update template.image"]],
    [
      "an always-allocated CPU",
      withContainer({ resources: { ...container.resources, cpuIdle: false } }),
      ["update template.cpuIdle"],
    ],
    [
      "more memory",
      withContainer({ resources: { ...container.resources, limits: { cpu: "1", memory: "2Gi" } } }),
      ["update template.memory"],
    ],
    [
      "traffic held at a revision",
      { traffic: [{ type: 2, revision: "s-00001-x", percent: 100 }] },
      ["update traffic"],
    ],
    ["an unfinished roll-out", { reconciling: true }, ["update condition"]],
    ["a generation that is not observed yet", { generation: "4" }, ["update condition"]],
    [
      "a failed revision",
      { terminalCondition: { state: "CONDITION_FAILED", message: "it crashed" } },
      ["update condition"],
    ],
    [
      "instances that the service keeps",
      { scaling: { minInstanceCount: 2, maxInstanceCount: 10 } },
      ["update scaling.minInstances"],
    ],
    [
      "a fixed number of instances",
      { scaling: { scalingMode: 2, manualInstanceCount: 3, maxInstanceCount: 10 } },
      ["update scaling.mode"],
    ],
    [
      "instances that each revision keeps, and no limit for all",
      { scaling: {}, template: { ...template, scaling: { minInstanceCount: 1, maxInstanceCount: 10 } } },
      ["update template.minInstances", "update scaling.maxInstances"],
    ],
    ["a service that anybody may call", { invokerIamDisabled: true }, ["update invokerIamDisabled"]],
    [
      "a key and a network of somebody else's, which the next template would clear",
      {
        template: {
          ...template,
          encryptionKey: "projects/k/locations/r/keyRings/k/cryptoKeys/k",
          vpcAccess: { egress: 1, networkInterfaces: [{ network: "theirs" }] },
        },
      },
      ["update template.encryptionKey", "update template.vpcAccess"],
    ],
    ["another ingress", { ingress: 2 }, ["update ingress"]],
    [
      "a second container and a GPU",
      {
        template: {
          ...template,
          nodeSelector: { accelerator: "nvidia-l4" },
          containers: [container, { image: "sidecar" }],
        },
      },
      ["update template.containers", "update template.nodeSelector"],
    ],
    [
      "another timeout",
      { template: { ...template, timeout: { seconds: "300" } } },
      ["update template.timeoutSeconds"],
    ],
  ];
  it.each(drifted)("fixes: %s", async (_title, difference, expected) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual(expected);
  });

  it("says of a failure its first line, not the log below", async () => {
    const terminalCondition = { state: "CONDITION_FAILED", message: "It crashed.\nThe last lines: {}" };
    const live = await runService.read(serving({ ...answer, terminalCondition }), spec);
    expect(live!.condition).toBe("failed: It crashed.");
  });

  it("keeps the deployed image while none is built", async () => {
    expect(
      await changesFor({ ...answer, ...withContainer({ image: "other" }) }, { ...spec, image: undefined }),
    ).toEqual([]);
    await expect(
      runService.create(context({ services: async () => ({}) }), { ...spec, image: undefined }),
    ).rejects.toMatchObject({
      code: "image.missing",
    });
  });

  it("sends the changed parts with the etag that it read", async () => {
    const sent: { service: { etag: string }; updateMask: { paths: string[] } }[] = [];
    const ctx = serving(answer, {
      updateService: async (request: (typeof sent)[number]) => {
        sent.push(request);
        return [{ promise: async () => [answer] }];
      },
    });
    const stale = {
      ...(await runService.read(ctx, spec))!,
      traffic: "s-1 100 %",
      concurrency: 80,
      timeoutSeconds: 300,
    };
    await runService.update!(ctx, spec, stale, runService.diff(spec, stale));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      service: { etag: "e1" },
      // With what takes over unknown, whoever had all traffic is written down for a rollback.
      updateMask: { paths: ["template", "traffic", "annotations"] },
    });
    expect(sent[0]).toHaveProperty("service.template.containers.0.resources.cpuIdle", true);
    expect(sent[0]).not.toHaveProperty("service.template.labels");
  });

  it("only waits when the roll-out of an earlier run is still under way", async () => {
    let reads = 0;
    const ctx = context({
      services: async () => ({ getService: async () => [{ ...answer, reconciling: (reads += 1) < 3 }] }),
    });
    const live = (await runService.read(ctx, spec))!;
    const updated = await runService.update!(ctx, spec, live, runService.diff(spec, live));
    expect(updated.condition).toBe("ready");
    expect(reads).toBe(3);
  });

  it("forces a new revision after one that failed, since the template is the same", async () => {
    const sent: object[] = [];
    const ctx = serving(answer, {
      updateService: async (request: object) => {
        sent.push(request);
        return [{ promise: async () => [answer] }];
      },
    });
    const failed = { ...(await runService.read(ctx, spec))!, condition: "failed: it crashed" };
    await runService.update!(ctx, spec, failed, runService.diff(spec, failed));
    expect(sent[0]).toHaveProperty("service.template.labels.deployed-at");
    expect(sent[0]).toMatchObject({ updateMask: { paths: ["template", "annotations"] } });
  });

  it("sends no template for another change, even while a roll-out is under way", async () => {
    const sent: object[] = [];
    const ctx = serving(answer, {
      updateService: async (request: object) => {
        sent.push(request);
        return [{ promise: async () => [answer] }];
      },
    });
    const live = { ...(await runService.read(ctx, spec))!, condition: "reconciling", labels: {} };
    await runService.update!(ctx, spec, live, runService.diff(spec, live));
    expect(sent[0]).toMatchObject({ updateMask: { paths: ["labels"] } });
  });

  it("says why a revision did not start, in Cloud Run's words and in the container's", async () => {
    const failed = {
      ...answer,
      terminalCondition: { state: "CONDITION_FAILED", message: "The container exited." },
    };
    const logging = { listLogEntries: async () => [[{ textPayload: "PORT is not set" }]] };
    const services = {
      getService: async () => [failed],
      createService: async () => [
        {
          promise: () =>
            Promise.reject(Object.assign(new Error("9 FAILED_PRECONDITION: see conditions"), { code: 9 })),
        },
      ],
    };
    const ctx = context({ services: async () => services, logging: async () => logging });
    await expect(runService.create(ctx, spec)).rejects.toMatchObject({
      code: "deploy.revision-failed.environment",
      details: expect.arrayContaining([
        "Cloud Run says: The container exited.",
        "Last lines of its log:",
        "  PORT is not set",
      ]) as string[],
    });
  });
});
