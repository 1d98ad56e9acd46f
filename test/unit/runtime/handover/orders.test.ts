// What lies in the output bucket when a delivery that hands over dies on the way.
import { expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { jobsPrefix } from "../../../../src/core/job/job-contract.ts";
import { decodeDone } from "../../../../src/runtime/handover/done.ts";
import { carryOut, findOrder, handOver, removeOrder } from "../../../../src/runtime/handover/orders.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { FakeJobs, jobName, manualClock, MemoryStore, settings, unavailable } from "../fakes.ts";

const input = { bucket: "demo-input", name: "panel.csv", generation: "5" };
const notification = { eventType: "OBJECT_FINALIZE", messageId: "1", ...input };
const forecasts = { csv: Buffer.from("a,2026-01-01,1\n"), outcomes: [] };
const wish = { reason: "deadline", estimate: undefined, done: [{ from: 0, forecasts }] } as const;

function start() {
  const store = new MemoryStore();
  const jobs = new FakeJobs();
  const log = createLogger({ write: () => {}, clock: manualClock(0), project: "demo" });
  const names = () => [...store.objects.values()].map(({ name }) => name.slice(jobsPrefix.length + 33));
  return { store, jobs, names, dependencies: { store, settings, jobs, log } };
}

it("says on the order what was made before, and which execution has it", async () => {
  const { store, dependencies } = start();
  await handOver(wish, notification, dependencies);
  const { metadata, bucket, name } = (await findOrder(input, { store, settings }))!;
  expect(metadata["cloud-runner-execution"]).toBe(`${jobName}/executions/forecast-job-1`);
  const { done } = JSON.parse(store.text(bucket, name)!) as { done: string };
  const [part] = decodeDone(store.objects.get(`${bucket}/${done}`)!.content);
  expect(part).toMatchObject({ from: 0, forecasts: { outcomes: [] } });
});

it("leaves nothing without an order, wherever it dies", async () => {
  const { store, names, jobs, dependencies } = start();
  const write = store.write.bind(store);
  store.write = async (object) => {
    if (object.name.includes("done-")) throw unavailable;
    return write(object);
  };
  await expect(handOver(wish, notification, dependencies)).rejects.toBe(unavailable);
  expect(names()).toEqual(["order.json"]);
  const order = (await findOrder(input, { store, settings }))!;
  await carryOut(order, dependencies);
  expect(jobs.started).toHaveLength(1);
});

it("keeps what was made before where only the answer to the order was lost", async () => {
  const { store, names, dependencies } = start();
  const write = store.write.bind(store);
  store.write = async (object) => {
    const written = await write(object);
    return object.name.endsWith("order.json") ? "conflict" : written;
  };
  await handOver(wish, notification, dependencies);
  expect(names()).toEqual(["order.json", expect.stringMatching(/^done-/)]);
  // The order of another delivery, which knows of nothing that was made here.
  const other = start();
  await handOver({ ...wish, done: [] }, notification, other.dependencies);
  await handOver(wish, notification, other.dependencies);
  expect(other.names()).toEqual(["order.json"]);
});

it("takes away with an order what was made for it", async () => {
  const { store, names, jobs, dependencies } = start();
  await handOver(wish, notification, dependencies);
  await removeOrder((await findOrder(input, { store, settings }))!, store);
  expect(names()).toEqual([]);
  const details = { code: "job.refused", status: "PERMISSION_DENIED", retryable: false } as const;
  jobs.failure = new CloudError("denied", details);
  await expect(handOver(wish, notification, dependencies)).rejects.toBe(jobs.failure);
  expect(names()).toEqual([]);
});
