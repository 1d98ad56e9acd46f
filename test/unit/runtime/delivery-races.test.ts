// Whatever the order in which deliveries of one name meet at the bucket, the newest generation has the last word.
import fc from "fast-check";
import { expect, it } from "vitest";
import { resultMetadata } from "../../../src/core/contract.ts";
import { deliver } from "../../../src/runtime/delivery.ts";
import type { Forecast } from "../../../src/runtime/forecaster.ts";
import { answeredGeneration } from "../../../src/runtime/result-object.ts";
import { createLogger } from "../../../src/runtime/log.ts";
import type { ObjectStore } from "../../../src/runtime/object-store.ts";
import { FakeForecaster, MemoryStore, predicted, rejected, settings } from "./fakes.ts";

const clock = { now: () => 0 };
const log = createLogger({ write: () => {}, clock, project: "demo" });
const { inputBucket, outputBucket } = settings;

/** Every request to the store waits for its turn; the bucket keeps old generations of inputs readable. */
function scheduled(store: MemoryStore, scheduler: fc.Scheduler): ObjectStore {
  const turn = (label: string) => scheduler.schedule(Promise.resolve(), label);
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
    async write(object) {
      await turn(`write ${object.name}`);
      return store.write(object);
    },
    async remove(object) {
      await turn(`remove ${object.name}`);
      return store.remove(object);
    },
  };
}

const upload = fc.record({ works: fc.boolean(), deliveries: fc.integer({ min: 1, max: 2 }) });

it("ends with the answer to the newest generation, and no older report beside a newer result", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(upload, { minLength: 2, maxLength: 3 }),
      async (scheduler, uploads) => {
        const store = new MemoryStore();
        const forecaster = new FakeForecaster();
        forecaster.answer = ({ input }): Forecast =>
          new TextDecoder().decode(input) === "works" ? predicted("date,prediction\n") : rejected;
        const dependencies = { store: scheduled(store, scheduler), forecaster, clock, settings };

        const deliveries = uploads.flatMap(({ works, deliveries: times }, index) => {
          const generation = String(index + 1);
          const content = works ? "works" : "does not";
          const name = `a.csv#${generation}`;
          store.put(inputBucket, name, content, { generation });
          const notification = {
            eventType: "OBJECT_FINALIZE",
            bucket: inputBucket,
            name: "a.csv",
            generation,
          };
          return Array.from({ length: times }, (_, copy) => ({
            ...notification,
            messageId: `${generation}.${copy}`,
          }));
        });
        const outcomes = Promise.all(
          deliveries.map((notification) => deliver(notification, dependencies, log)),
        );
        await scheduler.waitFor(outcomes);

        const newest = String(uploads.length);
        const result = answeredGeneration(await store.stat(outputBucket, "a.csv"), inputBucket);
        const report = answeredGeneration(await store.stat(outputBucket, "a.csv.error.json"), inputBucket);
        const answer = uploads.at(-1)!.works ? result : report;
        const other = uploads.at(-1)!.works ? report : result;
        expect(answer).toBe(newest);
        // An older result may stand beside a newer report, never an older report beside a newer result.
        const older = uploads.findLastIndex(({ works }) => works) + 1;
        expect(other === undefined || (other === result && Number(other) <= older)).toBe(true);
        // A report that a newer result made obsolete may come and go once more; a result never.
        const results = store.writes.filter(({ name }) => name === "a.csv");
        const answered = results.map(({ metadata }) => metadata[resultMetadata.inputGeneration]);
        expect(answered).toEqual([...new Set(answered)].toSorted((a, b) => Number(a) - Number(b)));
      },
    ),
    { numRuns: 300 },
  );
});
