// Tables with a column for each date, and how many of them make one.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Id, how many values, first and last date of each series. */
async function read(header: string[], rows: (string | number)[][]): Promise<string[]> {
  const { series } = await readDataset(bytes([header, ...rows].map((row) => row.join(",")).join("\n")));
  return series.map(({ id, ds }) => `${id.join("/")} ${ds.length} ${iso(ds[0]!)} ${iso(ds.at(-1)!)}`);
}

describe("rows of years", () => {
  const years = (columns: number) =>
    upTo(30).map((row) => [1990 + row, ...upTo(columns).map((at) => row * 10 + at)]);

  test("with four quarters are one series", async () => {
    expect(await read(["Year", "Q1", "Q2", "Q3", "Q4"], years(4))).toEqual([" 120 1991-01-01 2020-10-01"]);
  });

  test("with four quarters beside a total are one series", async () => {
    expect(await read(["Year", "Q1", "Q2", "Q3", "Q4", "Total"], years(5))).toEqual([
      " 120 1991-01-01 2020-10-01",
    ]);
  });

  test("with three quarters are none", async () => {
    await expect(read(["Year", "Q1", "Q2", "Q3"], years(3))).rejects.toMatchObject({
      code: "csv.no-value-column",
    });
  });
});

describe("columns of dates", () => {
  const days = (count: number) => upTo(count).map((day) => `2024-01-${String(day).padStart(2, "0")}`);
  const rows = (columns: number) => ["a", "b"].map((name) => [name, ...upTo(columns)]);

  test("three make a series of each row", async () => {
    expect(await read(["name", ...days(3)], rows(3))).toEqual([
      "a 3 2024-01-01 2024-01-03",
      "b 3 2024-01-01 2024-01-03",
    ]);
  });

  test("two do not", async () => {
    await expect(read(["name", ...days(2)], rows(2))).rejects.toMatchObject({ code: "csv.no-date-column" });
  });
});
