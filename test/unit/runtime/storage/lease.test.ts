import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { leaseMetadata, leaseName, resultMetadata } from "../../../../src/core/contract.ts";
import { takeLease, type Held, type Lease } from "../../../../src/runtime/storage/lease.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import type { StoredObject } from "../../../../src/runtime/storage/object-store.ts";
import { manualClock, MemoryStore, settings, unavailable, type LogLine } from "../fakes.ts";

const { inputBucket, outputBucket } = settings;
const name = leaseName("in/a.csv");

function start() {
  const store = new MemoryStore();
  const clock = manualClock(1_000_000);
  const lines: LogLine[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as LogLine);
  const log = createLogger({ write, clock, project: "demo" });
  const take = (generation: string, input = "in/a.csv") =>
    takeLease(
      { eventType: "OBJECT_FINALIZE", bucket: inputBucket, name: input, generation, messageId: "77" },
      { store, clock, settings },
      log,
    );
  const taken = async (generation: string): Promise<Lease> => {
    const lease = await take(generation);
    if (lease.kind !== "taken") throw new Error("somebody else holds the lease");
    return lease;
  };
  const held = async (generation: string): Promise<Held> => {
    const lease = await take(generation);
    if (lease.kind !== "held") throw new Error("nobody else holds the lease");
    return lease;
  };
  const lease = () => store.objects.get(`${outputBucket}/${name}`);
  const remaining = () => Number(lease()!.metadata[leaseMetadata.expiresAt]) - clock.now();
  return { store, clock, lines, take, taken, held, lease, remaining };
}

describe("a lease", () => {
  it("is an empty object beside the results, and leaves nothing when it is released", async () => {
    const { taken, lease, store } = start();
    const ours = await taken("5");
    expect(lease()).toMatchObject({
      bytes: 0,
      metadata: {
        [resultMetadata.inputBucket]: inputBucket,
        [resultMetadata.inputName]: "in/a.csv",
        [resultMetadata.inputGeneration]: "5",
        [leaseMetadata.expiresAt]: "1010000",
        [leaseMetadata.failures]: "0",
      },
    });
    await ours.release();
    await ours.release();
    expect(store.objects.size).toBe(0);
  });

  it("holds up other deliveries of the same generation and older ones, until it is released", async () => {
    const { taken, held } = start();
    const ours = await taken("5");
    expect(await held("5")).toMatchObject({ expiresAt: 1_010_000 });
    await held("4");
    await ours.release();
    await taken("5");
  });

  it("is taken over by a newer generation, and its former holder removes only its own", async () => {
    const { taken, lease } = start();
    const older = await taken("5");
    await taken("6");
    await older.release();
    expect(lease()!.metadata[resultMetadata.inputGeneration]).toBe("6");
  });

  it("is renewed as long as it is held", async () => {
    const { taken, held, clock, remaining } = start();
    const ours = await taken("5");
    for (let seconds = 0; seconds < 60; seconds++) {
      await clock.advance(1000);
      expect(remaining()).toBeGreaterThanOrEqual(7000);
    }
    await held("5");
    await ours.release();
    expect(clock.sleepers).toBe(0);
  });

  it("is taken over once it has expired, and then not renewed by its former holder", async () => {
    const { taken, clock, lease, lines, store } = start();
    const lost = await taken("5");
    // As when the instance is frozen: the time passes, and no timer runs.
    clock.jump(10_000);
    expect((await taken("5")).failures).toBe(1);
    const generation = lease()!.generation;
    expect(lines).toMatchObject([{ severity: "WARNING", message: "The lease on in/a.csv has expired" }]);
    await clock.advance(3_000);
    expect(lines.at(-1)).toMatchObject({ severity: "INFO", message: expect.stringContaining("is gone") });
    await lost.release();
    expect(lease()!.generation).toBe(generation);
    expect(store.objects.size).toBe(1);
  });

  it("is known again when only the answer to its writing was lost", async () => {
    const { store, taken, lease } = start();
    const write = store.write.bind(store);
    store.write = async (object) => {
      await write(object);
      return "conflict";
    };
    const ours = await taken("5");
    await ours.release();
    expect(lease()).toBeUndefined();
  });

  it.each<[string, Partial<StoredObject["metadata"]>]>([
    ["without metadata", {}],
    ["of another input bucket", { [resultMetadata.inputBucket]: "elsewhere" }],
    ["whose expiry is no number", { [leaseMetadata.expiresAt]: "soon" }],
    ["by a clock that ran an hour ahead", { [leaseMetadata.expiresAt]: String(1_000_000 + 3_600_000) }],
  ])("is taken over when it was written %s", async (_, other) => {
    const { store, taken } = start();
    const usual = {
      [resultMetadata.inputBucket]: inputBucket,
      [resultMetadata.inputGeneration]: "5",
      [leaseMetadata.expiresAt]: "1010000",
    };
    const metadata = Object.keys(other).length === 0 ? {} : ({ ...usual, ...other } as typeof usual);
    store.put(outputBucket, name, "", { metadata });
    expect((await taken("5")).failures).toBe(0);
  });

  it("tells the next delivery how many forecasts have failed, and holds it up no longer", async () => {
    const { taken, clock, lines } = start();
    const first = await taken("5");
    expect(first.failures).toBe(0);
    await first.fail();
    await first.release();
    const second = await taken("5");
    expect(second.failures).toBe(1);
    await second.fail();
    expect(clock.sleepers).toBe(0);
    const third = await taken("5");
    expect(third.failures).toBe(2);
    await third.fail();
    // Another content is another chance.
    expect((await taken("6")).failures).toBe(0);
    expect(lines).toEqual([]);
  });

  it("that is left over is removed by whoever sees the answer, unless it is for a newer generation", async () => {
    const { taken, held, lease } = start();
    await taken("5");
    await (await held("4")).release();
    expect(lease()).toBeDefined();
    await (await held("5")).release();
    expect(lease()).toBeUndefined();
  });

  it("costs a log line, not the delivery, when it cannot be renewed or released", async () => {
    const { store, taken, clock, lines } = start();
    const ours = await taken("5");
    store.failure = unavailable;
    await clock.advance(3_000);
    store.failure = undefined;
    await clock.advance(3_000);
    store.failure = unavailable;
    await ours.release();
    expect(lines.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "WARNING Could not renew the lease on in/a.csv; it expires by itself",
      "WARNING Could not release the lease on in/a.csv; it expires by itself",
    ]);
  });

  it("has a name that Storage accepts, however long the input's is", async () => {
    const { store, take } = start();
    await take("5", `${"ä".repeat(500)}.csv`);
    await take("5", `${"ö".repeat(500)}.csv`);
    const names = [...store.objects.values()].map((entry) => entry.name);
    expect(names).toHaveLength(2);
    for (const each of names) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(1024);
    // Two versions of the service must find each other's.
    const digest = createHash("sha256")
      .update(`${"ä".repeat(500)}.csv`)
      .digest("hex");
    expect(names[0]).toBe(leaseName(digest));
  });
});
