// Deliveries that the job is to answer: what is written and started, and what those do that come again.
import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import { leaseMetadata, leaseName } from "../../../../src/core/contract.ts";
import { orderName } from "../../../../src/core/job/job-contract.ts";
import { ForecasterError } from "../../../../src/runtime/forecast/forecaster.ts";
import { envelope, FakeJobs, jobName, startApp } from "../fakes.ts";

const [input, output] = ["demo-input", "demo-output"];
const refused = new CloudError("Cloud Run could not start the job: denied", {
  code: "job.refused",
  status: "PERMISSION_DENIED",
  retryable: false,
});
const unavailable = new CloudError("Cloud Run could not start the job: HTTP 503", {
  code: "job.unavailable",
  status: "UNAVAILABLE",
  retryable: true,
});

/** A lease that anybody may take, and that has counted nothing. */
const left = { [leaseMetadata.expiresAt]: "0", [leaseMetadata.failures]: "0" };

/** An input for the job. */
function start(metadata: Record<string, string> = { "forecast-on": "job" }) {
  const jobs = new FakeJobs();
  const app = startApp({}, jobs);
  const { generation } = app.store.put(input, "a.csv", "date,y\n", { metadata });
  const order = orderName({ bucket: input, name: "a.csv", generation });
  const deliver = () => app.push("a.csv", generation);
  const place = (execution?: string) =>
    app.store.put(output, order, "{}", {
      metadata: execution === undefined ? {} : { "cloud-runner-execution": execution },
    });
  return { ...app, jobs, order, generation, deliver, place };
}

describe("an input that is for the job", () => {
  it("gets an order and an execution, and its message is acknowledged", async () => {
    const { deliver, jobs, store, order, generation, forecaster } = start();
    const response = await deliver();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      kind: "handed-over",
      order: `gs://${output}/${order}`,
      execution: `${jobName}/executions/forecast-job-1`,
      reason: "asked",
    });
    expect(JSON.parse(store.text(output, order)!)).toEqual({
      schemaVersion: 1,
      input: { bucket: input, name: "a.csv", generation },
      origin: { messageId: "77", deliveryAttempt: 2 },
      reason: "asked",
    });
    expect(store.objects.get(`${output}/${order}`)!.metadata).toEqual({
      "cloud-runner-execution": `${jobName}/executions/forecast-job-1`,
    });
    expect(jobs.started).toEqual([{ env: { WORK_ORDER: `gs://${output}/${order}` } }]);
    expect(forecaster.jobs).toEqual([]);
    expect(store.writes).toEqual([]);
  });

  it("leaves the lease to the job", async () => {
    const { deliver, store } = start();
    await deliver();
    expect((await store.stat(output, leaseName("a.csv")))?.metadata).toMatchObject(left);
  });

  it("is looked for by a delivery that comes twice as the first one", async () => {
    const { post, generation, jobs } = start();
    const push = envelope("a.csv", generation);
    const resource = {
      bucket: input,
      name: "a.csv",
      generation,
      size: "7",
      metadata: { "forecast-on": "job" },
    };
    const data = Buffer.from(JSON.stringify(resource)).toString("base64");
    const body = { ...push, message: { ...push.message, data }, deliveryAttempt: 1 };
    expect(await (await post(body)).json()).toMatchObject({ kind: "handed-over", reason: "asked" });
    expect(await (await post(body)).json()).toMatchObject({ kind: "handed-over", reason: "before" });
    expect(jobs.started).toHaveLength(1);
  });

  it.each(["auto", "service", "somewhere"])("is forecast here where it is for %s", async (on) => {
    const { deliver, jobs } = start({ "forecast-on": on });
    expect(await (await deliver()).json()).toEqual({ kind: "predicted", object: "a.csv" });
    expect(jobs.started).toEqual([]);
  });

  it("is forecast here where there is no job", async () => {
    const { store, push } = startApp();
    const { generation } = store.put(input, "a.csv", "date,y\n", { metadata: { "forecast-on": "job" } });
    expect((await push("a.csv", generation)).status).toBe(200);
    expect(store.text(output, "a.csv")).toContain("date,prediction");
  });
});

