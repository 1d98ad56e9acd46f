// A manifest of panels that takes longer than a delivery may: what is made of them goes along to the job.
import { expect, it } from "vitest";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
// Nothing is loaded while the time stands still.
import "../../../../src/runtime/delivery/run-manifest.ts";
import "../../../../src/runtime/forecast/forecast-input.ts";
import { createEstimator } from "../../../../src/runtime/handover/estimator.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { jobsPrefix } from "../../../../src/core/job/job-contract.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { slowForecaster } from "../../../support/slow-forecaster.ts";
import { virtualClock } from "../../../support/virtual-clock.ts";
import { FakeJobs, MemoryStore, settings } from "../fakes.ts";

const limitMs = 540_000;
const [input, output] = [settings.inputBucket, settings.outputBucket];
const series = 100;

function panel(letter: string): string {
  const ids = Array.from({ length: series }, (_, index) => `${letter}${index}`);
  return `id,ds,y\n${ids.map((id, index) => `${id},2026-01-01,${index}\n${id},2026-01-02,2\n`).join("")}`;
}

/** Of three panels, each of which takes half of the time by itself. */
async function forecastAll(timeoutMs: number) {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore();
  const fits = new Map<string, number>();
  const onFit = (id: string) => fits.set(id, (fits.get(id) ?? 0) + 1);
  const log = createLogger({ write: () => {}, clock, project: "demo" });
  const dependencies = (forecastTimeoutMs: number) => ({
    store,
    clock,
    // So that no chunk is so long that much is lost with it.
    estimator: createEstimator(),
    forecaster: slowForecaster({ clock, workers: 2, seriesMs: limitMs / series, onFit }),
    settings: { ...settings, maximumWorkers: 2, maximumInputBytes: 1e6, forecastTimeoutMs },
  });
  for (const name of ["a", "b", "c"]) store.put(input, `job-data/${name}.csv`, panel(name));
  const inputs = ["a", "b", "c"].map((name) => `job-data/${name}.csv`);
  const name = "nightly.job.json";
  const { generation } = store.put(input, name, JSON.stringify({ id: "nightly", inputs }));
  const jobs = new FakeJobs();
  const notification = { eventType: "OBJECT_FINALIZE", bucket: input, name, generation, messageId: "1" };
  const service = { ...dependencies(timeoutMs), ...(timeoutMs === limitMs && { jobs }) };
  const outcome = await clock.until(deliver(notification, service, log));
  const inService = [...fits.values()].reduce((sum, each) => sum + each, 0);
  for (const { env } of jobs.started) {
    const order = env["WORK_ORDER"]!.slice(`gs://${output}/`.length);
    const task = { order, execution: "e", index: 0, count: 1, isLastTry: false, isHelper: false };
    const { signal } = new AbortController();
    expect(await clock.until(runOrder(task, dependencies(40 * limitMs), log, signal))).toBe(0);
  }
  const left = [...store.objects.keys()].filter((key) => key.startsWith(`${output}/${jobsPrefix}`));
  const texts = [...store.objects.values()]
    .filter(({ bucket, name: of }) => bucket === output && !of.startsWith(".cloud-runner/"))
    .map(({ name: of, content }) => `${of}: ${Buffer.from(content).toString()}`);
  return { outcome, inService, fits, left, texts: texts.toSorted() };
}

it("fits no series twice, and gives the same as without a limit", async () => {
  const { outcome, inService, fits, left, texts } = await forecastAll(limitMs);
  expect(outcome).toMatchObject({ kind: "handed-over" });
  expect(inService).toBeGreaterThan(series / 2);
  expect([...fits.values()]).toEqual(Array.from({ length: 3 * series }, () => 1));
  expect(left).toEqual([]);
  expect(texts).toEqual((await forecastAll(40 * limitMs)).texts);
});
