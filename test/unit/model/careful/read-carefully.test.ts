// Files that are not plain: what of them is read, and what is asked where they do not say.
import { describe, expect, test } from "vitest";
import type { ReadChoice } from "../../../../src/model/csv/find-columns.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import { bytes, inputErrorOf } from "../support.ts";

interface Read {
  date: string;
  target: string;
  id: string[];
  /** `id: first date value, last date value` of each series, the dates in ISO form. */
  series: string[];
}

const iso = (seconds: number) =>
  new Date(seconds * 1000).toISOString().replace(/T00:00:00.000Z|:00.000Z$/, "");

async function read(text: string, choice: ReadChoice = {}): Promise<Read & { warnings: string[] }> {
  const { dateColumn, targetColumn, idColumns, series, warnings } = await readDataset(bytes(text), choice);
  return {
    date: dateColumn,
    target: targetColumn,
    id: idColumns,
    series: series.map(({ id, ds, y, fault }) =>
      fault === undefined
        ? `${id.join("/")}: ${iso(ds[0]!)} ${y[0]}, ${iso(ds.at(-1)!)} ${y.at(-1)}`
        : `${id.join("/")}: ${fault.code}`,
    ),
    warnings,
  };
}

const rows = (count: number, line: (day: number) => string) =>
  Array.from({ length: count }, (_, day) => line(day)).join("\n");
const isoDay = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
const german = (day: number) => isoDay(day).split("-").toReversed().join(".");

describe("columns", () => {
  test.each<[string, string, Partial<Read>]>([
    [
      "takes the only column of dates and the only one of numbers, whatever they are called",
      `note,when it was,how much\n${rows(10, (day) => `n,${isoDay(day)},${day + 5}`)}`,
      { date: "when it was", target: "how much", series: [": 2024-01-01 5, 2024-01-10 14"] },
    ],
    [
      "leaves out a column that numbers the rows",
      `,day,sales\n${rows(10, (day) => `${day},${isoDay(day)},${day * 3}`)}`,
      { date: "day", target: "sales" },
    ],
    [
      "knows years as dates",
      `year,lynx\n${rows(20, (day) => `${1821 + day},${day * 7}`)}`,
      { date: "year", target: "lynx", series: [": 1821-01-01 0, 1840-01-01 133"] },
    ],
    [
      "puts year and month together",
      `year,month,passengers\n${rows(24, (month) => `${1949 + Math.floor(month / 12)},${(month % 12) + 1},${month}`)}`,
      { date: "year,month", target: "passengers", series: [": 1949-01-01 0, 1950-12-01 23"] },
    ],
    [
      "puts year and quarter together",
      `year,quarter,gdp\n${rows(8, (quarter) => `${1959 + Math.floor(quarter / 4)}.0,${(quarter % 4) + 1}.0,${quarter}`)}`,
      { date: "year,quarter", target: "gdp", series: [": 1959-01-01 0, 1960-10-01 7"] },
    ],
    [
      "puts day and time together",
      `Date;Time;kW\n${rows(48, (hour) => `${german(Math.floor(hour / 24))};${String(hour % 24).padStart(2, "0")}:00;${hour}`)}`,
      { date: "Date,Time", target: "kW", series: [": 2024-01-01 0, 2024-01-02T23:00 47"] },
    ],
    [
      "finds the column that tells series apart when dates repeat",
      `symbol,date,price\n${rows(20, (row) => `${row < 10 ? "MSFT" : "AMZN"},${isoDay(row % 10)},${row}`)}`,
      {
        id: ["symbol"],
        target: "price",
        series: ["MSFT: 2024-01-01 0, 2024-01-10 9", "AMZN: 2024-01-01 10, 2024-01-10 19"],
      },
    ],
    [
      "finds two columns that together tell series apart",
      `region,shop,date,sold\n${rows(40, (row) => `${row % 20 < 10 ? "north" : "south"},${row < 20 ? "a" : "b"},${isoDay(row % 10)},${row}`)}`,
      { id: ["region", "shop"], target: "sold" },
    ],
  ])("%s", async (_, text, expected) => {
    expect(await read(text)).toMatchObject(expected);
  });

  test("says which columns it took", async () => {
    const { warnings } = await read(`note,when,much\n${rows(10, (day) => `n,${isoDay(day)},${day}`)}`);
    expect(warnings).toEqual([
      "The dates are read from column when, the only one that holds dates.",
      "The values are read from column much, the only one that holds numbers.",
    ]);
  });

  test("asks which of several columns of numbers is meant, whatever their form", async () => {
    const text = `Date,Revenue,Units\n${rows(10, (day) => `${isoDay(day)},"$1,${200 + day}.00",${day}`)}`;
    expect(await inputErrorOf(() => read(text))).toMatchObject({
      code: "csv.no-value-column",
      message: 'Several columns hold numbers: "Revenue", "Units".',
      choices: { parameter: "target", values: ["Revenue", "Units"] },
    });
    expect((await read(text, { target: "Revenue" })).series).toEqual([": 2024-01-01 1200, 2024-01-10 1209"]);
  });

  test.each([["a,b"], ["*"]])("makes a series of each column for the target %s", async (target) => {
    const text = `date,a,b\n${rows(10, (day) => `${isoDay(day)},${day},${day * 2}`)}`;
    expect(await read(text, { target })).toMatchObject({
      id: ["series"],
      target: "a,b",
      series: ["a: 2024-01-01 0, 2024-01-10 9", "b: 2024-01-01 0, 2024-01-10 18"],
    });
  });
});

