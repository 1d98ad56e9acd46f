// Which column holds the dates, where several do or none does.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes, inputErrorOf } from "../support.ts";

const hour = (index: number) => new Date(Date.UTC(2024, 0, 1, index)).toISOString().slice(0, 16);
const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const table = (header: string, line: (row: number) => string, rows = 60) =>
  `${header}\n${Array.from({ length: rows }, (_, row) => line(row)).join("\n")}`;
const read = async (text: string) => await readDataset(bytes(text));

describe("of columns that say the same one is taken, with a note", () => {
  test.each<[name: string, text: string, column: string, note: string]>([
    [
      "the clock with its offset rather than UTC",
      table("time_utc,time_local,y", (row) => `${hour(row)}Z,${hour(row + 1)}+01:00,${row}`),
      "time_local",
      "time_utc holds the same times",
    ],
    [
      "the local clock, where neither has an offset",
      table(
        "datetime_utc,datetime_local,y",
        (row) => `${hour(row)},${hour(row + (row < 30 ? 1 : 2))},${row}`,
      ),
      "datetime_local",
      "datetime_utc holds the same times",
    ],
    [
      "the first of two alike",
      table("created_at,updated_at,y", (row) => `${day(row)},${day(row)},${row}`),
      "created_at",
      "updated_at holds the same times",
    ],
    [
      "the start of weeks, whatever it is called",
      table("period_end,period_begin,y", (row) => `${day(7 * row + 6)},${day(7 * row)},${row}`),
      "period_begin",
      "period_end holds the ends of the same spans",
    ],
    [
      "the start of hours",
      table("Datum von;Datum bis;MWh", (row) => `${hour(row)};${hour(row + 1)};${row}`),
      "Datum von",
      "Datum bis holds the ends of the same spans",
    ],
  ])("%s", async (_, text, column, note) => {
    const { dateColumn, warnings } = await read(text);
    expect(dateColumn).toBe(column);
    expect(warnings).toContain(`The dates are read from column ${column}; ${note}.`);
  });
});

test("dates that say different things are asked about", async () => {
  const text = table("order_date,ship_date,y", (row) => `${day(row)},${day(row + ((row * 7) % 5))},${row}`);
  await expect(read(text)).rejects.toMatchObject({
    choices: { parameter: "date", values: ["order_date", "ship_date"] },
  });
});

test.each([
  ["plan_year,target_year,y", (row: number) => `${2000 + Math.floor(row / 6)},${2001 + (row % 6)},${row}`],
  ["target_year,plan_year,y", (row: number) => `${2001 + (row % 6)},${2000 + Math.floor(row / 6)},${row}`],
])("of dates that tell the rows apart together the one that steps is offered: %s", async (header, line) => {
  const error = await inputErrorOf(() => read(table(header, line)));
  expect(error.choices).toMatchObject({
    parameter: "date",
    values: ["target_year"],
    with: { id: "plan_year" },
  });
  const answered = await readDataset(bytes(table(header, line)), { date: "target_year", id: ["plan_year"] });
  expect(answered.series).toHaveLength(10);
});

describe("parts of a date alone are refused, and it is said what is missing", () => {
  const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  test.each([
    ["month", names, "months without a year"],
    ["date", names, "months without a year"],
    ["mes", ["enero", "febrero", "marzo"], "months without a year"],
    ["month", ["01", "02", "03", "12"], "months without a year"],
    ["quarter", ["Q1", "Q2", "Q3", "Q4"], "quarters without a year"],
    ["day", ["Mon", "Tue", "Wed"], "weekdays without a date"],
    ["time", ["00:00", "01:00", "02:00"], "times without a day"],
  ])("%s: %j", async (column, cells, what) => {
    const text = `${column},sales\n${cells.map((cell, row) => `${cell},${row + 5}`).join("\n")}`;
    await expect(read(text)).rejects.toMatchObject({
      code: "csv.no-date-column",
      message: expect.stringContaining(`Column ${column} holds ${what}`),
    });
  });
});

test("a count of days is no date", async () => {
  const text = table("Nth day,Active users", (row) => `${String(row).padStart(4, "0")},${(row * 7) % 40}`);
  await expect(read(text)).rejects.toMatchObject({
    code: "csv.no-date-column",
    message: 'Column Nth day counts steps, such as "0000", and no column holds their dates.',
  });
});

test("a column that counts steps is no question beside one of dates", async () => {
  const { dateColumn } = await read(
    table("Nth day,Tag,y", (row) => `${String(row).padStart(4, "0")},${day(row)},${row}`),
  );
  expect(dateColumn).toBe("Tag");
});
