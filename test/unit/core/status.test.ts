import { expect, it } from "vitest";
import { isPassingStatus, statusNamed, statusOfCode } from "../../../src/core/status.ts";

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

it("lets these pass by themselves, and a quota only when it is a rate limit", () => {
  const passing = [408, 429, 500, 502, 503, 504].map((code) => isPassingStatus(statusOfCode(code), true));
  expect(passing).toEqual(Array.from({ length: 6 }, () => true));
  expect(isPassingStatus("RESOURCE_EXHAUSTED", false)).toBe(false);
  for (const code of [400, 401, 403, 404, 409, 412, 499, 501])
    expect(isPassingStatus(statusOfCode(code), true)).toBe(false);
});
