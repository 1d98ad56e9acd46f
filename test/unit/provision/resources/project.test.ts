import { describe, expect, it } from "vitest";
import { PreconditionError } from "../../../../src/core/errors.ts";
import { project } from "../../../../src/provision/resources/project.ts";
import { projectServices } from "../../../../src/provision/resources/project-services.ts";
import { context } from "../support.ts";

describe("project", () => {
  const answering = (getProject: () => Promise<unknown>) =>
    context({ projects: async () => ({ getProject }) });

  it("gives the number, which service agents carry in their names", async () => {
    const ctx = answering(async () => [{ name: "projects/42", state: "ACTIVE" }]);
    expect(await project.read(ctx, { project: "p" })).toEqual({ number: "42" });
  });

  it("is read again, and never made, once the API that knows it is on", async () => {
    const ctx = answering(async () => [{ name: "projects/42", state: "ACTIVE" }]);
    expect(await project.create(ctx, { project: "p" })).toEqual({ number: "42" });
  });

  it("refuses one that is being deleted, and one that cannot be seen", async () => {
    const deleted = answering(async () => [{ name: "projects/42", state: 2 }]);
    await expect(project.read(deleted, { project: "p" })).rejects.toMatchObject({
      code: "project.not-active",
    });
    const unseen = answering(() => Promise.reject(Object.assign(new Error("no"), { code: 7 })));
    await expect(project.read(unseen, { project: "p" })).rejects.toThrow(PreconditionError);
  });

  it("does not take a switched-off API for a missing project", async () => {
    const off = answering(() =>
      Promise.reject(
        Object.assign(new Error("no"), {
          code: 7,
          reason: "SERVICE_DISABLED",
          errorInfoMetadata: { consumer: `projects/${context().project}` },
        }),
      ),
    );
    await expect(project.read(off, { project: "p" })).rejects.toMatchObject({
      code: "cloud.service-disabled",
    });
  });
});

describe("a project that may be made", () => {
  const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
  const spec = { project: "p", creation: { parent: undefined, displayName: "forecast pipeline", labels } };
  const refused = (code: number) => () => Promise.reject(Object.assign(new Error("no"), { code }));
  const found = (fields: object) => async () => [{ name: "projects/42", state: "ACTIVE", ...fields }];
  const projects = (client: object) => context({ projects: async () => client });

  it("is absent when it cannot be seen, and ours when it carries our labels", async () => {
    expect(await project.read(projects({ getProject: refused(7) }), spec)).toBeUndefined();
    expect(await project.read(projects({ getProject: found({ labels }) }), spec)).toEqual({ number: "42" });
  });

  it.each([
    ["somebody else's labels", { labels: { "managed-by": "them" } }],
    ["its deletion under way", { labels, state: "DELETE_REQUESTED" }],
  ])("needs another id when the one it has is found with %s", async (_what, fields) => {
    await expect(project.read(projects({ getProject: found(fields) }), spec)).rejects.toMatchObject({
      code: "project.id-taken",
    });
  });

  it("is adopted when the answer to an earlier request was lost, also when it shows late", async () => {
    let reads = 0;
    const getProject = () => ((reads += 1) < 4 ? refused(7)() : found({ labels })());
    const late = projects({ createProject: refused(6), getProject });
    expect(await project.create(late, spec)).toEqual({ number: "42" });
  });

  it("needs another id when the one it has is somebody else's", async () => {
    const taken = projects({ createProject: refused(6), getProject: refused(7) });
    await expect(project.create(taken, spec)).rejects.toMatchObject({ code: "project.id-taken" });
  });

  it("says what to do when none may be made", async () => {
    const forbidden = projects({ createProject: refused(7), getProject: refused(7) });
    await expect(project.create(forbidden, spec)).rejects.toMatchObject({
      fix: expect.stringContaining("--parent") as string,
    });
  });
});

describe("projectServices", () => {
  function usage(failures: object[] = []) {
    const enabled: string[] = [];
    const log: string[] = [];
    const done = { promise: async () => [{ failures }] };
    const client = {
      listServices: async () => [enabled.map((id) => ({ name: `projects/1/services/${id}` }))],
      enableService: async ({ name }: { name: string }) => {
        log.push(`one ${name}`);
        enabled.push(name.split("/").at(-1)!);
        return [done];
      },
      batchEnableServices: async ({ serviceIds }: { serviceIds: string[] }) => {
        log.push(`batch of ${serviceIds.length}`);
        enabled.push(...serviceIds);
        return [done];
      },
    };
    return { log, enabled, ctx: context({ serviceUsage: async () => client }) };
  }
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `api${index}`);

  it.each([
    [1, ["one projects/p/services/api0"]],
    [2, ["batch of 2"]],
    [20, ["batch of 20"]],
    [21, ["batch of 20", "one projects/p/services/api20"]],
  ])("enables %d in calls that Google accepts", async (count, expected) => {
    const { ctx, log } = usage();
    const spec = { project: "p", services: ids(count) };
    const live = (await projectServices.read(ctx, spec))!;
    const after = await projectServices.update!(ctx, spec, live, projectServices.diff(spec, live));
    expect(log).toEqual(expected);
    expect(projectServices.diff(spec, after)).toEqual([]);
  });

  it("enables only what is off", async () => {
    const { ctx, enabled } = usage();
    enabled.push("api0", "theirs");
    const spec = { project: "p", services: ids(3) };
    const live = (await projectServices.read(ctx, spec))!;
    expect(projectServices.diff(spec, live).map((change) => change.path)).toEqual(["api1", "api2"]);
  });

  it("fails when a service of a finished batch could not be enabled", async () => {
    const { ctx } = usage([{ serviceId: "api1", errorMessage: "billing is off" }]);
    const creating = projectServices.create(ctx, { project: "p", services: ids(2) });
    await expect(creating).rejects.toMatchObject({ details: ["api1: billing is off"] });
  });
});
