// Roll-outs by the provisioning code against the local cloud; the container does what its environment says.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { specOf } from "../../src/provision/engine/node.ts";
import { settled, type Settled } from "../../src/provision/engine/unknown.ts";
import { runService, type RunServiceSpec } from "../../src/provision/resources/run/run-service.ts";
import { historyOf } from "../../src/provision/rollout/history.ts";
import { deploy, readRevisions, rollback } from "../../src/provision/rollout/rollout.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { pathOf } from "../support/system.ts";

const image = "us-central1-docker.pkg.dev/cloud-runner-local/forecast/runtime@sha256:" + "1".repeat(64);
const names = namesFor(parseConfig({}, "test"));
const nodes = (memory = "1Gi") => stackFor(parseConfig({ service: { memory } }, "test"), names, image);
/** A whole stack is brought up in a hook, on machines that do other things as well. */
const hookMs = 30_000;
const whole = { percent: 100, tag: undefined, force: false };

let folder: string;
let cloud: LocalCloud;
let clients: Clients;
let ctx: CloudContext;

type Spec = Settled<RunServiceSpec>;
const wanted = (change: Partial<Spec> = {}): Spec => ({
  ...settled(specOf(nodes(), runService)),
  ...change,
});
const withEnv = (name: string, value: string) => wanted({ env: { ...wanted().env, [name]: value } });
const live = async () => (await runService.read(ctx, wanted()))!;
const asGoogleSees = async () =>
  (await (await clients.services()).getService({ name: (await live()).name }))[0];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rollout-"));
  cloud = await startLocalCloud({
    folder,
    imageDir: pathOf("../fixtures/run-image", import.meta.url),
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report: () => {},
  });
  const grpcHost = "127.0.0.1";
  const { httpUrl, grpcPort, secret } = cloud;
  clients = createClients({ target: "local", httpUrl, grpcHost, grpcPort, secret }, names.project);
  ctx = createContext({ clients, clock: systemClock, names });
}, hookMs);
afterAll(async () => {
  await clients.close();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

it("refuses to roll out what was never brought up", async () => {
  await expect(deploy(ctx, wanted(), whole)).rejects.toMatchObject({ code: "stack.not-deployed" });
});

describe("a stack that is up", () => {
  let first: string;
  beforeAll(async () => {
    await apply(ctx, await plan(ctx, nodes()));
    first = (await live()).latestReadyRevision;
    // Somebody else's note on the service.
    const service = await asGoogleSees();
    const [operation] = await (
      await clients.services()
    ).updateService({
      service: { name: service.name!, annotations: { "example.com/owner": "us" } },
      updateMask: { paths: ["annotations"] },
    });
    await operation.promise();
  }, hookMs);

  it("makes no revision when nothing differs", async () => {
    expect(await deploy(ctx, wanted(), whole)).toMatchObject({
      revision: first,
      created: false,
      moved: false,
      proof: undefined,
    });
    await expect(deploy(ctx, wanted(), { ...whole, percent: 10 })).rejects.toMatchObject({
      code: "deploy.nothing-to-split",
    });
  });

  it("changes how many instances the service keeps without a revision", async () => {
    const rescaled = await deploy(ctx, { ...wanted(), minInstances: 1 }, whole);
    expect(rescaled).toMatchObject({ revision: first, created: false, scaled: true, moved: false });
    expect((await live()).minInstances).toBe(1);
    expect(await deploy(ctx, wanted(), whole)).toMatchObject({ created: false, scaled: true });
    expect(await deploy(ctx, wanted(), whole)).toMatchObject({ created: false, scaled: false });
  });

  it("gives a new revision its share only after it answered at its own address", async () => {
    const rollout = await deploy(ctx, withEnv("SECOND", "1"), { ...whole, percent: 10 });
    expect(rollout).toMatchObject({
      created: true,
      moved: true,
      proof: { by: "request" },
      traffic: [
        { revision: first, percent: 90 },
        { revision: rollout.revision, percent: 10 },
      ],
      tagUrl: `${cloud.httpUrl}/run/us-central1/candidate---forecast`,
    });
    expect(rollout.revision).toMatch(/^forecast-00002-/);
    const listed = await readRevisions(ctx, wanted());
    expect(listed).toMatchObject([
      { name: rollout.revision, state: "ready", percent: 10, tags: ["candidate"], image },
      { name: first, state: "ready", percent: 90, tags: [] },
    ]);
  });

  it("goes on to 100 % without another revision, and then follows the latest one, as up does", async () => {
    const { revision, created, traffic } = await deploy(ctx, withEnv("SECOND", "1"), whole);
    expect({ created, traffic }).toEqual({ created: false, traffic: [{ revision, percent: 100 }] });
    const service = await asGoogleSees();
    expect(service.traffic).toMatchObject([{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }]);
    expect(service.annotations).toMatchObject({ "example.com/owner": "us" });
    expect(historyOf(service.annotations as Record<string, string>)).toEqual([first]);
    expect((await readRevisions(ctx, wanted()))[0]!.tags).toEqual([]);
  });

  it("goes back to the last revision that had all traffic, and further each time", async () => {
    const { revision: third } = await deploy(ctx, withEnv("THIRD", "1"), whole);
    const once = await rollback(ctx, wanted(), undefined);
    expect(once.revision).toMatch(/^forecast-00002-/);
    expect(once.traffic).toEqual([{ revision: once.revision, percent: 100 }]);
    expect((await rollback(ctx, wanted(), undefined)).revision).toBe(first);
    await expect(rollback(ctx, wanted(), undefined)).rejects.toMatchObject({ code: "rollback.no-history" });
    const forward = await rollback(ctx, wanted(), third);
    expect(forward.traffic).toEqual([{ revision: third, percent: 100 }]);
    expect((await rollback(ctx, wanted(), third)).moved).toBe(false);
    await expect(rollback(ctx, wanted(), "forecast-00009-zzz")).rejects.toMatchObject({
      code: "rollback.unknown-revision",
    });
    expect((await live()).annotations).toHaveProperty(["example.com/owner"], "us");
  });

  it("shows a rollback in the plan, and up gives the traffic to the latest revision again", async () => {
    await rollback(ctx, wanted(), first);
    const planned = await plan(ctx, nodes());
    const change = planned.rows
      .find(({ id }) => id === "service")!
      .changes.find(({ path }) => path === "traffic");
    expect(change).toMatchObject({
      from: `${first} 100 %`,
      to: expect.stringMatching(/^latest 100 %/) as string,
    });
    await apply(ctx, planned);
    expect((await plan(ctx, nodes())).rows.filter(({ action }) => action !== "noop")).toEqual([]);
    expect((await rollback(ctx, wanted(), undefined)).revision).toBe(first);
  });

  it("leaves the former revision serving when the new one fails, and says why", async () => {
    const failure = deploy(ctx, withEnv("START", "crash"), whole);
    await expect(failure).rejects.toMatchObject({
      code: "deploy.revision-failed.crash",
      exitCode: 1,
      details: expect.arrayContaining([
        expect.stringContaining("Cannot find the settings.") as string,
        `Still serving: ${first} (100 %).`,
      ]) as string[],
      fix: expect.stringContaining("cloud-runner deploy") as string,
    });
    expect((await readRevisions(ctx, wanted()))[0]!.state).toMatch(/^failed: /);
  });

  it("says of a failed `up` as much, and what to run again", async () => {
    const [spec, before] = [withEnv("START", "crash"), await live()];
    const failure = runService.update!(ctx, spec, before, runService.diff(spec, before));
    await expect(failure).rejects.toMatchObject({
      code: "deploy.revision-failed.crash",
      details: expect.arrayContaining([
        expect.stringContaining("Cannot find the settings.") as string,
        expect.stringMatching(/^Still serving: /) as string,
      ]) as string[],
      fix: expect.stringContaining("cloud-runner up") as string,
    });
  });

  it("moves traffic between older revisions while the newest one is broken", async () => {
    const second = (await readRevisions(ctx, wanted())).find(({ name }) =>
      name.startsWith("forecast-00002"),
    )!;
    const { traffic } = await rollback(ctx, wanted(), second.name);
    expect(traffic).toEqual([{ revision: second.name, percent: 100 }]);
    await expect(rollback(ctx, wanted(), (await live()).latestCreatedRevision)).rejects.toMatchObject({
      code: "rollback.not-ready",
    });
  });

  it("makes a revision again after one that failed", async () => {
    const { created, traffic, revision } = await deploy(ctx, wanted(), whole);
    expect({ created, traffic }).toEqual({ created: true, traffic: [{ revision, percent: 100 }] });
    expect((await plan(ctx, nodes())).rows.filter(({ action }) => action !== "noop")).toEqual([]);
  });

  it("takes the limits of instances from the revision to the service, as earlier versions left them", async () => {
    const services = await clients.services();
    const { name, template, traffic } = await asGoogleSees();
    const ofRevision = { minInstanceCount: 1, maxInstanceCount: 10 };
    const [operation] = await services.updateService({
      service: { name: name!, template: { ...template, scaling: ofRevision }, scaling: {} },
      updateMask: { paths: ["template", "scaling"] },
    });
    await operation.promise();
    const { uid } = await asGoogleSees();
    const keeping = stackFor(parseConfig({ service: { minInstances: 1 } }, "test"), names, image);
    const planned = await plan(ctx, keeping);
    expect(planned.rows.find(({ id }) => id === "service")).toMatchObject({
      action: "update",
      changes: [
        { path: "template.minInstances", from: 1, to: 0 },
        { path: "scaling.minInstances", from: 0, to: 1 },
        { path: "scaling.maxInstances", from: 0, to: 10 },
      ].map((change) => ({ ...change, effect: "update" })),
    });
    await apply(ctx, planned);
    const after = await asGoogleSees();
    expect(after).toMatchObject({
      uid,
      traffic,
      scaling: { minInstanceCount: 1, maxInstanceCount: 10 },
      template: { scaling: { minInstanceCount: 0, maxInstanceCount: 10 } },
    });
    expect((await plan(ctx, keeping)).rows.filter(({ action }) => action !== "noop")).toEqual([]);
  });

  it("refuses a service that somebody else changed meanwhile", async () => {
    const services = await clients.services();
    let isFirst = true;
    const racing = {
      ...clients,
      services: async () => ({
        getService: async (request: { name: string }) => {
          const answer = await services.getService(request);
          if (isFirst) {
            isFirst = false;
            const [operation] = await services.updateService({
              service: { name: request.name, description: "theirs" },
              updateMask: { paths: ["description"] },
            });
            await operation.promise();
          }
          return answer;
        },
        updateService: services.updateService.bind(services),
      }),
    } as unknown as Clients;
    await expect(
      deploy({ ...ctx, clients: racing }, wanted(), { ...whole, force: true }),
    ).rejects.toMatchObject({
      code: "deploy.changed-meanwhile",
    });
  });
});
