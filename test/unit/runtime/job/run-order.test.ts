// One task of the job on a store in memory: what it answers, what it leaves, and when Cloud Run is to try again.
import { describe, expect, it } from "vitest";
import { leaseMetadata, leaseName } from "../../../../src/core/contract.ts";
import { orderName, type WorkOrder } from "../../../../src/core/job/job-contract.ts";
import { CloudError } from "../../../../src/core/errors.ts";
import { ForecasterError } from "../../../../src/runtime/forecast/forecaster.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { takeLease } from "../../../../src/runtime/storage/lease.ts";
import {
  FakeForecaster,
  FakeTopic,
  manualClock,
  MemoryStore,
  rejected,
  settings,
  startApp,
  unavailable,
  type LogLine,
} from "../fakes.ts";

const [input, output] = ["demo-input", "demo-output"];

function start() {
  const store = new MemoryStore();
  const forecaster = new FakeForecaster();
  const topic = new FakeTopic();
  const clock = manualClock(Date.UTC(2026, 0, 1));
  const lines: LogLine[] = [];
  const log = createLogger({
    write: (line) => lines.push(JSON.parse(line) as LogLine),
    clock,
    project: "demo",
  });
  const { generation } = store.put(input, "a.csv", "date,y\n", { metadata: { "forecast-on": "job" } });
  const body: WorkOrder = {
    schemaVersion: 1,
    input: { bucket: input, name: "a.csv", generation },
    origin: { messageId: "77", deliveryAttempt: 2 },
    reason: "asked",
  };
  const order = orderName(body.input);
  store.put(output, order, JSON.stringify(body));
  const stop = new AbortController();
  const run = (isLastTry = false) =>
    runOrder(
      { order, execution: "forecast-job-abc12", index: 0, count: 1, isLastTry, isHelper: false },
      { store, forecaster, clock, settings, events: topic },
      log,
      stop.signal,
    );
  /** Moves the time on until it has ended. */
  const runOn = async (isLastTry = false) => {
    let code: 0 | 1 | undefined;
    const running = run(isLastTry).then((ended) => (code = ended));
    while (code === undefined) await clock.advance(1000);
    return running;
  };
  /** A result of this input that stands already. */
  const answer = () =>
    store.put(output, "a.csv", "there", {
      metadata: { "cloud-runner-input-bucket": input, "cloud-runner-input-generation": generation },
    });
  return { store, forecaster, topic, clock, lines, log, generation, order, run, runOn, stop, answer };
}

