import { describe, expect, test } from "vitest";
import { findLayout } from "../../../../src/model/layout/find-layout.ts";
import { faultIn } from "../support.ts";

const whole = { isWhole: true };
const lines = (...all: string[]) => `${all.join("\n")}\n`;

/** What the layout makes of the text: names, and the first row below them. */
function read(text: string) {
  const { delimiter, header, headerLine, body, notes } = findLayout(text, whole);
  const bytes = Buffer.from(text.replace(/^\ufeff/, ""));
  const [next] = bytes
    .subarray(body.byte)
    .toString()
    .split(/\r\n|\n|\r/);
  expect(body.line).toBe(
    bytes
      .subarray(0, body.byte)
      .toString()
      .split(/\r\n|\n|\r/).length,
  );
  return { delimiter, header, headerLine, next, notes };
}

const plain = ["2024-01-01,5", "2024-01-02,6", "2024-01-03,7"];

describe("a plain file", () => {
  test.each([
    ["\n", "", ""],
    ["\r\n", "", ""],
    ["\r", "", ""],
    ["\n", "\ufeff", ""],
    ["\n", "", "\n  \n"],
  ])("with line ends %j, %j before it and %j above", (end, mark, above) => {
    const text = `${mark}${above}${["date,y", ...plain, ""].join(end)}`;
    expect(read(text)).toMatchObject({
      delimiter: ",",
      header: ["date", "y"],
      next: "2024-01-01,5",
      notes: [],
    });
  });
});

const cases: Record<
  string,
  { text: string; header: string[]; next: string; delimiter?: string; line: number }
