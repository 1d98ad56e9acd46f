import { expect, it } from "vitest";
import { checkPacing, checkSizes } from "../../../../src/library/load/limits.ts";

const usual = { copies: 100, concurrency: 20, ratePerSecond: undefined, durationMs: undefined };

it.each([
  [{ copies: 0 }, "Let --copies be 1."],
  [{ copies: 10_001 }, "Let --copies be 10000."],
  [{ concurrency: 201 }, "Let --concurrency be 200."],
  [{ ratePerSecond: 0 }, "Let --rate be 0.01."],
  [{ ratePerSecond: 201 }, "Let --rate be 200."],
  [{ durationMs: 10 }, "Let --duration be 1.0 s."],
  [{ durationMs: 3_600_001 }, "Let --duration be 1 h 0 min."],
])("refuses %j", (more, fix) => {
  expect(() => checkPacing({ ...usual, ...more })).toThrow(
    expect.objectContaining({ code: "usage.load", fix }),
  );
});

it("takes what is usual, and the most there may be", () => {
  expect(() => checkPacing(usual)).not.toThrow();
  const most = { copies: 10_000, concurrency: 200, ratePerSecond: 200, durationMs: 3_600_000 };
  expect(() => checkPacing(most)).not.toThrow();
  expect(() => checkSizes(500_000, 10_000)).not.toThrow();
});

it.each([
  [65 * 1024 ** 2, 1],
  [1024 ** 2, 6000],
])("refuses %i bytes %i times", (bytes, copies) => {
  expect(() => checkSizes(bytes, copies)).toThrow(expect.objectContaining({ code: "usage.load" }));
});
