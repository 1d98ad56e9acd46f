// A column of dates that repeats, beside one that steps from row to row.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes, inputErrorOf } from "../support.ts";

const month = (index: number) => new Date(Date.UTC(2024, index, 1)).toISOString().slice(0, 10);
const hour = (index: number) => new Date(Date.UTC(2024, 0, 15, index)).toISOString().slice(0, 16);
/** No two rows are written at one distance. */
const written = (index: number) =>
  new Date(Date.UTC(2024, 0, 15, 9, 0, index ** 2 + (index % 7))).toISOString();
const table = (header: string, line: (row: number) => string, rows = 36) =>
  `${header}\n${Array.from({ length: rows }, (_, row) => line(row)).join("\n")}\n`;
const read = (text: string, choice = {}) => readDataset(bytes(text), choice);

describe("one date throughout stands back", () => {
  test.each([
    [
      "beside the months of a forward curve",
      table("run_date,contract_month,curve,value", (row) => `2024-01-15,${month(row)},TTF,${row}.5`),
      "contract_month",
      "run_date",
    ],
    [
      "whatever its name is",
      table("date,delivery,value", (row) => `2024-01-15,${month(row)},${row}.5`),
      "delivery",
      "date",
    ],
    [
      "beside the hours of a weather forecast",
      table("init_time,valid_time,y", (row) => `2024-01-15T00:00,${hour(row)},${row}`),
      "valid_time",
      "init_time",
    ],
    [
      "beside months in digits and when the rows were written",
      table(
        "as_of_date,month,written_at,y",
        (row) => `2024-01-15,${month(row).replaceAll("-", "").slice(0, 6)},${written(row)},${row}`,
      ),
      "month",
      "as_of_date",
    ],
  ])("%s", async (_, text, column, idle) => {
    const { dateColumn, series, warnings } = await read(text);
    expect(dateColumn).toBe(column);
    expect(series.map(({ rowsIn }) => rowsIn)).toEqual([36]);
    expect(warnings).toContain(
      `The dates are read from column ${column}; ${idle} holds one date throughout.`,
    );
  });

  test("of several curves too, which their names tell apart", async () => {
    const text = table(
      "run_date,contract_month,curve,value",
      (row) => `2024-01-15,${month(row >> 1)},${row % 2 ? "TTF" : "NBP"},${row}.5`,
    );
    const { dateColumn, idColumns, series } = await read(text);
    expect({ dateColumn, idColumns, rows: series.map(({ rowsIn }) => rowsIn) }).toEqual({
      dateColumn: "contract_month",
      idColumns: ["curve"],
      rows: [18, 18],
    });
  });

  test("but not where the other column says when each row was written", async () => {
    const text = table("date,created_at,amount", (row) => `2024-01-15,${written(row)},${row}.5`);
    expect(await inputErrorOf(() => read(text))).toMatchObject({
      code: "csv.duplicate-date",
      choices: { parameter: "aggregate", values: ["sum", "mean"] },
    });
  });
});

test("a code of four digits throughout is no date that stands back", async () => {
  const { dateColumn, warnings } = await read(
    table("Buchungsdatum;Buchungskreis;Betrag", (row) => `${month(row)};1000;${row},5`),
  );
  expect(dateColumn).toBe("Buchungsdatum");
  expect(warnings.join("\n")).not.toContain("holds one date");
});

describe("times beside their days", () => {
  const at = (row: number) => new Date(Date.UTC(2024, 0, 1, row)).toISOString().slice(0, 16);

  test("are the dates, where a day has several rows", async () => {
    const { dateColumn, series, warnings } = await read(
      table("date,timestamp,load", (row) => `${at(row).slice(0, 10)},${at(row)},${100 + (row % 24)}`, 240),
    );
    expect(dateColumn).toBe("timestamp");
    expect(series.map(({ y }) => [y.length, y[25]])).toEqual([[240, 101]]);
    expect(warnings).toContain(
      "The dates are read from column timestamp; date holds the days of the same times.",
    );
  });

  test("are when rows were written, where a day of a series has one row", async () => {
    for (const time of ["18:00", "18:05"]) {
      const { dateColumn, idColumns } = await read(
        table("date,shop,created_at,sales", (row) => {
          const day = hour(24 * (row >> 1)).slice(0, 10);
          return `${day},${row % 2 ? "a" : "b"},${day}T${time},${row}`;
        }),
      );
      expect({ dateColumn, idColumns }).toEqual({ dateColumn: "date", idColumns: ["shop"] });
    }
  });
});

describe("dates that repeat", () => {
  const twoRuns = table(
    "date,delivery_month,value",
    (row) => `2024-01-${row < 18 ? 15 : 16},${month(row)},${row}.5`,
  );

  test("are asked about with the column that has each date once", async () => {
    expect(await inputErrorOf(() => read(twoRuns))).toMatchObject({
      code: "csv.duplicate-date",
      line: 3,
      message: expect.stringContaining("Column delivery_month has each date once."),
      choices: { parameter: "date", values: ["delivery_month"] },
    });
    expect((await read(twoRuns, { date: "delivery_month" })).dateColumn).toBe("delivery_month");
  });

  test("are asked about in the column that was named, too", async () => {
    const text = table("run,month,value", (row) => `2024-01-15,${month(row)},${row}.5`);
    expect((await inputErrorOf(() => read(text, { date: "run" }))).choices).toEqual({
      parameter: "date",
      values: ["month"],
    });
  });

  test("are put together without a question where rows shall be", async () => {
    const { dateColumn } = await read(twoRuns, { aggregates: true });
    expect(dateColumn).toBe("date");
  });

  test("belong to a panel, whatever says when its rows were written", async () => {
    const panel = (at: (row: number) => string) =>
      table(
        "date,shop,created_at,sales",
        (row) => `${month(row >> 1)},${row % 2 ? "a" : "b"},${at(row)},${row}`,
      );
    for (const at of [written, hour]) {
      const { dateColumn, idColumns } = await read(panel(at));
      expect({ dateColumn, idColumns }).toEqual({ dateColumn: "date", idColumns: ["shop"] });
    }
  });
});
