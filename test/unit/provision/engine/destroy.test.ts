import { describe, expect, it } from "vitest";
import { CloudRunnerError } from "../../../../src/core/errors.ts";
import { ApplyError } from "../../../../src/provision/engine/walk.ts";
import type { CloudContext } from "../../../../src/provision/engine/context.ts";
import { destroy, planDestroy } from "../../../../src/provision/engine/destroy.ts";
import { node } from "../../../../src/provision/engine/node.ts";
import type { Kept } from "../../../../src/provision/engine/resource.ts";
import { context, thingCloud, type Thing } from "../support.ts";

const three = () => {
  const cloud = thingCloud(["a", "b", "c"].map((name) => ({ name, size: 1 })));
  const a = cloud.node("a");
  const b = cloud.node("b", [a]);
  return { cloud, a, b, c: cloud.node("c", [b]) };
};

describe("destroy", () => {
  it("deletes in reverse, also past what is already gone", async () => {
    const { cloud, a, b, c } = three();
    cloud.things.delete("b");
    const ctx = context();
    const plan = await planDestroy(ctx, [a, b, c]);
    expect(plan.rows.map((row) => `${row.action} ${row.id}`)).toEqual(["delete c", "delete a"]);
    await destroy(ctx, plan);
    expect(cloud.log).toEqual(["delete c", "delete a"]);
  });

  it("leaves what is not ours, and what without marks of its own hangs on it", async () => {
    const { cloud, a } = three();
    cloud.things.set("a", { name: "a", size: 1, owner: "them" });
    const unmarked = { ...cloud.resource };
    delete unmarked.owned;
    const grant = node("b", unmarked, { name: "b", size: 1 }, [a]);
    const further = node("c", unmarked, { name: "c", size: 1 }, [grant]);
    const plan = await planDestroy(context(), [a, grant, further]);
    expect(plan.rows.map((row) => `${row.action} ${row.id}`)).toEqual(["refuse a"]);
  });

  it("leaves what the stack uses but never made", async () => {
    const { cloud, b } = three();
    const ofGoogle = { ...cloud.resource, kept: "it is not ours" } as unknown as Kept<Thing, Thing>;
    const kept = node("a", ofGoogle, { name: "a", size: 1 });
    const plan = await planDestroy(context(), [kept, b]);
    expect(plan.rows.map((row) => row.id)).toEqual(["b"]);
  });

  it("says what is lost with it", async () => {
    const { cloud } = three();
    const holder = { ...cloud.resource, contents: async () => ({ objects: 3, bytes: 99 }) };
    const { rows } = await planDestroy(context(), [node("a", holder, { name: "a", size: 1 })]);
    expect(rows[0]!.contents).toEqual({ objects: 3, bytes: 99 });
  });

  it("counts only what is in things that are deleted, and reports what waits", async () => {
    const { cloud } = three();
    cloud.things.set("a", { name: "a", size: 1, owner: "them" });
    const counted: string[] = [];
    const holder = {
      ...cloud.resource,
      contents: async (_ctx: unknown, { name }: Thing) => {
        counted.push(name);
        return { objects: 0, bytes: 0 };
      },
      delete: async (ctx: CloudContext, { name }: Thing) => {
        ctx.waiting("waits", 7);
        cloud.things.delete(name);
      },
    };
    const nodes = ["a", "b"].map((name) => node(name, holder, { name, size: 1 }));
    const ctx = context();
    const plan = await planDestroy(ctx, nodes);
    expect(counted).toEqual(["b"]);
    expect(plan.rows.find(({ id }) => id === "a")).toMatchObject({
      action: "refuse",
      reason: "was not made by this stack: it stays",
      fix: "Remove it by hand if it is not needed.",
    });
    const waits: unknown[] = [];
    const { observed } = await destroy(ctx, plan, {
      waiting: (row, reason, elapsedMs) => void waits.push([row.id, reason, elapsedMs]),
    });
    expect(waits).toEqual([["b", "waits", 7]]);
    expect(nodes.map((each) => observed.of(each)?.name)).toEqual(["a", undefined]);
  });

  it("stops between two deletions when the signal fires", async () => {
    const { cloud, a, b, c } = three();
    const abort = new AbortController();
    cloud.on("delete c", () => abort.abort());
    const ctx = context();
    const plan = await planDestroy(ctx, [a, b, c]);
    await expect(destroy(ctx, plan, {}, { signal: abort.signal })).rejects.toMatchObject({
      message: "Interrupted: 1 done, 0 cut short, 2 not started.",
    });
    expect(cloud.log).toEqual(["delete c"]);
  });

  it("goes on after a failure and collects it", async () => {
    const { cloud, a, b, c } = three();
    cloud.on("delete b", () => {
      throw new CloudRunnerError("b stays", { code: "test.b" });
    });
    const ctx = context();
    const plan = await planDestroy(ctx, [a, b, c]);
    const failure = await destroy(ctx, plan).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApplyError);
    expect(failure).toMatchObject({ code: "test.b" });
    expect([...cloud.things.keys()]).toEqual(["b"]);
  });
});