describe("a delivery that comes again", () => {
  it("leaves the input to the execution that runs", async () => {
    const { deliver, jobs, place } = start();
    const execution = await jobs.run({ env: {} });
    place(execution);
    const response = await deliver();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ kind: "handed-over", execution, reason: "before" });
    expect(jobs.started).toHaveLength(1);
  });

  it("leaves it to the execution while that has the lease", async () => {
    const { deliver, jobs, place, store, forecaster } = start({});
    const execution = await jobs.run({ env: {} });
    const gate = Promise.withResolvers<void>();
    const answer = forecaster.answer;
    forecaster.answer = async (job) => {
      await gate.promise;
      return answer(job);
    };
    // Whoever has the lease stands for the job.
    const working = deliver();
    await expect.poll(() => forecaster.jobs.length).toBe(1);
    place(execution);
    expect(await (await deliver()).json()).toMatchObject({ kind: "handed-over", execution });
    jobs.states.set(execution, "failed");
    expect((await deliver()).status).toBe(429);
    gate.resolve();
    await working;
    expect(store.text(output, "a.csv")).toContain("date,prediction");
  });

  it.each(["failed", "gone", "succeeded"] as const)(
    "starts another execution when the first has %s without an answer",
    async (state) => {
      const { deliver, jobs, place, store, order } = start();
      const before = await jobs.run({ env: {} });
      jobs.states.set(before, state);
      place(before);
      const execution = `${jobName}/executions/forecast-job-2`;
      expect(await (await deliver()).json()).toMatchObject({ execution });
      expect(store.objects.get(`${output}/${order}`)!.metadata).toEqual({
        "cloud-runner-execution": execution,
      });
    },
  );

  it("starts the execution of an order whose delivery died before it could", async () => {
    const { deliver, jobs, place } = start();
    place();
    expect((await deliver()).status).toBe(200);
    expect(jobs.started).toHaveLength(1);
  });

  it("does nothing once the job has answered", async () => {
    const { deliver, jobs, place, store, generation } = start();
    place();
    store.put(output, "a.csv", "there", {
      metadata: { "cloud-runner-input-bucket": input, "cloud-runner-input-generation": generation },
    });
    expect((await deliver()).status).toBe(204);
    expect(jobs.started).toEqual([]);
  });
});

describe("an input that needs more memory than an instance has", () => {
  const outOfMemory = new ForecasterError("forecast.out-of-memory", "It needed more than 600 MB.");
  const dying = (metadata: Record<string, string> = {}) => {
    const started = start(metadata);
    started.forecaster.answer = () => {
      throw outOfMemory;
    };
    return started;
  };

  it("is the job's after two tries", async () => {
    const { deliver, store, forecaster } = dying();
    expect((await deliver()).status).toBe(503);
    const response = await deliver();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ kind: "handed-over", reason: "memory" });
    expect(forecaster.jobs).toHaveLength(2);
    // The job counts its own tries.
    expect((await store.stat(output, leaseName("a.csv")))?.metadata).toMatchObject(left);
  });

  it("is given up where it is for the service", async () => {
    const { deliver, store, jobs } = dying({ "forecast-on": "service" });
    await deliver();
    expect((await deliver()).status).toBe(200);
    expect(store.text(output, "a.csv.error.json")).toContain("forecast.out-of-memory");
    expect(jobs.started).toEqual([]);
  });

  it.each([
    ["auto", 1],
    ["service", 0],
  ])("after the death of three instances, where it is for %s", async (on, executions) => {
    const { deliver, store, jobs, generation, forecaster } = start({ "forecast-on": on });
    const lease = {
      "cloud-runner-input-bucket": input,
      "cloud-runner-input-generation": generation,
      [leaseMetadata.expiresAt]: "1000",
      [leaseMetadata.failures]: "2",
    };
    store.put(output, leaseName("a.csv"), "", { metadata: lease });
    expect((await deliver()).status).toBe(200);
    expect(forecaster.jobs).toEqual([]);
    expect(jobs.started).toHaveLength(executions);
    expect(store.text(output, "a.csv.error.json") === undefined).toBe(executions === 1);
  });
});

describe("a job that cannot be started", () => {
  it("is tried again by the next delivery when that may help", async () => {
    const { deliver, jobs, lines, store, order } = start();
    jobs.failure = unavailable;
    const response = await deliver();
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "job.unavailable" } });
    expect(lines.at(-1)).toMatchObject({ severity: "ERROR" });
    expect(store.text(output, order)).toBeDefined();
    jobs.failure = undefined;
    expect((await deliver()).status).toBe(200);
    expect(jobs.started).toHaveLength(1);
  });

  it("leaves no order behind where it is refused for good, and the message comes again", async () => {
    const { deliver, jobs, store, order, forecaster } = start();
    jobs.failure = refused;
    const response = await deliver();
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "job.refused" } });
    expect(store.text(output, order)).toBeUndefined();
    expect(forecaster.jobs).toEqual([]);
  });

  it("leaves the forecast to this delivery where nobody asked for the job", async () => {
    const { deliver, jobs, place, store, lines } = start({});
    jobs.failure = refused;
    place();
    expect((await deliver()).status).toBe(200);
    expect(store.text(output, "a.csv")).toContain("date,prediction");
    expect(lines.some(({ message }) => message.startsWith("a.csv is forecast here: "))).toBe(true);
  });
});
