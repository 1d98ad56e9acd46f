import { describe, expect, it } from "vitest";
import { exitCode, render } from "../../../../src/cli/commands/load/render.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import type { LoadResult } from "../../../../src/library/load/load.ts";

const percentiles = { p50: 1600, p95: 2300.4, p99: 2400, mean: 1650, maximum: 2410 };
const result: LoadResult = {
  run: "20260102-030405-a1b2c3d4",
  file: "data.csv",
  bytes: 2764,
  target: "local",
  copies: 100,
  concurrency: 20,
  ratePerSecond: undefined,
  durationSeconds: undefined,
  sent: 100,
  results: { same: 100, different: 0, failed: 0, lost: 0, extra: 0 },
  reference: { rows: 28, model: "auto", bytes: 1000, isExpected: false },
  examples: [],
  errors: [],
  from: "2026-01-02T03:04:05.000Z",
  to: "2026-01-02T03:04:14.200Z",
  seconds: 9.2,
  throughput: 10.8696,
  latency: percentiles,
  upload: { p50: 61, p95: 243, p99: 247, mean: 80, maximum: 248 },
  measuredFrom: "upload",
  behindMs: 0,
  service: {
    requests: 100,
    otherRequests: 0,
    byStatus: { "200": 100 },
    latency: percentiles,
    forecastTwice: 0,
    instances: { used: 2, mostAtOnce: 2, stepSeconds: 1, atWork: [1, 2, 2, 2, 1] },
  },
  cost: { usd: 0.0057, isPaid: false, forecastSeconds: 1.65 },
  removed: 201,
};
const view = (columns = 80) =>
  viewOf({ write: () => true, isTTY: true, columns }, { env: {}, platform: "linux" }, true);

it("fits a screen", () => {
  expect(view().show(render(result, view()))).toMatchInlineSnapshot(`
    "✔ 100 copies of data.csv (2.7 KiB), 20 at once, on local

    results     100 of 100, all the same
                28 rows by auto
    throughput  10.9 a second over 9.2 s
    latency     p50 1.6 s  p95 2.3 s  p99 2.4 s  most 2.4 s
                from the start of its upload
    upload      p50 61 ms  p95 243 ms  p99 247 ms  most 248 ms
    in service  p50 1.6 s  p95 2.3 s  p99 2.4 s  most 2.4 s
    requests    100: 100 x 200
    instances   2 at work at once, 2 in all  ▅███▅ (1 s each)
    cost        $0.0057 on Google Cloud; nothing here
    removed     201 objects"
  `);
});

it("keeps each percentile with its name and its unit", () => {
  const lines = view()
    .show(render(result, view(40)))
    .split("\n");
  expect(lines).toContain("latency     p50 1.6 s  p95 2.3 s");
  expect(lines).toContain("            p99 2.4 s  most 2.4 s");
});

it.each([20, 40, 60])("fits %i columns", (columns) => {
  const text = render(result, view(columns));
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(columns);
});

describe("what went wrong", () => {
  const bad: LoadResult = {
    ...result,
    ratePerSecond: 0.5,
    measuredFrom: "due",
    behindMs: 3000,
    results: { same: 95, different: 1, failed: 2, lost: 2, extra: 1 },
    examples: ["predict/20260102-030405-a1b2c3d4/00007.csv"],
    errors: [{ code: "cloud.unavailable", message: "Cloud Storage does not answer.", count: 2 }],
    service: { ...result.service!, byStatus: { "200": 96, "429": 7 }, otherRequests: 12, forecastTwice: 1 },
  };

  it("is said, with the command that shows more", () => {
    expect(view().show(render(bad, view()))).toMatchInlineSnapshot(`
      "✖ 100 copies of data.csv (2.7 KiB), 0.5 a second, on local

      results     95 of 100 the same, 1 different, 2 failed, 2 lost, 1 written twice
                  28 rows by auto
      throughput  10.9 a second over 9.2 s
      latency     p50 1.6 s  p95 2.3 s  p99 2.4 s  most 2.4 s
                  from when a copy was due
      upload      p50 61 ms  p95 243 ms  p99 247 ms  most 248 ms
      in service  p50 1.6 s  p95 2.3 s  p99 2.4 s  most 2.4 s
      requests    100: 96 x 200, 7 x 429
      instances   2 at work at once, 2 in all  ▅███▅ (1 s each)
      cost        $0.0057 on Google Cloud; nothing here
      removed     201 objects
      ✖ 2 times cloud.unavailable: Cloud Storage does not answer.
      ⚠ This machine could not send at that rate: copies went out up to 3.0 s late,
        which the latency holds.
      ⚠ 1 copy was forecast more than once, since a message came again; one result
        stands of each.
      ⚠ Requests that found no instance were refused with 429 and came again: more
        instances (service.maxInstances) would take them.
      ⚠ Not counted: 12 requests about other files that the service had meanwhile.
        What it refused for want of an instance is counted, whatever it was about.
      ⚠ What is lost had no answer in time; \`cloud-runner dlq list\` shows what was
        given up.
      Different: predict/20260102-030405-a1b2c3d4/00007.csv

      \`cloud-runner logs --run 20260102-030405-a1b2c3d4\` shows what was logged of
      them."
    `);
  });

  it.each([
    [{}, 0],
    [{ same: 98, lost: 2 }, 3],
    [{ same: 98, failed: 2 }, 3],
    [{ same: 99, different: 1 }, 1],
    [{ extra: 1 }, 1],
    [{ same: 0, failed: 100 }, 1],
  ])("decides the exit code: %j is %i", (more, code) => {
    expect(exitCode({ ...result, results: { ...result.results, ...more } })).toBe(code);
  });

  it("is not hidden by a log that is not there yet", () => {
    const text = render({ ...result, service: undefined, latency: undefined, upload: undefined }, view());
    expect(text).toContain("Cloud Run has not logged all of it yet");
  });
});
