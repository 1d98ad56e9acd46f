import { describe, expect, it } from "vitest";
import { leaseMetadata, leaseName, resultMetadata } from "../../../../src/core/contract.ts";
import { FakeTopic, predicted, rejected, startApp, unavailable } from "../fakes.ts";

const input = "demo-input";
const output = "demo-output";

/** Metadata of a result or report that answers that input generation. */
const answers = (generation: string, bucket = input) => ({
  metadata: {
    [resultMetadata.inputBucket]: bucket,
    [resultMetadata.inputGeneration]: generation,
  },
});

describe("a delivery that is ours", () => {
  it("writes the result under the name of the input, with where it comes from", async () => {
    const { store, push } = startApp();
    const { generation } = store.put(input, "in/a.csv", "date,y\n");

    const response = await push("in/a.csv", generation);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ kind: "predicted", object: "in/a.csv" });
    expect(store.text(output, "in/a.csv")).toBe("date,prediction\n2026-01-01,1\n");
    expect(store.writes).toHaveLength(1);
    expect(store.writes[0]).toMatchObject({ contentType: "text/csv", replaces: "0" });
    expect(store.writes[0]!.metadata).toEqual({
      "cloud-runner-input-bucket": input,
      "cloud-runner-input-name": "in/a.csv",
      "cloud-runner-input-generation": generation,
      "cloud-runner-input-crc32c": "AAAAAA==",
      "cloud-runner-rows": "14",
      "cloud-runner-model": "prophet",
      "cloud-runner-model-version": "1.2.3",
      "cloud-runner-parameters": '{"horizon":14}',
      "cloud-runner-revision": "forecast-00001-abc",
      "cloud-runner-delivery-attempt": "2",
      "cloud-runner-message-id": "77",
      "cloud-runner-warnings": "[]",
    });
  });

  it("puts the parameters of the upload over the service's defaults", async () => {
    const { store, forecaster, push } = startApp();
    const { generation } = store.put(input, "a.csv", "date,y\n", {
      metadata: { "forecast-horizon": "28", "Forecast-Interval": "0.9", owner: "me" },
    });
    await push("a.csv", generation);
    expect(forecaster.jobs[0]!.parameters).toEqual({ model: "prophet", horizon: "28", interval: "0.9" });
  });

  it("gives the forecast the time that is left of the delivery", async () => {
    const { store, forecaster, push } = startApp({ forecastTimeoutMs: 1000 });
    const { generation } = store.put(input, "a.csv", "date,y\n");
    await push("a.csv", generation);
    expect(forecaster.jobs[0]!.timeoutMs).toBeGreaterThan(900);
    expect(forecaster.jobs[0]!.timeoutMs).toBeLessThan(1000);
  });

  it("keeps metadata inside Cloud Storage's limit, however many warnings there are", async () => {
    const { store, forecaster, push } = startApp();
    forecaster.answer = () =>
      predicted(
        "date,prediction\n",
        Array.from({ length: 500 }, (_, line) => `Line ${line} was left out: no value`),
      );
    const { generation } = store.put(input, "a.csv", "date,y\n");
    await push("a.csv", generation);
    const warnings = store.writes[0]!.metadata[resultMetadata.warnings]!;
    expect(warnings.length).toBeLessThan(2049);
    expect((JSON.parse(warnings) as string[]).at(-1)).toMatch(/^and \d+ more$/);
  });
});