describe("wide tables", () => {
  test("reads a column a year, as the World Bank has it", async () => {
    const text = [
      '"Data Source","World Development Indicators",',
      "",
      '"Country Name","Country Code","Indicator Name","1960","1961","1962","1963",',
      '"Aruba","ABW","GDP","","1","2","3",',
      '"Angola","AGO","GDP","5","6","7","8",',
      "",
    ].join("\n");
    expect(await read(text)).toMatchObject({
      date: "date",
      target: "value",
      id: ["Country Name"],
      series: ["Aruba: 1961-01-01 1, 1963-01-01 3", "Angola: 1960-01-01 5, 1963-01-01 8"],
    });
  });

  test("reads a column a day, month first, as Johns Hopkins has it", async () => {
    const text = [
      "Province/State,Country/Region,Lat,Long,1/22/20,1/23/20,1/24/20,1/25/20",
      ",Afghanistan,33.9,67.7,0,0,1,2",
      "Hubei,China,30.9,112.2,444,444,549,761",
      "Hunan,China,27.6,111.7,4,9,24,43",
    ].join("\n");
    expect(await read(text)).toMatchObject({
      id: ["Province/State", "Country/Region"],
      series: [
        "/Afghanistan: 2020-01-22 0, 2020-01-25 2",
        "Hubei/China: 2020-01-22 444, 2020-01-25 761",
        "Hunan/China: 2020-01-22 4, 2020-01-25 43",
      ],
    });
  });

  test("leaves out what stands around its rows, with as many cells as these", async () => {
    const names = "place,2001,2002,2003,2004";
    const text = `${names}\nhere,1,2,3,4\n,,,,\nthere,5,6,7,8\n,,,,\nSource: World Bank,,,,\n`;
    expect(await read(text)).toMatchObject({
      id: ["place"],
      series: ["here: 2001-01-01 1, 2004-01-01 4", "there: 2001-01-01 5, 2004-01-01 8"],
    });
  });

  test("knows its names beside cells in other digits and currencies", async () => {
    const text = `place,2001,2002,2003\nhere,"০,৬ ৳","০,৭ ৳","২,৭ ৳"\nthere,"৭,৫ ৳","৪,৬ ৳","৩,৯ ৳"\n`;
    expect((await read(text)).series).toEqual([
      "here: 2001-01-01 0.6, 2003-01-01 2.7",
      "there: 2001-01-01 7.5, 2003-01-01 3.9",
    ]);
  });
});

