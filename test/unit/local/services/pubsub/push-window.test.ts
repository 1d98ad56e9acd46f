import { describe, expect, it } from "vitest";
import { createPushWindow } from "../../../../../src/local/services/pubsub/push-window.ts";

/** As many successes at once as the window allows. */
function round(window: ReturnType<typeof createPushWindow>): void {
  const outstanding = window.size();
  for (let index = 0; index < outstanding; index++) window.succeeded(outstanding);
}

describe("createPushWindow", () => {
  it("starts small and doubles with each round of successes", () => {
    const window = createPushWindow();
    const sizes = [window.size()];
    for (let index = 0; index < 4; index++) {
      round(window);
      sizes.push(window.size());
    }
    expect(sizes).toEqual([5, 10, 20, 40, 80]);
  });

  it("stops at a thousand", () => {
    const window = createPushWindow();
    for (let index = 0; index < 12; index++) round(window);
    expect(window.size()).toBe(1000);
  });

  it("halves once per volley of failures, then grows by one per round", () => {
    const window = createPushWindow();
    for (let index = 0; index < 4; index++) round(window);
    window.failed(100, 200);
    window.failed(150, 210);
    expect(window.size()).toBe(40);
    window.failed(201, 300);
    expect(window.size()).toBe(20);
    round(window);
    round(window);
    expect(window.size()).toBeGreaterThanOrEqual(21);
    expect(window.size()).toBeLessThanOrEqual(22);
  });

  it("never falls below its start", () => {
    const window = createPushWindow();
    for (let at = 0; at < 20; at++) window.failed(at * 10 + 5, at * 10 + 10);
    expect(window.size()).toBe(5);
  });

  it("does not grow while it is hardly used", () => {
    const window = createPushWindow();
    for (let index = 0; index < 50; index++) window.succeeded(1);
    expect(window.size()).toBe(5);
  });
});
