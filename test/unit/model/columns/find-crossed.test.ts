// Tables with a part of the date in a column and the rest in the names of the others, as the whole reader takes them.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const german = "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember".split(
  ",",
);
const english = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec".split(",");
const seasons = "DJF,JFM,FMA,MAM,AMJ,MJJ,JJA,JAS,ASO,SON,OND,NDJ".split(",");

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const pad = (value: number) => String(value).padStart(2, "0");
const table = (header: string[], rows: (string | number)[][], separator = ",") =>
  [header, ...rows].map((row) => row.join(separator)).join("\n");
const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16);

/** First and last date with the values there, and how many, of each series. */
async function read(text: string): Promise<string[]> {
  const { series } = await readDataset(bytes(text));
  return series.map(
    ({ id, ds, y }) =>
      `${id.join("/")} ${ds.length}: ${iso(ds[0]!)} ${y[0]}, ${iso(ds[1]!)} ${y[1]}, ${iso(ds.at(-1)!)} ${y.at(-1)}`,
  );
}

/** Values say where they stand: the row before the point, the column behind it. */
const crossed = (names: readonly (string | number)[], years: number) =>
  names.map((name, row) => [name, ...upTo(years).map((column) => (row + 1) * 100 + column)]);
const years = (count: number, from = 2021) => upTo(count).map((i) => String(from + i - 1));

describe("a part of the year down, years across", () => {
  test.each<[string, string, string]>([
    [
      "names of months with a total",
      table(["Monat", ...years(3)], [...crossed(german, 3), ["Summe", 1, 2, 3]], ";"),
      " 36: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2023-12-01T00:00 1203",
    ],
    [
      "numbers of months",
      table(["Month", ...years(2)], crossed(upTo(12), 2)),
      " 24: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2022-12-01T00:00 1202",
    ],
    [
      "quarters with a total",
      table(["Quarter", ...years(3, 2018)], [...crossed(["Q1", "Q2", "Q3", "Q4"], 3), ["Total", 1, 2, 3]]),
      " 12: 2018-01-01T00:00 101, 2018-04-01T00:00 201, 2020-10-01T00:00 403",
    ],
    [
      "weeks by number",
      table(["Week", ...years(2)], crossed(upTo(52), 2)),
      " 104: 2021-01-04T00:00 101, 2021-01-11T00:00 201, 2022-12-26T00:00 5202",
    ],
    [
      "weeks by name",
      table(
        ["KW", ...years(2)],
        crossed(
          upTo(52).map((week) => `KW ${week}`),
          2,
        ),
        ";",
      ),
      " 104: 2021-01-04T00:00 101, 2021-01-11T00:00 201, 2022-12-26T00:00 5202",
    ],
    [
      "days",
      table(
        ["Date", ...years(2)],
        crossed(
          upTo(365).map((day) => {
            const date = new Date(Date.UTC(2021, 0, day));
            return `${pad(date.getUTCDate())}/${pad(date.getUTCMonth() + 1)}`;
          }),
          2,
        ),
      ),
      " 730: 2021-01-01T00:00 101, 2021-01-02T00:00 201, 2022-12-31T00:00 36502",
    ],
  ])("%s", async (_, text, expected) => {
    expect(await read(text)).toEqual([expected]);
  });

  test("a series for each name beside the months", async () => {
    const rows = ["Nord", "Süd"].flatMap((region) => crossed(english, 2).map((row) => [region, ...row]));
    expect(await read(table(["Region", "Monat", ...years(2)], rows, ";"))).toEqual([
      "Nord 24: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2022-12-01T00:00 1202",
      "Süd 24: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2022-12-01T00:00 1202",
    ]);
  });

  test("says what it took for no part of the date", async () => {
    const text = table(["Monat", ...years(3)], [...crossed(german, 3), ["Summe", 1, 2, 3]], ";");
    const { warnings } = await readDataset(bytes(text));
    expect(warnings).toContain(
      'Column Monat holds a part of the date and the names of the others its year, so the table is read as one series over time without "Summe".',
    );
  });

  test.each([
    ["names", ["France", "Mali", "Peru", "Chad"], "Country"],
    ["twelve shops by number", upTo(12), "Shop"],
    ["a few numbers", [1, 2, 3], "Kind"],
  ])("rows of %s stay series", async (_, names, name) => {
    const { idColumns, series } = await readDataset(bytes(table([name, ...years(6)], crossed(names, 6))));
    expect(idColumns).toEqual([name]);
    expect(series).toHaveLength(names.length);
  });
});