describe("a delivery that comes again, late or beside another", () => {
  it.each([
    ["a result of the same generation", "a.csv", "5", "5"],
    ["a result of a newer generation", "a.csv", "9", "5"],
    ["a report of the same generation", "a.csv.error.json", "5", "5"],
    ["a report of a newer generation", "a.csv.error.json", "9", "5"],
    ["a newer generation with more digits", "a.csv", "1000", "999"],
  ])("does no work when there is %s", async (_, name, answered, generation) => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation });
    store.put(output, name, "there", answers(answered));

    const response = await push("a.csv", generation);

    expect(response.status).toBe(204);
    expect(forecaster.jobs).toHaveLength(0);
    expect(store.writes).toHaveLength(0);
    expect(store.text(output, name)).toBe("there");
  });

  it.each([
    ["an older generation", answers("4")],
    ["another input bucket", answers("9", "elsewhere")],
    ["something that is not ours", { metadata: {} }],
  ])("replaces exactly the result of %s that it saw", async (_, metadata) => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const old = store.put(output, "a.csv", "old", metadata);

    expect((await push("a.csv", "5")).status).toBe(200);

    expect(store.writes[0]!.replaces).toBe(old.generation);
    expect(store.text(output, "a.csv")).toContain("date,prediction");
  });

  it("loses a race to a newer generation without writing", async () => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.beforeWrite = () => store.put(output, "a.csv", "newer", answers("6"));

    expect((await push("a.csv", "5")).status).toBe(204);

    expect(store.text(output, "a.csv")).toBe("newer");
    expect(store.writes).toHaveLength(0);
    expect(forecaster.jobs).toHaveLength(1);
  });

  it("wins a race against an older generation, and forecasts only once for it", async () => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.beforeWrite = () => store.put(output, "a.csv", "older", answers("4"));

    expect((await push("a.csv", "5")).status).toBe(200);

    expect(store.text(output, "a.csv")).toContain("date,prediction");
    expect(forecaster.jobs).toHaveLength(1);
  });

  it("leaves a race that does not end to a redelivery", async () => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const rival = () => {
      store.put(output, "a.csv", "older", answers("4"));
      store.beforeWrite = rival;
    };
    store.beforeWrite = rival;

    const response = await push("a.csv", "5");

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "storage.contended" } });
  });

  it("acknowledges when that generation is gone before it is read", async () => {
    const { store, forecaster, push, lines } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "6" });
    expect((await push("a.csv", "5")).status).toBe(204);
    expect(forecaster.jobs).toHaveLength(0);
    expect(lines.at(-1)).toMatchObject({ severity: "INFO", outcome: "gone" });
  });

  it("acknowledges when that generation goes between its metadata and its content", async () => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const read = store.read.bind(store);
    store.read = async (object, maximumBytes) => {
      store.put(input, "a.csv", "date,y\n", { generation: "6" });
      return read(object, maximumBytes);
    };
    expect((await push("a.csv", "5")).status).toBe(204);
    expect(forecaster.jobs).toHaveLength(0);
  });
});

describe("a delivery of an input that is being forecast elsewhere", () => {
  it("comes again later, without a line that looks like an error", async () => {
    const { store, forecaster, push, lines } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const fit = Promise.withResolvers<void>();
    const works = forecaster.answer;
    forecaster.answer = async (job) => {
      await fit.promise;
      return works(job);
    };
    const first = push("a.csv", "5");
    await expect.poll(() => forecaster.jobs.length).toBe(1);

    const second = await push("a.csv", "5");
    expect(second.status).toBe(429);
    expect(await second.json()).toEqual({
      error: { code: "delivery.under-way", message: "Another delivery is forecasting this input." },
    });
    expect(lines.at(-1)).toMatchObject({
      severity: "INFO",
      outcome: "under-way",
      message: expect.stringMatching(/^Left a\.csv for later: .* until 2026-01-01T00:00:1\d/),
    });

    fit.resolve();
    expect((await first).status).toBe(200);
    expect((await push("a.csv", "5")).status).toBe(204);
    expect(forecaster.jobs).toHaveLength(1);
    expect([...store.objects.keys()]).toEqual([`${input}/a.csv`, `${output}/a.csv`]);
  });

  it("is acknowledged when the answer is there already, and clears away what its writer left", async () => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.put(output, "a.csv", "there", answers("5"));
    const lease = {
      ...answers("5").metadata,
      [leaseMetadata.expiresAt]: String(Date.UTC(2026, 0, 1, 0, 0, 9)),
    };
    store.put(output, leaseName("a.csv"), "", { metadata: lease });

    expect((await push("a.csv", "5")).status).toBe(204);

    expect(forecaster.jobs).toHaveLength(0);
    expect([...store.objects.keys()]).toEqual([`${input}/a.csv`, `${output}/a.csv`]);
  });
});

