// The guarantee: whatever moment a run is killed at, the next one comes to the same end as a run that nobody disturbed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { comparable, contentsOf } from "../support/cloud-contents.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

let stack: TestStack;
beforeEach(async () => {
  stack = await openStack();
});
afterEach(() => stack.close());

const seen = async () => comparable(await contentsOf(stack.ctx));

describe.each(["before", "after"] as const)("a run that is killed %s a writing request", (when) => {
  const cutAt = (write: number) => {
    if (when === "before") stack.line.cutBefore(write);
    else stack.line.loseAfter(write);
  };

  /** Runs it once with the line cut, and again when that happened. */
  async function killedAt(write: number, run: () => Promise<unknown>): Promise<boolean> {
    cutAt(write);
    const outcome = await run().then(
      () => "whole",
      () => "killed",
    );
    const wasCut = stack.line.isCut();
    stack.line.restore();
    // A lost answer to what nobody waits for would make the run green; none is like that.
    expect(outcome).toBe(wasCut ? "killed" : "whole");
    if (wasCut) await run();
    return wasCut;
  }

  it("comes to the same end when it runs again, up and down, whichever request it was", async () => {
    const empty = await seen();
    await stack.up();
    const undisturbed = await seen();
    await stack.down();
    let writes = 0;
    for (let isCut = true; isCut; ) {
      writes += 1;
      isCut = await killedAt(writes, () => stack.up());
      expect(await stack.pending(), `up, write ${writes}`).toEqual([]);
      expect(await seen(), `up, write ${writes}`).toEqual(undisturbed);
      isCut = (await killedAt(writes, () => stack.down())) || isCut;
      expect(await inventory(stack.ctx, kinds), `down, write ${writes}`).toEqual([]);
      expect(await seen(), `down, write ${writes}`).toEqual(empty);
    }
    expect(writes).toBeGreaterThan(15);
  }, 120_000);
});
