import { describe, expect, it } from "vitest";
import { CloudRunnerError } from "../../../../src/core/errors.ts";
import { ApplyError } from "../../../../src/provision/engine/walk.ts";
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