describe("an input that can never work", () => {
  it("is given up without another try once three instances have died of it", async () => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const lease = {
      ...answers("5").metadata,
      [leaseMetadata.expiresAt]: "1000",
      [leaseMetadata.failures]: "2",
    };
    store.put(output, leaseName("a.csv"), "", { metadata: lease });

    expect((await push("a.csv", "5")).status).toBe(200);

    expect(forecaster.jobs).toHaveLength(0);
    expect(JSON.parse(store.text(output, "a.csv.error.json")!)).toMatchObject({
      code: "forecast.worker-died",
      message: "a.csv was given up after 3 tries. Each ended its instance, or was not heard of again.",
    });
  });

  it("is not given up when one of those that were taken for dead answers meanwhile", async () => {
    const topic = new FakeTopic();
    const { store, push } = startApp({}, undefined, topic);
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    const lease = {
      ...answers("5").metadata,
      [leaseMetadata.expiresAt]: "1000",
      [leaseMetadata.failures]: "2",
    };
    store.put(output, leaseName("a.csv"), "", { metadata: lease });
    store.put(output, "a.csv.series.json", "of that one", answers("5"));
    store.beforeWrite = () => store.put(output, "a.csv", "there", answers("5"));

    expect((await push("a.csv", "5")).status).toBe(204);

    expect(store.text(output, "a.csv")).toBe("there");
    expect(store.text(output, "a.csv.series.json")).toBe("of that one");
    expect(store.text(output, "a.csv.error.json")).toBeUndefined();
    const types = topic.messages.map(({ attributes }) => attributes["ce-type"]);
    expect(types).toEqual(["cloud-runner.forecast.completed"]);
  });

  it("is not given up either when the one that is taken for dead answers last", async () => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.beforeWrite = () => store.put(output, "a.csv.error.json", "given up", answers("5"));

    expect((await push("a.csv", "5")).status).toBe(200);

    expect(store.text(output, "a.csv")).toContain("date,prediction");
    expect(store.text(output, "a.csv.error.json")).toBeUndefined();
  });

  it("is reported beside the results and acknowledged", async () => {
    const { store, forecaster, push } = startApp();
    forecaster.answer = () => rejected;
    store.put(input, "a.csv", "date,y\n", { generation: "5" });

    const response = await push("a.csv", "5");

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      kind: "rejected",
      object: "a.csv.error.json",
      code: "csv.value-not-a-number",
    });
    expect(JSON.parse(store.text(output, "a.csv.error.json")!)).toEqual({
      schemaVersion: 1,
      code: "csv.value-not-a-number",
      message: 'Line 3 holds "x" where a number is needed.',
      line: 3,
      column: 2,
      excerpt: "2020-01-02,x",
      fix: "Correct the value or delete the line.",
      input: { bucket: input, name: "a.csv", generation: "5" },
    });
    expect(store.writes[0]).toMatchObject({ contentType: "application/json", replaces: "0" });
    expect(store.writes[0]!.metadata[resultMetadata.inputGeneration]).toBe("5");
    expect(store.text(output, "a.csv")).toBeUndefined();
  });

  it.each([
    ["by its size in storage", 1001, "x".repeat(1001)],
    ["by what it holds once decompressed", 20, "x".repeat(1001)],
  ])("is reported when it is too large %s", async (_, bytes, content) => {
    const { store, forecaster, push } = startApp();
    store.put(input, "a.csv", content, { generation: "5", bytes });
    expect((await push("a.csv", "5")).status).toBe(200);
    expect(JSON.parse(store.text(output, "a.csv.error.json")!)).toMatchObject({ code: "csv.too-large" });
    expect(forecaster.jobs).toHaveLength(0);
  });

  it("is forgotten once a newer generation works", async () => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "6" });
    store.put(output, "a.csv.error.json", "{}", answers("5"));

    expect((await push("a.csv", "6")).status).toBe(200);

    expect(store.text(output, "a.csv.error.json")).toBeUndefined();
    expect(store.text(output, "a.csv")).toContain("date,prediction");
  });

  it("takes its own report back when a newer result was written meanwhile", async () => {
    const { store, forecaster, push } = startApp();
    forecaster.answer = () => rejected;
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.beforeWrite = () => store.put(output, "a.csv", "newer", answers("6"));

    expect((await push("a.csv", "5")).status).toBe(200);

    expect(store.text(output, "a.csv.error.json")).toBeUndefined();
    expect(store.text(output, "a.csv")).toBe("newer");
  });

  it("keeps a newer report when an older generation works", async () => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "5" });
    store.beforeWrite = () => store.put(output, "a.csv.error.json", "newer", answers("6"));
    expect((await push("a.csv", "5")).status).toBe(200);
    expect(store.text(output, "a.csv.error.json")).toBe("newer");
  });

  it("has its report removed by the redelivery of a delivery that died before it could", async () => {
    const { store, push } = startApp();
    store.put(input, "a.csv", "date,y\n", { generation: "6" });
    store.put(output, "a.csv", "there", answers("6"));
    store.put(output, "a.csv.error.json", "{}", answers("5"));

    expect((await push("a.csv", "6")).status).toBe(204);

    expect(store.removals).toEqual(["a.csv.error.json"]);
    expect(store.writes).toHaveLength(0);
  });
});

