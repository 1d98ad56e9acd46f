import { expect, it } from "vitest";
import { backoffMs, mayRetry } from "../../../../../src/local/services/scheduler/backoff.ts";

const config = {
  retryCount: 3,
  maxRetryDuration: {},
  minBackoffDuration: { seconds: "10" },
  maxBackoffDuration: { seconds: "300" },
  maxDoublings: 3,
};
const execution = { tick: 0, dueAt: 0, firstAttemptAt: 1000 };

it("waits as the example in Google's reference does", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoffMs(config, failures) / 1000);
  expect(waits).toEqual([10, 20, 40, 80, 160, 240, 300, 300]);
});

it("tries so often again, and longer while the duration lasts", () => {
  const tries = (failures: number, more: object = {}, now = 2000) =>
    mayRetry({ ...config, ...more }, { ...execution, failures }, now);
  expect([1, 2, 3, 4].map((failures) => tries(failures))).toEqual([true, true, true, false]);
  expect(tries(9, { maxRetryDuration: { seconds: "5" } })).toBe(true);
  expect(tries(9, { maxRetryDuration: { seconds: "5" } }, 6000)).toBe(false);
  expect(tries(2, { maxRetryDuration: { seconds: "5" } }, 60_000)).toBe(true);
});

it("never tries again without a count", () => {
  expect(
    mayRetry(
      { ...config, retryCount: 0, maxRetryDuration: { seconds: "60" } },
      { ...execution, failures: 1 },
      2000,
    ),
  ).toBe(false);
});
