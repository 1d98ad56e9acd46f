import { expect, it } from "vitest";
import { performanceIn } from "../../../../src/library/load/performance.ts";
import type { LogEntry } from "../../../../src/library/logs/entry.ts";

const start = Date.UTC(2026, 0, 1, 12);
const request = (instanceId: string, endMs: number, latencyMs: number, status = 200): LogEntry => ({
  insertId: `${instanceId}${endMs}`,
  timestamp: new Date(start + endMs).toISOString(),
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
  expect(performanceIn(requests, [predicted("1"), predicted("2"), predicted("2")])).toEqual({
    requests: 5,
    byStatus: { "200": 4, "429": 1 },
    latency: { p50: 900, p95: 1400, p99: 1400, mean: 662, maximum: 1400 },
    forecastTwice: 1,
    instances: { used: 3, mostAtOnce: 2, stepSeconds: 1, atWork: [1, 2, 1, 0, 0, 0, 0, 1] },
  });
});

it("takes longer steps of a longer time", () => {
  const requests = [request("a", 0, 0), request("a", 600_000, 1000)];
  const { instances } = performanceIn(requests, []);
  expect(instances.stepSeconds).toBe(10);
  expect(instances.atWork).toHaveLength(60);
});
