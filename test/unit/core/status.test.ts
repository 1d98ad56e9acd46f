import { expect, it } from "vitest";
import { statusNamed, statusOfCode } from "../../../src/core/status.ts";

it.each([
  [4, "DEADLINE_EXCEEDED"],
  [14, "UNAVAILABLE"],
  [404, "NOT_FOUND"],
  [408, "DEADLINE_EXCEEDED"],
  [412, "ABORTED"],
  [504, "DEADLINE_EXCEEDED"],
  [599, "INTERNAL"],
  [0, undefined],
  [17, undefined],
  [200, undefined],
  [Number.NaN, undefined],
])("%i is %s", (code, status) => {
  expect(statusOfCode(code)).toBe(status);
});

it("takes only names of failures", () => {
  expect(statusNamed("ABORTED")).toBe("ABORTED");
  expect(statusNamed("OK")).toBeUndefined();
  expect(statusNamed(undefined)).toBeUndefined();
});
