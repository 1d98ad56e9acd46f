// Every row of the table, as a delivery meets it.
import { describe, expect, it } from "vitest";
import { leaseName } from "../../../../src/core/contract.ts";
import { CloudError } from "../../../../src/core/errors.ts";
import { failures, rejectionFor, type Failure } from "../../../../src/runtime/delivery/failures.ts";
import { ForecasterError } from "../../../../src/runtime/forecast/forecaster.ts";
import { ObjectTooLargeError } from "../../../../src/runtime/storage/object-store.ts";
import { FakeJobs, FakeTopic, rejected, startApp } from "../fakes.ts";

type App = ReturnType<typeof startApp>;

const storageError = (code: string) =>
  new CloudError(`Cloud Storage said ${code}.`, { code, status: "UNAVAILABLE", retryable: true });

const forecasts = (code: ConstructorParameters<typeof ForecasterError>[0]) => (app: App) => {
  app.forecaster.answer = () => {
    throw new ForecasterError(code, `It failed: ${code}.`);
  };
  return app.push("a.csv", "5");
};

const storageFails = (code: string) => (app: App) => {
  app.store.failure = storageError(code);
  return app.push("a.csv", "5");
};

/** An input that the job is to forecast. */
const jobFails = (code: string) => (app: App) => {
  const jobs = new FakeJobs();
  jobs.failure = storageError(code);
  const asking = startApp({}, jobs);
  app.store.put("demo-input", "a.csv", "date,y\n", { generation: "5", metadata: { "forecast-on": "job" } });
  Object.assign(asking.store, { objects: app.store.objects });
  asking.lines.push = (...lines) => app.lines.push(...lines);
  return asking.push("a.csv", "5");
};

/** The answer stands by then. */
const eventsFail = (code: string) => (app: App) => {
  const topic = new FakeTopic();
  topic.beforePublish = () => {
    throw storageError(code);
  };
  const telling = startApp({}, undefined, topic);
  Object.assign(telling.store, { objects: app.store.objects });
  telling.lines.push = (...lines) => app.lines.push(...lines);
  return telling.push("a.csv", "5");
};

/** How each of them comes about, and what the caller sees. */
const rows: Record<
  Failure,
  [cause: (app: App) => Response | Promise<Response>, status: number, severity: string, report?: string]
> = {
  "message.malformed": [({ post }) => post({ message: { messageId: "1" } }), 204, "ERROR"],
  "input.gone": [({ push }) => push("a.csv", "4"), 204, "INFO"],
  "input.rejected": [
    (app) => {
      app.forecaster.answer = () => rejected;
      return app.push("a.csv", "5");
    },
    200,
    "WARNING",
    "csv.value-not-a-number",
  ],
  "input.too-large": [
    (app) => {
      app.store.put("demo-input", "a.csv", "x".repeat(1001), { generation: "5" });
      return app.push("a.csv", "5");
    },
    200,
    "WARNING",
    "csv.too-large",
  ],
  "delivery.under-way": [
    async (app) => {
      const never = Promise.withResolvers<never>();
      app.forecaster.answer = () => never.promise;
      void app.push("a.csv", "5");
      await expect.poll(() => app.forecaster.jobs.length).toBe(1);
      return app.push("a.csv", "5");
    },
    429,
    "INFO",
  ],
  "instance.stopping": [
    async (app) => {
      await app.drain.start();
      return app.push("a.csv", "5");
    },
    503,
    "WARNING",
  ],
  "storage.unavailable": [storageFails("storage.unavailable"), 503, "ERROR"],
  "storage.permission-denied": [storageFails("storage.permission-denied"), 503, "ERROR"],
  "storage.refused": [storageFails("storage.refused"), 503, "ERROR"],
  "storage.contended": [storageFails("storage.contended"), 503, "WARNING"],
  "job.unavailable": [jobFails("job.unavailable"), 503, "ERROR"],
  "job.refused": [jobFails("job.refused"), 503, "ERROR"],
  "events.unavailable": [eventsFail("events.unavailable"), 503, "WARNING"],
  "manifest.unfinished": [
    (app) => {
      const { generation } = app.store.put("demo-input", "job.json", '{"inputs":["a.csv","b.csv"]}');
      app.store.put("demo-input", "b.csv", "date,y\n");
      const works = app.forecaster.answer;
      app.forecaster.answer = (job) => {
        app.pass(600_000);
        return works(job);
      };
      return app.push("job.json", generation);
    },
    503,
    "INFO",
  ],
  "forecast.aborted": [forecasts("forecast.aborted"), 503, "WARNING"],
  "forecast.not-started": [forecasts("forecast.not-started"), 503, "WARNING"],
  "forecast.timed-out": [forecasts("forecast.timed-out"), 503, "ERROR"],
  "forecast.out-of-memory": [forecasts("forecast.out-of-memory"), 503, "ERROR"],
  "forecast.worker-died": [forecasts("forecast.worker-died"), 503, "ERROR"],
  unexpected: [
    (app) => {
      app.forecaster.answer = () => {
        throw new TypeError("x is not a function");
      };
      return app.push("a.csv", "5");
    },
    500,
    "ERROR",
  ],
};

