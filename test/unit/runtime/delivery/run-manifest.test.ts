import { describe, expect, it } from "vitest";
import {
  leaseName,
  resultMetadata,
  type ErrorReport,
  type ManifestResult,
} from "../../../../src/core/contract.ts";
import { ForecasterError } from "../../../../src/runtime/forecast/forecaster.ts";
import { predicted, rejected, startApp } from "../fakes.ts";

const input = "demo-input";
const output = "demo-output";
const name = "nightly.job.json";

function start(manifest: unknown, generation = "2000") {
  const app = startApp();
  const { store, forecaster } = app;
  store.put(input, "job-data/a.csv", "works a", { generation: "11" });
  store.put(input, "job-data/b.csv", "works b", {
    generation: "12",
    metadata: { "forecast-interval": "0.9" },
  });
  store.put(input, "job-data/bad.csv", "does not", { generation: "13" });
  forecaster.answer = ({ input: content }) => {
    const text = new TextDecoder().decode(content);
    return text.startsWith("works") ? predicted(`date,prediction\n${text}\n`) : rejected;
  };
  const put = (content: unknown, as: string) =>
    store.put(input, name, typeof content === "string" ? content : JSON.stringify(content), {
      generation: as,
    });
  put(manifest, generation);
  const push = (as = generation) => app.push(name, as);
  const result = () => JSON.parse(store.text(output, name)!) as ManifestResult;
  const texts = () => forecaster.jobs.map((job) => new TextDecoder().decode(job.input));
  return { ...app, put, push, result, texts };
}

const both = { id: "nightly", inputs: ["job-data/a.csv", "job-data/b.csv"], output: "{id}/{name}" };

describe("a manifest that is uploaded", () => {
  it("has each of its inputs forecast, and says under its own name what became of them", async () => {
    const { store, push, result, forecaster } = start({
      ...both,
      parameters: { horizon: 7 },
      model: "naive",
    });

    const response = await push();

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ kind: "worked-off", object: name, succeeded: 2, failed: 0 });
    expect(store.text(output, "nightly/job-data/a.csv")).toBe("date,prediction\nworks a\n");
    expect(store.text(output, "nightly/job-data/b.csv")).toBe("date,prediction\nworks b\n");
    expect(result()).toEqual({
      schemaVersion: 1,
      id: "nightly",
      manifest: { bucket: input, name, generation: "2000" },
      results: [
        {
          input: { name: "job-data/a.csv", generation: "11" },
          status: "forecast",
          output: "nightly/job-data/a.csv",
          model: "prophet",
          rows: 14,
        },
        {
          input: { name: "job-data/b.csv", generation: "12" },
          status: "forecast",
          output: "nightly/job-data/b.csv",
          model: "prophet",
          rows: 14,
        },
      ],
      succeeded: 2,
      failed: 0,
    });
    expect(forecaster.jobs[1]!.parameters).toEqual({ model: "naive", horizon: 7, interval: "0.9" });
    const { metadata } = (await store.stat(output, "nightly/job-data/a.csv"))!;
    expect(metadata).toMatchObject({
      [resultMetadata.inputName]: "job-data/a.csv",
      [resultMetadata.inputGeneration]: "11",
      [resultMetadata.manifestName]: name,
      [resultMetadata.manifestGeneration]: "2000",
    });
    expect((await store.stat(output, name))!.metadata[resultMetadata.inputGeneration]).toBe("2000");
    expect(await store.stat(output, leaseName(name))).toBeUndefined();
  });

  it("goes on with the others when one input cannot work or is not there", async () => {
    const inputs = [
      "job-data/bad.csv",
      "job-data/none.csv",
      { name: "job-data/a.csv", generation: "9" },
      "job-data/b.csv",
    ];
    const { store, push, result } = start({ inputs, output: "out/{name}" });

    expect((await push()).status).toBe(200);

    const { results, succeeded, failed } = result();
    expect([succeeded, failed]).toEqual([1, 3]);
    expect(results).toMatchObject([
      { input: { generation: "13" }, status: "failed", error: { code: "csv.value-not-a-number", line: 3 } },
      { input: { name: "job-data/none.csv" }, status: "failed", error: { code: "manifest.input-missing" } },
      { input: { generation: "9" }, status: "failed", error: { code: "manifest.input-missing" } },
      { status: "forecast", output: "out/job-data/b.csv" },
    ]);
    expect(store.text(output, "out/job-data/bad.csv")).toBeUndefined();
  });

  it("counts the series of a panel, and reports those that failed beside its output", async () => {
    const { store, push, result, forecaster } = start({ input: "job-data/a.csv", output: "out.csv" });
    const failed = { id: { id: "b" }, code: "csv.too-short", message: "", fix: "", fallback: "naive" };
    forecaster.readsSeries = true;
    forecaster.answer = () => predicted("date,prediction,id,model\n", [], { count: 2, failed: [failed] });
    store.put(input, "job-data/a.csv", "id,ds,y\na,2024-01-01,1\nb,2024-01-01,1\n", { generation: "11" });
    const older = { [resultMetadata.inputBucket]: input, [resultMetadata.manifestGeneration]: "1999" };
    store.put(output, "out.csv.series.json", "older", { metadata: older });

    await push();

    const counts = { count: 2, fellBack: 1, left: 0 };
    expect(result().results).toMatchObject([{ status: "forecast", output: "out.csv", series: counts }]);
    expect(JSON.parse(store.text(output, "out.csv.series.json")!)).toMatchObject({
      ...counts,
      failed: [failed],
    });
    expect((await store.stat(output, "out.csv.series.json"))!.metadata).toMatchObject({
      [resultMetadata.manifestGeneration]: "2000",
    });
  });

  it("gets an error report when it is wrong, with the place", async () => {
    const { store, push } = start('{\n  "input": "a.csv",\n  "modell": "naive"\n}');
    expect((await push()).status).toBe(200);
    const report = JSON.parse(store.text(output, `${name}.error.json`)!) as ErrorReport;
    expect(report).toMatchObject({
      code: "manifest.unknown-key",
      path: "modell",
      fix: "Write model instead, or remove it.",
      input: { name, generation: "2000" },
    });
    expect(store.text(output, name)).toBeUndefined();
  });

  it("gets an error report when it is too large", async () => {
    const { store, push, put } = start(both);
    put(`{"input":"${"x".repeat(1024 * 1024)}"}`, "2001");
    expect((await push("2001")).status).toBe(200);
    expect(store.text(output, `${name}.error.json`)).toContain("manifest.too-large");
  });
});