describe("days down, times across", () => {
  const days = upTo(10).map((day) => `2024-01-${pad(day)}`);
  const values = (count: number) => days.map((day, row) => [day, ...upTo(count).map((i) => row * 100 + i)]);
  test.each<[string, string[], string]>([
    ["H1 to H24", upTo(24).map((hour) => `H${hour}`), "01:00"],
    ["1 to 24", upTo(24).map(String), "01:00"],
    ["0 to 23", upTo(24).map((hour) => String(hour - 1)), "01:00"],
    ["spans", upTo(24).map((hour) => `${pad(hour - 1)} - ${pad(hour)}`), "01:00"],
    [
      "half hours",
      upTo(48).map((i) => `${pad(Math.floor((i - 1) / 2))}:${i % 2 === 1 ? "00" : "30"}`),
      "00:30",
    ],
  ])("%s", async (_, names, second) => {
    const [first] = await read(table(["Date", ...names], values(names.length)));
    expect(first).toBe(
      ` ${10 * names.length}: 2024-01-01T00:00 1, 2024-01-01T${second} 2, 2024-01-10T${names.length === 48 ? "23:30" : "23:00"} ${900 + names.length}`,
    );
  });
});

describe("years down", () => {
  const rows = (count: number, more: (string | number)[] = []) =>
    upTo(20).map((year) => [1999 + year, ...upTo(count).map((i) => year * 100 + i), ...more]);

  test("overlapping seasons stand for the month in their middle", async () => {
    expect(await read(table(["Year", ...seasons], rows(12)))).toEqual([
      " 240: 2000-01-01T00:00 101, 2000-02-01T00:00 102, 2019-12-01T00:00 2012",
    ]);
  });

  test("seasons behind months are no months, and stars are missing", async () => {
    const text = table(
      ["Year", ...english, "J-D", "D-N", "DJF", "MAM", "JJA", "SON"],
      rows(12, [1, 2, "***", 4, 5, 6]),
    );
    expect(await read(text)).toEqual([
      " 240: 2000-01-01T00:00 101, 2000-02-01T00:00 102, 2019-12-01T00:00 2012",
    ]);
  });
});

describe("numbers down and years across", () => {
  const first = (header: string, count: number) =>
    read(table([header, ...years(3)], crossed(upTo(count), 3))).then(
      ([one]) => one,
      ({ code }) => code,
    );

  test.each([
    ["turn", 12, " 36: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2023-12-01T00:00 1203"],
    ["turn", 52, " 156: 2021-01-04T00:00 101, 2021-01-11T00:00 201, 2023-12-25T00:00 5203"],
    ["month", 11, " 33: 2021-01-01T00:00 101, 2021-02-01T00:00 201, 2023-11-01T00:00 1103"],
    ["week", 51, " 153: 2021-01-04T00:00 101, 2021-01-11T00:00 201, 2023-12-18T00:00 5103"],
    ["quarter", 4, " 12: 2021-01-01T00:00 101, 2021-04-01T00:00 201, 2023-10-01T00:00 403"],
  ])("%s to %i count parts of the year", async (header, count, series) => {
    expect(await first(header, count)).toBe(series);
  });

  test.each([
    ["turn", 11],
    ["turn", 13],
    ["month", 13],
    ["week", 54],
    ["quarter", 5],
    ["store", 12],
  ])("%s to %i do not", async (header, count) => {
    expect(await first(header, count)).not.toContain(`${String(count * 3)}: 2021-01`);
  });
});

test("seasons stand beside the year, whatever other numbers may be dates", async () => {
  const rows = upTo(10).map((row) => [45000 + 7 * row, 2000 + row, ...upTo(12).map((at) => row * 100 + at)]);
  expect(await read(table(["reading", "Year", ...seasons], rows))).toEqual([
    " 120: 2001-01-01T00:00 101, 2001-02-01T00:00 102, 2010-12-01T00:00 1012",
  ]);
});
