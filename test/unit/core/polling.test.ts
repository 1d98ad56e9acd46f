import { expect, it } from "vitest";
import { firstPauseMs, listingsWithin, nextPause } from "../../../src/core/polling.ts";

it("looks twice a second for ten seconds, and then every 2 to 5 s", () => {
  const pauses: number[] = [];
  let pause = firstPauseMs;
  for (let at = 0; at < 120_000; at += pause) {
    pause = nextPause(pause, at);
    pauses.push(pause);
  }
  expect(pauses[0]).toBe(75);
  expect(Math.max(...pauses.filter((ms) => ms < 2000))).toBe(500);
  expect(pauses.slice(-10)).toEqual(Array.from({ length: 10 }, () => 5000));
});

it.each([
  [0, 1],
  [0.05, 2],
  [5, 11],
  [60, 37],
])("lists what takes %f s %i times", (seconds, listings) => {
  expect(listingsWithin(seconds)).toBe(listings);
});
