import { describe, expect, it } from "vitest";
import { backoffMs } from "../../../../../src/local/services/pubsub/backoff.ts";

const push = { pushConfig: { pushEndpoint: "http://127.0.0.1/" } };
const policy = (minimum: number, maximum: number) => ({
  retryPolicy: { minimumBackoff: { seconds: `${minimum}` }, maximumBackoff: { seconds: `${maximum}` } },
});
const rests = (subscription: Parameters<typeof backoffMs>[0], count = 5) =>
  Array.from({ length: count }, (_, index) => backoffMs(subscription, index + 1));

describe("backoffMs", () => {
  it("doubles from the minimum up to the maximum", () => {
    expect(rests({ ...push, ...policy(10, 100) })).toEqual([10_000, 20_000, 40_000, 80_000, 100_000]);
  });

  it("doubles from a tenth of a second when the minimum is 0", () => {
    expect(rests({ ...push, ...policy(0, 1) })).toEqual([100, 200, 400, 800, 1000]);
  });

  it("never exceeds a maximum of 0", () => {
    expect(rests({ ...push, ...policy(0, 0) }, 2)).toEqual([0, 0]);
  });

  it("uses the push back-off of up to a minute without a policy", () => {
    expect(rests(push, 3)).toEqual([100, 200, 400]);
    expect(backoffMs(push, 50)).toBe(60_000);
  });

  it("hands a message back to pullers at once without a policy", () => {
    expect(backoffMs({ pushConfig: {} }, 3)).toBe(0);
  });

  it("stays finite after very many failures", () => {
    expect(backoffMs({ ...push, ...policy(1, 600) }, 10_000)).toBe(600_000);
  });
});
