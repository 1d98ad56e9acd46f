import { expect, it } from "vitest";
import { createCancelWatch } from "../../../../src/library/predict/cancel-watch.ts";

it("asks now and then only, however often it is called", async () => {
  let now = 0;
  let asked = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const isCancelled = async () => (asked += 1) === 3;
  const watch = createCancelWatch({ clock, isCancelled });
  const answers: [number, boolean][] = [];
  for (; now < 15_000; now += 500) {
    const before = asked;
    const answer = await watch();
    if (asked > before) answers.push([now, answer]);
  }
  expect(answers).toEqual([
    [4000, false],
    [9000, false],
    [14_000, true],
  ]);
});