describe("dates and numbers", () => {
  test("reads decimal commas and dates with dots", async () => {
    const text = `date;umsatz;filiale\n${rows(40, (day) => `${german(day)};${day},5;7`)}`;
    expect((await read(text, { target: "umsatz" })).series).toEqual([": 2024-01-01 0.5, 2024-02-09 39.5"]);
  });

  test.each([",", ";", "\t", "|"])(
    "reads quoted cells between %j, below a comment too",
    async (delimiter) => {
      const text = `"when"_"PM2.5"\n${rows(10, (day) => `"${german(day)}"_"${day}.5"`)}`.replaceAll(
        "_",
        delimiter,
      );
      const series = [": 2024-01-01 0.5, 2024-01-10 9.5"];
      expect((await read(text)).series).toEqual(series);
      expect((await read(`# exported, at night\n${text}`)).series).toEqual(series);
    },
  );

  test("does not take an index for the values because these have other digits", async () => {
    const text = `#,date,sold\n${rows(5, (day) => `${day},${isoDay(day)},๒๙${"๒๔๓๗๑"[day]}.๕`)}`;
    expect(await read(text)).toMatchObject({
      target: "sold",
      series: [": 2024-01-01 292.5, 2024-01-05 291.5"],
    });
  });

  test("asks whether 01-01-05 to 01-01-16 are days or years", async () => {
    const text = `date,y\n${rows(12, (year) => `01-01-${String(year + 5).padStart(2, "0")},${year}`)}`;
    const { choices } = await inputErrorOf(() => read(text));
    expect(choices).toMatchObject({ parameter: "date-format", values: expect.arrayContaining(["%y-%m-%d"]) });
    const { series } = await read(text, { dateFormat: "%d-%m-%y" });
    expect(series).toEqual([": 2005-01-01 0, 2016-01-01 11"]);
  });

  test("asks nothing where both meanings of all cells are the same", async () => {
    const text = `date,y\n${rows(5, (year) => `01/01/${2001 + year},${year}`)}`;
    expect((await read(text)).series).toEqual([": 2001-01-01 0, 2005-01-01 4"]);
  });

  test("keeps the style of the input", async () => {
    const { series } = await readDataset(bytes(`date,y\n${rows(40, (day) => `${german(day)},${day}`)}`));
    expect(formatDate(Date.UTC(2024, 1, 29) / 1000, series[0]!.style)).toBe("29.02.2024");
  });

  test("shows both meanings of a date that could be either, and how to choose", async () => {
    const text = "date,y\n01/02/2024,1\n02/01/2024,2\n";
    const fault = await inputErrorOf(() => read(text));
    expect(fault).toMatchObject({ code: "csv.bad-date", line: 2, choices: { parameter: "date-format" } });
    expect(fault.message).toContain("has two meanings");
  });
});

describe("rows around the table", () => {
  test("leaves out a title, a unit row, a repeated header and a total, and says so", async () => {
    const table = rows(20, (day) => `${isoDay(day)},${day}`);
    const text = `Sales report\n\nday,sold\n(date),(pieces)\n${table}\nday,sold\n${isoDay(20)},20\nTotal,210\n`;
    const { series, warnings } = await read(text);
    expect(series).toEqual([": 2024-01-01 0, 2024-01-21 20"]);
    expect(warnings.length).toBeGreaterThanOrEqual(3);
  });

  const months = rows(
    12,
    (month) => `${month},${String(month + 1).padStart(2, "0")}/2024,${(month * 377) % 900}`,
  );

  test.each([
    ["a total", `index,month,sold\n${months}\n,Total,5.016\n`],
    ["units", `index,month,sold\n,,(EUR)\n${months}\n`],
    ["repeated names", `index,month,sold\n${months.replace("\n6,", "\nindex,month,sold\n6,")}\n`],
    ["notes with as many cells", `index,month,sold\n${months}\n,,\nSource: the shop,,\n`],
  ])("%s are nothing that the columns hold", async (_, text) => {
    expect(await read(text)).toMatchObject({
      date: "month",
      target: "sold",
      series: [": 2024-01-01 0, 2024-12-01 547"],
    });
  });

  test("a row with a broken date inside stays a fault with its place", async () => {
    const text = `day,sold\n${rows(20, (day) => (day === 11 ? "2024-13-01,4" : `${isoDay(day)},${day}`))}\n`;
    expect(await inputErrorOf(() => read(text))).toMatchObject({ code: "csv.bad-date", line: 13, column: 1 });
  });
});

