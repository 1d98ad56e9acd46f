import { expect, it } from "vitest";
import { paceOf } from "../../../../src/library/predict/pace.ts";

it.each([
  [{ done: 100, total: 500, elapsedMs: 10_000 }, " (10.0 a second, 40 s left)"],
  [{ done: 5, total: 500, elapsedMs: 60_000 }, " (5.0 a minute, 1 h 39 min left)"],
  [{ done: 2, total: 500, elapsedMs: 10_000 }, ""],
  [{ done: 100, total: 500, elapsedMs: 500 }, ""],
  [{ done: 500, total: 500, elapsedMs: 10_000 }, ""],
])("says of %o how fast it goes", (progress, expected) => {
  expect(paceOf(progress)).toBe(expected);
});
