import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../../src/core/clock.ts";
import { nextTick } from "../../../../../src/local/services/scheduler/cron.ts";
import { createExecutions } from "../../../../../src/local/services/scheduler/executions.ts";
import { settingsFrom, type StoredJob } from "../../../../../src/local/services/scheduler/job.ts";
import type { Collection } from "../../../../../src/local/state/store.ts";

/** Time passes only when all that waits for it has said so. */
function jumpingClock(
  start: string,
): Clock & { runUntil(end: string): Promise<void>; set(now: string): void } {
  let now = Date.parse(start);
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    set: (time) => void (now = Date.parse(time)),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    async runUntil(end) {
      for (;;) {
        await turn();
        const [next] = [...sleepers].toSorted((one, other) => one.at - other.at);
        if (next === undefined || next.at > Date.parse(end)) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
      now = Date.parse(end);
    },
  };
}

function collectionOf(jobs: Record<string, StoredJob>): Collection<StoredJob> {
  const kept = new Map(Object.entries(jobs));
  return {
    get: (name) => kept.get(name),
    peek: (name) => kept.get(name),
    put: (name, value) => void kept.set(name, structuredClone(value)),
    delete: (name) => kept.delete(name),
    list: () => [...kept].map(([name, value]) => ({ name, value })),
  };
}

const jobOf = (schedule: string, timeZone: string, nextTick: string, more: object = {}): StoredJob => ({
  settings: settingsFrom(
    { schedule, timeZone, httpTarget: { uri: "http://127.0.0.1:1/" }, ...more },
    "project",
  ),
  state: "ENABLED",
  userUpdateTime: 0,
  nextTick: Date.parse(nextTick),
});

interface Run {
  name: string;
  tick: string;
  at: string;
}

function start(
  clock: ReturnType<typeof jumpingClock>,
  jobs: Collection<StoredJob>,
  answer: (run: Run, count: number) => number | Promise<number> = () => 0,
) {
  const runs: Run[] = [];
  const reported: string[] = [];
  const executions = createExecutions({
    context: { clock, report: (line) => reported.push(line) },
    jobs,
    longestWaitMs: 86_400_000,
    attempt: async (name, _job, tick) => {
      const run = { name, tick: new Date(tick).toISOString(), at: new Date(clock.now()).toISOString() };
      runs.push(run);
      const code = await answer(run, runs.length);
      return code === 0 ? {} : { status: { code, message: "refused" } };
    },
  });
  executions.start();
  return { runs, reported, executions };
}

const local = (time: string, timeZone: string) =>
  new Date(time).toLocaleString("sv", { timeZone, dateStyle: "short", timeStyle: "short" });

describe("a year", () => {
  it("runs each tick once at the local time, through all changes of clocks", async () => {
    const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"];
    const clock = jumpingClock("2026-01-01T00:00:00Z");
    const jobs = collectionOf(
      Object.fromEntries(zones.map((zone) => [zone, jobOf("30 2 * * *", zone, "2026-01-01T00:00:00Z")])),
    );
    for (const { name, value } of jobs.list())
      jobs.put(name, { ...value, nextTick: nextTick(value.settings, clock.now()) });
    const { runs, reported, executions } = start(clock, jobs);
    await clock.runUntil("2027-01-01T00:00:00Z");
    await executions.close();
    expect(reported).toEqual([]);
    for (const zone of zones) {
      const times = runs.filter(({ name }) => name === zone).map(({ tick }) => local(tick, zone));
      // In the night in which clocks go on there is no such time.
      expect(times.filter((time) => !time.endsWith("02:30")).length).toBe(zone === "Asia/Kolkata" ? 0 : 1);
      const dates = new Set(times.map((time) => time.slice(0, 10)));
      expect([times.length, dates.size]).toEqual([365, 365]);
    }
    expect(runs.every(({ tick, at }) => tick === at)).toBe(true);
  });
});

