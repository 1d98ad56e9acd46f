// The system's clock: a sleep that is cut short says why, and work gets the time it is given.
import { describe, expect, it } from "vitest";
import { after, repeat, systemClock, withinTime } from "../../../src/core/clock.ts";

describe("systemClock", () => {
  it("rejects a sleep with the reason of its signal", async () => {
    const reason = new Error("enough");
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("withinTime", () => {
  const sleeps: { ms: number; end(): void; signal: AbortSignal }[] = [];
  const clock = {
    now: () => 0,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
        sleeps.push({ ms, end: resolve, signal: signal! });
      }),
  };

  it("gives back what the work gives, and waits no longer", async () => {
    expect(await withinTime(clock, 20, async (signal) => signal.aborted)).toBe(false);
    expect(sleeps.pop()).toMatchObject({ ms: 20, signal: { aborted: true } });
  });

  it("aborts the work when its time is over", async () => {
    const waiting = withinTime(clock, 20, (signal) => clock.sleep(1000, signal));
    sleeps[0]!.end();
    await expect(waiting).rejects.toThrow(/abort/);
  });
});

describe("repeat", () => {
  it("works at once and after each pause, until its signal fires", async () => {
    const stop = new AbortController();
    const sleeps: number[] = [];
    let works = 0;
    const clock = { now: () => 0, sleep: async (ms: number) => void sleeps.push(ms) };
    await repeat(clock, 30, stop.signal, () => {
      works += 1;
      if (works === 3) stop.abort();
    });
    expect([works, sleeps]).toEqual([3, [30, 30, 30]]);
    await repeat(clock, 30, stop.signal, () => (works += 1));
    expect(works).toBe(3);
  });

  it("ends with a pause that is cut short", async () => {
    const stop = new AbortController();
    const repeating = repeat(systemClock, 60_000, stop.signal, () => {});
    stop.abort();
    await expect(repeating).resolves.toBeUndefined();
  });
});

describe("after", () => {
  it("works once the time has passed, and never when its signal fires first", async () => {
    const asked: number[] = [];
    const done: string[] = [];
    const clock = {
      now: () => 0,
      sleep: async (ms: number, signal?: AbortSignal) => {
        asked.push(ms);
        signal?.throwIfAborted();
      },
    };
    after(clock, 5, new AbortController().signal, () => void done.push("work"));
    after(clock, 6, AbortSignal.abort(), () => void done.push("never"));
    await new Promise((resolve) => setImmediate(resolve));
    expect([asked, done]).toEqual([[5, 6], ["work"]]);
  });
});
