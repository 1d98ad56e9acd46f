// How long the provisioning waits between tries, and what it says meanwhile.
import { expect, test } from "vitest";
import { patiently } from "../../../../src/provision/engine/context.ts";
import { context } from "../support.ts";

test("the pauses begin with a second, and grow to fifteen", async () => {
  const ctx = context();
  const slept: number[] = [];
  const said: string[] = [];
  ctx.clock = {
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => void slept.push(ms),
  };
  ctx.waiting = (reason) => said.push(reason);
  let left = 6;
  const attempt = async () => {
    if (left-- > 0) throw new Error("not yet");
    return "there";
  };
  const patience = { reason: "a new account", budgetMs: 600_000, isRetryable: () => true };
  expect(await patiently(ctx, patience, attempt)).toBe("there");
  expect(said).toEqual(Array(6).fill("waiting for a new account"));
  expect(slept).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
});
