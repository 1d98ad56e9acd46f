// Whatever the order in which deliveries of one name meet at the bucket, the newest generation has the last word, and
// no forecast is made twice unless an instance died.
import fc from "fast-check";
import { expect, it } from "vitest";
import { leaseName, resultMetadata } from "../../../../src/core/contract.ts";
import { CloudError } from "../../../../src/core/errors.ts";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
// Loaded before the first delivery, which would wait for it while the others keep this thread from ever loading it.
import "../../../../src/runtime/forecast/forecast-input.ts";
import type { Prediction } from "../../../../src/model/predict/prediction.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import type { ObjectStore } from "../../../../src/runtime/storage/object-store.ts";
import { answeredGeneration } from "../../../../src/runtime/storage/result-object.ts";
import { FakeForecaster, MemoryStore, onePiece, predicted, settings, untilAborted } from "../fakes.ts";

const { inputBucket, outputBucket } = settings;

class Killed extends Error {}

const oneFailed: Prediction["series"] = {
  count: 2,
  failed: [{ id: { id: "b" }, code: "csv.too-short", message: "", fix: "", fallback: "naive" }],
};

/** Every request to the store waits for its turn; the bucket keeps old generations of inputs readable. */
function scheduled(store: MemoryStore, turn: (label: string) => Promise<void>): ObjectStore {
  return {
    async stat(bucket, name, generation) {
      await turn(`stat ${name}`);
      if (generation === undefined) return store.stat(bucket, name);
      const input = await store.stat(bucket, `${name}#${generation}`);
      return input && { ...input, name };
    },
    async read(object, maximumBytes) {
      await turn("read");
      return store.read({ ...object, name: `${object.name}#${object.generation}` }, maximumBytes);
    },
    async open(object, maximumBytes) {
      const content = await this.read(object, maximumBytes);
      return content && onePiece(content);
    },
    readRange: (object, start, end) => store.readRange(object, start, end),
    list: (bucket, prefix) => store.list(bucket, prefix),
    async write(object) {
      await turn(`write ${object.name}`);
      return store.write(object);
    },
    async update(object, metadata) {
      await turn(`update ${object.name}`);
      return store.update(object, metadata);
    },
    async remove(object) {
      await turn(`remove ${object.name}`);
      return store.remove(object);
    },
  };
}

/** What Pub/Sub and the instances do to the deliveries of one message, the first ones all at the same moment. */
const upload = fc.record({
  works: fc.boolean(),
  /** As a panel of which one series fails, so that it has a report beside its result. */
  failsSeries: fc.boolean(),
  deliveries: fc.integer({ min: 1, max: 3 }),
  /** The instance that has the first delivery dies before its n-th request; 0 = it lives. */
  killedBefore: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
});

it("ends with the answer to the newest generation, no older report beside it, and no forecast made twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(upload, { minLength: 1, maxLength: 3 }),
      async (scheduler, uploads) => {
        const store = new MemoryStore();
        let now = 1;
        const clock = { now: () => now, sleep: untilAborted };
        let expired = 0;
        const write = (line: string) => {
          if (line.includes("has expired")) expired++;
        };
        const log = createLogger({ write, clock, project: "demo" });
        const killed = uploads.filter(({ killedBefore }) => killedBefore > 0).length;
        let fits = 0;

        /** Delivers until the message is acknowledged. */
        const acknowledge = async (generation: string, copy: number, killedBefore: number) => {
          const notification = {
            eventType: "OBJECT_FINALIZE",
            bucket: inputBucket,
            name: "a.csv",
            generation,
            messageId: `${generation}.${copy}`,
          };
          let requests = 0;
          for (let attempt = 1; ; attempt++) {
            // Without an end to it, fast-check could not say of which order this is.
            if (attempt > 1000) throw new Error(`Message ${notification.messageId} is never acknowledged.`);
            const dies = attempt === 1 && killedBefore > 0;
            const turn = async (label: string) => {
              if (dies && ++requests >= killedBefore) throw new Killed();
              await scheduler.schedule(Promise.resolve(), label);
            };
            const forecaster = new FakeForecaster();
            forecaster.readsSeries = true;
            const prepare = forecaster.prepare.bind(forecaster);
            forecaster.prepare = async () => {
              fits++;
              await turn("fit");
              return prepare();
            };
            forecaster.answer = () => predicted("date,prediction\n", [], oneFailed);
            const dependencies = { store: scheduled(store, turn), forecaster, clock, settings };
            try {
              const outcome = await deliver(notification, dependencies, log);
              // Whoever dies after the answer but before its lease is gone has acknowledged nothing.
              const isDead = dies && requests >= killedBefore;
              if (outcome.kind !== "under-way" && !isDead) return;
            } catch (error) {
              // Nine at once may get in each other's way for too long; the delivery comes again, as Pub/Sub has it.
              const isContended = error instanceof CloudError && error.code === "storage.contended";
              if (!(error instanceof Killed) && !isContended) throw error;
            }
            // The leases of the living are renewed in time, so time need not pass unless one has died.
            if (killed > 0) now += 4_000;
          }
        };
        const acknowledged = uploads.flatMap(({ works, failsSeries, deliveries, killedBefore }, index) => {
          const generation = String(index + 1);
          const rows = failsSeries ? "a,2024-01-01,1\nb,2024-01-01,1\n" : "a,2024-01-01,1\na,2024-01-02,1\n";
          const text = works ? `id,ds,y\n${rows}` : "does not";
          store.put(inputBucket, `a.csv#${generation}`, text, { generation });
          return Array.from({ length: deliveries }, (_, copy) =>
            acknowledge(generation, copy, copy === 0 ? killedBefore : 0),
          );
        });
        await scheduler.waitFor(Promise.all(acknowledged));

        const newest = String(uploads.length);
        const result = answeredGeneration(await store.stat(outputBucket, "a.csv"), inputBucket);
        const report = answeredGeneration(await store.stat(outputBucket, "a.csv.error.json"), inputBucket);
        const answer = uploads.at(-1)!.works ? result : report;
        const other = uploads.at(-1)!.works ? report : result;
        expect(answer).toBe(newest);
        // An older result may stand beside a newer report, never an older report beside a newer result.
        const older = uploads.findLastIndex(({ works }) => works) + 1;
        expect(other === undefined || (other === result && Number(other) <= older)).toBe(true);
        // The report on series is of the result, and there is one only where series failed. Beside a newer error report
        // it may be what an instance left that died before its result.
        const series = answeredGeneration(await store.stat(outputBucket, "a.csv.series.json"), inputBucket);
        const mayBeLeftOver = !uploads.at(-1)!.works && killed > 0;
        const fitting = uploads[Number(result) - 1]?.failsSeries ? result : undefined;
        expect(mayBeLeftOver || series === fitting).toBe(true);
        // A report that a newer result made obsolete may come and go once more; a result never.
        const results = store.writes.filter(({ name }) => name === "a.csv");
        const answered = results.map(({ metadata }) => metadata[resultMetadata.inputGeneration]);
        expect(answered).toEqual([...new Set(answered)].toSorted((a, b) => Number(a) - Number(b)));
        expect(fits).toBeLessThanOrEqual(uploads.length + killed + expired);
        expect(killed > 0 || expired === 0).toBe(true);
        expect(await store.stat(outputBucket, leaseName("a.csv"))).toBeUndefined();
      },
    ),
    { numRuns: 400 },
  );
});
