// The report on failed series beside a result: written, or removed, before the result is.
import { expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import { settleSeriesReport } from "../../../../src/runtime/storage/reports.ts";
import type { Origin } from "../../../../src/runtime/storage/result-object.ts";
import { MemoryStore, settings } from "../fakes.ts";

const input = { bucket: "in", name: "a.csv", generation: "7", bytes: 3, metadata: {} };
const origin: Origin = { input, notification: { messageId: "1" } as Origin["notification"], settings };
const report = "a.csv.series.json";
const { outputBucket } = settings;
const whole = { count: 2, failed: [] };
const failing = {
  count: 2,
  failed: [{ id: { sku: "x" }, fallback: null, code: "csv.empty", message: "m", fix: "f" }],
} as NonNullable<Parameters<typeof settleSeriesReport>[0]>;

function standingReport(store: MemoryStore, generation: string) {
  const metadata = { [resultMetadata.inputBucket]: "in", [resultMetadata.inputGeneration]: generation };
  return store.put(outputBucket, report, "{}", { metadata });
}

it("writes which series failed, in the place of what stood there", async () => {
  const store = new MemoryStore();
  const standing = standingReport(store, "6");
  expect(await settleSeriesReport(failing, "a.csv", standing, "7", origin, store)).toBe("settled");
  expect(JSON.parse(store.text(outputBucket, report)!)).toEqual({
    schemaVersion: 1,
    input: { bucket: "in", name: "a.csv", generation: "7" },
    count: 2,
    fellBack: 0,
    left: 1,
    failed: failing.failed,
  });
});

it("says that another delivery was faster", async () => {
  const store = new MemoryStore();
  standingReport(store, "7");
  expect(await settleSeriesReport(failing, "a.csv", undefined, "7", origin, store)).toBe("conflict");
});

it.each([
  ["all series were forecast", whole],
  ["the file holds one series", undefined],
])("removes what an earlier try of the same upload left where %s", async (_why, series) => {
  const store = new MemoryStore();
  const standing = standingReport(store, "7");
  expect(await settleSeriesReport(series, "a.csv", standing, "7", origin, store)).toBe("settled");
  expect(store.removals).toEqual([report]);
});

it("leaves the report of another upload, and says when its own is gone already", async () => {
  const store = new MemoryStore();
  const other = standingReport(store, "6");
  expect(await settleSeriesReport(whole, "a.csv", other, "7", origin, store)).toBe("settled");
  expect(await settleSeriesReport(whole, "a.csv", undefined, "7", origin, store)).toBe("settled");
  expect(store.removals).toEqual([]);
  const gone = {
    ...other,
    generation: "1",
    metadata: { ...other.metadata, [resultMetadata.inputGeneration]: "7" },
  };
  expect(await settleSeriesReport(whole, "a.csv", gone, "7", origin, store)).toBe("conflict");
});
