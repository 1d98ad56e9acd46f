// The estimate against a metered run of the real pipeline: never below what Google would charge, and not far above it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { openBuckets } from "../../src/library/predict/buckets.ts";
import { predictFiles } from "../../src/library/predict/predict-files.ts";
import { estimateCost } from "../../src/provision/cost/estimate.ts";
import { meter, type Metered } from "../support/metered.ts";
import { dailySeries } from "../support/series.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

const imageDir = join(fileURLToPath(new URL("../../", import.meta.url)), "dist", "image");
const isBuilt = existsSync(join(imageDir, "server.mjs"));
if (!isBuilt && process.env["CI"] === "true") throw new Error("dist/image is missing: npm run build");
/** `CLOUD_RUNNER_FORECASTS=1000` is the long form. */
const forecasts = Number(process.env["CLOUD_RUNNER_FORECASTS"] ?? 8);
const content = Buffer.from(dailySeries({ days: 700 }));
const config = parseConfig({}, "test");

describe.skipIf(!isBuilt)("the estimate (needs dist/image: npm run build)", () => {
  let stack: TestStack;
  /** Seconds from each upload to the look that found its answer. */
  let waits: number[];
  beforeAll(async () => {
    stack = await openStack({ image: imageDir });
    // Within a test nobody waits ten seconds for the next try.
    await stack.up({ input: { delivery: { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1 } } });
    waits = [];
    await send("warm");
  }, 60_000);
  afterAll(() => stack.close(), 30_000);

  async function send(name: string): Promise<void> {
    const buckets = await openBuckets(stack.ctx);
    let uploadedAt = 0;
    const [result] = await predictFiles({
      buckets: {
        ...buckets,
        async upload(...object) {
          const generation = await buckets.upload(...object);
          uploadedAt = Date.now();
          return generation;
        },
        download(object) {
          waits.push((Date.now() - uploadedAt) / 1000);
          return buckets.download(object);
        },
      },
      clock: systemClock,
      progress: { start: () => ({ update() {}, stop() {}, fail() {} }), warn() {}, note() {} } as never,
      signal: new AbortController().signal,
      files: { write: async () => {}, remove: async () => {} },
      inputs: [
        {
          label: name,
          name,
          path: undefined,
          objectBase: `${name}.csv`,
          outputPath: undefined,
          format: "csv",
          read: async () => content,
        },
      ],
      parameters: { model: "prophet", horizon: "7" },
      prefix: `metered/${name}/`,
      parallel: 1,
      timeoutMs: 60_000,
    });
    expect(result).toMatchObject({ status: "ok" });
  }

  /** One after the other, each by a `predict` of its own. */
  const run = (prefix: string): Promise<Metered> => {
    waits = [];
    const sizes = () => forecasts * content.length;
    return meter(stack, { cpu: 1, gib: 1, bytes: sizes }, async () => {
      for (let index = 0; index < forecasts; index += 1) await send(`${prefix}-${index}`);
    });
  };

  /** Of what the meter counts, each forecast with the time that its answer took. */
  function estimated({ billedSeconds }: Metered): number {
    const forecastSeconds = billedSeconds / forecasts;
    const uncounted = new Set(["Pub/Sub", "logs"]);
    const perForecast = waits.map((seconds) => {
      const deliverySeconds = seconds - forecastSeconds;
      const assumptions = { forecastSeconds, forecastBytes: content.length, deliverySeconds };
      const { lines } = estimateCost(config, assumptions).perThousandForecasts;
      return lines.reduce((sum, { item, usd }) => sum + (uncounted.has(item) ? 0 : usd), 0) / 1000;
    });
    return perForecast.reduce((sum, usd) => sum + usd, 0);
  }

  function ratioOf(metered: Metered): number {
    const ratio = estimated(metered) / metered.usd;
    if (process.env["CLOUD_RUNNER_FORECASTS"] !== undefined)
      process.stdout.write(`${forecasts} forecasts: ${ratio.toFixed(2)} of ${JSON.stringify(metered)}\n`);
    return ratio;
  }

  it("counts nothing for what is idle", async () => {
    const idle = await meter(stack, { cpu: 1, gib: 1, bytes: () => 0 }, () => systemClock.sleep(300));
    expect(idle.usd).toBe(0);
  });

  it("covers forecasts, and is at most 1.3 times their cost", async () => {
    const ratio = ratioOf(await run("calm"));
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThanOrEqual(1.3);
  }, 600_000);

  it("covers them in a storm of doubled, late, refused and forgotten deliveries too", async () => {
    await stack.chaos({
      seed: 1,
      pushes: { duplicate: 0.2, delay: 0.2, maximumDelayMs: 200, refuse: 0.2, loseAnswer: 0.2 },
    });
    const metered = await run("storm");
    await stack.chaos({});
    const ratio = ratioOf(metered);
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThanOrEqual(1.3);
  }, 600_000);
});
