import { describe, expect, it } from "vitest";
import type { RunFile } from "../../../../../../src/console/contract/runs.ts";
import { stateOf, stateOfFile } from "../../../../../../src/page/console/views/runs/states.ts";

const counts = { inputs: 3, done: 0, failed: 0, waiting: 0, missing: 0 };
const still = { isCancelled: false, isSending: false };

describe("how a run stands", () => {
  it.each([
    [{ ...counts, done: 3 }, still, "good", "done"],
    [{ ...counts, done: 1, waiting: 2 }, still, "busy", "1 of 3 done"],
    [{ ...counts, missing: 3 }, { ...still, isSending: true }, "busy", "0 of 3 done"],
    [{ ...counts, done: 2, failed: 1 }, still, "warn", "1 of 3 failed"],
    [{ ...counts, failed: 3 }, still, "bad", "all failed"],
    [{ ...counts, inputs: 1, failed: 1 }, still, "bad", "failed"],
    [{ ...counts, done: 1, missing: 2 }, still, "warn", "2 of 3 not sent"],
    [{ ...counts, done: 1, missing: 2 }, { ...still, isCancelled: true }, "quiet", "cancelled after 1 of 3"],
  ])("of %o %o is %s: %s", (of, how, tone, words) => {
    expect(stateOf(of, how)).toEqual({ tone, words });
  });
});

describe("how a file stands", () => {
  const file: RunFile = { index: 0, file: "f", input: "a.csv", state: "waiting" };
  it.each([
    [{}, "busy", "forecasting"],
    [{ series: { done: 420, series: 1000 } }, "busy", "420 of 1,000 series"],
    [{ state: "done" as const }, "good", "done"],
    [{ state: "done" as const, warnings: 2 }, "warn", "2 warnings"],
    [{ state: "failed" as const }, "bad", "failed"],
    [{ state: "missing" as const }, "quiet", "not sent"],
  ])("with %o is %s: %s", (more, tone, words) => {
    expect(stateOfFile({ ...file, ...more })).toEqual({ tone, words });
  });
});
