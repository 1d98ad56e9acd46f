// A year of ticks through the local Cloud Scheduler into the container, with a service that is down now and then.
import { expect, it } from "vitest";
import { backoffMs, mayRetry } from "../../../../src/local/services/scheduler/backoff.ts";
import { nextTick } from "../../../../src/local/services/scheduler/cron.ts";
import { CloudError } from "../../../../src/core/errors.ts";
import { startApp } from "../fakes.ts";

const schedule = { schedule: "30 2 * * *", timeZone: "Europe/Berlin" };
const retryConfig = {
  retryCount: 5,
  maxRetryDuration: { seconds: "21600" },
  minBackoffDuration: { seconds: "30" },
  maxBackoffDuration: { seconds: "3600" },
  maxDoublings: 5,
};
const down = new CloudError("down", { code: "storage.unavailable", status: "UNAVAILABLE", retryable: true });

it("makes one manifest of each, whatever is missed, lost or doubled", async () => {
  const { app, store } = startApp();
  const body = JSON.stringify({
    schemaVersion: 1,
    timezone: schedule.timeZone,
    manifest: { inputs: ["a.csv"], output: "{date}/{file}" },
  });
  const ask = (tick: number) =>
    app.request("/schedules/nightly", {
      method: "POST",
      headers: { "x-cloudscheduler-scheduletime": new Date(tick).toISOString() },
      body,
    });
  // All before the clock of the fakes, so that none is taken for a run by hand.
  const doubled: number[] = [];
  let tick = Date.parse("2025-01-01T00:00:00Z");
  for (let day = 0; day < 365; day++) {
    tick = nextTick(schedule, tick)!;
    const execution = { tick, firstAttemptAt: tick, failures: 0, dueAt: tick };
    // Every fifth day the service is down for up to five hours; every seventh the answer is lost; every ninth it comes twice.
    const backAt = day % 5 === 0 ? tick + (day % 6) * 3_600_000 : tick;
    let isLost = day % 7 === 0;
    for (let now = tick; ; now += backoffMs(retryConfig, execution.failures)) {
      store.failure = now < backAt ? down : undefined;
      const { status } = await ask(tick);
      if (status === 200 && !isLost) break;
      if (status === 200) isLost = false;
      execution.failures++;
      expect(mayRetry(retryConfig, execution, now)).toBe(true);
    }
    if (day % 9 === 0) doubled.push((await ask(tick)).status);
  }
  expect(new Date(tick).toISOString()).toBe("2025-12-31T01:30:00.000Z");
  expect(doubled).toEqual(doubled.map(() => 200));
  expect(store.writes).toHaveLength(365);
  const outputs = [...store.objects.values()].map(({ content }) => {
    const { output } = JSON.parse(new TextDecoder().decode(content)) as { output: string };
    return output;
  });
  expect(new Set(outputs).size).toBe(365);
  expect(outputs).toContain("2025-03-30/{file}");
  expect(outputs).toContain("2025-10-26/{file}");
});
