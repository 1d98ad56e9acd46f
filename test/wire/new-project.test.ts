// A project that does not exist yet, made and filled by the code that talks to Google, on the local cloud.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { trustFolder } from "../../src/library/trust/trust-folder.ts";
import { makeProject } from "../../src/library/project/make-project.ts";
import { mayDeleteProject, removeProject } from "../../src/library/project/delete-project.ts";
import type { Settings } from "../../src/library/settings.ts";
import { removeWhole, type Removal } from "../../src/library/stack/down.ts";
import { checkBeforehand } from "../../src/library/stack/up.ts";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { destroy, planDestroy } from "../../src/provision/engine/destroy.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { plan, summaryLine } from "../../src/provision/engine/plan.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { startBreakableLine, type BreakableLine } from "../support/breakable-line.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

const image = `us-central1-docker.pkg.dev/p/forecast/runtime@sha256:${"1".repeat(64)}`;
const billingAccount = "Local billing";

/** Stands for the container: answers 200 to everything. */
const server = `
import { createServer } from "node:http";
createServer((_request, response) => response.end()).listen(Number(process.env.PORT));
process.on("SIGTERM", () => process.exit(0));
`;

let folder: string;
let cloud: LocalCloud;
let line: BreakableLine;
let opened: Clients[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "new-project-"));
  const imageDir = join(folder, "image");
  await mkdir(imageDir);
  await writeFile(join(imageDir, "server.mjs"), server);
  cloud = await startLocalCloud({
    folder: join(folder, "state"),
    imageDir,
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report: () => {},
  });
  line = await startBreakableLine(cloud);
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((clients) => clients.close()));
  await line.close();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

/** The clients that would talk to Google, on a line to the local cloud. */
function connect(_endpoint: unknown, project: string): Clients {
  const { httpUrl, grpcPort } = line;
  const { secret } = cloud;
  const clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    project,
  );
  opened.push(clients);
  return clients;
}

const cliContext = () => fakeContext({ ...fakeIo({}), clock: systemClock }, { yes: true }, folder);
const make = (draw?: () => string) =>
  makeProject(cliContext(), { parent: "folders/7", billingAccount }, { connect, ...(draw && { draw }) });
const written = async () =>
  (JSON.parse(await readFile(join(folder, "cloud-runner.json"), "utf8")) as { project: string }).project;

const contextOf = (project: string): CloudContext =>
  createContext({
    clients: connect(undefined, project),
    clock: systemClock,
    names: namesFor(parseConfig({ target: "gcp", project }, "test")),
  });

/** Ids of all projects under the folder: an orphan would be one more. */
async function projects(): Promise<string[]> {
  const client = await connect(undefined, "cloud-runner-local").projects();
  const [found] = await client.listProjects({ parent: "folders/7" });
  return found.map(({ projectId }) => projectId ?? "");
}

