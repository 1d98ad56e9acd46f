// Years and months in two columns, of which the names do not say what they hold.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const german = "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember".split(
  ",",
);
const numbers = german.map((_, month) => String(month + 1));

const rows = (months: readonly string[]) =>
  [2019, 2020, 2021]
    .flatMap((year) => months.map((month, i) => `${year};${month};${year - 2000 + i},5`))
    .join("\n");

async function read(text: string) {
  const { idColumns, series } = await readDataset(bytes(text));
  const [{ ds, y }] = series as [(typeof series)[0]];
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return {
    idColumns,
    series: series.length,
    first: iso(ds[0]!),
    second: iso(ds[1]!),
    last: iso(ds.at(-1)!),
    y: y.at(-1),
  };
}

const monthly = {
  idColumns: [],
  series: 1,
  first: "2019-01-01",
  second: "2019-02-01",
  last: "2021-12-01",
  y: 32.5,
};

describe("months in a column that does not say so", () => {
  test.each([
    ["neither is named", `;;Index\n${rows(german)}`],
    ["the month is not named", `Jahr;;Index\n${rows(german)}`],
    ["there is no header", rows(german)],
    ["the months are numbers without a name", `Ano;;Valor\n${rows(numbers)}`],
    ["the name is another", `Jahr;Zeitraum;Index\n${rows(german)}`],
  ])("%s", async (_, text) => {
    expect(await read(text)).toEqual(monthly);
  });

  test("people called April and May are no months", async () => {
    const text = ["April", "May", "June"]
      .flatMap((name) => [2019, 2020, 2021, 2022, 2023].map((year) => `${name};${year};${year % 7}`))
      .join("\n");
    expect(await read(`customer;year;y\n${text}`)).toMatchObject({ idColumns: ["customer"], series: 3 });
  });
});

describe("weeks of a year", () => {
  const weeks = (row: (year: number, week: number) => string) =>
    [2019, 2020].flatMap((year) => Array.from({ length: 52 }, (_, at) => row(year, at + 1))).join("\n");
  const weekly = {
    idColumns: [],
    series: 1,
    first: "2018-12-31",
    second: "2019-01-07",
    last: "2020-12-21",
    y: 72,
  };

  test.each([
    "Calendar Week",
    "calendar_week",
    "Week",
    "week_no",
    "WeekNumber",
    "ISO Week Number",
    "CW",
    "Kalenderwoche",
  ])("in a column %s beside the year, whether the month stands there, too, or not", async (name) => {
    const alone = weeks((year, week) => `${year},${week},${year - 2000 + week}`);
    expect(await read(`Year,${name},Amount\n${alone}`)).toEqual(weekly);
    const beside = weeks((year, week) => `${year},${week},${Math.ceil(week / 4.4)},${year - 2000 + week}`);
    expect(await read(`Year,${name},Month,Amount\n${beside}`)).toEqual(weekly);
  });

  test("are none where they are those of a month", async () => {
    const rows = [2019, 2020].flatMap((year) =>
      numbers.map((month) => `${year},${month},${1 + (Number(month) % 5)},${month}`),
    );
    expect(await read(`Year,Month,Week,Amount\n${rows.join("\n")}`)).toMatchObject({
      first: "2019-01-01",
      second: "2019-02-01",
    });
  });
});

describe("times of day beside days, whatever their column is called", () => {
  const clock = (hour: number, style: string) => {
    const half = hour < 12 ? "AM" : "PM";
    const twelve = `${String(hour % 12 || 12).padStart(2, "0")}:00`;
    if (style === "24 hours") return `${String(hour).padStart(2, "0")}:00`;
    if (style === "AM with seconds") return `${twelve}:00 ${half}`;
    return style === "am, close" ? `${twelve}${half.toLowerCase()}` : `${twelve} ${half[0]}.M.`;
  };

  // As the portals of power companies write them.
  test.each(["24 hours", "AM with seconds", "am, close", "A.M."])("%s", async (style) => {
    const lines = ["04", "05", "06"].flatMap((day) =>
      Array.from({ length: 24 }, (_, hour) => `1,09/${day}/2024,${clock(hour, style)},Hour,${hour}.5`),
    );
    const header = "Meter Number,Date,Start Time,Duration,Consumed";
    const { idColumns, series } = await readDataset(bytes([header, ...lines].join("\n")));
    expect(idColumns).toEqual([]);
    expect(series).toHaveLength(1);
    const iso = Array.from(series[0]!.ds, (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16));
    expect([iso[0], iso[12], iso[13], iso.at(-1)]).toEqual([
      "2024-09-04T00:00",
      "2024-09-04T12:00",
      "2024-09-04T13:00",
      "2024-09-06T23:00",
    ]);
    expect(series[0]!.y[13]).toBe(13.5);
  });

  test("when shops open, to the half of the day, tells them apart all the same", async () => {
    const lines = ["9:00 AM", "1:00 PM"].flatMap((opens) =>
      Array.from({ length: 9 }, (_, day) => `2024-09-0${day + 1},${opens},${day}`),
    );
    const { idColumns } = await readDataset(bytes(["date,opens,y", ...lines].join("\n")));
    expect(idColumns).toEqual(["opens"]);
  });
});

test("the times of a single day are its times, from the start of each step", async () => {
  const quarter = (index: number) =>
    `${String(index >> 2).padStart(2, "0")}:${String((index % 4) * 15).padStart(2, "0")}`;
  // The Czech data centre of electricity; the column of the ends may stand first.
  for (const [header, first, second] of [
    ["Datum;Cas od;Cas do;vyroba", 0, 1],
    ["Datum;Until;From;vyroba", 1, 0],
  ] as const) {
    const lines = Array.from(
      { length: 40 },
      (_, row) => `01.08.2025;${quarter(row + first)};${quarter(row + second)};${row},25`,
    );
    const { dateColumn, series } = await readDataset(bytes([header, ...lines].join("\n")));
    expect(dateColumn).toBe(header.startsWith("Datum;Cas") ? "Datum,Cas od" : "Datum,From");
    expect(new Date(series[0]!.ds[39]! * 1000).toISOString()).toBe("2025-08-01T09:45:00.000Z");
    expect(series[0]!.y[39]).toBe(39.25);
  }
});