> = {
  "World Bank, wide": {
    text: lines(
      '"Data Source","World Development Indicators",',
      "",
      '"Last Updated Date","2024-06-28",',
      "",
      '"Country Name","Country Code","Indicator Name","Indicator Code","1960","1961","1962",',
      '"Aruba","ABW","Population, total","SP.POP.TOTL","54608","55811","56682",',
      '"Angola","AGO","Population, total","SP.POP.TOTL","5357195","5441333","",',
    ),
    header: ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "1960", "1961", "1962", ""],
    next: '"Aruba","ABW","Population, total","SP.POP.TOTL","54608","55811","56682",',
    line: 5,
  },
  "Google Trends": {
    text: lines(
      "Category: All categories",
      "",
      "Week,forecast: (Worldwide)",
      "2019-01-06,34",
      "2019-01-13,<1",
    ),
    header: ["Week", "forecast: (Worldwide)"],
    next: "2019-01-06,34",
    line: 3,
  },
  "Bank of England": {
    text: lines(
      "SERIES,DESCRIPTION",
      'IUDBEDR,"Official Bank Rate     [a] [b]             IUDBEDR"',
      "",
      "DATE,IUDBEDR",
      "02 Jan 1975,11.5",
      "03 Jan 1975,11.5",
    ),
    header: ["DATE", "IUDBEDR"],
    next: "02 Jan 1975,11.5",
    line: 4,
  },
  "yfinance, one ticker": {
    text: lines(
      "Price,Close,High,Low",
      "Ticker,AAPL,AAPL,AAPL",
      "Date,,,",
      "2020-01-02,72.5,72.6,71.3",
      "2020-01-03,72.6,73,72",
    ),
    header: ["Date", "Close", "High", "Low"],
    next: "2020-01-02,72.5,72.6,71.3",
    line: 1,
  },
  "yfinance, two tickers": {
    text: lines(
      "Price,Close,Close,High,High",
      "Ticker,AAPL,MSFT,AAPL,MSFT",
      "Date,,,,",
      "2020-01-02,1,2,3,4",
      "2020-01-03,1,2,3,4",
    ),
    header: ["Date", "Close AAPL", "Close MSFT", "High AAPL", "High MSFT"],
    next: "2020-01-02,1,2,3,4",
    line: 1,
  },
  "ONS, no row of names": {
    text: lines(
      '"Title","CPIH INDEX 00: ALL ITEMS 2015=100"',
      '"CDID","L522"',
      '"Source dataset ID","MM23"',
      '"PreUnit",""',
      '"Unit","Index, base year = 100"',
      '"Release date","15-01-2025"',
      '"Next release","19 February 2025"',
      '"Important notes",',
      '"1988","48.4"',
      '"1989","51.0"',
      '"1990","55.1"',
    ),
    header: ["Title", "CPIH INDEX 00: ALL ITEMS 2015=100"],
    next: '"CDID","L522"',
    line: 1,
  },
  "NOAA, notes and comments": {
    text: lines(
      "# Title: Global Land and Ocean, Average Temperature Anomalies",
      "# Units: Degrees Celsius",
      "# Missing: -999",
      "Year,Anomaly",
      "1850,-0.11",
      "1851,-0.05",
    ),
    header: ["Year", "Anomaly"],
    next: "1850,-0.11",
    line: 4,
  },
  "InfluxDB, annotated": {
    text: lines(
      "#group,false,false,true,false",
      "#datatype,string,long,dateTime:RFC3339,double",
      "#default,mean,,,",
      ",result,table,_time,_value",
      ",,0,2020-02-25T22:19:49Z,91.2",
      ",,0,2020-02-25T22:20:49Z,90.1",
    ),
    header: ["", "result", "table", "_time", "_value"],
    next: ",,0,2020-02-25T22:19:49Z,91.2",
    line: 4,
  },
  "Excel in German, titles padded": {
    text: lines(
      "Umsatzbericht 2024;;;",
      "Stand: 05.01.2025;;;",
      ";;;",
      "Datum;Umsatz;Kosten;Filiale",
      "01.01.2024;1.234,50;900,10;7",
      "02.01.2024;987,00;800,00;7",
    ),
    header: ["Datum", "Umsatz", "Kosten", "Filiale"],
    next: "01.01.2024;1.234,50;900,10;7",
    delimiter: ";",
    line: 4,
  },
  "groups above names": {
    text: lines(";2023;;2024;", "Monat;Umsatz;Kosten;Umsatz;Kosten", "Jan;1,5;2,5;3;4", "Feb;1,5;2,5;3;4"),
    header: ["Monat", "2023 Umsatz", "2023 Kosten", "2024 Umsatz", "2024 Kosten"],
    next: "Jan;1,5;2,5;3;4",
    delimiter: ";",
    line: 2,
  },
  "sep=;": {
    text: lines("sep=;", "date;a,b", "2024-01-01;1,5", "2024-01-02;2,5"),
    header: ["date", "a,b"],
    next: "2024-01-01;1,5",
    delimiter: ";",
    line: 2,
  },
  psql: {
    text: lines("    date    | y ", "------------+---", " 2024-01-01 | 5 ", " 2024-01-02 | 6 ", "(2 rows)"),
    header: ["date", "y"],
    next: "------------+---",
    delimiter: "|",
    line: 1,
  },
  "ERDDAP, units below": {
    text: lines(
      "time,latitude,sst",
      "UTC,degrees_north,degree_C",
      "2024-01-01T00:00:00Z,5.5,12.1",
      "2024-01-02T00:00:00Z,5.5,12.2",
    ),
    header: ["time", "latitude", "sst"],
    next: "UTC,degrees_north,degree_C",
    line: 1,
  },
  "JHU, a column a date": {
    text: lines(
      "Province/State,Country/Region,Lat,Long,1/22/20,1/23/20,1/24/20",
      ",Chad,15.4,18.7,0,0,1",
      ",Mali,17.5,-3.9,0,2,5",
    ),
    header: ["Province/State", "Country/Region", "Lat", "Long", "1/22/20", "1/23/20", "1/24/20"],
    next: ",Chad,15.4,18.7,0,0,1",
    line: 1,
  },
  "delimiter at the end of rows only": {
    text: lines("date,y", "2024-01-01,5,", "2024-01-02,6,"),
    header: ["date", "y", ""],
    next: "2024-01-01,5,",
    line: 1,
  },
  "delimiter at the end of the header only": {
    text: lines("date,y,", "2024-01-01,5", "2024-01-02,6"),
    header: ["date", "y"],
    next: "2024-01-01,5",
    line: 1,
  },
  "row names of R": {
    text: lines('"date","y"', '"1",2024-01-01,5', '"2",2024-01-02,6'),
    header: ["", "date", "y"],
    next: '"1",2024-01-01,5',
    line: 1,
  },
  "np.savetxt": {
    text: lines("# date,y", "2024-01-01,5", "2024-01-02,6"),
    header: ["date", "y"],
    next: "2024-01-01,5",
    line: 1,
  },
  "line break in a name": {
    text: lines('date,"sales\nnet"', ...plain),
    header: ["date", "sales\nnet"],
    next: "2024-01-01,5",
    line: 1,
  },
};

test.each(Object.entries(cases))("%s", (_, { text, header, next, delimiter = ",", line }) => {
  expect(read(text)).toMatchObject({ delimiter, header, next, headerLine: line });
});