describe("a delivery that is not ours", () => {
  it.each([
    [
      "a.csv",
      { eventType: "OBJECT_DELETE" },
      "Ignored a.csv: the event is OBJECT_DELETE, not OBJECT_FINALIZE",
    ],
    ["a.csv", { bucketId: "demo-output" }, "Ignored a.csv: the bucket is demo-output, not demo-input"],
    [
      "gcloud/tmp/parallel_composite_uploads/see_gcloud_storage_cp_help_for_details/1_a.csv_0",
      {},
      "Ignored gcloud/tmp/parallel_composite_uploads/see_gcloud_storage_cp_help_for_details/1_a.csv_0: the object is a part of an upload that is put together later",
    ],
    ["in/", {}, "Ignored in/: the object is a folder's placeholder"],
    ["a.csv.error.json", {}, "Ignored a.csv.error.json: the object has the name of an error report"],
    ["a.csv.series.json", {}, "Ignored a.csv.series.json: the object has the name of a report on series"],
    [
      ".cloud-runner/leases/a.csv",
      {},
      "Ignored .cloud-runner/leases/a.csv: names that start with .cloud-runner/ are reserved",
    ],
    ["in/job-data/a.csv", {}, "Ignored in/job-data/a.csv: what is in a folder job-data waits for a manifest"],
  ])("is acknowledged without a look at storage: %s, %j", async (name, attributes, message) => {
    const { store, push, lines } = startApp();
    store.failure = unavailable;
    expect((await push(name, "5", attributes)).status).toBe(204);
    expect(lines.at(-1)).toMatchObject({ severity: "INFO", outcome: "ignored", message });
  });
});

