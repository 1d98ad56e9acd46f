import { describe, expect, it } from "vitest";
import { inTurn } from "../../../../src/runtime/forecast/in-turn.ts";

/** Work that ends when a test says so. */
function gates() {
  const started: number[] = [];
  const open = new Map<number, PromiseWithResolvers<number>>();
  const work = (item: number) => {
    started.push(item);
    const gate = Promise.withResolvers<number>();
    open.set(item, gate);
    return gate.promise;
  };
  return { started, work, gate: (item: number) => open.get(item)! };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("inTurn", () => {
  it("keeps the order of the items, with no more at once than allowed", async () => {
    const { started, work, gate } = gates();
    const results = inTurn([1, 2, 3], 2, work);
    await settle();
    expect(started).toEqual([1, 2]);
    gate(2).resolve(20);
    await settle();
    expect(started).toEqual([1, 2, 3]);
    gate(3).resolve(30);
    gate(1).resolve(10);
    expect(await results).toEqual([10, 20, 30]);
  });

  it("fails only when all that run have ended, and starts no more", async () => {
    const { started, work, gate } = gates();
    let failure: unknown;
    const ended = inTurn([1, 2, 3], 2, work).catch((error: unknown) => (failure = error));
    await settle();
    const fault = new Error("no");
    gate(1).reject(fault);
    await settle();
    expect([failure, started]).toEqual([undefined, [1, 2]]);
    gate(2).resolve(20);
    await ended;
    expect(failure).toBe(fault);
    expect(started).toEqual([1, 2]);
  });
});
