import { describe, expect, it } from "vitest";
import { CloudRunnerError, InterruptedError, PlanRefusedError } from "../../../../src/core/errors.ts";
import { apply } from "../../../../src/provision/engine/apply.ts";
import { cloudErrorFrom } from "../../../../src/provision/google/cloud-error.ts";
import { plan } from "../../../../src/provision/engine/plan.ts";
import { node, type Known, type Node } from "../../../../src/provision/engine/node.ts";
import { changed } from "../../../../src/provision/engine/resource.ts";
import { unknownYet } from "../../../../src/provision/engine/unknown.ts";
import { ApplyError, type Reporter } from "../../../../src/provision/engine/walk.ts";
import { cloudError, context, thingCloud } from "../support.ts";

const without = <T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

async function run(
  nodes: readonly Node[],
  options: { signal?: AbortSignal; adopt?: boolean; reporter?: Reporter } = {},
) {
  const ctx = context();
  const planned = await plan(ctx, nodes, { adopt: options.adopt ?? false });
  return apply(ctx, planned, options.reporter, { signal: options.signal });
}

const caught = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
};

const outcomes = (error: unknown) =>
  (error as ApplyError).summary.results.map((result) => `${result.outcome} ${result.id}`);

describe("apply", () => {
  it("starts a node only when all it needs is done", async () => {
    const cloud = thingCloud();
    const a = cloud.node("a");
    const b = cloud.node("b", [a]);
    await run([cloud.node("c", [a, b]), b, a]);
    expect(cloud.log).toEqual(["create a", "created a", "create b", "created b", "create c", "created c"]);
  });

  it("writes nothing the second time", async () => {
    const cloud = thingCloud([{ name: "b", size: 5 }]);
    const nodes = [cloud.node("a"), cloud.node("b")];
    await run(nodes);
    const before = cloud.log.length;
    const { results } = await run(nodes);
    expect(results.map((result) => result.outcome)).toEqual(["unchanged", "unchanged"]);
    expect(cloud.log).toHaveLength(before);
  });

  it("tries again after a deadline that passed once the work was done", async () => {
    const cloud = thingCloud();
    const late = { method: "x.Create", resource: "a", project: "p", unavailableFix: "" };
    let tries = 0;
    cloud.on("created a", () => {
      tries += 1;
      throw cloudErrorFrom(Object.assign(new Error("Deadline exceeded"), { code: 4 }), late);
    });
    const ctx = context({ faultBudgetMs: 30_000 });
    const { results } = await apply(ctx, await plan(ctx, [cloud.node("a")]));
    expect(results.map(({ outcome }) => outcome)).toEqual(["unchanged"]);
    expect(tries).toBe(1);
    expect(cloud.log).toEqual(["create a", "created a", "create a"]);
  });

  it("skips what needs a failed node, and finishes the other branches", async () => {
    const cloud = thingCloud();
    cloud.on("create a", () => {
      throw new CloudRunnerError("a is impossible", { code: "test.a", fix: "leave it" });
    });
    const a = cloud.node("a");
    const b = cloud.node("b", [a]);
    const x = cloud.node("x");
    const error = await caught(run([a, b, cloud.node("c", [b]), x, cloud.node("y", [x])]));
    expect(error).toBeInstanceOf(ApplyError);
    expect(error).toMatchObject({ code: "test.a", fix: "leave it", message: "a failed: a is impossible" });
    expect(outcomes(error)).toEqual(["failed a", "skipped b", "skipped c", "done x", "done y"]);
  });

  it("throws what is not a known failure as it is", async () => {
    const cloud = thingCloud();
    cloud.on("create a", () => {
      throw new TypeError("a bug");
    });
    expect(await caught(run([cloud.node("a")]))).toBeInstanceOf(TypeError);
  });

  it("runs writers of the same key one after another", async () => {
    const cloud = thingCloud();
    let writing = 0;
    let most = 0;
    const exclusive = {
      ...cloud.resource,
      exclusive: () => "one policy",
      async create(...args: Parameters<typeof cloud.resource.create>) {
        writing += 1;
        most = Math.max(most, writing);
        await new Promise((resolve) => setImmediate(resolve));
        writing -= 1;
        return cloud.resource.create(...args);
      },
    };
    await run(["a", "b", "c"].map((name) => node(name, exclusive, { name, size: 1 })));
    expect(most).toBe(1);
    expect(cloud.things.size).toBe(3);
  });

  it("goes on when it already exists, which an earlier run may have done without hearing of it", async () => {
    const cloud = thingCloud();
    cloud.on("create a", () => void cloud.things.set("a", { name: "a", size: 3, owner: "us" }));
    await run([cloud.node("a")]);
    expect(cloud.log).toEqual(["create a", "update a"]);
    expect(cloud.things.get("a")).toMatchObject({ size: 1 });
  });

  it("does not take over what somebody else made in the meantime", async () => {
    const cloud = thingCloud();
    cloud.on("create a", () => void cloud.things.set("a", { name: "a", size: 3, owner: "them" }));
    const error = await caught(run([cloud.node("a")]));
    expect((error as ApplyError).cause).toBeInstanceOf(PlanRefusedError);
    expect(cloud.things.get("a")).toMatchObject({ size: 3, owner: "them" });
  });

  it("tries again when the name is taken by something that is about to be gone", async () => {
    const cloud = thingCloud();
    let tries = 0;
    cloud.on("create a", () => {
      tries += 1;
      if (tries < 3) throw cloudError("ALREADY_EXISTS");
    });
    const waits: string[] = [];
    await run([cloud.node("a")], { reporter: { waiting: (_row, reason) => void waits.push(reason) } });
    expect(tries).toBe(3);
    expect(waits).toEqual(Array(2).fill("waiting for the deleted one of this name to be gone"));
  });

  it("waits minutes for such a name, then fails instead of taking the row for done", async () => {
    const cloud = thingCloud();
    const ctx = context();
    const full = {
      ...cloud.resource,
      create: () => Promise.reject(cloudError("ALREADY_EXISTS", "it is there")),
    };
    const nodes = [node("a", full, { name: "a", size: 1 })];
    const error = await caught(apply(ctx, await plan(ctx, nodes)));
    expect(error).toMatchObject({ code: "cloud.name-taken" });
    expect((error as ApplyError).details.join()).toContain("it is there");
    expect(outcomes(error)).toEqual(["failed a"]);
    expect(ctx.clock.now()).toBe(5 * 60_000);
  });

  it("reads again when another writer was faster", async () => {
    const cloud = thingCloud([{ name: "a", size: 9 }]);
    let isFirst = true;
    cloud.on("update a", () => {
      if (!isFirst) return;
      isFirst = false;
      throw cloudError("ABORTED");
    });
    await run([cloud.node("a")]);
    expect(cloud.log).toEqual(["update a", "update a"]);
  });

  it("replaces by deleting first", async () => {
    const cloud = thingCloud([{ name: "a", size: 9 }]);
    const replaced: typeof cloud.resource = {
      ...cloud.resource,
      diff: (spec, live) => changed("size", live.size, spec.size, "replace"),
    };
    await run([node("a", replaced, { name: "a", size: 1 })]);
    expect(cloud.log).toEqual(["delete a", "create a", "created a"]);
  });

  it("removes what the configuration has no place for any more, after what it waits for", async () => {
    const cloud = thingCloud([{ name: "old", size: 7 }]);
    const a = cloud.node("a");
    const old: Node = { ...cloud.node("old", [a]), unwanted: true };
    const gone: Node = { ...cloud.node("gone", [a]), unwanted: true };
    const planned = await plan(context(), [a, old, gone]);
    expect(planned.rows.map(({ action, id }) => `${action} ${id}`)).toEqual([
      "create a",
      "noop gone",
      "delete old",
    ]);
    const { results, observed } = await apply(context(), planned);
    expect(cloud.log).toEqual(["create a", "created a", "delete old"]);
    expect(results.map(({ id, outcome }) => `${outcome} ${id}`)).toEqual([
      "done a",
      "unchanged gone",
      "done old",
    ]);
    expect(observed.of(old)).toBeUndefined();
  });

  it("fails when what was written does not show within the wait", async () => {
    const cloud = thingCloud([{ name: "a", size: 9 }]);
    const deaf = {
      ...cloud.resource,
      update: async (_ctx: unknown, spec: { name: string; size: number }) => spec,
    };
    const error = await caught(run([node("a", deaf, { name: "a", size: 1 })]));
    expect(error).toMatchObject({ code: "apply.not-settled", details: ["size: is 9, wanted 1"] });
  });

  it("says what went wrong when it cannot look whether a change shows", async () => {
    const cloud = thingCloud();
    const ctx = context();
    const hidden = {
      ...cloud.resource,
      async read() {
        if (cloud.log.length > 0) throw cloudError("PERMISSION_DENIED");
        return undefined;
      },
    };
    const error = await caught(apply(ctx, await plan(ctx, [node("a", hidden, { name: "a", size: 1 })])));
    expect(error).toMatchObject({ code: "cloud.PERMISSION_DENIED" });
  });

  it("gives a change time to show", async () => {
    const cloud = thingCloud();
    const ctx = context();
    let reads = 0;
    const slow = {
      ...cloud.resource,
      async read(...args: Parameters<typeof cloud.resource.read>) {
        reads += 1;
        return reads <= 2 ? undefined : cloud.resource.read(...args);
      },
    };
    const waits: string[] = [];
    const planned = await plan(ctx, [node("a", slow, { name: "a", size: 1 })]);
    const reporter: Reporter = { waiting: (_row, reason, ms) => void waits.push(`${reason}, ${ms}`) };
    const { results } = await apply(ctx, planned, reporter);
    expect(results[0]).toMatchObject({ outcome: "done", durationMs: 200 });
    expect(waits).toEqual(["waiting for the change to show, 0"]);
  });

  it("gives up after a minute when what was made is not there", async () => {
    const cloud = thingCloud();
    const ctx = context();
    const hidden = { ...cloud.resource, read: async () => undefined };
    const error = await caught(apply(ctx, await plan(ctx, [node("a", hidden, { name: "a", size: 1 })])));
    expect(error).toMatchObject({ code: "apply.not-settled", details: ["it is not there"] });
    expect(ctx.clock.now()).toBeGreaterThan(50_000);
    expect(ctx.clock.now()).toBeLessThanOrEqual(60_000);
  });

  it("waits ten seconds for the deleted one of a name, and no more once it is interrupted", async () => {
    const cloud = thingCloud();
    const abort = new AbortController();
    let tries = 0;
    cloud.on("create a", () => {
      tries += 1;
      if (tries === 2) abort.abort(new InterruptedError());
      throw cloudError("ALREADY_EXISTS");
    });
    const ctx = context();
    const planned = await plan(ctx, [cloud.node("a")]);
    const error = await caught(apply(ctx, planned, {}, { signal: abort.signal }));
    expect(error).toBeInstanceOf(InterruptedError);
    expect([tries, ctx.clock.now()]).toEqual([2, 10_000]);
  });

  it("fails after six rounds when another writer is always faster", async () => {
    const cloud = thingCloud([{ name: "a", size: 9 }]);
    cloud.on("update a", () => {
      throw cloudError("ABORTED");
    });
    const error = await caught(run([cloud.node("a")]));
    expect(error).toMatchObject({ name: "ApplyError", code: "cloud.ABORTED" });
    expect(cloud.log).toEqual(Array(6).fill("update a"));
  });

  it("waits for a fresh API only after the node that switches APIs on", async () => {
    const disabled = () =>
      cloudErrorFrom(
        { code: 7, message: "off", reason: "SERVICE_DISABLED" },
        { method: "x.Create", resource: "b", project: "p", unavailableFix: "" },
      );
    const tried = async (isEnabling: boolean) => {
      const cloud = thingCloud();
      let tries = 0;
      cloud.on("create b", () => {
        tries += 1;
        if (tries < 3) throw disabled();
      });
      const enabling = isEnabling ? { ...cloud.resource, enablesApis: true as const } : cloud.resource;
      const a = node("a", enabling, { name: "a", size: 1 });
      const ctx = context();
      const waits: string[] = [];
      const reporter: Reporter = { waiting: (_row, reason, ms) => void waits.push(`${reason}, ${ms}`) };
      const outcome = await apply(ctx, await plan(ctx, [a, cloud.node("b", [a])]), reporter).catch(
        (error: unknown) => error,
      );
      return { outcome, tries, waits };
    };
    const patient = await tried(true);
    expect(patient.tries).toBe(3);
    expect(patient.waits).toEqual([
      "waiting for a freshly enabled API, 0",
      "waiting for a freshly enabled API, 2000",
    ]);
    expect(await tried(false)).toMatchObject({
      tries: 1,
      waits: [],
      outcome: { code: "cloud.service-disabled" },
    });
  });

  it("neither replaces nor changes what its kind cannot", async () => {
    const cloud = thingCloud([{ name: "a", size: 9 }]);
    const fixed = without(cloud.resource, "update");
    const error = await caught(run([node("a", fixed, { name: "a", size: 1 })]));
    expect(error).toMatchObject({ message: "a: nothing of its kind can be changed" });
    const kept = {
      ...without(cloud.resource, "delete", "list"),
      kept: "used",
      diff: () => changed("size", 9, 1, "replace"),
    };
    const refusal = await caught(run([node("a", kept, { name: "a", size: 1 })]));
    expect(refusal).toMatchObject({ message: "a: its kind is kept, and cannot be replaced" });
    expect(cloud.log).toEqual([]);
  });

  it("refuses a plan with a refused row before anything is sent", async () => {
    const cloud = thingCloud([{ name: "b", size: 9, owner: "them" }]);
    const error = await caught(run([cloud.node("a"), cloud.node("b")]));
    expect(error).toBeInstanceOf(PlanRefusedError);
    expect(cloud.log).toEqual([]);
    await run([cloud.node("a"), cloud.node("b")], { adopt: true });
    expect(cloud.things.get("b")).toMatchObject({ size: 1 });
  });

  it("says what was made in this run, and what was observed after it", async () => {
    const cloud = thingCloud([{ name: "b", size: 1 }]);
    const fresh: boolean[] = [];
    const asking = {
      ...cloud.resource,
      async create(...[ctx, spec]: Parameters<typeof cloud.resource.create>) {
        fresh.push(ctx.isNew("a"), ctx.isNew("b"));
        return cloud.resource.create(ctx, spec);
      },
    };
    const [a, b] = [cloud.node("a"), cloud.node("b")];
    const c = node("c", asking, { name: "c", size: 1 }, [a, b]);
    const { observed } = await run([a, b, c]);
    expect(fresh).toEqual([true, false]);
    expect([a, b, c].map((each) => observed.of(each)?.size)).toEqual([1, 1, 1]);
  });

  it("starts nothing new after an abort, and waits for what is under way", async () => {
    const cloud = thingCloud();
    const abort = new AbortController();
    cloud.on("create a", async () => {
      abort.abort();
      await new Promise((resolve) => setImmediate(resolve));
    });
    const a = cloud.node("a");
    const error = await caught(run([a, cloud.node("b", [a])], { signal: abort.signal }));
    expect(error).toBeInstanceOf(InterruptedError);
    expect(cloud.log).toEqual(["create a", "created a"]);
  });

  it("gives late values to the nodes that need them", async () => {
    const cloud = thingCloud();
    const a = cloud.node("a", [], 4);
    const late = (known: Known) => ({
      name: "late",
      size: known.of(a, (live) => `${live.size}!`) as unknown as number,
    });
    const ctx = context();
    const nodes = [a, node("late", cloud.resource, late, [a])];
    const planned = await plan(ctx, nodes);
    await apply(ctx, planned);
    expect(cloud.things.get("late")!.size).toBe("4!");
    expect(JSON.stringify([...cloud.things])).not.toContain(String(unknownYet));
  });

  it.each(["create a", "created a", "create b", "created b", "update c", "create d", "created d"])(
    "converges after an earlier run died at: %s",
    async (step) => {
      const cloud = thingCloud([{ name: "c", size: 9 }]);
      const a = cloud.node("a");
      const b = cloud.node("b", [a]);
      const nodes = [a, b, cloud.node("c", [b]), cloud.node("d", [b])];
      let isAlive = false;
      cloud.on(step, () => {
        if (!isAlive) throw new CloudRunnerError("killed", { code: "test.killed" });
      });
      await caught(run(nodes));
      isAlive = true;
      await run(nodes);
      const found = [...cloud.things.values()].map(({ name, size }) => `${name} ${size}`);
      expect(found.toSorted()).toEqual(["a 1", "b 1", "c 1", "d 1"]);
    },
  );
});