describe("a panel of which series failed", () => {
  const failed = {
    id: { id: "b" },
    code: "csv.too-short",
    message: "There is 1 row.",
    line: 3,
    column: 1,
    fix: "Send a longer history.",
    fallback: "naive",
  };
  const panel = { count: 3, failed: [failed, { ...failed, id: { id: "c" }, fallback: null }] };
  const csv = "date,prediction,id,model\n";
  const content = "id,ds,y\na,2024-01-01,1\nb,2024-01-01,1\nc,2024-01-01,1\n";
  const startReading = () => {
    const app = startApp();
    app.forecaster.readsSeries = true;
    return app;
  };

  it("has a report beside its result, written before it", async () => {
    const { store, forecaster, push, lines } = startReading();
    forecaster.answer = () => predicted(csv, [], panel);
    const { generation } = store.put(input, "a.csv", content);
    expect((await push("a.csv", generation)).status).toBe(200);
    expect(store.writes.map(({ name }) => name)).toEqual(["a.csv.series.json", "a.csv"]);
    expect(JSON.parse(store.text(output, "a.csv.series.json")!)).toEqual({
      schemaVersion: 1,
      input: { bucket: input, name: "a.csv", generation },
      count: 3,
      fellBack: 1,
      left: 1,
      failed: panel.failed,
    });
    expect(store.writes[1]!.metadata[resultMetadata.series]).toBe('{"count":3,"fellBack":1,"left":1}');
    expect(lines.map(({ message }) => message)).toContain(
      "a.csv: series b cannot be forecast: There is 1 row.",
    );
  });

  it("loses the report of an older generation once its own series are fine", async () => {
    const { store, forecaster, push } = startReading();
    store.put(output, "a.csv.series.json", "{}", answers("5"));
    forecaster.answer = () => predicted(csv, [], { count: 3, failed: [] });
    store.put(input, "a.csv", content, { generation: "7" });
    await push("a.csv", "7");
    expect(store.text(output, "a.csv.series.json")).toBeUndefined();
  });

  it("loses the report that an earlier try of the same generation left, before its result is there", async () => {
    const { store, forecaster, push } = startReading();
    store.put(output, "a.csv.series.json", "{}", answers("7"));
    forecaster.answer = () => predicted(csv, [], { count: 3, failed: [] });
    store.beforeWrite = () => expect(store.text(output, "a.csv.series.json")).toBeUndefined();
    store.put(input, "a.csv", content, { generation: "7" });
    expect((await push("a.csv", "7")).status).toBe(200);
  });

  it("takes its report away again when a newer upload has been answered before its result", async () => {
    const { store, forecaster, push } = startReading();
    forecaster.answer = () => predicted(csv, [], panel);
    const rivals = () => {
      store.put(output, "a.csv", "older", answers("5"));
      store.put(output, "a.csv.error.json", "newer", answers("9"));
    };
    // Between the report on series and the result.
    store.beforeWrite = () => (store.beforeWrite = rivals);
    store.put(input, "a.csv", content, { generation: "7" });
    expect((await push("a.csv", "7")).status).toBe(204);
    expect(store.text(output, "a.csv.series.json")).toBeUndefined();
    expect(store.text(output, "a.csv")).toBe("older");
  });

  it("does not replace the report of a newer generation", async () => {
    const { store, forecaster, push } = startReading();
    store.put(output, "a.csv.series.json", "newer", answers("9"));
    forecaster.answer = () => predicted(csv, [], panel);
    store.put(input, "a.csv", content, { generation: "7" });
    expect((await push("a.csv", "7")).status).toBe(204);
    expect(store.text(output, "a.csv.series.json")).toBe("newer");
    expect(store.writes).toEqual([]);
  });

  it("is forecast again when a rival wrote a report meanwhile, but not fitted again", async () => {
    const { store, forecaster, push } = startReading();
    forecaster.answer = () => predicted(csv, [], panel);
    store.beforeWrite = () => store.put(output, "a.csv.series.json", "older", answers("5"));
    store.put(input, "a.csv", content, { generation: "7" });
    expect((await push("a.csv", "7")).status).toBe(200);
    expect(store.text(output, "a.csv.series.json")).toContain('"generation": "7"');
    // Each series once.
    expect(forecaster.jobs).toHaveLength(3);
  });

  it("is not made of what has the name of such a report", async () => {
    const { store, push } = startApp();
    const { generation } = store.put(input, "a.csv.series.json", "{}");
    expect((await push("a.csv.series.json", generation)).status).toBe(204);
    expect(store.writes).toEqual([]);
  });
});