describe("a task of the job", () => {
  it("writes what the service would have written, and takes the order away", async () => {
    const { run, store, order, generation } = start();
    expect(await run()).toBe(0);
    const short = startApp();
    short.store.put(input, "a.csv", "date,y\n", { generation });
    await short.push("a.csv", generation);
    expect(store.writes).toEqual(short.store.writes);
    expect(store.text(output, order)).toBeUndefined();
  });

  it("says in its log whose input it was", async () => {
    const { run, lines, generation } = start();
    await run();
    expect(lines.at(-1)).toMatchObject({
      message: "Wrote the forecast a.csv",
      "logging.googleapis.com/labels": { input: "a.csv", generation, messageId: "77" },
    });
  });

  it("writes a report on what can never work", async () => {
    const { run, forecaster, store } = start();
    forecaster.answer = () => rejected;
    expect(await run()).toBe(0);
    expect(store.text(output, "a.csv.error.json")).toContain("csv.value-not-a-number");
  });

  it("has nothing to do once its order is gone, or its input replaced", async () => {
    const { run, forecaster, store, order } = start();
    store.put(input, "a.csv", "newer");
    expect(await run()).toBe(0);
    expect(store.text(output, order)).toBeUndefined();
    expect(await run()).toBe(0);
    expect(forecaster.jobs).toEqual([]);
  });

  it("tidies after a try that died between the result and that", async () => {
    const { run, store, order, forecaster, topic, answer } = start();
    answer();
    expect(await run()).toBe(0);
    expect(forecaster.jobs).toEqual([]);
    expect(store.text(output, order)).toBeUndefined();
    // It may have died before it could report it.
    expect(topic.messages).toHaveLength(1);
  });

  it("leaves an answer unannounced whose order another task has taken away since", async () => {
    const { run, store, order, topic, answer } = start();
    answer();
    const stat = store.stat.bind(store);
    store.stat = async (bucket, name, generation) => {
      if (name === "a.csv" && bucket === output) store.objects.delete(`${output}/${order}`);
      return stat(bucket, name, generation);
    };
    expect(await run()).toBe(0);
    expect(topic.messages).toEqual([]);
  });

  it("announces its answer once Pub/Sub is back, without a second forecast", async () => {
    const { runOn, forecaster, topic, store, order } = start();
    let refusals = 0;
    topic.beforePublish = () => {
      if (++refusals > 5) return;
      const status = "UNAVAILABLE";
      throw new CloudError("Pub/Sub is away.", { code: "events.unavailable", status, retryable: true });
    };
    expect(await runOn()).toBe(0);
    expect(forecaster.jobs).toHaveLength(1);
    expect(topic.messages).toHaveLength(1);
    expect(store.text(output, order)).toBeUndefined();
  });

  it("waits for whoever has the lease, and takes it over when that is dead", async () => {
    const { runOn, store, log, clock, generation, forecaster } = start();
    const notification = {
      eventType: "OBJECT_FINALIZE",
      bucket: input,
      name: "a.csv",
      generation,
      messageId: "1",
    };
    // Its renewals never come: nobody moves the time of its own clock.
    const dead = { ...manualClock(clock.now()), now: clock.now };
    await takeLease(notification, { store, clock: dead, settings }, log);
    expect(await runOn()).toBe(0);
    expect(forecaster.jobs).toHaveLength(1);
  });

  it("bears a Storage that is away for a while", async () => {
    const { runOn, store, clock } = start();
    store.failure = unavailable;
    const back = clock.sleep(120_000).then(() => (store.failure = undefined));
    expect(await runOn()).toBe(0);
    await back;
    expect(store.text(output, "a.csv")).toContain("date,prediction");
  });

  it.each([
    new ForecasterError("forecast.worker-died", "The forecasting worker died: exit code 1"),
    new TypeError("x is not a function"),
  ])("fails, so that Cloud Run tries it again: %s", async (error) => {
    const { run, store, order, forecaster, lines } = start();
    forecaster.answer = () => {
      throw error;
    };
    expect(await run()).toBe(1);
    expect(store.text(output, order)).toBeDefined();
    expect(store.writes).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ severity: "ERROR" });
  });

  it("writes a report when its last try fails, since nobody would see it otherwise", async () => {
    const { run, store, order, forecaster } = start();
    forecaster.answer = () => {
      throw new TypeError("x is not a function");
    };
    expect(await run(true)).toBe(0);
    expect(JSON.parse(store.text(output, "a.csv.error.json")!)).toMatchObject({
      code: "unexpected",
      message: "a.csv was given up: no try of the job has succeeded. x is not a function",
    });
    expect(store.text(output, order)).toBeUndefined();
  });

  it("lets its lease go and fails when it is stopped, without a report", async () => {
    const { run, store, forecaster, stop, order } = start();
    forecaster.answer = () => {
      stop.abort(new Error("Cloud Run stops the task."));
      throw new ForecasterError("forecast.aborted", "The forecast was given up.");
    };
    expect(await run(true)).toBe(1);
    expect([...store.objects.keys()]).toEqual([
      `${input}/a.csv`,
      `${output}/${order}`,
      `${output}/${leaseName("a.csv")}`,
    ]);
    expect((await store.stat(output, leaseName("a.csv")))?.metadata[leaseMetadata.expiresAt]).toBe("0");
  });
});