describe("a file without names", () => {
  test.each<[string, string, Partial<Read>]>([
    [
      "of one series",
      rows(10, (day) => `${isoDay(day)},${day + 5}`),
      { date: "column1", target: "column2", id: [], series: [": 2024-01-01 5, 2024-01-10 14"] },
    ],
    [
      "of years",
      rows(10, (year) => `${1950 + year},${(year * 7) % 5}`),
      { date: "column1", target: "column2", series: [": 1950-01-01 0, 1959-01-01 3"] },
    ],
    [
      "of several series, told apart by a name",
      ["north", "south"].map((shop) => rows(10, (day) => `${shop},${isoDay(day)},${day}`)).join("\n"),
      {
        date: "column2",
        target: "column3",
        id: ["column1"],
        series: ["north: 2024-01-01 0, 2024-01-10 9", "south: 2024-01-01 0, 2024-01-10 9"],
      },
    ],
    [
      "of several series, told apart by a number",
      [1, 2].map((shop) => rows(10, (day) => `${shop},${isoDay(day)},${day}`)).join("\n"),
      { date: "column2", target: "column3", id: ["column1"] },
    ],
    [
      "with a column a series",
      rows(10, (day) => `${german(day)};${day},5;${day},25;${day},75;${day},125`),
      {
        date: "column1",
        series: [
          "column2: 2024-01-01 0.5, 2024-01-10 9.5",
          "column3: 2024-01-01 0.25, 2024-01-10 9.25",
          "column4: 2024-01-01 0.75, 2024-01-10 9.75",
          "column5: 2024-01-01 0.125, 2024-01-10 9.125",
        ],
      },
    ],
    [
      "with a day and a time, as MetaTrader writes them",
      rows(48, (hour) => `${isoDay(Math.floor(hour / 24)).replaceAll("-", ".")},${hour % 24}:00,${hour % 7}`),
      { date: "column1,column2", target: "column3", series: [": 2024-01-01 0, 2024-01-02T23:00 5"] },
    ],
    [
      "with a number of the row",
      rows(10, (day) => `${day}\t${isoDay(day)}\t${day * 3}`),
      { date: "column2", target: "column3", series: [": 2024-01-01 0, 2024-01-10 27"] },
    ],
  ])("%s", async (_, text, expected) => {
    const found = await read(text);
    expect(found).toMatchObject(expected);
    expect(found.warnings).toContainEqual(expect.stringMatching(/^The rows have no header/));
  });

  test("asks for a value by the number of its column", async () => {
    const text = rows(10, (day) => `${isoDay(day)},${day},${day * 2}`);
    expect((await inputErrorOf(() => read(text))).choices).toEqual({
      parameter: "target",
      values: ["column2", "column3"],
    });
    expect((await read(text, { target: "column3" })).series).toEqual([": 2024-01-01 0, 2024-01-10 18"]);
  });

  test.each([
    ["no dates", rows(10, (day) => `${(day * 7) % 5},${day % 3}`), /No column holds dates/],
    [
      "a year and perhaps a month",
      rows(36, (month) => `${1958 + Math.floor(month / 12)},${(month % 12) + 1},${month}.5`),
      /column2 may hold months/,
    ],
  ])("is refused with %s", async (_, text, says) => {
    const { code, message, line } = await inputErrorOf(() => read(text));
    expect({ code, line }).toEqual({ code: "csv.no-header", line: 1 });
    expect(message).toMatch(says);
  });
});

test("a column of times makes a date with its day, whatever it is called", async () => {
  const text = `Dzień;Czasik;moc\n${rows(48, (hour) => `${german(Math.floor(hour / 24))};${hour % 24}:00;${hour % 7}`)}`;
  expect(await read(text)).toMatchObject({
    date: "Dzień,Czasik",
    target: "moc",
    series: [": 2024-01-01 0, 2024-01-02T23:00 5"],
  });
});

