// Tasks of one panel that die, run twice and run late: there is one result all the same, and it is the right one.
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Clock } from "../../../../src/core/clock.ts";
import { jobFolder, jobsPrefix, orderName, type WorkOrder } from "../../../../src/core/job/job-contract.ts";
import { xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import type { ObjectStore } from "../../../../src/runtime/storage/object-store.ts";
import { MemoryStore, settings as base } from "../fakes.ts";
import { forecasterHere, panel, plainRow } from "./panels.ts";

const settings = {
  ...base,
  forecastDefaults: { model: "naive", horizon: 2 },
  maximumInputBytes: 1e6,
  fanOutRows: 160,
  fanOutSeries: 8,
};
const { inputBucket, outputBucket } = settings;
const forecaster = forecasterHere();

/** A hundred times as fast as the clock on the wall. */
const startedAt = performance.now();
const clock: Clock = {
  now: () => Date.UTC(2026, 0, 1) + Math.round((performance.now() - startedAt) * 100),
  sleep: (ms, signal) => wait(Math.ceil(ms / 100), undefined, { ...(signal && { signal }) }),
};
const log = createLogger({ write: () => {}, clock, project: "demo" });

class Killed extends Error {}

/** The same store, until it is dead; each request may be late. */
function mortal(store: MemoryStore, requests: number, random: () => number): ObjectStore {
  let left = requests;
  return new Proxy(store, {
    get(target, name: keyof ObjectStore) {
      const method = target[name];
      if (typeof method !== "function") return method;
      return async (...parameters: unknown[]) => {
        if (random() < 0.05) await wait(Math.floor(random() * 25));
        if (left-- <= 0) throw new Killed();
        const answer: unknown = await (method as (...all: unknown[]) => unknown).apply(target, parameters);
        // What was done, and not heard of any more.
        if (left <= 0) throw new Killed();
        return answer;
      };
    },
  });
}

const text = panel("unique_id,ds,y", plainRow, { isMixed: true });

function put(store: MemoryStore) {
  const { generation } = store.put(inputBucket, "panel.csv", text, { generation: "7" });
  return { bucket: inputBucket, name: "panel.csv", generation };
}

async function inOnePiece() {
  const store = new MemoryStore();
  const notification = { eventType: "OBJECT_FINALIZE", ...put(store), messageId: "7", deliveryAttempt: 1 };
  await deliver(notification, { store, forecaster, clock, settings }, log);
  return store.text(outputBucket, "panel.csv");
}

it.each(Array.from({ length: 12 }, (_, seed) => seed))("storm %i leaves one result", async (seed) => {
  const next = xoshiro128([seed + 1, 2, 3, 4]);
  const random = () => next() / 2 ** 32;
  const store = new MemoryStore();
  const input = put(store);
  const order = orderName(input);
  const body: WorkOrder = {
    schemaVersion: 1,
    input,
    origin: { messageId: "7", deliveryAttempt: 1 },
    reason: "asked",
  };
  store.put(outputBucket, order, JSON.stringify(body), {
    metadata: { "cloud-runner-execution": "projects/p/locations/r/jobs/j/executions/one" },
  });

  const others: Promise<void>[] = [];
  /** Tried again as Cloud Run does. An input that ends three tasks before it is cut would be given up. */
  async function task(execution: string, index: number, count: number, isHelper: boolean): Promise<void> {
    const deaths = isHelper ? 3 : execution === "one" ? (seed % 3 === 0 ? 1 : 2) : 0;
    for (let attempt = 0; ; attempt++) {
      const lives = attempt < deaths ? 3 + Math.floor(random() * 60) : Infinity;
      const given = { store: mortal(store, lives, random), forecaster, clock, settings, jobsAt };
      const code = await runOrder(
        { order, execution, index, count, isLastTry: false, isHelper },
        given,
        log,
        new AbortController().signal,
      ).catch((error: unknown) => {
        if (error instanceof Killed) return 1;
        throw error;
      });
      if (code === 0) return;
    }
  }
  const jobsAt = () => ({
    run: async ({ taskCount = 1 }: { taskCount?: number }) => {
      const execution = `projects/p/locations/r/jobs/j/executions/${others.length}`;
      for (let index = 0; index < taskCount; index++) others.push(task(execution, index, taskCount, true));
      return execution;
    },
    state: async () => "running" as const,
  });

  // Two executions of one order are harmless.
  await Promise.all([task("one", 0, 1, false), ...(seed % 3 === 0 ? [task("two", 0, 1, false)] : [])]);
  await Promise.all(others);
  expect(store.text(outputBucket, "panel.csv.error.json")).toBeUndefined();
  expect(store.text(outputBucket, "panel.csv")).toBe(await inOnePiece());
  expect(store.writes.map(({ name }) => name)).toEqual(["panel.csv"]);
  expect(store.objects.has(`${outputBucket}/${jobFolder(input)}plan.json`)).toBe(false);
  expect((await store.list(outputBucket, jobsPrefix)).filter(({ name }) => name === order)).toEqual([]);
});
