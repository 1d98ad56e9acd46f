// Columns in which dates are written in several ways.
import { expect, test } from "vitest";
import { find, found, read } from "./support.ts";

const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index));
const iso = (index: number) => day(index).toISOString().slice(0, 10);
const two = (number: number) => String(number).padStart(2, "0");
const us = (index: number) => `${two(day(index).getUTCMonth() + 1)}/${two(day(index).getUTCDate())}/2024`;
const british = (index: number) =>
  `${two(day(index).getUTCDate())}/${two(day(index).getUTCMonth() + 1)}/2024`;
const named = (index: number) =>
  day(index).toLocaleDateString("en-US", {
    timeZone: "UTC",
    year: "numeric",
    month: "short",
    day: "numeric",
  });
const column = (write: (index: number) => string) => Array.from({ length: 120 }, (_, index) => write(index));
const days = column(iso);

test.each<[string, string[]]>([
  ["with the month first from a row on", column((index) => (index < 100 ? iso(index) : us(index)))],
  ["with names from a row on", column((index) => (index < 60 ? iso(index) : named(index)))],
  ["with a name now and then", column((index) => (index % 40 === 7 ? named(index) : iso(index)))],
  ["with three ways", column((index) => [iso, us, named][Math.floor(index / 40)]!(index))],
])("dates of several clear forms are read: %s", (_, cells) => {
  const { format, notes, strayCount } = found(cells);
  expect(read(cells, format)).toEqual(days);
  expect(strayCount).toBe(0);
  expect(notes.at(-1)).toMatch(/^The dates are written in [23] ways, as .*, and all are read\.$/);
});

test("the form that continues the others is meant", () => {
  const cells = column((index) => (index < 31 ? iso(index) : british(index))).slice(0, 43);
  expect(read(cells, found(cells).format)).toEqual(days.slice(0, 43));
});

test("a form with two meanings is asked about, and each answer reads all forms", () => {
  const cells = ["2024-01-01", "2024-01-15", "2024-03-02", "04/05/2024", "06/05/2024"];
  const finding = find(cells);
  if (finding.kind !== "ambiguous") throw new Error(finding.kind);
  expect(finding.readings.map(({ option }) => option)).toEqual([
    '--date-format "%Y-%m-%d|%d/%m/%Y"',
    '--date-format "%Y-%m-%d|%m/%d/%Y"',
  ]);
  for (const { option, iso: date } of finding.readings) {
    const { format } = found(cells, { format: option.replace("--date-format ", "") });
    expect(read(cells, format)).toEqual([
      ...cells.slice(0, 3),
      date,
      date.includes("-05-04") ? "2024-05-06" : "2024-06-05",
    ]);
  }
});

test("days and months that Excel has exchanged are exchanged back, where only that is even", () => {
  const byExcel = column((index) => {
    const date = day(index).getUTCDate();
    return date > 12 ? british(index) : `2024-${two(date)}-${two(day(index).getUTCMonth() + 1)}`;
  });
  const finding = found(byExcel);
  expect(read(byExcel, finding.format)).toEqual(days);
  expect(finding.notes[0]).toContain("as Excel does");
  const sound = column((index) => (day(index).getUTCDate() > 12 ? british(index) : iso(index)));
  expect(read(sound, found(sound).format)).toEqual(days);
});

test("a year among months is no date of the column", () => {
  const cells = [...Array.from({ length: 12 }, (_, month) => `2024-${two(month + 1)}`), "2024"];
  expect(found(cells).strays).toEqual([{ text: "2024", count: 1 }]);
});

test.each([[["01/01/2019", "01/01/2020", "01/01/2021"]], [["02/02/2024", "05/05/2024"]]])(
  "day and month that are the same number are not asked about: %j",
  (cells) => {
    expect(read(cells, found(cells).format)).toEqual(
      cells.map((cell) => cell.split("/").toReversed().join("-")),
    );
  },
);