describe("a new project", () => {
  it("is written down, marked, paid for, and made only once", async () => {
    const id = await make();
    expect(id).toMatch(/^forecast-[0-9a-z]{8}$/);
    expect(await written()).toBe(id);
    expect((await readdir(folder)).toSorted()).toEqual([
      ".cloud-runner",
      "cloud-runner.json",
      "image",
      "state",
    ]);
    const billing = await connect(undefined, id).billing();
    const [info] = await billing.getProjectBillingInfo({ name: `projects/${id}` });
    expect(info.billingEnabled).toBe(true);
    expect(await make()).toBe(id);
    expect(await projects()).toEqual([id]);
  });

  it("is not made, nor its id written down, when its stack could not be brought up in it", async () => {
    const options = { maxCost: 1 };
    const limited = makeProject(
      cliContext(),
      { parent: "folders/7", billingAccount },
      { connect, check: (settings) => checkBeforehand(cliContext(), settings, options) },
    );
    await expect(limited).rejects.toMatchObject({ code: "plan.over-max-cost" });
    const noDocker = { ...fakeIo({ env: { PATH: folder } }), clock: systemClock };
    const context = fakeContext(noDocker, { yes: true }, folder);
    const check = (settings: Settings) =>
      checkBeforehand(context, settings, { ...options, maxCost: undefined });
    const building = makeProject(context, { parent: "folders/7", billingAccount }, { connect, check });
    await expect(building).rejects.toMatchObject({
      code: "docker.missing",
      fix: expect.stringContaining("--builder cloud-build"),
    });
    expect(await projects()).toEqual([]);
    await expect(written()).rejects.toThrow("ENOENT");
    const withoutDocker = (settings: Settings) =>
      check({ ...settings, config: { ...settings.config, builder: "cloud-build" } });
    await makeProject(context, { parent: "folders/7", billingAccount }, { connect, check: withoutDocker });
    expect(await projects()).toHaveLength(1);
  });

  it("is the same one after a run that was killed, whichever answer was the last to be lost", async () => {
    const ids: string[] = [];
    let isWhole = false;
    for (let count = 1; !isWhole; count += 1) {
      line.loseAfter(count);
      isWhole = await make().then(
        () => true,
        () => false,
      );
      line.restore();
      // The id was there before the request.
      const id = await written();
      expect(await make()).toBe(id);
      ids.push(id);
      expect(await projects()).toEqual(ids.toSorted());
      await rm(join(folder, "cloud-runner.json"));
    }
    // One lost answer each to making the project and to linking billing, and one run that went through.
    expect(ids).toHaveLength(3);
  });

  it("gets another id when the one that was drawn is not ours", async () => {
    const client = await connect(undefined, "cloud-runner-local").projects();
    const theirs = "forecast-00000000";
    await (await client.createProject({ project: { projectId: theirs } }))[0].promise();
    const draws = [theirs, "forecast-11111111"];
    expect(await make(() => draws.shift()!)).toBe("forecast-11111111");
    expect(await written()).toBe("forecast-11111111");
  });

  it("is left alone when the id in the file is a stranger's that nobody drew", async () => {
    const client = await connect(undefined, "cloud-runner-local").projects();
    await (await client.createProject({ project: { projectId: "their-project" } }))[0].promise();
    await writeFile(join(folder, "cloud-runner.json"), JSON.stringify({ project: "their-project" }));
    await trustFolder(cliContext());
    await expect(make()).rejects.toMatchObject({ code: "project.id-taken" });
    expect(await written()).toBe("their-project");
  });

  it("carries the whole stack from nothing, in sync after one run, and goes with it", async () => {
    const id = await make();
    const ctx = contextOf(id);
    const { names } = ctx;
    const config = parseConfig({ target: "gcp", project: id }, "test");
    const nodes = () => stackFor(config, names, image);
    await apply(ctx, await plan(ctx, nodes()));
    expect(summaryLine(await plan(ctx, nodes()))).toBe("Plan: 0 to add, 0 to change, 0 to destroy.");
    const marks = (await inventory(ctx, kinds)).map(({ name }) => name).join(" ");
    expect(marks).toContain(`projects/${id}/`);
    expect(marks).not.toContain("cloud-runner-local");
    expect(await inventory(contextOf("cloud-runner-local"), kinds)).toEqual([]);

    expect(await mayDeleteProject(ctx)).toBe("active");
    await destroy(ctx, await planDestroy(ctx, nodes()));
    expect(await inventory(ctx, kinds)).toEqual([]);
    await removeProject(cliContext(), ctx);
    expect(await mayDeleteProject(ctx)).toBe("under-way");
    expect(await written()).toBeUndefined();
  });

  it("goes also when nobody pays for it any more, though nothing in it can be read then", async () => {
    const id = await make();
    const ctx = contextOf(id);
    const usage = await ctx.clients.serviceUsage();
    const name = `projects/${id}/services/artifactregistry.googleapis.com`;
    await (await usage.enableService({ name }))[0].promise();
    const billing = await ctx.clients.billing();
    const projectBillingInfo = { billingAccountName: "" };
    await billing.updateProjectBillingInfo({ name: `projects/${id}`, projectBillingInfo });
    const config = parseConfig({ target: "gcp", project: id }, "test");
    const settings: Settings = { config, names: ctx.names, source: undefined };
    const stack = { cloud: ctx, settings, localCloud: undefined };
    const asked: object[] = [];
    const how = (deleteProject: boolean) => ({
      deleteProject,
      approve: async ({ project, isListed, deletesProject }: Removal) =>
        void asked.push({ project, isListed, deletesProject }),
    });
    // The stack alone cannot go.
    await expect(removeWhole(cliContext(), stack, how(false))).rejects.toMatchObject({
      code: "down.not-looked-at",
      details: expect.arrayContaining([expect.stringContaining("requires billing")]) as string[],
      fix: expect.stringContaining("gcloud billing projects link") as string,
    });
    expect(await removeWhole(cliContext(), stack, how(true))).toMatchObject({ project: id, deleted: [] });
    expect(asked).toEqual([{ project: id, isListed: false, deletesProject: true }]);
    expect(await mayDeleteProject(ctx)).toBe("under-way");
  });

  it("is never deleted when it was not made by this stack", async () => {
    await expect(mayDeleteProject(contextOf("cloud-runner-local"))).rejects.toMatchObject({
      code: "project.not-ours",
    });
  });
});
