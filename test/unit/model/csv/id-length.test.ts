import { expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";

const panel = (id: string) => Buffer.from(`unique_id,ds,y\nnorth,2024-01-01,1\n${id},2024-01-01,2\n`);

test("ids of 1,024 bytes are taken", async () => {
  const { series } = await readDataset(panel("é".repeat(512)), { id: ["unique_id"] });
  expect(series.map(({ id }) => id[0]!.length)).toEqual([5, 512]);
});

test("longer ones are refused, with their place", async () => {
  await expect(readDataset(panel(`${"é".repeat(512)}x`), { id: ["unique_id"] })).rejects.toMatchObject({
    code: "csv.id-too-long",
    line: 3,
    column: 1,
  });
});

test("several ids of a series count together", async () => {
  const long = "x".repeat(600);
  const both = Buffer.from(`region,shop,ds,y\n${long},${long},2024-01-01,1\n`);
  await expect(readDataset(both, { id: ["region", "shop"] })).rejects.toMatchObject({
    code: "csv.id-too-long",
  });
});
