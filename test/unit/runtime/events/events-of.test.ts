import { describe, expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import { eventsOf } from "../../../../src/runtime/events/events-of.ts";

const at = Date.UTC(2026, 10, 29, 2, 0, 0);

const object = (name: string, input: string, more: Record<string, string> = {}) => ({
  bucket: "demo-output",
  name,
  metadata: {
    [resultMetadata.inputBucket]: "demo-input",
    [resultMetadata.inputName]: input,
    [resultMetadata.inputGeneration]: "17",
    ...more,
  },
});

const ofModel = {
  [resultMetadata.model]: "ets",
  [resultMetadata.modelVersion]: "1.0.0",
  [resultMetadata.rows]: "28",
  [resultMetadata.warnings]: "[]",
};

const read = (answer: Parameters<typeof eventsOf>[0]) =>
  eventsOf(answer).map(({ data, attributes }) => ({ attributes, body: JSON.parse(data) as unknown }));

describe("what is told of", () => {
  it("a forecast, as a CloudEvent in binary mode", () => {
    const name = "predict/20261129-020000-a1b2c3d4/sales.csv";
    expect(read({ object: object(name, name, ofModel), at, seconds: 1.25 })).toEqual([
      {
        attributes: {
          "ce-specversion": "1.0",
          "ce-type": "cloud-runner.forecast.completed",
          "ce-source": "//storage.googleapis.com/projects/_/buckets/demo-output",
          "ce-id": `demo-input/${name}#17:completed`,
          "ce-time": "2026-11-29T02:00:00.000Z",
          "ce-subject": name,
          "content-type": "application/json",
          "ce-run": "20261129-020000-a1b2c3d4",
          "ce-model": "ets",
        },
        body: {
          schemaVersion: 1,
          run: "20261129-020000-a1b2c3d4",
          input: { bucket: "demo-input", name, generation: "17" },
          output: { bucket: "demo-output", name },
          model: "ets",
          modelVersion: "1.0.0",
          rows: 28,
          seconds: 1.25,
        },
      },
    ]);
  });

  it("a panel, with its counts and where its failed series are listed", () => {
    const panel = (series: object) =>
      read({
        object: object("p.csv", "p.csv", { ...ofModel, [resultMetadata.series]: JSON.stringify(series) }),
        at,
      })[0]!.body;
    const failed = { count: 9, fellBack: 1, left: 1 };
    const report = { bucket: "demo-output", name: "p.csv.series.json" };
    expect(panel(failed)).toMatchObject({ series: failed, report });
    expect(panel({ count: 9, fellBack: 0, left: 0 })).not.toHaveProperty("report");
  });

  it("warnings, where there are any", () => {
    const warned = object("a.csv", "a.csv", { ...ofModel, [resultMetadata.warnings]: '["one row less"]' });
    expect(read({ object: warned, at })[0]!.body).toMatchObject({ warnings: ["one row less"] });
  });

  it("a failure, with all that its report says", () => {
    const error = { code: "csv.bad-date", message: "Line 3 …", line: 3, fix: "Correct it." };
    const input = { bucket: "demo-input", name: "a.csv", generation: "17" };
    const text = JSON.stringify({ schemaVersion: 1, ...error, input });
    const [event, ...others] = read({ object: object("a.csv.error.json", "a.csv"), text, at });
    expect(others).toEqual([]);
    expect(event!.attributes).toMatchObject({
      "ce-type": "cloud-runner.forecast.failed",
      "ce-id": "demo-input/a.csv#17:failed",
      "ce-subject": "a.csv",
      "ce-code": "csv.bad-date",
    });
    const report = { bucket: "demo-output", name: "a.csv.error.json" };
    expect(event!.body).toEqual({ schemaVersion: 1, input, report, error });
  });

  it("a manifest: each of its inputs, and then itself", () => {
    const manifest = { bucket: "demo-input", name: "nightly.job.json", generation: "17" };
    const error = { code: "manifest.input-missing", message: "There is no b.csv.", fix: "Upload it." };
    const text = JSON.stringify({
      schemaVersion: 1,
      id: "nightly",
      manifest,
      results: [
        {
          input: { name: "a.csv", generation: "4" },
          status: "forecast",
          output: "out/a.csv",
          model: "ets",
          rows: 7,
        },
        { input: { name: "b.csv" }, status: "failed", error },
      ],
      succeeded: 1,
      failed: 1,
    });
    const events = read({ object: object("nightly.job.json", "nightly.job.json"), text, at, seconds: 3 });
    const input = (name: string) => ({ bucket: "demo-input", name });
    expect(events.map(({ body }) => body)).toEqual([
      {
        schemaVersion: 1,
        manifest,
        input: { ...input("a.csv"), generation: "4" },
        output: { bucket: "demo-output", name: "out/a.csv" },
        model: "ets",
        rows: 7,
      },
      { schemaVersion: 1, manifest, input: input("b.csv"), error },
      {
        schemaVersion: 1,
        manifest,
        id: "nightly",
        output: { bucket: "demo-output", name: "nightly.job.json" },
        succeeded: 1,
        failed: 1,
        seconds: 3,
      },
    ]);
    expect(events.map(({ attributes }) => attributes["ce-id"])).toEqual([
      "demo-input/nightly.job.json#17[0]:completed",
      "demo-input/nightly.job.json#17[1]:failed",
      "demo-input/nightly.job.json#17:completed",
    ]);
    expect(events.map(({ attributes }) => attributes["ce-subject"])).toEqual([
      "a.csv",
      "b.csv",
      "nightly.job.json",
    ]);
  });

  it("has an id that a header of HTTP takes, whatever the name of the input", () => {
    const [told] = read({ object: object("日本.csv", "日本.csv", ofModel), at });
    // sha256 of "demo-input/日本.csv#17:completed"
    expect(told!.attributes["ce-id"]).toBe(
      "sha256:c1dbddd2cc99b663b1680ec6332059fde7fa5d2ebb9dae483e85fbbf31018c7a",
    );
    expect(told!.attributes["ce-subject"]).toBe("日本.csv");
    const [plain] = read({ object: object('my "data" 1%.csv', 'my "data" 1%.csv', ofModel), at });
    expect(plain!.attributes["ce-id"]).toBe('demo-input/my "data" 1%.csv#17:completed');
  });

  it("has attributes that Pub/Sub takes, however long the name of the input is", () => {
    const name = "é".repeat(512);
    const [first, again] = [1, 2].map(() => read({ object: object(name, name, ofModel), at })[0]!.attributes);
    for (const value of Object.values(first!)) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
    expect(first!["ce-id"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(again).toEqual(first);
  });
});
