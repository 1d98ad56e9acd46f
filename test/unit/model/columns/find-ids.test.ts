// What tells series apart when dates repeat, and what is asked.
import { describe, expect, test } from "vitest";
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

test("the end of a row's step does not, where clocks go back within each series", async () => {
  // As Fluvius writes the gas of a house: twice, in cubic metres and in kilowatt-hours.
  const hours = [28, 29, 30].flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => (day === 29 && hour === 2 ? [hour, hour] : [hour]))
      .flat()
      .map((hour) => ({ day, hour })),
  );
  const two = (value: number) => String(value).padStart(2, "0");
  const lines = hours.flatMap(({ day, hour }, row) =>
    ["m³", "kWh"].map((unit, at) => {
      const end = (hour + 1) % 24;
      return `${day}/10/2023;${two(hour)}:00:00;${hour === 23 ? day + 1 : day}/10/2023;${two(end)}:00:00;${unit};${row + 100 * at},5`;
    }),
  );
  const text = `From (date);From (time);Until (date);Until (time);Unit;Volume\n${lines.join("\n")}`;
  const { idColumns, series } = await readDataset(bytes(text));
  expect(idColumns).toEqual(["Unit"]);
  expect(series.map(({ id, y }) => [id[0], y.length, y[0], y[26], y[27]])).toEqual([
    // The hour that comes twice is one row, with the mean of 26.5 and 27.5.
    ["m³", 72, 0.5, 27, 28.5],
    ["kWh", 72, 100.5, 127, 128.5],
  ]);
});

describe("a row entered twice", () => {
  const hour = (row: number) => new Date(Date.UTC(2023, 9, 28, row)).toISOString().slice(0, 16);
  const table = (line: (row: number) => readonly string[], more: readonly string[]) =>
    ["time,shop,note,y", ...Array.from({ length: 72 }, (_, row) => line(row)).flat(), ...more].join("\n");

  test("makes no id of a column that would cut each series to pieces", async () => {
    const text = table(
      (row) => ["a", "b"].map((shop) => `${hour(row)},${shop},note ${row % 5},${row}`),
      ["2023-10-28T12:00,a,note 9,14"],
    );
    const { idColumns, series, warnings } = await readDataset(bytes(text));
    expect(idColumns).toEqual(["shop"]);
    expect(series.map(({ y }) => [y.length, y[12]])).toEqual([
      [72, 13],
      [72, 12],
    ]);
    expect(warnings.at(-1)).toContain("2023-10-28T12:00 (lines 26 and 146) is there twice");
  });

  test("is none where a second column tells whole series apart, one of which is short", async () => {
    const text = table(
      (row) => ["a", "b"].map((shop) => `${hour(row)},${shop},tea,${row}`),
      ["2023-10-28T12:00,a,milk,14", "2023-10-28T13:00,a,milk,15"],
    );
    expect(await idsOf(text)).toEqual(["shop", "note"]);
  });
});

test("things that have few of the dates each are a list of events, whatever comes twice", async () => {
  const day = (row: number) => new Date(Date.UTC(2024, 0, 1 + ((row * 37) % 600))).toISOString().slice(0, 10);
  const text = `day,place,kind,cost\n${rows(1200, (row) => `${day(row)},place ${row % 97},kind ${row % 3},${row % 11}.5`)}\n${day(5)},place 5,kind 2,1.5`;
  expect(await inputErrorOf(() => idsOf(text))).toMatchObject({
    code: "csv.duplicate-date",
    choices: { parameter: "aggregate" },
  });
});
