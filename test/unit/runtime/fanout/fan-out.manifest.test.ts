// Panels among the inputs of a manifest are cut into slices as well, each for itself, and helped with by other tasks.
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Clock } from "../../../../src/core/clock.ts";
import { jobsPrefix, orderName, type WorkOrder } from "../../../../src/core/job/job-contract.ts";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { readTask } from "../../../../src/runtime/job/task.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
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

const name = "nightly.job.json";
const inputs = ["job-data/a.csv", "job-data/b.csv", "job-data/small.csv"];

function filled(): { store: MemoryStore; input: { bucket: string; name: string; generation: string } } {
  const store = new MemoryStore();
  const short = (of: number, at: number) => (of === 3 && at > 0 ? "" : plainRow(of, at));
  const put = (as: string, content: string, generation: string) =>
    store.put(inputBucket, as, content, { generation });
  put(inputs[0]!, panel("unique_id,ds,y", short).replaceAll("\n\n", "\n"), "11");
  put(inputs[1]!, panel("unique_id,ds,y", plainRow, { isMixed: true }), "12");
  put(inputs[2]!, panel("unique_id,ds,y", plainRow, { series: 2 }), "13");
  const { generation } = put(name, JSON.stringify({ inputs, output: "out/{name}" }), "14");
  return { store, input: { bucket: inputBucket, name, generation } };
}

const written = (store: MemoryStore) =>
  [...store.objects.values()]
    .filter(({ bucket }) => bucket === outputBucket)
    .map(({ name: as, content, metadata }) => ({ as, content: Buffer.from(content).toString(), metadata }))
    .toSorted((a, b) => (a.as < b.as ? -1 : 1));

it("with the same results as in one piece, and nothing left behind", async () => {
  const log = createLogger({ write: () => {}, clock, project: "demo" });
  const { store: short, input: sent } = filled();
  const notification = { eventType: "OBJECT_FINALIZE", ...sent, messageId: "7", deliveryAttempt: 1 };
  await deliver(notification, { store: short, forecaster, clock, settings }, log);

  const { store, input } = filled();
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
  const helped: string[] = [];
  const others: Promise<0 | 1>[] = [];
  const run = (env: Record<string, string>, index = 0, count = 1) => {
    const place = { CLOUD_RUN_TASK_INDEX: `${index}`, CLOUD_RUN_TASK_COUNT: `${count}` };
    const task = readTask({ ...env, ...place, CLOUD_RUN_EXECUTION: `e${others.length}` }, outputBucket);
    const given = { store, forecaster, clock, settings, jobsAt };
    return runOrder(task, given, log, new AbortController().signal);
  };
  const jobsAt = () => ({
    run: async ({ env, taskCount = 1 }: { env: Readonly<Record<string, string>>; taskCount?: number }) => {
      helped.push(env["WORK_FOLDER"]!);
      for (let index = 0; index < taskCount; index++) others.push(run(env, index, taskCount));
      return `projects/p/locations/r/jobs/j/executions/${others.length}`;
    },
    state: async () => "running" as const,
  });

  expect(await run({ WORK_ORDER: `gs://${outputBucket}/${order}` })).toBe(0);
  expect(await Promise.all(others)).toEqual(others.map(() => 0));
  expect(new Set(helped).size).toBe(2);
  expect(helped.every((folder) => folder.startsWith(`${order.slice(0, -"order.json".length)}inputs/`))).toBe(
    true,
  );
  expect(await store.list(outputBucket, jobsPrefix)).toEqual([]);
  expect(written(store)).toEqual(written(short));
  expect(written(store).map(({ as }) => as)).toEqual([
    name,
    ...inputs.slice(0, 1).flatMap((of) => [`out/${of}`, `out/${of}.series.json`]),
    ...inputs.slice(1).map((of) => `out/${of}`),
  ]);
});
