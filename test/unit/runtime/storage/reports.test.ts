// A report beside a newer result is out of date, and no other is.
import { expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import { tidyReport } from "../../../../src/runtime/storage/reports.ts";
import { MemoryStore } from "../fakes.ts";

async function isLeft(reportOf: string, resultOf: string | undefined, bucket = "in"): Promise<boolean> {
  const store = new MemoryStore();
  const metadata = { [resultMetadata.inputBucket]: bucket, [resultMetadata.inputGeneration]: reportOf };
  const report = store.put("out", "a.csv.error.json", "{}", { metadata });
  await tidyReport(report, resultOf, "in", store);
  return store.objects.size === 1;
}

it("removes a report on an earlier generation", async () => {
  // As numbers: as text 9 is more than 10.
  expect(await isLeft("9", "10")).toBe(false);
});

it.each<[why: string, reportOf: string, resultOf: string | undefined, bucket?: string]>([
  ["on the same generation", "10", "10"],
  ["on a later one", "11", "10"],
  ["without a result of ours beside it", "9", undefined],
  ["that is not ours", "9", "10", "elsewhere"],
  ["that does not say its generation", "", "10"],
])("leaves a report %s", async (_why, reportOf, resultOf, bucket) => {
  expect(await isLeft(reportOf, resultOf, bucket)).toBe(true);
});

it("does nothing where there is no report", async () => {
  await expect(tidyReport(undefined, "10", "in", new MemoryStore())).resolves.toBeUndefined();
});
