import { describe, expect, it } from "vitest";
import { createPace, perSecondWords } from "../../../../src/library/predict/pace.ts";

function start(from = 0) {
  let now = 0;
  const pace = createPace({ now: () => now, sleep: async () => {} }, from);
  return (atMs: number, done: number, total: number): string => {
    now = atMs;
    return pace.text(done, total);
  };
}

const secondsIn = (text: string): number => {
  const [, minutes = "0", seconds = "0"] = /(?:(\d+) min ?)?(?:(\d+) s)? left$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

describe("the pace of many files", () => {
  it("says how fast they are done, and how long the rest will take", () => {
    const at = start();
    expect(at(5000, 50, 500)).toBe(", 10.0/s, 45 s left");
    expect(at(10_000, 100, 500)).toBe(", 10.0/s, 40 s left");
  });

  it("says nothing before it can be known, nor of what is done", () => {
    const at = start();
    expect(at(1000, 100, 500)).toBe("");
    expect(start()(10_000, 2, 500)).toBe("");
    expect(start()(10_000, 500, 500)).toBe("");
  });

  it("counts only what was done since it began", () => {
    expect(start(100)(10_000, 102, 500)).toBe("");
    expect(start(100)(10_000, 200, 500)).toBe(", 10.0/s, 30 s left");
  });

  it("follows a pace that changes, and never jumps", () => {
    const at = start();
    let done = 0;
    let before: number | undefined;
    const jumps: number[] = [];
    for (let second = 1; second <= 120; second += 1) {
      // Instances start one by one, and one of them dies.
      done += second < 15 ? 2 : second < 60 ? 20 : 10;
      const text = at(second * 1000, done, 3000);
      if (text === "") continue;
      const left = secondsIn(text);
      if (before !== undefined && Math.abs(left - before) >= Math.max(10, before / 2)) jumps.push(left);
      before = left;
    }
    expect(before).toBeDefined();
    expect(jumps).toEqual([]);
  });

  it("soon forgets that the first instances took their time to start", () => {
    const at = start();
    let text = "";
    for (let ms = 100; ms <= 7000; ms += 100) text = at(ms, Math.max(0, Math.floor((ms - 2000) / 100)), 100);
    expect(secondsIn(text)).toBeGreaterThanOrEqual(5);
    expect(secondsIn(text)).toBeLessThan(10);
  });

  it("never says that nothing is left while something is", () => {
    const at = start();
    for (let second = 1; second < 100; second += 1) {
      const text = at(second * 1000, Math.min(499, second * 10), 500);
      expect(text).not.toMatch(/ 0(\.0)? s left/);
    }
    expect(at(200_000, 499, 500)).toBe("");
  });
});

it.each([
  [810.4, "810/s"],
  [9.84, "9.8/s"],
  [0.0833, "5.0/min"],
])("writes %d a second as %s", (perSecond, text) => {
  expect(perSecondWords(perSecond)).toBe(text);
});
