// What is kept at the end of each minute, with a store on disk and time that jumps.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RequestSeen } from "../../../../../src/local/services/logging/logging.ts";
import { liveMetricsOf, metricsOf } from "../../../../../src/local/services/monitoring/metrics.ts";
import { recordEachMinute } from "../../../../../src/local/services/monitoring/recorder.ts";
import { openHistory } from "../../../../../src/local/services/monitoring/series/history.ts";
import { openStore, type Store } from "../../../../../src/local/state/store.ts";
import { virtualClock, type VirtualClock } from "../../../../support/virtual-clock.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1, 12, 0, 30);
const requestCount = "run.googleapis.com/request_count";
const backlog = "pubsub.googleapis.com/subscription/num_undelivered_messages";

let folder: string;
let store: Store;
let clock: VirtualClock;
let stop: AbortController;
let requests: RequestSeen[];
let undelivered: number;
let reported: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recorder-"));
  store = openStore(folder);
  clock = virtualClock(start);
  stop = new AbortController();
  requests = [];
  undelivered = 0;
  reported = [];
});
afterEach(() => {
  stop.abort("over");
  store.close();
  rmSync(folder, { recursive: true });
});

function record() {
  const history = openHistory(store);
  const sources = {
    history,
    utilization: { series: () => [] },
    instanceCounts: () => [],
    subscriptions: () => ["projects/p/subscriptions/push", "projects/other/subscriptions/push"],
    undelivered: () => undelivered,
    oldestUndelivered: () => undefined,
    deadLetters: () => [],
    requests: async (from: number, to: number) => requests.filter(({ at }) => at >= from && at <= to),
  };
  void recordEachMinute(
    { clock, history, live: liveMetricsOf(sources), report: (line) => reported.push(line) },
    stop.signal,
  );
  const metrics = metricsOf(sources);
  return async (type: string, from = start - 10 * minute, to = clock.now()) => {
    const found = await metrics[type]!({ projectId: "p", from, to, now: clock.now() });
    return found.map(({ points }) => points.map((point) => [point.to - start, point.value]));
  };
}

const request = (at: number): RequestSeen => ({
  project: "p",
  location: "us-central1",
  service: "forecast",
  revision: "forecast-00001-abc",
  status: 200,
  latencyMs: 100,
  at,
});

it("keeps a sample of each gauge at the end of each minute; the newest is of this moment", async () => {
  const ask = record();
  undelivered = 3;
  await clock.until(clock.sleep(40_000));
  undelivered = 5;
  await clock.until(clock.sleep(minute));
  undelivered = 8;
  expect(await ask(backlog)).toEqual([
    [
      [100_000, 8],
      [90_000, 5],
      [30_000, 3],
    ],
  ]);
  // Of a time that is over there is nothing of this moment.
  expect(await ask(backlog, start, start + 35_000)).toEqual([[[30_000, 3]]]);
  expect(reported).toEqual([]);
});

it("counts each request once, in the minute in which it ended, before it is kept and afterwards", async () => {
  const ask = record();
  requests = [0, 10_000, 29_999, 30_000, 45_000].map((after) => request(start + after));
  await clock.until(clock.sleep(20_000));
  // The minute under way ends now.
  expect(await ask(requestCount)).toEqual([[[20_000, 2]]]);
  await clock.until(clock.sleep(30_000));
  const both = [
    [50_000, 2],
    [30_000, 3],
  ];
  expect(await ask(requestCount)).toEqual([both]);
  await clock.until(clock.sleep(2 * minute));
  expect(await ask(requestCount)).toEqual([
    [
      [90_000, 2],
      [30_000, 3],
    ],
  ]);
});

it("makes up from the log for the minutes that a killed local cloud did not keep", async () => {
  const ask = record();
  requests = [request(start + 5000)];
  await clock.until(clock.sleep(minute));
  stop.abort("killed");
  requests.push(request(start + 70_000));
  await clock.until(clock.sleep(5 * minute));
  expect(await ask(requestCount)).toEqual([
    [
      [90_000, 1],
      [30_000, 1],
    ],
  ]);
  stop = new AbortController();
  const again = record();
  await clock.until(clock.sleep(minute));
  requests = [];
  expect(await again(requestCount)).toEqual([
    [
      [90_000, 1],
      [30_000, 1],
    ],
  ]);
});

it("forgets what is older than a week, and series of which nothing is left", async () => {
  const ask = record();
  requests = [request(start + 5000)];
  await clock.until(clock.sleep(minute));
  requests = [];
  stop.abort("killed");
  await clock.until(clock.sleep(8 * 24 * 60 * minute));
  stop = new AbortController();
  record();
  await clock.until(clock.sleep(2 * minute));
  expect(await ask(requestCount, start - minute)).toEqual([]);
});
