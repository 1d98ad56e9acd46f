// The short form of `npm run test:chaos`: a small storm over the real pipeline in real processes.
import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { isBuilt } from "../support/built-image.ts";
import { runStorm, usualStorm } from "../chaos/storm.ts";

// A download has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

describe.skipIf(!isBuilt)("a storm (needs dist/image: npm run build)", () => {
  // Where it stops, it says after three minutes what is missing.
  it("leaves exactly one answer to each input, whole, and no dead letters", async () => {
    const { counts, problems, killedInstances } = await runStorm(usualStorm(3, 50));
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ results: 48, reports: 2, deadLetters: 0 });
    // It must have been one.
    expect(killedInstances).toBeGreaterThan(0);
  }, 300_000);
});
