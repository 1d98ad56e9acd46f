import { expect, it } from "vitest";
import { seriesDone } from "../../../../src/library/job/series-done.ts";
import { virtualClock } from "../../cli/support.ts";

it("says how many series are done, and how fast that goes since the first look", async () => {
  const clock = virtualClock();
  const text = seriesDone(clock);
  expect(text("a.csv", { done: 1000, series: 9000 })).toBe("1000 of 9000 series");
  await clock.sleep(10_000);
  expect(text("a.csv", { done: 3000, series: 9000 })).toBe("3000 of 9000 series, 200/s, 30 s left");
  expect(text("a.csv", { done: 9000, series: 9000 })).toBe("9000 of 9000 series");
  expect(text("b.csv", { done: 5000, series: 9000 })).toBe("5000 of 9000 series");
});