test("values below a limit, as Google Trends writes them", async () => {
  const week = (at: number) => isoDay(7 * at);
  const text = `Category: All categories\n\nWeek,tea: (Worldwide)\n${rows(12, (at) => `${week(at)},${at < 5 ? "<1" : at}`)}`;
  expect(await read(text)).toMatchObject({
    date: "Week",
    target: "tea: (Worldwide)",
    series: [": 2024-01-01 0.5, 2024-03-18 11"],
    warnings: expect.arrayContaining([
      'Column tea: (Worldwide): 5 values are only known to be below a limit, as in "<1", and read as half of it.',
    ]),
  });
});

describe("prices of a day", () => {
  const american = (day: number) => isoDay(day).replace(/(\d+)-(\d+)-(\d+)/, "$2/$3/$1");

  test.each([
    [
      "Price of Investing.com, newest first",
      `"Date","Price","Open","High","Low","Vol.","Change %"\n${rows(20, (back) => `"${american(19 - back)}","1,0${19 - back + 10}.50","1,000.25","1,100.00","990.00","1.2${back % 10}M","-0.${back % 10}%"`)}`,
      "Price",
      ": 2024-01-01 1010.5, 2024-01-20 1029.5",
    ],
    [
      "Zuletzt of Investing.com",
      `"Datum","Zuletzt","Eröffn.","Hoch","Tief"\n${rows(20, (day) => `"${german(day)}","1.0${day + 10},50","1.000,25","1.100,00","990,0${day % 10}"`)}`,
      "Zuletzt",
      ": 2024-01-01 1010.5, 2024-01-20 1029.5",
    ],
    [
      "Close of Yahoo",
      `Date\tOpen\tHigh\tLow\tClose*\tAdj Close**\n${rows(20, (day) => `${american(day)}\t${day}\t${day + 2}\t${day}.5\t${day + 1}\t${day + 3}`)}`,
      "Close*",
      ": 2024-01-01 1, 2024-01-20 20",
    ],
  ])("are the %s", async (_, text, target, series) => {
    const found = await read(text);
    expect(found).toMatchObject({ target, series: [series] });
    const notes = found.warnings.filter((warning) => warning.startsWith(`Column ${target}: `));
    expect(notes.length).toBeLessThanOrEqual(1);
  });

  test("are asked for beside other columns", async () => {
    const text = `date,price,cost\n${rows(10, (day) => `${german(day)},${day},${day * 2}`)}`;
    expect((await inputErrorOf(() => read(text))).choices?.values).toEqual(["price", "cost"]);
  });
});

test("columns that number steps are refused with a command that dates them", async () => {
  const steps = Array.from({ length: 20 }, (_, at) => `d_${at + 1}`);
  const text = `id,${steps.join(",")}\nA,${steps.map((_, at) => at).join(",")}\nB,${steps.map(() => 3).join(",")}`;
  const { code, message, fix } = await inputErrorOf(() => read(text));
  expect(code).toBe("csv.no-date-column");
  expect(message).toBe("The columns from d_1 to d_20 number steps, and no column holds their dates.");
  expect(fix).toMatch(/`awk .*d_\[0-9\]\+.* in\.csv > out\.csv`\.$/);
});

test("names that are separated otherwise than the rows are names all the same", async () => {
  const text = `day;sold\n${rows(10, (day) => `${isoDay(day)},${day}`)}`;
  expect(await read(text)).toMatchObject({
    date: "day",
    target: "sold",
    series: [": 2024-01-01 0, 2024-01-10 9"],
    warnings: expect.arrayContaining(["The names in line 1 are separated by semicolons, unlike the rows."]),
  });
});

test.each(["\t", ";"])("1.300 beside dates with dots between %j is asked about", async (delimiter) => {
  const text = `Datum${delimiter}Umsatz\n${rows(20, (day) => `${german(day)}${delimiter}${day + 1}.${300 + day}`)}`;
  const { code, choices } = await inputErrorOf(() => read(text));
  expect({ code, values: choices?.values }).toEqual({ code: "csv.ambiguous-number", values: [",", "."] });
  expect((await read(text, { decimal: "," })).series).toEqual([": 2024-01-01 1300, 2024-01-20 20319"]);
  expect((await read(text, { decimal: "." })).series).toEqual([": 2024-01-01 1.3, 2024-01-20 20.319"]);
});

