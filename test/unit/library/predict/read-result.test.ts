import { expect, test } from "vitest";
import { readResult } from "../../../../src/library/predict/read-result.ts";
import { writeResult } from "../../../../src/model/results/write-result.ts";

const csv = "date,prediction\n2024-01-31,1.5\n";
const table = { csv: Buffer.from(csv), numbers: 1 };
const pause = async () => {};

test.each(["json", "ndjson", "parquet", "xlsx"] as const)("%s is read as CSV", async (format) => {
  const content = await writeResult(table, format, { pause });
  expect(await readResult(content, { label: "a.csv", format })).toEqual({ csv, notes: [] });
});

test("CSV stays what it is, and so does whatever else a container writes", async () => {
  const read = (text: string) => readResult(Buffer.from(text), { label: "a.csv", format: "csv" });
  expect(await read(csv)).toEqual({ csv, notes: [] });
  expect(await read('{"own": "format"}')).toEqual({ csv: '{"own": "format"}', notes: [] });
});

test("a format that was not asked for is noted, and one that was asked for must come", async () => {
  const content = await writeResult(table, "parquet", { pause });
  expect(await readResult(content, { label: "a.csv", format: "csv" })).toEqual({
    csv,
    notes: [expect.stringContaining("wrote parquet")],
  });
  await expect(readResult(Buffer.from(csv), { label: "a.csv", format: "xlsx" })).rejects.toMatchObject({
    code: "predict.other-format",
    message: "a.csv: the service wrote no xlsx, though that was asked for.",
  });
});
