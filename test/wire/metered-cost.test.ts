// The estimate against a metered run of the real pipeline: never below what Google would charge, and not far above it.
import pMap from "p-map";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { mebibytes } from "../../src/provision/engine/normalise.ts";
import { openBuckets, type Buckets } from "../../src/library/predict/buckets.ts";
import { predictFiles } from "../../src/library/predict/predict-files.ts";
import { estimateCost } from "../../src/provision/cost/estimate.ts";
import { ratesIn } from "../../src/provision/cost/price-table.ts";
import { imageDir, isBuilt } from "../support/built-image.ts";
import { meter, type Metered } from "../support/metered.ts";
import { dailySeries } from "../support/series.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

/** `npm run bench:cost` asks for 1,000. */
const isLong = process.env["CLOUD_RUNNER_FORECASTS"] !== undefined;
const forecasts = Number(process.env["CLOUD_RUNNER_FORECASTS"] ?? 8);
const content = Buffer.from(dailySeries({ days: 700 }));
const config = parseConfig({}, "test");
const task = { cpu: config.job.cpu, gib: mebibytes(config.job.memory) / 1024 };
/**
 * No estimate knows how often a storm delivers. The rule: beside its time, each further delivery costs at most a request, a
 * lease and two questions.
 */
const rates = ratesIn(config.region);
const furtherDelivery =
  rates.of("requests").usd + rates.of("storageWrites").usd + 2 * rates.of("storageReads").usd;

describe.skipIf(!isBuilt)("the estimate (needs dist/image: npm run build)", () => {
  let stack: TestStack;
  /** Seconds from each upload to the look that found its answer. */
  let waits: number[];
  beforeAll(async () => {
    stack = await openStack({ image: imageDir });
    // Within a test nobody waits ten seconds for the next try.
    await stack.up({ input: { delivery: { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1 } } });
    waits = [];
    await predict(["warm"]);
  }, 60_000);
  afterEach(() => stack.chaos({}));
  afterAll(() => stack.close(), 30_000);

  /** Notes how long each answer takes. */
  async function timed(): Promise<Buckets> {
    const buckets = await openBuckets(stack.ctx);
    const uploadedAt = new Map<string, number>();
    return {
      ...buckets,
      async upload(name, ...others) {
        const generation = await buckets.upload(name, ...others);
        uploadedAt.set(name, Date.now());
        return generation;
      },
      download(object) {
        waits.push((Date.now() - uploadedAt.get(object.name)!) / 1000);
        return buckets.download(object);
      },
    };
  }

  async function predict(names: readonly string[], further: Record<string, string> = {}): Promise<void> {
    const results = await predictFiles({
      buckets: await timed(),
      clock: systemClock,
      progress: { start: () => ({ update() {}, stop() {}, fail() {} }), warn() {}, note() {} } as never,
      signal: new AbortController().signal,
      files: { write: async () => {}, remove: async () => {} },
      inputs: names.map((name) => ({
        label: name,
        name,
        path: undefined,
        objectBase: `${name}.csv`,
        outputPath: undefined,
        format: "csv",
        read: async () => content,
      })),
      parameters: { model: "prophet", horizon: "7", ...further },
      prefix: `metered/${names[0]}/`,
      parallel: 8,
      timeoutMs: 900_000,
    });
    for (const result of results) expect(result).toMatchObject({ status: "ok" });
  }

  async function metered(work: () => Promise<unknown>): Promise<Metered> {
    waits = [];
    const sizes = () => forecasts * content.length;
    return meter(stack, { cpu: 1, gib: 1, task, bytes: sizes }, async () => void (await work()));
  }

  const named = (prefix: string) => Array.from({ length: forecasts }, (_, index) => `${prefix}-${index}`);
  /** Each by a `predict` of its own. */
  const singly = (prefix: string) =>
    metered(() => pMap(named(prefix), (name) => predict([name]), { concurrency: 2 }));
  const together = (prefix: string) => metered(() => predict(named(prefix)));

  /** What the meter counts of it, for each forecast with the time that its answer took. */
  function estimated({ billedSeconds, requests }: Metered): number {
    const forecastSeconds = billedSeconds / forecasts;
    const uncounted = new Set(["Pub/Sub", "events", "logs"]);
    const perForecast = waits.map((seconds) => {
      const deliverySeconds = Math.max(0, seconds - forecastSeconds);
      const assumptions = { forecastSeconds, forecastBytes: content.length, deliverySeconds };
      const { lines } = estimateCost(config, assumptions).perThousandForecasts;
      return lines.reduce((sum, { item, usd }) => sum + (uncounted.has(item) ? 0 : usd), 0) / 1000;
    });
    return perForecast.reduce((sum, usd) => sum + usd, 0) + (requests - forecasts) * furtherDelivery;
  }

  it("counts nothing for what is idle", async () => {
    const idle = await meter(stack, { cpu: 1, gib: 1, task, bytes: () => 0 }, () => systemClock.sleep(300));
    expect(idle.usd).toBe(0);
  });

  it("counts a task of the job by its time, beside the request that hands over to it", async () => {
    const before = await metered(() => predict(["here"]));
    const job = await metered(() => predict(["there"], { on: "job" }));
    expect(before.taskSeconds).toBe(0);
    expect(job.taskSeconds).toBe(60);
    const { usd } = estimateCost(config).perTaskHour!;
    expect(job.usd).toBeGreaterThan(usd / 60);
    // Beside what any forecast costs, the order and its end are a few operations of Storage.
    expect(job.usd).toBeLessThan((usd / 60) * 1.05 + before.usd);
  });

  const pushes = { duplicate: 0.2, delay: 0.2, maximumDelayMs: 200, refuse: 0.2, loseAnswer: 0.2 };
  const sometimes = [{ method: "* /*b/*/o*", refuse: 0.05 }];

  it.each([
    ["forecasts one by one", singly, {}],
    ["a batch, whose files wait together", together, {}],
    ["a storm of doubled, late, refused and forgotten deliveries", singly, { pushes }],
    ["a Storage that refuses 5 %", singly, { sometimes }],
  ] as const)(
    "covers %s, and is at most 1.3 times the cost",
    async (name, run, chaos) => {
      await stack.chaos({ seed: 1, ...chaos });
      const metered = await run(name);
      const ratio = estimated(metered) / metered.usd;
      if (isLong) process.stdout.write(`${name}: ${ratio.toFixed(3)} of ${JSON.stringify(metered)}\n`);
      expect(waits).toHaveLength(forecasts);
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThanOrEqual(1.3);
    },
    1_800_000,
  );
});