describe("what does not go as planned", () => {
  const retryConfig = { retryCount: 2, minBackoffDuration: { seconds: "10" } };

  it("tries a failed tick again, with back-off, and gives it up at the end", async () => {
    const clock = jumpingClock("2026-06-01T00:00:00Z");
    const jobs = collectionOf({ job: jobOf("0 5 * * *", "UTC", "2026-06-01T05:00:00Z", { retryConfig }) });
    const { runs, executions } = start(clock, jobs, () => 14);
    await clock.runUntil("2026-06-01T12:00:00Z");
    await executions.close();
    expect(runs.map(({ at }) => at.slice(11, 19))).toEqual(["05:00:00", "05:00:10", "05:00:30"]);
    expect(new Set(runs.map(({ tick }) => tick)).size).toBe(1);
    expect(jobs.get("job")).toMatchObject({ status: { code: 14 }, execution: undefined });
  });

  it("leaves a tick for the next one, however many tries are left", async () => {
    const clock = jumpingClock("2026-06-01T00:00:00Z");
    const slow = { retryCount: 5, minBackoffDuration: { seconds: "50" }, maxDoublings: 0 };
    const jobs = collectionOf({
      job: jobOf("* * * * *", "UTC", "2026-06-01T00:01:00Z", { retryConfig: slow }),
    });
    const { runs, executions } = start(clock, jobs, () => 14);
    await clock.runUntil("2026-06-01T00:03:10Z");
    await executions.close();
    expect(runs.map(({ at, tick }) => `${tick.slice(14, 16)} at ${at.slice(14, 19)}`)).toEqual([
      "01 at 01:00",
      "01 at 01:50",
      "02 at 02:00",
      "02 at 02:50",
      "03 at 03:00",
    ]);
  });

  it("runs of all that was missed the last, when it is back", async () => {
    const clock = jumpingClock("2026-06-05T09:00:00Z");
    const jobs = collectionOf({ job: jobOf("0 5 * * *", "UTC", "2026-06-01T05:00:00Z") });
    const { runs, executions } = start(clock, jobs);
    await clock.runUntil("2026-06-05T10:00:00Z");
    await executions.close();
    expect(runs.map(({ tick }) => tick)).toEqual(["2026-06-05T05:00:00.000Z"]);
    expect(new Date(jobs.get("job")!.nextTick!).toISOString()).toBe("2026-06-06T05:00:00.000Z");
  });

  it("makes an attempt again that was cut off by the end of the cloud", async () => {
    const clock = jumpingClock("2026-06-01T04:59:00Z");
    const jobs = collectionOf({ job: jobOf("0 5 * * *", "UTC", "2026-06-01T05:00:00Z") });
    const hanging = Promise.withResolvers<number>();
    const first = start(clock, jobs, () => hanging.promise);
    await clock.runUntil("2026-06-01T05:00:01Z");
    const closing = first.executions.close();
    hanging.resolve(0);
    await closing;
    const second = start(clock, jobs);
    await clock.runUntil("2026-06-01T05:10:00Z");
    await second.executions.close();
    expect([...first.runs, ...second.runs].map(({ tick }) => tick)).toEqual([
      "2026-06-01T05:00:00.000Z",
      "2026-06-01T05:00:00.000Z",
    ]);
  });

  it("never has two executions of a job at once: the later one waits", async () => {
    const clock = jumpingClock("2026-06-01T00:00:00Z");
    const jobs = collectionOf({ job: jobOf("* * * * *", "UTC", "2026-06-01T00:01:00Z") });
    const { runs, executions } = start(clock, jobs, async (_run, count) => {
      if (count === 1) await clock.sleep(150_000);
      return 0;
    });
    await clock.runUntil("2026-06-01T00:03:50Z");
    await executions.close();
    expect(runs.map(({ at, tick }) => `${tick.slice(14, 16)} at ${at.slice(14, 19)}`)).toEqual([
      "01 at 01:00",
      "03 at 03:30",
    ]);
  });

  it("leaves paused jobs alone, and runs any by force", async () => {
    const clock = jumpingClock("2026-06-01T00:00:00Z");
    const paused = { ...jobOf("0 5 * * *", "UTC", "2026-06-01T05:00:00Z"), state: "PAUSED" as const };
    const jobs = collectionOf({ job: paused });
    const { runs, executions } = start(clock, jobs);
    await clock.runUntil("2026-06-01T08:00:00Z");
    executions.force("job");
    await clock.runUntil("2026-06-01T08:00:01Z");
    await executions.close();
    expect(runs.map(({ tick }) => tick)).toEqual(["2026-06-01T08:00:00.000Z"]);
  });
});
