import { describe, expect, it } from "vitest";
import { CloudRunnerError, InterruptedError } from "../../../../src/core/errors.ts";
import { knownFrom, observed, type Node } from "../../../../src/provision/engine/node.ts";
import type { Row } from "../../../../src/provision/engine/plan.ts";
import {
  ApplyError,
  throwUnlessGreen,
  walk,
  type Outcome,
  type Result,
  type Walk,
} from "../../../../src/provision/engine/walk.ts";
import { thingCloud } from "../support.ts";

const cloud = thingCloud();
const rowOf = (id: string, action: Row["action"] = "create"): Row => ({
  id,
  kind: "test.thing",
  name: `things/${id}`,
  action,
  changes: [],
});

function start(nodes: readonly Node[], more: Partial<Walk> & { actions?: Record<string, Row["action"]> }) {
  const heard: string[] = [];
  let now = 0;
  const results = walk(nodes, {
    rows: nodes.map(({ id }) => rowOf(id, more.actions?.[id])),
    signal: undefined,
    needs: ({ needs }) => needs,
    known: () => knownFrom(observed()),
    work: async () => true,
    reporter: {
      started: ({ id }) => void heard.push(`started ${id}`),
      finished: ({ id }, { outcome }) => void heard.push(`${outcome} ${id}`),
    },
    clock: { now: () => (now += 5), sleep: async () => {} },
    skipAfterFailure: true,
    ...more,
  });
  return { results, heard };
}

const outcomesOf = (results: Result[]) => results.map(({ outcome }) => outcome);
const refused = new CloudRunnerError("no", { code: "test.no" });

describe("walk", () => {
  it("gives each row its result, with the time that it took", async () => {
    const { results } = start([cloud.node("a")], {});
    expect(await results).toEqual([
      { id: "a", kind: "test.thing", name: "things/a", action: "create", outcome: "done", durationMs: 5 },
    ]);
  });

  it("is silent about rows without a change, unless something was done after all", async () => {
    const nodes = [cloud.node("a"), cloud.node("b"), cloud.node("c")];
    const { results, heard } = start(nodes, {
      actions: { a: "noop", b: "noop" },
      work: async ({ id }) => id === "b",
    });
    expect(outcomesOf(await results)).toEqual(["unchanged", "done", "unchanged"]);
    expect(heard.toSorted()).toEqual(["done b", "started c", "unchanged c"]);
  });

  it.each<[boolean, Outcome[]]>([
    [true, ["failed", "skipped", "skipped"]],
    [false, ["failed", "done", "done"]],
  ])("after a failure it skips the rest: %s", async (skipAfterFailure, outcomes) => {
    const a = cloud.node("a");
    const b = cloud.node("b", [a]);
    const { results } = start([a, b, cloud.node("c", [b])], {
      skipAfterFailure,
      work: async ({ id }) => {
        if (id === "a") throw refused;
        return true;
      },
    });
    expect(outcomesOf(await results)).toEqual(outcomes);
    expect((await results)[0]).toMatchObject({ error: refused, durationMs: 5 });
  });

  it("does at most eight at once", async () => {
    const gate = Promise.withResolvers<boolean>();
    let running = 0;
    const nodes = Array.from({ length: 12 }, (_, index) => cloud.node(`n${index}`));
    const { results } = start(nodes, {
      work: () => {
        running++;
        return gate.promise;
      },
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toBe(8);
    gate.resolve(true);
    expect(outcomesOf(await results)).toEqual(nodes.map(() => "done"));
  });

  it("lets writers of different keys work beside each other", async () => {
    const gate = Promise.withResolvers<boolean>();
    const running: string[] = [];
    const keyed = ["a1", "a2", "b1"].map((id): Node => {
      const resource = { ...cloud.resource, exclusive: () => id[0]! } as unknown as Node["resource"];
      return { ...cloud.node(id), resource };
    });
    const { results } = start(keyed, {
      work: ({ id }) => {
        running.push(id);
        return gate.promise;
      },
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toEqual(["a1", "b1"]);
    gate.resolve(true);
    await results;
    expect(running).toEqual(["a1", "b1", "a2"]);
  });

  it("starts nothing once the signal has fired", async () => {
    const { results, heard } = start([cloud.node("a")], { signal: AbortSignal.abort() });
    expect(outcomesOf(await results)).toEqual(["not-started"]);
    expect(heard).toEqual([]);
  });
});

describe("throwUnlessGreen", () => {
  const resultOf = (id: string, outcome: Outcome, error?: unknown): Result => ({
    ...rowOf(id),
    outcome,
    durationMs: 1,
    ...(error !== undefined && { error }),
  });
  const thrownBy = (results: Result[], signal?: AbortSignal): unknown => {
    try {
      throwUnlessGreen({ results, observed: observed() }, signal, "go on");
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("is content with what is done or unchanged, even when the signal fired at last", () => {
    const results = [resultOf("a", "done"), resultOf("b", "unchanged")];
    expect(thrownBy(results)).toBeUndefined();
    expect(thrownBy(results, AbortSignal.abort())).toBeUndefined();
  });

  it("gives one failure its own words, and the usual fix where it has none", () => {
    expect(thrownBy([resultOf("a", "failed", refused), resultOf("b", "skipped")])).toMatchObject({
      name: "ApplyError",
      code: "test.no",
      message: "things/a failed: no",
      fix: "go on",
      cause: refused,
    });
  });

  it("counts and lists several failures", () => {
    const other = new CloudRunnerError("never", { code: "test.never", fix: "pay", details: ["Answer: x"] });
    const results = [
      resultOf("a", "failed", other),
      resultOf("b", "failed", refused),
      resultOf("c", "skipped"),
      resultOf("d", "not-started"),
      resultOf("e", "done"),
    ];
    const error = thrownBy(results);
    expect(error).toBeInstanceOf(ApplyError);
    expect(error).toMatchObject({
      code: "apply.failed",
      message: "1 done, 2 failed, 2 not started.",
      details: ["test.thing things/a: never", "  Answer: x", "test.thing things/b: no"],
      fix: "pay",
    });
    expect((error as ApplyError).summary.results).toBe(results);
  });

  it("throws a bug as it is, whatever else failed", () => {
    const bug = new TypeError("a bug");
    expect(thrownBy([resultOf("a", "failed", refused), resultOf("b", "failed", bug)])).toBe(bug);
  });

  it("tells what was cut short from what failed when the signal fired", () => {
    const reason = new Error("stop");
    const results = [
      resultOf("a", "done"),
      resultOf("b", "failed", reason),
      resultOf("c", "failed", new InterruptedError()),
      resultOf("d", "skipped"),
      resultOf("e", "not-started"),
    ];
    const signal = AbortSignal.abort(reason);
    expect(thrownBy(results, signal)).toMatchObject({
      code: "interrupted",
      message: "Interrupted: 1 done, 2 cut short, 2 not started.",
      fix: "go on",
    });
    expect(thrownBy([...results, resultOf("f", "failed", refused)], signal)).toMatchObject({
      message: "Interrupted: 1 done, 2 cut short, 2 not started, 1 failed.",
    });
  });
});
