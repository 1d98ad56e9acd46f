import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plan, planFrom, refuseIfNeeded, summaryLine } from "../../../../src/provision/engine/plan.ts";
import { cloudErrorFrom } from "../../../../src/provision/google/cloud-error.ts";
import { node, observed } from "../../../../src/provision/engine/node.ts";
import { changed } from "../../../../src/provision/engine/resource.ts";
import { unknownYet } from "../../../../src/provision/engine/unknown.ts";
import { PlanRefusedError } from "../../../../src/core/errors.ts";
import { context, thingCloud } from "../support.ts";

const actions = (rows: { id: string; action: string }[]) => rows.map((row) => `${row.action} ${row.id}`);

describe("planFrom", () => {
  const cloud = thingCloud();
  const a = cloud.node("a");
  const b = cloud.node("b", [a]);
  const c = cloud.node("c", [a]);
  const d = cloud.node("d", [b, c]);
  const nodes = [a, b, c, d];

  it("creates what is absent, updates what differs, and leaves the rest", () => {
    const found = observed(
      new Map([
        ["a", { name: "a", size: 1 }],
        ["b", { name: "b", size: 2 }],
      ]),
    );
    const rows = planFrom(nodes, found);
    expect(actions(rows)).toEqual(["noop a", "update b", "create c", "create d"]);
    expect(rows[1]!.changes).toEqual([{ path: "size", from: 2, to: 1, effect: "update" }]);
    expect(summaryLine({ rows })).toBe("Plan: 2 to add, 1 to change, 0 to destroy.");
  });

  it("has the same order however the nodes are listed", () => {
    const order = actions(planFrom(nodes, observed()));
    fc.assert(
      fc.property(fc.shuffledSubarray(nodes, { minLength: nodes.length }), (shuffled) => {
        expect(actions(planFrom(shuffled, observed()))).toEqual(order);
      }),
    );
  });

  it("refuses what was made by somebody else, unless told to adopt it", () => {
    const found = observed(new Map([["a", { name: "a", size: 2, owner: "them" }]]));
    const [refused] = planFrom([a], found);
    expect(refused).toMatchObject({ action: "refuse", reason: "it exists, and was not made by this stack" });
    expect(refused!.fix).toContain("--adopt");
    expect(actions(planFrom([a], found, { adopt: true }))).toEqual(["update a"]);
    expect(() => refuseIfNeeded({ rows: [refused!] })).toThrow(PlanRefusedError);
  });

  it("refuses a change that cannot be made in place, even when adopting", () => {
    const impossible = cloud.node("a", [], -1);
    const rows = planFrom([impossible], observed(new Map([["a", { name: "a", size: 2 }]])), { adopt: true });
    expect(rows[0]).toMatchObject({ action: "refuse", reason: "size is 2, not -1, and cannot be changed" });
  });

  it("shows what comes late as known after apply, and as the value once it is there", () => {
    const late = node("late", cloud.resource, (known) => ({
      name: "late",
      size: known.of(a, (live) => String(live.size)) as unknown as number,
    }));
    const live = { name: "late", size: 7 };
    expect(planFrom([a, late], observed(new Map([["late", live]])))[1]!.changes[0]!.to).toBe(unknownYet);
    const rows = planFrom(
      [a, late],
      observed(
        new Map([
          ["a", { name: "a", size: 7 }],
          ["late", live],
        ]),
      ),
    );
    expect(rows[1]!.changes[0]).toMatchObject({ from: 7, to: "7" });
  });

  it("creates again what is a part of something that is replaced", () => {
    const replacing = { ...cloud.resource, diff: () => changed("x", 1, 2, "replace") };
    const whole = node("whole", replacing, { name: "whole", size: 1 });
    const part = node("part", { ...cloud.resource, within: () => "whole" }, { name: "part", size: 1 }, [
      whole,
    ]);
    const found = observed(new Map(["whole", "part"].map((name) => [name, { name, size: 1 }])));
    expect(actions(planFrom([whole, part], found))).toEqual(["replace whole", "create part"]);
  });

  it("rejects a circle and a need that is not in the stack", () => {
    expect(() => planFrom([{ ...a, needs: ["d"] }, b, c, d], observed())).toThrow(/need each other/);
    expect(() => planFrom([b], observed())).toThrow(/not there: b/);
  });
});

describe("plan", () => {
  it("reads and never writes", async () => {
    const cloud = thingCloud([{ name: "a", size: 1 }]);
    const a = cloud.node("a");
    const { rows } = await plan(context(), [cloud.node("b", [a]), a]);
    expect(actions(rows)).toEqual(["noop a", "create b"]);
    expect(cloud.log).toEqual([]);
  });

  it("takes nothing over unless told to", async () => {
    const cloud = thingCloud([{ name: "a", size: 1, owner: "them" }]);
    const nodes = [cloud.node("a")];
    const ctx = context();
    const unasked = await plan(ctx, nodes);
    expect([unasked.adopt, ...actions(unasked.rows)]).toEqual([false, "refuse a"]);
    expect(actions((await plan(ctx, nodes, { adopt: true })).rows)).toEqual(["noop a"]);
  });

  it("takes what an API hides that is off for absent, only where the plan switches it on", async () => {
    const cloud = thingCloud();
    const off = cloudErrorFrom(
      { code: 7, message: "off", reason: "SERVICE_DISABLED" },
      { method: "x.Get", resource: "b", project: "p", unavailableFix: "" },
    );
    const hidden = {
      ...cloud.resource,
      async read(): Promise<never> {
        throw off;
      },
    };
    const b = node("b", hidden, { name: "b", size: 1 });
    const enabling = node("a", { ...cloud.resource, enablesApis: true as const }, { name: "a", size: 1 });
    const { rows } = await plan(context(), [enabling, b]);
    expect(actions(rows)).toEqual(["create a", "create b"]);
    await expect(plan(context(), [cloud.node("a"), b])).rejects.toBe(off);
  });
});