test("a total without a date is skipped where it is the sum, and a fault where it is not", async () => {
  const text = (last: string) =>
    `# Audience Overview\n# 20240101-20240110\n\nDay Index,Users\n${rows(10, (day) => `${isoDay(day)},"1,00${day}"`)}\n,"${last}"\n`;
  expect(await read(text("10,045"))).toMatchObject({ series: [": 2024-01-01 1000, 2024-01-10 1009"] });
  expect(await inputErrorOf(() => read(text("1,003")))).toMatchObject({ code: "csv.bad-date", line: 15 });
});

test("what stands below the table in columns without a name is left out, with a note", async () => {
  const row = (day: number) => `${isoDay(day)},${day}.5,${2 * day}.1,${day + 7},${day * day},,`;
  const text = `date,oil,gas,sun,wind,,\n${rows(10, row)}\n,,,,,227,61.27\n,,,,,228,61.44\n`;
  const { series, warnings } = await read(text);
  expect(series).toHaveLength(4);
  expect(warnings).toContain(
    'Lines 12 and 13 were skipped ("227, 61.27"): no column with a name has anything in them.',
  );
});

test("empty cells and notes below a wide table are no series", async () => {
  const text =
    "Country Name,Country Code,1990 [YR1990],1991 [YR1991],1992 [YR1992],1993 [YR1993]\n" +
    "Aruba,ABW,..,5,6,7\nSpain,ESP,8,9,10,11\n,,,\n,,,\nData from database: Indicators,,,\nLast Updated: 03/28/2024,,,\n";
  expect((await read(text)).series).toEqual([
    "Aruba: 1991-01-01 5, 1993-01-01 7",
    "Spain: 1990-01-01 8, 1993-01-01 11",
  ]);
});

test("what was measured is taken beside its adjusted form", async () => {
  const text = (other: string) => `Date,CO2,${other}\n${rows(10, (day) => `${isoDay(day)},${day}.5,${day}`)}`;
  expect(await read(text("adjusted CO2"))).toMatchObject({
    target: "CO2",
    warnings: ["The values are read from column CO2, beside its adjusted form: adjusted CO2."],
  });
  expect((await read(text("CO2_seasonally_adjusted"))).target).toBe("CO2");
  const other = await inputErrorOf(() => read(text("adjusted price")));
  expect(other.choices?.values).toEqual(["CO2", "adjusted price"]);
});

test("an October that lost its zero is no second January", async () => {
  const months = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "1", "11", "12"];
  const text = `date,y\n${months.map((month, index) => `2021.${month},${index}`).join("\n")}\n`;
  expect(await inputErrorOf(() => read(text))).toMatchObject({
    code: "csv.duplicate-date",
    line: 11,
    choices: undefined,
    fix: expect.stringContaining("write 2021.10 for October"),
  });
});

test("the star of a footnote is no part of a date", async () => {
  const text = `Year,Revenue\n${rows(9, (index) => `${2012 + index},${20 + index}`)}\n2021*,33\n2022**,35\n`;
  expect((await read(text)).series).toEqual([": 2012-01-01 20, 2022-01-01 35"]);
});

