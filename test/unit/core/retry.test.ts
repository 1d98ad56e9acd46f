// Trying again: how long it waits, what it waits for, and when it gives up, by a clock that only its sleeps move.
import { expect, it } from "vitest";
import { retry } from "../../../src/core/retry.ts";

function setting(failures: number) {
  let time = 1_000_000;
  const sleeps: number[] = [];
  const waits: unknown[] = [];
  let tries = 0;
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      sleeps.push(ms);
      time += ms;
    },
  };
  const attempt = async () => {
    tries += 1;
    if (tries <= failures) throw new Error(`failure ${tries}`);
    return "done";
  };
  const onWait = (error: unknown, delayMs: number, elapsedMs: number) =>
    waits.push([(error as Error).message, delayMs, elapsedMs]);
  return {
    options: { clock, isRetryable: () => true, onWait },
    sleeps,
    waits,
    attempt,
    triesOf: () => tries,
  };
}

it("waits twice as long each time, up to the maximum, and tells before each wait", async () => {
  const { options, sleeps, waits, attempt } = setting(4);
  const result = await retry(attempt, {
    ...options,
    budgetMs: 60_000,
    initialDelayMs: 100,
    maximumDelayMs: 300,
  });
  expect(result).toBe("done");
  expect(sleeps).toEqual([100, 200, 300, 300]);
  expect(waits).toEqual([
    ["failure 1", 100, 0],
    ["failure 2", 200, 100],
    ["failure 3", 300, 300],
    ["failure 4", 300, 600],
  ]);
});

it("waits half a second first and ten seconds at most unless it is told otherwise", async () => {
  const { options, sleeps, attempt } = setting(7);
  await retry(attempt, { ...options, budgetMs: 100_000 });
  expect(sleeps).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

it("throws the last error when the next wait would be over its budget, and not before", async () => {
  const spent = setting(9);
  const options = { ...spent.options, initialDelayMs: 100 };
  await expect(retry(spent.attempt, { ...options, budgetMs: 299 })).rejects.toThrow("failure 2");
  const enough = setting(2);
  expect(await retry(enough.attempt, { ...enough.options, initialDelayMs: 100, budgetMs: 300 })).toBe("done");
});

it("throws what cannot pass by itself at once", async () => {
  const { options, attempt, sleeps } = setting(1);
  const final = { ...options, budgetMs: 1000, isRetryable: () => false };
  await expect(retry(attempt, final)).rejects.toThrow("failure 1");
  expect(sleeps).toEqual([]);
});

it("does not try once its signal has fired", async () => {
  const { options, attempt, triesOf } = setting(0);
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(retry(attempt, { ...options, budgetMs: 1000, signal })).rejects.toThrow("stopped");
  expect(triesOf()).toBe(0);
});
