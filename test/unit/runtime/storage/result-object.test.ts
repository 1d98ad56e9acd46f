// What stands in the metadata of results and reports, which has little room.
import { describe, expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import * as objects from "../../../../src/runtime/storage/result-object.ts";
import { settings } from "../fakes.ts";

const input = { bucket: "in", name: "a.csv", generation: "7", bytes: 3, crc32c: "AAAA", metadata: {} };
const manifest = { ...input, name: "job.json", generation: "8" };
const notification = { messageId: "42" } as objects.Origin["notification"];
const origin: objects.Origin = { input, notification, settings };

const prediction = {
  csv: Buffer.from("date,prediction\n"),
  model: "prophet",
  modelVersion: "1.2.3",
  parameters: { horizon: 14 },
  rowsIn: 100,
  rowsOut: 14,
  warnings: [],
};

const metadataOf = (more: object) => objects.resultObject({ ...prediction, ...more }, origin).metadata;

describe("the metadata of a result", () => {
  it("says where it comes from", () => {
    expect(objects.originMetadata({ ...origin, manifest })).toEqual({
      [resultMetadata.inputBucket]: "in",
      [resultMetadata.inputName]: "a.csv",
      [resultMetadata.inputGeneration]: "7",
      [resultMetadata.inputCrc32c]: "AAAA",
      [resultMetadata.manifestName]: "job.json",
      [resultMetadata.manifestGeneration]: "8",
      [resultMetadata.revision]: settings.revision,
      [resultMetadata.deliveryAttempt]: "1",
      [resultMetadata.messageId]: "42",
    });
    const counted = { ...origin, notification: { ...notification, deliveryAttempt: 3 } };
    expect(objects.originMetadata(counted)[resultMetadata.deliveryAttempt]).toBe("3");
  });

  it("says what made it", () => {
    expect(metadataOf({})).toMatchObject({
      [resultMetadata.rows]: "14",
      [resultMetadata.model]: "prophet",
      [resultMetadata.modelVersion]: "1.2.3",
      [resultMetadata.parameters]: '{"horizon":14}',
    });
    expect(metadataOf({ series: { count: 2, failed: [] } })[resultMetadata.series]).toBe(
      '{"count":2,"fellBack":0,"left":0}',
    );
  });

  it("keeps as many warnings as have room, and says how many have not", () => {
    const warnings = Array.from({ length: 30 }, (_, index) => `${index}`.padEnd(100, "x"));
    const kept = JSON.parse(metadataOf({ warnings })[resultMetadata.warnings]!) as string[];
    expect(kept.slice(0, -1)).toEqual(warnings.slice(0, 19));
    expect(kept.at(-1)).toBe("and 11 more");
    expect(JSON.parse(metadataOf({ warnings: [] })[resultMetadata.warnings]!)).toEqual([]);
    expect(JSON.parse(metadataOf({ warnings: ["x".repeat(3000)] })[resultMetadata.warnings]!)).toEqual([
      "1 warnings, too long to be kept here",
    ]);
    const exact = "x".repeat(2044);
    expect(JSON.parse(metadataOf({ warnings: [exact] })[resultMetadata.warnings]!)).toEqual([exact]);
  });

  it("cuts parameters at 2,048 bytes, between characters", () => {
    const text = metadataOf({ parameters: { note: "é".repeat(2000) } })[resultMetadata.parameters]!;
    expect(text).toMatch(/é\.\.\.$/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(text)).toBeGreaterThan(2044);
  });

  it("keeps the sentence of an explanation that is too long", () => {
    const explanation = { sentence: "Weekly.", scores: "x".repeat(3000) };
    expect(metadataOf({ explanation })[resultMetadata.explanation]).toBe('{"sentence":"Weekly."}');
    const short = { sentence: "Weekly.", scores: "x" };
    expect(metadataOf({ explanation: short })[resultMetadata.explanation]).toBe(JSON.stringify(short));
    expect(metadataOf({})).not.toHaveProperty(resultMetadata.explanation);
  });

  it("counts the series that fell back and those that were left", () => {
    const failed = [{ fallback: null }, { fallback: "naive" }, { fallback: "naive" }] as never;
    expect(objects.countsOf({ count: 9, failed })).toEqual({ count: 9, fellBack: 2, left: 1 });
  });
});

it.each<[why: string, metadata: Record<string, string>, generation: string | undefined]>([
  ["an upload", { inputBucket: "in", inputGeneration: "7" }, "7"],
  ["a manifest first", { inputBucket: "in", inputGeneration: "7", manifestGeneration: "8" }, "8"],
  ["nothing from another bucket", { inputBucket: "other", inputGeneration: "7" }, undefined],
  ["nothing without a generation", { inputBucket: "in" }, undefined],
  ["nothing with a generation that is no number", { inputBucket: "in", inputGeneration: "7a" }, undefined],
])("sees that a result answers %s", (_why, short, generation) => {
  const names: Record<string, string> = resultMetadata;
  const metadata = Object.fromEntries(Object.entries(short).map(([key, value]) => [names[key]!, value]));
  expect(objects.answeredGeneration({ ...input, metadata }, "in")).toBe(generation);
  expect(objects.answeredGeneration(undefined, "in")).toBeUndefined();
});

it("writes a report and the answer to a manifest as JSON that ends its line", () => {
  const report = objects.reportObject({ code: "csv.empty", message: "Empty.", fix: "Fill it." }, origin);
  expect(report).toMatchObject({ name: "a.csv.error.json", contentType: "application/json" });
  expect(report.content).toBe(
    `${JSON.stringify({ schemaVersion: 1, code: "csv.empty", message: "Empty.", fix: "Fill it.", input: { bucket: "in", name: "a.csv", generation: "7" } }, undefined, 2)}\n`,
  );
  const answer = objects.manifestResultObject({ schemaVersion: 1, id: "x" } as never, {
    ...origin,
    input: manifest,
  });
  expect(answer).toMatchObject({ name: "job.json", content: '{\n  "schemaVersion": 1,\n  "id": "x"\n}\n' });
});
