// The column of the values, where several hold numbers.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const table = (header: string) => {
  const names = header.split(",");
  const line = (row: number) =>
    names.map((_, at) => (at === 0 ? day(row) : ((row * (at + 3)) % 17) + at / 2)).join(",");
  return bytes([header, ...Array.from({ length: 40 }, (_, row) => line(row))].join("\n"));
};

describe("what was measured is taken beside what was made from it", () => {
  test.each([
    ["date,temp_max,temp_min,temp", "temp"],
    ["date,temp_max,temp_min,temp_mean", "temp_mean"],
    ["date,Minimum,Maximum,Average", "Average"],
    ["date,sales_lag_7,sales,sales_rolling_mean_28", "sales"],
    ["date,cumulativeCases,cases", "cases"],
    ["date,rides,lower,upper", "rides"],
    ["date,forecast,rides", "rides"],
    ["date,rides,std_error", "rides"],
    ["date,price,price_change_pct,price_ma7", "price"],
    ["date,value,lower bound,upper bound", "value"],
  ])("%s", async (header, column) => {
    const { targetColumn, warnings } = await readDataset(table(header));
    expect(targetColumn).toBe(column);
    expect(warnings.join()).toContain(`read from column ${column}, beside what was made from it: `);
  });
});

describe("several measures are asked about", () => {
  test.each([
    "date,temp_max,temp_min",
    "date,lower,upper",
    "date,miles,gas",
    "date,requests,errors",
    "date,wheat,wages",
    "date,temp,temp_water",
    // A firm's worth is one of three.
    "date,invest,value,capital",
  ])("%s", async (header) => {
    await expect(readDataset(table(header))).rejects.toMatchObject({
      code: "csv.no-value-column",
      choices: { parameter: "target", values: header.split(",").slice(1) },
    });
  });
});

test.each(["date,value,volume", "date,value,latitude,longitude", "date,value,area code,item code"])(
  "value is taken by its name beside one other measure, and beside codes and places: %s",
  async (header) => {
    expect(await readDataset(table(header))).toMatchObject({ targetColumn: "value" });
  },
);

test("a single other column holds the values, and a wrong cell in it is what is told", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${day(row)},x${row}`);
  await expect(readDataset(bytes(`date,amount\n${rows.join("\n")}`))).rejects.toMatchObject({
    message: expect.stringContaining("amount"),
    line: 2,
  });
});

test("of several others the one with numbers holds the values", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${day(row)},word${row},${row % 7}`);
  const { targetColumn, warnings } = await readDataset(bytes(`date,note,amount\n${rows.join("\n")}`));
  expect(targetColumn).toBe("amount");
  expect(warnings).toContain("The values are read from column amount, the only one that holds numbers.");
});

test("an hour that comes twice leaves a table a table, with a column a series", async () => {
  const hours = Array.from({ length: 72 }, (_, row) => new Date(Date.UTC(2022, 9, 29, row)).toISOString());
  const twice = [...hours, "2022-10-30T02:00"].map((hour) => hour.slice(0, 16)).toSorted();
  const text = `time,made,used,sold,bought\n${twice.map((hour, row) => `${hour},${row},${row + 1},${row + 2},${row + 3}`).join("\n")}`;
  const { series, targetColumn } = await readDataset(bytes(text));
  expect(targetColumn).toBe("made,used,sold,bought");
  expect(series.map(({ y }) => [y.length, y[26], y[27]])).toEqual([
    [72, 26.5, 28],
    [72, 27.5, 29],
    [72, 28.5, 30],
    [72, 29.5, 31],
  ]);
});

const withCells = (header: string, cells: (row: number) => string) =>
  bytes([header, ...Array.from({ length: 40 }, (_, row) => `${day(row)},${cells(row)}`)].join("\n"));

test("what says nothing is not taken because the columns that say something share a name", async () => {
  // A power company: usage by the hour beside usage by the quarter of an hour.
  const file = withCells(
    "start,Meter Id,Usage,Units,Usage,Units",
    (row) => `72621898,${row + 2.5},kwh,${row}.5,kwh`,
  );
  await expect(readDataset(file)).rejects.toMatchObject({ code: "csv.duplicate-column", column: 5 });
});

test.each([
  ["a table of many", "date,North,South,East,North,West,Mid", undefined, 5],
  ["what seems to be the only one", "date,North,North,South", undefined, 3],
  ["all of them", "date,North,South,North", "*", 4],
])("columns that share a name are not left out of %s without a word", async (_, header, target, column) => {
  await expect(readDataset(table(header), { target })).rejects.toMatchObject({
    code: "csv.duplicate-column",
    column,
  });
});

test.each([
  ["date,North,South,North", "South", "South"],
  ["date,Temp,Value,Temp", undefined, "Value"],
])("beside columns that share a name, %s has what is named", async (header, target, found) => {
  expect((await readDataset(table(header), { target })).targetColumn).toBe(found);
});

test.each([
  ["the EAN of two meters", "EAN,used", (row: number) => `87168712006140245${row % 2},${row}.5`, "used"],
  ["degrees on a map", "lat,people,lng", (row: number) => `4${row % 9}.1,${row}.5,-7${row % 8}.2`, "people"],
])("%s are not what was measured", async (_, names, cells, target) => {
  const { targetColumn, series } = await readDataset(withCells(`date,${names}`, cells));
  expect({ targetColumn, y: series[0]!.y[39] }).toEqual({ targetColumn: target, y: 39.5 });
});

test("long numbers that differ from row to row may be measured", async () => {
  const file = withCells("date,wei,gas", (row) => `90071992547409${String(row).padStart(2, "0")},${row}.5`);
  await expect(readDataset(file)).rejects.toMatchObject({
    choices: { parameter: "target", values: ["wei", "gas"] },
  });
});
