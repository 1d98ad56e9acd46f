// Counting requests so that a stop can wait for them.
import { expect, it } from "vitest";
import { createDrain } from "../../../src/runtime/drain.ts";

/** Whether it has settled once all that is ready has run. */
async function settled(promise: Promise<void>): Promise<boolean> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

it("waits for what is under way, and lets nothing new in", async () => {
  const drain = createDrain();
  const [leave, leaveToo] = [drain.enter()!, drain.enter()!];
  expect(drain).toMatchObject({ underWay: 2, isDraining: false });
  const idle = drain.start();
  expect(drain.isDraining).toBe(true);
  expect(drain.enter()).toBeUndefined();
  leave();
  expect(drain.underWay).toBe(1);
  expect(await settled(idle)).toBe(false);
  leaveToo();
  await idle;
  expect(drain.underWay).toBe(0);
});

it("counts a request that ends twice once", async () => {
  const drain = createDrain();
  const leave = drain.enter()!;
  drain.enter();
  leave();
  leave();
  expect(drain.underWay).toBe(1);
  expect(await settled(drain.start())).toBe(false);
});

it("does not wait where nothing is under way, even if it was idle before", async () => {
  const drain = createDrain();
  drain.enter()!();
  await drain.start();
  expect(drain.underWay).toBe(0);
});
