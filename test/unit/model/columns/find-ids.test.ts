// What tells series apart when dates repeat, and what is asked.
import { expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes, inputErrorOf } from "../support.ts";

const rows = (count: number, line: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => line(row)).join("\n");
const idsOf = async (text: string) => (await readDataset(bytes(text))).idColumns;

test("whole numbers do where each series has each date", async () => {
  const text = `year,age,sex,people\n${rows(60, (row) => `${2000 + 10 * (row % 10)},${5 * (Math.floor(row / 10) % 3)},${row < 30 ? 1 : 2},${row * 7}`)}`;
  expect(await idsOf(text)).toEqual(["age", "sex"]);
});

test("whole numbers under a name that says so do, whatever is missing", async () => {
  const text = `store,day,sold\n${rows(50, (row) => `${row < 30 ? 1 : 2},2024-01-${String((row % 30) + 1).padStart(2, "0")},${row}`)}`;
  expect(await idsOf(text)).toEqual(["store"]);
});

test("other whole numbers are asked about", async () => {
  const text = `day,level,seen\n${rows(50, (row) => `2024-01-${String((row % 30) + 1).padStart(2, "0")},${row < 30 ? 1 : 2},${row % 7}`)}`;
  expect(await inputErrorOf(() => idsOf(text))).toMatchObject({
    code: "csv.duplicate-date",
    choices: { parameter: "id", values: ["level"] },
  });
});

test("nothing does where one date of many comes twice", async () => {
  const text = `date,y,promo\n${rows(60, (row) => `${new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10)},${row % 7},${row % 9 === 0}`)}\n2024-02-29,9,1`;
  const { idColumns, warnings } = await readDataset(bytes(text));
  expect({ idColumns, warnings }).toEqual({
    idColumns: [],
    warnings: [expect.stringContaining("2024-02-29 (lines 61 and 62) is there twice")],
  });
});