const started = () => {
  const app = startApp();
  app.store.put("demo-input", "a.csv", "date,y\n", { generation: "5" });
  return app;
};
const reportOf = (app: App) => {
  const text = app.store.text("demo-output", "a.csv.error.json");
  return text === undefined
    ? undefined
    : (JSON.parse(text) as { code: string; message: string; fix: string });
};

describe("what becomes of a delivery", () => {
  it.each(Object.entries(rows))(
    "is the same every time: %s",
    async (failure, [cause, status, severity, code]) => {
      const app = started();
      const response = await cause(app);
      const verdict = failures[failure as Failure];

      expect(response.status).toBe(status);
      expect(verdict).toMatchObject({ status, severity });
      expect(app.lines.some((line) => line.severity === severity)).toBe(true);
      expect(reportOf(app)?.code).toBe(code);
    },
  );

  it("tells only the log why it failed unexpectedly", async () => {
    const app = started();
    const [cause] = rows.unexpected;
    expect(await (await cause(app)).text()).not.toContain("not a function");
    expect(app.lines.at(-1)).toMatchObject({ severity: "ERROR", message: "Unexpected: x is not a function" });
    expect(app.lines.at(-1)!["stack_trace"]).toContain("TypeError");
  });

  it.each(["storage.unavailable", "unexpected", "forecast.aborted"] as const)(
    "leaves no lease behind: %s",
    async (failure) => {
      const app = started();
      await rows[failure][0](app);
      app.store.failure = undefined;
      expect(await app.store.stat("demo-output", leaseName("a.csv"))).toBeUndefined();
    },
  );
});

it.each([
  ["holds more than fits", 70_000_000, "70000000 bytes long"],
  ["is compressed", 1_000, "1000 bytes long and more once decompressed"],
])("the report on an input that %s names both sizes", (_, bytes, stored) => {
  const object = { bucket: "demo-input", name: "a.csv", generation: "5", bytes, metadata: {} };
  const error = new ObjectTooLargeError(object, 50.256 * 2 ** 20);
  expect(rejectionFor(error, "a.csv", 1)).toMatchObject({
    code: "csv.too-large",
    message: `a.csv is ${stored}; the limit is 50.26 MiB.`,
  });
});

describe("an input whose forecasts fail again and again", () => {
  it.each([
    ["forecast.timed-out", 2, /timeoutSeconds/],
    ["forecast.out-of-memory", 2, /service\.memory/],
    ["forecast.worker-died", 3, /another model/],
  ] as const)("gets a report: %s, at try %i", async (code, tries, fix) => {
    const app = started();
    for (let attempt = 1; attempt < tries; attempt++) {
      expect((await forecasts(code)(app)).status).toBe(503);
      expect(reportOf(app)).toBeUndefined();
    }
    const response = await forecasts(code)(app);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ kind: "rejected", object: "a.csv.error.json", code });
    expect(reportOf(app)).toMatchObject({
      code,
      message: `a.csv was given up after ${tries} tries. It failed: ${code}.`,
      fix: expect.stringMatching(fix),
    });
    expect(await app.store.stat("demo-output", leaseName("a.csv"))).toBeUndefined();
    expect((await app.push("a.csv", "5")).status).toBe(204);
    expect(app.forecaster.jobs).toHaveLength(tries);
  });

  it("is forecast when a try in between works", async () => {
    const app = started();
    const works = app.forecaster.answer;
    await forecasts("forecast.timed-out")(app);
    app.forecaster.answer = works;
    expect((await app.push("a.csv", "5")).status).toBe(200);
    expect(reportOf(app)).toBeUndefined();
    expect(app.store.text("demo-output", "a.csv")).toContain("date,prediction");
  });

  it("does not count faults that are not its own", async () => {
    const app = started();
    for (const code of ["forecast.aborted", "forecast.not-started"] as const) {
      for (let attempt = 1; attempt <= 4; attempt++) expect((await forecasts(code)(app)).status).toBe(503);
    }
    expect(reportOf(app)).toBeUndefined();
  });
});