describe("rows of one date with one value", () => {
  const sales = (columns: (day: number, sale: number) => string) =>
    Array.from({ length: 40 }, (_, day) =>
      Array.from({ length: 3 + (day % 3) }, (_, sale) => `${isoDay(day)},${columns(day, sale)}`).join("\n"),
    ).join("\n");

  test.each([
    ["by different users", `date,user,quantity\n${sales((day, sale) => `u${day}-${sale},1`)}`],
    ["without anything else", `date,quantity\n${sales(() => "1")}`],
    [
      "at two prices",
      `date,customer,amount\n${sales((day, sale) => `c${day}-${sale},${day % 2 ? 9.99 : 4.99}`)}`,
    ],
    ["two a day", `date,customer,amount\n${rows(80, (i) => `${isoDay(i >> 1)},c${i},${(i >> 1) % 5}`)}`],
  ])("sales %s are asked about, never thrown away", async (_, text) => {
    const error = await inputErrorOf(() => readDataset(bytes(text)));
    expect(error.code).toBe("csv.duplicate-date");
  });

  test("rows that differ only far behind are no copies", async () => {
    const text = `date,amount,note\n${rows(80, (i) => `${isoDay(i >> 1)},${(i >> 1) % 5},${"x".repeat(130)}${i}`)}`;
    expect((await inputErrorOf(() => readDataset(bytes(text)))).code).toBe("csv.duplicate-date");
  });

  test("series that happen to be equal are told apart", async () => {
    const text = `date,country,installs\n${rows(60, (i) => `${isoDay(i >> 1)},${i % 2 ? "US" : "DE"},${100 + ((i >> 1) % 7)}`)}`;
    const { id, series } = await read(text);
    expect(id).toEqual(["country"]);
    expect(series).toEqual(["DE: 2024-01-01 100, 2024-01-30 101", "US: 2024-01-01 100, 2024-01-30 101"]);
  });

  test("a file that was appended to itself is read once, with a note", async () => {
    const once = rows(30, (day) => `${isoDay(day)},${(day * 7) % 11}`);
    const { series, warnings } = await read(`date,y\n${once}\n${once}`);
    expect(series).toEqual([": 2024-01-01 0, 2024-01-30 5"]);
    expect(warnings.join(" ")).toContain(
      "30 dates are there twice with one value; one row of each is left out",
    );
  });
});

describe("dates that programs write in ways of their own", () => {
  const pad = (number: number, width = 2) => String(number).padStart(width, "0");
  const hour = (row: number) => pad(row % 24);
  const day = (row: number) => Math.floor(row / 24) + 1;
  const arabic = (text: string) =>
    text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  test.each<[string, string, string]>([
    [
      "a year beside the day of the year",
      `year,doy,y\n${rows(60, (row) => `2024,${row + 1},${row}`)}`,
      ": 2024-01-01 0, 2024-02-29 59",
    ],
    [
      "a year beside the day of the year and the hour",
      `YEAR,DOY,HR,y\n${rows(72, (row) => `2023,${day(row)},${row % 24},${row}`)}`,
      ": 2023-01-01 0, 2023-01-03T23:00 71",
    ],
    [
      "a day and a time with a colon between them",
      `time,y\n${rows(72, (row) => `202301${pad(day(row))}:${hour(row)}10,${row}`)}`,
      ": 2023-01-01T00:10 0, 2023-01-03T23:10 71",
    ],
    [
      "a day at a time",
      `"per hour",y\n${rows(72, (row) => `"Jan ${day(row)}, 2024 @ ${hour(row)}:00:00.000",${row}`)}`,
      ": 2024-01-01 0, 2024-01-03T23:00 71",
    ],
    [
      "periods of three digits",
      `Periode;y\n${rows(36, (row) => `${pad((row % 12) + 1, 3)}.${2019 + Math.floor(row / 12)};${row}`)}`,
      ": 2019-01-01 0, 2021-12-01 35",
    ],
    [
      "digits of Arabic",
      `date,y\n${rows(31, (row) => `${arabic(isoDay(row))},${row}`)}`,
      ": 2024-01-01 0, 2024-01-31 30",
    ],
    [
      "a thirteenth month for the year",
      `series,year,period,value\n${rows(78, (row) => `a,${2010 + Math.floor(row / 13)},M${pad((row % 13) + 1)},${row}`)}`,
      "a: 2010-01-01 0, 2015-12-01 76",
    ],
    [
      "a thirteenth month of digits",
      `YYYYMM,Value\n${rows(78, (row) => `${2010 + Math.floor(row / 13)}${pad((row % 13) + 1)},${row}`)}`,
      ": 2010-01-01 0, 2015-12-01 76",
    ],
  ])("%s", async (_, text, series) => {
    expect((await read(text)).series).toEqual([series]);
  });

  test("what breaks the reading of the likeliest column is named", async () => {
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const text = names.map((name, month) =>
      (month + 1) % 3 === 0 ? `${name} 2019,5\nQ${(month + 1) / 3} 2019,15` : `${name} 2019,5`,
    );
    await expect(readDataset(bytes(`when,y\n${text.join("\n")}`), {})).rejects.toThrow(
      'column when has dates such as "Jan 2019", but also "Q1 2019"',
    );
  });
});
