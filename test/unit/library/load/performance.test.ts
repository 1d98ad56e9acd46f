import { describe, expect, it } from "vitest";
import { loggedOf, performanceIn } from "../../../../src/library/load/performance.ts";
import type { LogEntry } from "../../../../src/library/logs/entry.ts";

const start = Date.UTC(2026, 0, 1, 12);
const request = (instanceId: string, endMs: number, latencyMs: number, status = 200): LogEntry => ({
  insertId: `${instanceId}${endMs}`,
  timestamp: new Date(start + endMs - latencyMs).toISOString(),
  receiveTimestamp: new Date(start + endMs).toISOString(),
  severity: "INFO",
  message: "",
  labels: instanceId === "" ? {} : { instanceId },
  request: { method: "POST", url: "/", status, latencyMs },
  fields: {},
});
const predicted = (input: string): LogEntry => ({
  ...request("a", 0, 0),
  input,
  fields: { outcome: "predicted" },
});

it("tells instances over time by the requests that each had", () => {
  const requests = [
    request("a", 900, 900),
    request("a", 1900, 900),
    request("b", 2500, 1400),
    request("", 2600, 10, 429),
    // Five seconds of nothing.
    request("c", 8000, 100),
  ];
  const said = [predicted("1"), predicted("2"), predicted("2")];
  expect(performanceIn({ requests, otherRequests: 3, said })).toEqual({
    requests: 5,
    otherRequests: 3,
    byStatus: { "200": 4, "429": 1 },
    latency: { p50: 900, p95: 1400, p99: 1400, mean: 662, maximum: 1400 },
    forecastTwice: 1,
    instances: { used: 3, mostAtOnce: 2, stepSeconds: 1, atWork: [1, 2, 1, 0, 0, 0, 0, 1] },
  });
});

it("takes longer steps of a longer time", () => {
  const requests = [request("a", 0, 0), request("a", 600_000, 1000)];
  const { instances } = performanceIn({ requests, otherRequests: 0, said: [] });
  expect(instances.stepSeconds).toBe(10);
  expect(instances.atWork).toHaveLength(60);
});

it("takes more requests than a function takes arguments", () => {
  const requests = Array.from({ length: 200_000 }, (_, index) => request("a", index, 1));
  expect(performanceIn({ requests, otherRequests: 0, said: [] }).requests).toBe(200_000);
});

describe("of what the service logged", () => {
  const traced = (trace: string, status = 200): LogEntry => ({ ...request("a", 900, 900, status), trace });
  const said = (run: string, trace: string, outcome?: string): LogEntry => ({
    ...predicted(`predict/${run}/1.csv`),
    run,
    trace,
    fields: outcome === undefined ? {} : { outcome },
  });
  const requests = [traced("mine"), traced("failed", 503), traced("theirs"), traced("refused", 429)];
  const all = [said("one", "mine", "predicted"), said("one", "failed"), said("two", "theirs", "predicted")];

  it("counts its own, and those that nobody knows more of, but nobody else's", () => {
    const own = loggedOf({ run: "one", results: 1 }, requests, all)!;
    expect(own.requests.map(({ trace }) => trace)).toEqual(["mine", "failed", "refused"]);
    expect(performanceIn(own)).toMatchObject({
      requests: 3,
      otherRequests: 1,
      byStatus: { "200": 1, "429": 1, "503": 1 },
    });
    const theirs = loggedOf({ run: "two", results: 1 }, requests, all)!;
    expect(theirs.requests.map(({ trace }) => trace)).toEqual(["theirs", "refused"]);
    expect(theirs.otherRequests).toBe(2);
  });

  it("waits for what is not there yet", () => {
    expect(loggedOf({ run: "one", results: 2 }, requests, all)).toBeUndefined();
    expect(loggedOf({ run: "one", results: 1 }, requests.slice(1), all)).toBeUndefined();
    const underWay = [said("one", "mine", "under-way")];
    expect(loggedOf({ run: "one", results: 1 }, requests, underWay)).toBeUndefined();
  });

  it.each(["handed-over", "answered-before"])("does not wait for more of one that was %s", (outcome) => {
    const own = loggedOf({ run: "one", results: 1 }, requests, [said("one", "mine", outcome)]);
    expect(own).toBeDefined();
  });
});