test("says what was skipped", () => {
  expect(read(lines("Sales", "", "by day", "date,y", ...plain)).notes).toEqual([
    'Lines 1 to 3 were skipped ("Sales"): they are no part of the table.',
  ]);
});

test.each([
  [lines(...plain), 1, 2],
  [lines("Sales", ...plain), 2, 2],
  [lines("# from the till", ...plain), 2, 2],
  [lines("1958,3,315.7", "1958,4,317.4", "1958,5,317.5"), 1, 3],
  [lines("2024-01-01,NA", ...plain), 1, 2],
  [lines("shop1,2024-01-01,5", "shop1,2024-01-02,6", "shop2,2024-01-01,7"), 1, 3],
  [lines("France,1950,112", "France,1951,118", "Spain,1950,132"), 1, 3],
  [lines("01.02.2024;5,5", "02.02.2024;6,5"), 1, 2],
])("numbers the columns of %j, which has no names", (text, line, width) => {
  const { header, headerLine, next, notes } = read(text);
  expect({ header, headerLine, next }).toEqual({
    header: ["column1", "column2", "column3"].slice(0, width),
    headerLine: line,
    next: text.split("\n")[line - 1],
  });
  expect(findLayout(text, whole).isNumbered).toBe(true);
  expect(notes.at(-1)).toMatch(/^The rows have no header/);
});

test.each([
  lines("country,1990,1991,1992", "France,5,6,7", "Spain,8,9,10"),
  lines(",1990,1991,1992", "France,5,6,7", "Spain,8,9,10"),
  lines("1990,1991,1992", "5,6,7"),
  lines("shop,2024-01-01,2024-01-02,2024-01-03", "a,5,6,7", "b,5,6,8"),
  lines(",0,1", "2024-01-01,5,6", "2024-01-02,6,7"),
  lines("x,y", ...plain),
])("takes no header for data: %j", (text) => {
  expect(findLayout(text, whole)).toMatchObject({ isNumbered: false, headerLine: 1, body: { line: 2 } });
});

test("never takes rows of data for a title", () => {
  // The rows grow by a cell: which width is right cannot be known.
  const grown = lines("date,y", ...plain, ...Array.from({ length: 50 }, (_, day) => `2024-02-${day},1,000`));
  expect(read(grown)).toMatchObject({
    header: ["date", "y"],
    headerLine: 1,
    next: "2024-01-01,5",
    notes: [],
  });
  expect(read(lines("date,y", "2024-01-01,1,5", "2024-01-02,1,6"))).toMatchObject({
    header: ["date", "y"],
    headerLine: 1,
  });
  const two = lines(
    "date,y",
    ...plain,
    "",
    "date,a,b",
    ...Array.from({ length: 50 }, (_, day) => `2024-02-${day},1,5`),
  );
  expect(read(two)).toMatchObject({ header: ["date", "y"], headerLine: 1 });
  // A name is missing at the end: the others stay where they are, and the rows are called ragged.
  const short = lines(
    "id,timestamp,price",
    "1,1748736094501,0.6,a",
    "2,1748736094502,0.7,b",
    "3,1748736094503,0.7,b",
  );
  expect(read(short).header).toEqual(["id", "timestamp", "price"]);
  expect(read(lines("c0", "v0", "a;b"))).toMatchObject({ headerLine: 1 });
});

describe("lines that the user says to skip", () => {
  const text = lines("Sales", "2024,5", "date,2", "unit,EUR", ...plain);

  test("stand above the header for sure", () => {
    expect(findLayout(text, { ...whole, skipRows: 2 })).toMatchObject({
      header: ["date", "2"],
      headerLine: 3,
      body: { line: 4 },
      notes: [],
    });
    expect(findLayout(text, { ...whole, skipRows: 3 })).toMatchObject({
      header: ["unit", "EUR"],
      headerLine: 4,
    });
  });

  test("none: the first line is the header", () => {
    const above = lines("Sales,2024", "date,y", ...plain);
    expect(findLayout(above, { ...whole, skipRows: 0 })).toMatchObject({
      header: ["Sales", "2024"],
      headerLine: 1,
    });
  });

  test("and the names with them", () => {
    expect(findLayout(text, { ...whole, skipRows: 4 })).toMatchObject({
      header: ["column1", "column2"],
      isNumbered: true,
      body: { line: 5 },
    });
  });

  test.each([
    [7, "csv.empty", 1],
    [99, "csv.empty", 1],
  ])("%s: too many", (skipRows, code, line) => {
    expect(faultIn(() => findLayout(text, { ...whole, skipRows }))).toMatchObject({ code, line });
  });
});

