// The system's clock: a sleep that is cut short says why, and work gets the time it is given.
import { describe, expect, it } from "vitest";
import { systemClock, withinTime } from "../../../src/core/clock.ts";

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