describe("a manifest that is delivered again", () => {
  it("is done once", async () => {
    const { push, texts } = start(both);
    await push();
    expect((await push()).status).toBe(204);
    expect(texts()).toHaveLength(2);
  });

  it("goes on where it was stopped by a fault that passes", async () => {
    const { push, result, texts, forecaster } = start(both);
    const works = forecaster.answer;
    forecaster.answer = (job) => {
      if (new TextDecoder().decode(job.input) === "works b") {
        throw new ForecasterError("forecast.worker-died", "The forecasting worker died.");
      }
      return works(job);
    };
    expect((await push()).status).toBe(503);
    forecaster.answer = works;
    expect((await push()).status).toBe(200);
    expect(texts()).toEqual(["works a", "works b", "works b"]);
    expect(result()).toMatchObject({ succeeded: 2, results: [{ model: "prophet", rows: 14 }, {}] });
  });

  it("goes on where its time was up", async () => {
    const { push, pass, texts, forecaster } = start(both);
    const works = forecaster.answer;
    forecaster.answer = (job) => {
      pass(600_000);
      return works(job);
    };
    expect((await push()).status).toBe(503);
    expect((await push()).status).toBe(200);
    expect(texts()).toEqual(["works a", "works b"]);
  });

  it("fails only for the input whose forecast fails again and again", async () => {
    const { push, result, forecaster } = start(both);
    const works = forecaster.answer;
    forecaster.answer = (job) => {
      if (new TextDecoder().decode(job.input) === "works a") {
        throw new ForecasterError("forecast.timed-out", "The forecast took too long.");
      }
      return works(job);
    };
    expect((await push()).status).toBe(503);
    expect((await push()).status).toBe(200);
    expect(result()).toMatchObject({
      results: [{ status: "failed", error: { code: "forecast.timed-out" } }, { status: "forecast" }],
    });
  });

  it("replaces the answers of its older generation, and never those of a newer one", async () => {
    const { store, put, push, result, texts } = start(both);
    await push();
    put(both, "3000");
    await push("3000");
    expect(texts()).toHaveLength(4);
    expect(result().manifest.generation).toBe("3000");
    const newest = store.text(output, name);

    put(both, "2500");
    expect((await push("2500")).status).toBe(204);
    expect(store.text(output, name)).toBe(newest);
  });

  it("does not replace an output that answers a newer upload", async () => {
    const { store, push, result } = start(both);
    const metadata = { [resultMetadata.inputBucket]: input, [resultMetadata.inputGeneration]: "2001" };
    store.put(output, "nightly/job-data/a.csv", "newer", { metadata });
    await push();
    expect(store.text(output, "nightly/job-data/a.csv")).toBe("newer");
    expect(result().results[0]).toMatchObject({ status: "failed", error: { code: "manifest.output-newer" } });
  });

  it("sees that a rival has written the same output meanwhile", async () => {
    const { store, push, texts } = start({ ...both, inputs: ["job-data/a.csv"] });
    const metadata = {
      [resultMetadata.inputBucket]: input,
      [resultMetadata.inputName]: "job-data/a.csv",
      [resultMetadata.inputGeneration]: "11",
      [resultMetadata.manifestName]: name,
      [resultMetadata.manifestGeneration]: "2000",
    };
    store.beforeWrite = () => store.put(output, "nightly/job-data/a.csv", "by the rival", { metadata });
    expect((await push()).status).toBe(200);
    expect(texts()).toHaveLength(1);
    expect(store.text(output, "nightly/job-data/a.csv")).toBe("by the rival");
  });
});