test.each(["", "\n \n", "\ufeff"])("refuses %j as empty", (text) => {
  expect(faultIn(() => findLayout(text, whole)).code).toBe("csv.empty");
});

describe("fields that only blanks separate", () => {
  test.each([
    ["  yyyy  mm   tmax", "  1853   1    8.4", "  1853   2    3.2", "  1853   3    7.7"],
    ['"date" "y"', '"1" "2024-01-01" 5', '"2" "2024-01-02" 6', '"3" "2024-01-03" 7'],
    ["# month mean", "1958.2027   315.71", "1958.2877   317.45", "1958.3699   317.51"],
  ])("are refused with a command: %j", (...rows) => {
    expect(faultIn(() => findLayout(lines(...rows), whole))).toMatchObject({
      code: "csv.no-delimiter",
      line: 2,
      fix: expect.stringMatching(/sed/),
    });
  });

  test("but one column of times has no fields", () => {
    expect(read(lines("time", "2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00")).header).toEqual([
      "time",
    ]);
  });
});

test("refuses lines that stand in quotes as a whole", () => {
  const text = lines('"date,""y, net"""', '"2024-01-01,5"', '"2024-01-02,6"');
  expect(faultIn(() => findLayout(text, whole))).toMatchObject({ code: "csv.bad-quote", line: 1 });
});

test("takes the first line for names where there are no dates", () => {
  expect(read(lines("shop,5", "shop,6", "shop,7")).header).toEqual(["shop", "5"]);
});

test.each<[string, string[]]>([
  [
    lines("Region,North,,South,", "Date,Sales,Cost,Sales,Cost", "2024-01-01,1,2,3,4", "2024-01-02,1,2,3,4"),
    ["Date", "North Sales", "North Cost", "South Sales", "South Cost"],
  ],
  [lines(",Temperature,", "Date,min,max", "2024-01-01,1,2", "2024-01-02,1,2"), ["Date", "min", "max"]],
  [lines("Date,Open,High", ",USD,USD", "2024-01-01,1,2", "2024-01-02,1,2"), ["Date", "Open", "High"]],
  [
    lines("Year,2023,,2024,", ",A,B,A,B", ",EUR,EUR,EUR,EUR", "2024-01-01,1,2,3,4", "2024-01-02,1,2,3,4"),
    ["Year", "2023 A", "2023 B", "2024 A", "2024 B"],
  ],
  [lines("Sales report", "date,y"), ["date", "y"]],
  [lines("Year,1,2,3", "2020,1.1,2,3", "2021,1,2,3"), ["Year", "1", "2", "3"]],
  [lines(",0", "2024-01-01,5", "2024-01-02,6"), ["", "0"]],
  [lines("#date\ty", "2024-01-01\t5", "2024-01-02\t6"), ["date", "y"]],
  [lines("date,a,b", "2024-01-01,,", "2024-01-02,,", "2024-01-03,1,2"), ["date", "a", "b"]],
  [
    lines("Liste 05.01.2024", "", "\tDatum\tBetrag", "", "\t01.01.2024\t1.234,56", "\t02.01.2024\t987,00-"),
    ["", "Datum", "Betrag"],
  ],
])("the names of %j", (text, header) => {
  expect(read(text).header).toEqual(header);
});

describe("decimal commas in one column among others", () => {
  const values = Array.from({ length: 20 }, (_, row) => `${100 + row},${String(row).padStart(2, "0")}`);
  test.each(
    [";", "\t", "|"].flatMap((sign) =>
      [1, 2, 3, 5].flatMap((texts) => ["Wert", "Wert,EUR"].map((name) => [sign, texts, name] as const)),
    ),
  )("separated by %j, with %i columns of text before %s", (sign, texts, name) => {
    const names = Array.from({ length: texts }, (_, index) => `Merkmal ${"abcde"[index]}`);
    const rows = values.map((value) => ["01.01.2024", ...names.map(() => "Nord"), value].join(sign));
    const above = ["Bericht des Vertriebs", ""];
    const header = ["Datum", ...names, name];
    for (const text of [[], above].map((start) => lines(...start, header.join(sign), ...rows)))
      expect(read(text)).toMatchObject({ delimiter: sign, header, next: rows[0] });
  });

  test("lists between semicolons leave the commas", () => {
    const rows = values.map((_, row) => `2024-01-${10 + row},a;b;c,${row}`);
    expect(read(lines("date,tags;of,y", ...rows))).toMatchObject({ delimiter: "," });
    expect(read(lines("date,tags,y", ...rows))).toMatchObject({ delimiter: "," });
  });
});
