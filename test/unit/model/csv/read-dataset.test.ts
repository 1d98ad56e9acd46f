import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes, inputErrorOf, readOne } from "../support.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;

interface Fault {
  title: string;
  input: string | Uint8Array;
  code: string;
  line: number;
  column: number;
  says?: RegExp;
  fix?: RegExp;
  excerpt?: string;
}

const join = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...bytes(part)] : part)));

const faults: Fault[] = [
  { title: "an empty file", input: "", code: "csv.empty", line: 1, column: 1 },
  { title: "a file of blank lines", input: " \r\n\n", code: "csv.empty", line: 1, column: 1 },
  { title: "a byte order mark alone", input: "\ufeff", code: "csv.empty", line: 1, column: 1 },
  { title: "a header alone", input: "date,y\n", code: "csv.no-rows", line: 1, column: 1, excerpt: "date,y" },
  { title: "rows of separators alone", input: "date,y\n,\n,\n", code: "csv.no-rows", line: 1, column: 1 },
  { title: "a NUL byte", input: "date,y\n2024-01-01,1\0\n", code: "csv.not-text", line: 2, column: 2 },
  {
    title: "a 0xFF byte",
    input: join("date,y\r\n2024-01-01,1\r\n2024-01-02,", [0xff], "\r\n"),
    code: "csv.encoding",
    line: 3,
    column: 2,
    says: /0xFF at offset 33/,
    fix: /iconv/,
    excerpt: "2024-01-02,\ufffd",
  },
  {
    title: "a truncated sequence in the header",
    input: join("date;caf", [0xe9], ";y\n"),
    code: "csv.encoding",
    line: 1,
    column: 2,
  },
  {
    title: "neither header nor dates",
    input: "4,1\n9,2\n2,3\n",
    code: "csv.no-header",
    line: 1,
    column: 1,
    fix: /date,y/,
  },
  {
    title: "several columns that could be the value",
    input: "date,a,b,note\n2024-01-01,1,2,x\n",
    code: "csv.no-value-column",
    line: 1,
    column: 1,
    says: /"a", "b"/,
    fix: /target to one of a, b/,
  },
  { title: "no value column", input: "date\n2024-01-01\n", code: "csv.no-value-column", line: 1, column: 1 },
  {
    title: "two columns of one name",
    input: "date,y,Y,y\n2024-01-01,1,2,3\n",
    code: "csv.duplicate-column",
    line: 1,
    column: 4,
  },
  {
    title: "text in the value column",
    input: "date,y\n2024-01-01,1\n2024-01-02,abc\n",
    code: "csv.value-not-a-number",
    line: 3,
    column: 2,
    says: /"abc" in column y/,
    excerpt: "2024-01-02,abc",
  },
  {
    title: "a formula",
    input: 'date,y\n2024-01-01,"=SUM(A1:A2)"\n',
    code: "csv.value-not-a-number",
    line: 2,
    column: 2,
    fix: /result of the formula/,
  },
  {
    title: "infinity",
    input: "date,y\n2024-01-01,-Infinity\n",
    code: "csv.value-infinite",
    line: 2,
    column: 2,
  },
  {
    title: "a number that overflows",
    input: "date,y\n2024-01-01,1e999\n",
    code: "csv.value-infinite",
    line: 2,
    column: 2,
  },
  {
    title: "a missing field",
    input: "date,y\n2024-01-01,1\n2024-01-02\n",
    code: "csv.ragged",
    line: 3,
    column: 2,
  },
  {
    title: "a field too many",
    input: "date,y\n2024-01-01,1,2\n",
    code: "csv.ragged",
    line: 2,
    column: 3,
    says: /3 fields.*has 2/,
  },
  {
    title: "a fault after a quoted line break",
    input: 'date,note,y\n2024-01-01,"two\nlines",1\n2024-01-02,x,bad\n',
    code: "csv.value-not-a-number",
    line: 4,
    column: 3,
  },
  {
    title: "an open quote",
    input: 'date,y\n2024-01-01,"1\n2024-01-02,2\n',
    code: "csv.unclosed-quote",
    line: 2,
    column: 2,
  },
  {
    title: "text after a quote",
    input: 'date,y\n2024-01-01,"1"x\n',
    code: "csv.bad-quote",
    line: 2,
    column: 2,
  },
  {
    title: "a day that does not exist",
    input: "date,y\n2024-02-30,1\n",
    code: "csv.bad-date",
    line: 2,
    column: 1,
    says: /calendar/,
  },
  {
    title: "29 February of a common year",
    input: "date,y\n2023-02-29,1\n",
    code: "csv.bad-date",
    line: 2,
    column: 1,
  },
  {
    title: "an ambiguous date",
    input: "date,y\n03/04/2020,1\n",
    code: "csv.bad-date",
    line: 2,
    column: 1,
    says: /two meanings/,
    fix: /--date-format/,
  },
  {
    title: "text instead of a date",
    input: "date,y\nsoon,1\n",
    code: "csv.bad-date",
    line: 2,
    column: 1,
    says: /"soon"/,
  },
  { title: "an empty date", input: "y,date\n1,\n", code: "csv.bad-date", line: 2, column: 2, says: /empty/ },
  {
    title: "a fraction of a second",
    input: "date,y\n2024-01-01T00:00:00.5,1\n",
    code: "csv.bad-date",
    line: 2,
    column: 1,
  },
  {
    title: "zones in some rows only",
    input: "date,y\n2024-01-01T00:00Z,1\n2024-01-02T00:00,1\n",
    code: "csv.mixed-dates",
    line: 3,
    column: 1,
  },
  {
    title: "a date twice",
    input: "date,y\n2024-01-02,1\n2024-01-01,1\n2024-01-02,3\n",
    code: "csv.duplicate-date",
    line: 4,
    column: 1,
    says: /lines 2 and 4/,
  },
];

test.each([
  ["a column of dates by another name", "when,y\n2024-01-01,1\n", 1],
  ["a decimal comma", "date;y\n2024-01-01;1,5\n", 1.5],
  ["commas that group thousands", 'date,y\n2024-01-01,"1,500,000"\n', 1_500_000],
])("readDataset reads %s", async (_, input, value) => {
  expect((await readOne(bytes(input))).y).toEqual([value]);
});

describe("readDataset refuses", () => {
  test.each(faults)("$title", async ({ input, code, line, column, says, fix, excerpt }) => {
    const error = await inputErrorOf(() => readOne(typeof input === "string" ? bytes(input) : input));
    expect({ code: error.code, line: error.line, column: error.column }).toEqual({ code, line, column });
    expect(error.fix).toMatch(fix ?? /\.$/);
    expect(error.message).toMatch(says ?? /\.$/);
    expect(error.excerpt ?? "").toContain(excerpt ?? "");
  });

  test("a column that the parameters name and the file lacks", async () => {
    const input = bytes("date,y\n2024-01-01,1\n");
    expect(await inputErrorOf(() => readOne(input, { date: "day" }))).toMatchObject({
      code: "csv.no-date-column",
    });
    expect(await inputErrorOf(() => readOne(input, { target: "sales" }))).toMatchObject({
      code: "csv.no-value-column",
      message: 'There is no value column "sales"; the columns are "date", "y".',
    });
  });

  test("more than half a million rows, and more than 128 MiB", async () => {
    const rows = bytes(`date,y\n${"2024-01-01,1\n".repeat(500_001)}`);
    expect(await inputErrorOf(() => readOne(rows))).toMatchObject({ code: "csv.too-long", line: 500_002 });
    const zeros = new Uint8Array(128 * 2 ** 20 + 1);
    expect(await inputErrorOf(() => readOne(zeros))).toMatchObject({ code: "csv.too-long", line: 1 });
  });

  test("with an excerpt of at most 120 characters", async () => {
    const error = await inputErrorOf(() => readOne(bytes(`date,y\n2024-01-01,${"x".repeat(500)}\n`)));
    expect(error.excerpt).toHaveLength(120);
  });
});

describe("readDataset reads", () => {
  const expected = { ds: [day("2024-01-01"), day("2024-01-02")], y: [1, -2.5] };

  test.each([
    ["commas", "date,y\n2024-01-01,1\n2024-01-02,-2.5\n"],
    ["semicolons", "date;y\n2024-01-01;1\n2024-01-02;-2.5\n"],
    ["tabs", "date\ty\n2024-01-01\t1\n2024-01-02\t-2.5\n"],
    ["CRLF and a byte order mark", "\ufeffdate,y\r\n2024-01-01,1\r\n2024-01-02,-2.5\r\n"],
    ["bare CR", "date,y\r2024-01-01,1\r2024-01-02,-2.5"],
    ["no line end at the end", "date,y\n2024-01-01,1\n2024-01-02,-2.5"],
    ["blank lines", "\n\ndate,y\n2024-01-01,1\n\n2024-01-02,-2.5\n\n \n"],
    ["rows of separators only at the end", "date,y\n2024-01-01,1\n2024-01-02,-2.5\n,\n,\n"],
    ["quoted fields", '"date","y"\n"2024-01-01","1"\r\n"2024-01-02" ,"-2.5"\n'],
    ["quoted delimiters and quotes", 'date,note,y\n2024-01-01,"a, ""b""",1\n2024-01-02,c,-2.5\n'],
    ["blanks around fields", "date , y\n 2024-01-01 , 1\n2024-01-02 ,-2.5 \n"],
    ["ds and any letter case", "DS,Y\n2024-01-01,1\n2024-01-02,-2.5\n"],
    ["the only other column, whatever its name", "date,sales\n2024-01-01,1\n2024-01-02,-2.5\n"],
    ["the only numeric column", "shop,date,sales\na,2024-01-01,1\nb,2024-01-02,-2.5\n"],
    ["y beside other numbers", "date,y,z\n2024-01-01,1,7\n2024-01-02,-2.5,8\n"],
    ["slashes", "date,y\n2024/1/1,1\n2024/01/02,-2.5\n"],
    ["exponents and signs", "date,y\n2024-01-01,+1e0\n2024-01-02,-.25E+1\n"],
    ["unsorted rows", "date,y\n2024-01-02,-2.5\n2024-01-01,1\n"],
    ["midnights with and without a time", "date,y\n2024-01-01,1\n2024-01-02 00:00:00,-2.5\n"],
  ])("%s", async (_, text) => {
    expect(await readOne(bytes(text))).toMatchObject(expected);
  });

  test("the columns that the parameters name", async () => {
    const series = await readOne(bytes("day,a,b\n2024-01-01,9,1\n2024-01-02,9,-2.5\n"), {
      date: "day",
      target: "b",
    });
    expect(series).toMatchObject({ ...expected, dateColumn: "day", targetColumn: "b", warnings: [] });
  });

  test("around missing values, with a warning that names the first", async () => {
    const series = await readOne(
      bytes(
        "date,y\n2024-01-01,1\n2024-01-02,\n2024-01-03,NA\n2024-01-04,nan\n2024-01-05,null\n2024-01-06,2\n",
      ),
    );
    expect(series.y).toEqual([1, 2]);
    expect(series.rowsIn).toBe(6);
    expect(series.warnings).toEqual([
      "4 rows have no value in column y and were left out; the first is line 3.",
    ]);
  });

  test("unsorted rows with a warning", async () => {
    const { warnings } = await readOne(bytes("date,y\n2024-01-02,2\n2024-01-01,1\n"));
    expect(warnings).toEqual(["The rows were not in the order of their dates and were sorted."]);
  });

  test("offsets of summer and winter as one time line", async () => {
    const hourly = await readOne(
      bytes("ds,y\n2024-10-27T02:00+02:00,1\n2024-10-27T02:00+01:00,2\n2024-10-27T03:00+01:00,3\n"),
    );
    expect(hourly.ds.map((seconds) => seconds - hourly.ds[0]!)).toEqual([0, 3600, 7200]);
    const daily = await readOne(bytes("ds,y\n2024-10-27T00:00+02:00,1\n2024-10-28T00:00+01:00,2\n"));
    expect(daily.ds).toEqual([day("2024-10-27"), day("2024-10-28")]);
  });
});

describe("readDataset with further columns", () => {
  const choice = { columns: ["promo", "Temp"] };

  test("gives them beside the values, in the order of the dates, booleans as 1 and 0", async () => {
    const series = await readOne(
      bytes("ds,y,temp,promo,note\n2024-01-02,2,-3.5,FALSE,a\n2024-01-01,1,4,true,b\n2024-01-03,3,0,1,c\n"),
      choice,
    );
    expect(series.y).toEqual([1, 2, 3]);
    expect(series.columns).toEqual({ promo: [1, 0, 1], Temp: [4, -3.5, 0] });
    expect(series.ahead).toEqual({ ds: [], columns: { promo: [], Temp: [] } });
    expect(series.targetColumn).toBe("y");
  });

  test("does not take one for the column of the values", async () => {
    const { targetColumn } = await readOne(bytes("ds,sales,temp,promo\n2024-01-01,1,2,3\n"), choice);
    expect(targetColumn).toBe("sales");
  });

  test("takes rows after the last value for the known future", async () => {
    const series = await readOne(
      bytes(
        "ds,y,temp,promo\n2024-01-05,,5,true\n2024-01-01,1,1,0\n2024-01-02,,2,0\n2024-01-03,3,3,0\n2024-01-04,,4,1\n2024-01-06,,6,\n",
      ),
      choice,
    );
    expect(series.ds).toEqual([day("2024-01-01"), day("2024-01-03")]);
    expect(series.ahead).toEqual({
      ds: [day("2024-01-04"), day("2024-01-05")],
      columns: { promo: [1, 1], Temp: [4, 5] },
    });
    expect(series.rowsIn).toBe(6);
    expect(series.warnings).toEqual([
      "2 rows have no value in column y and were left out; the first is line 4.",
    ]);
  });

  test("keeps the future on the time line of the history over a clock change", async () => {
    const { ds, ahead } = await readOne(
      bytes("ds,y,x\n2024-10-27T01:00+02:00,1,1\n2024-10-27T02:00+02:00,2,1\n2024-10-27T02:00+01:00,,1\n"),
      { columns: ["x"] },
    );
    expect([...ds, ...ahead.ds].map((seconds) => seconds - ds[0]!)).toEqual([0, 3600, 7200]);
  });

  test("leaves rows without a value out when no further column is asked for", async () => {
    const { ahead, columns, warnings } = await readOne(bytes("ds,y,x\n2024-01-01,1,1\n2024-01-02,,1\n"));
    expect({ ahead, columns }).toEqual({ ahead: { ds: [], columns: {} }, columns: {} });
    expect(warnings).toEqual(["Line 3 has no value in column y and was left out."]);
  });

  test("reads a column with a hostile name", async () => {
    const { columns } = await readOne(bytes("ds,y,__proto__\n2024-01-01,1,7\n"), { columns: ["__proto__"] });
    expect(Object.entries(columns)).toEqual([["__proto__", [7]]]);
  });

  test.each([
    [
      "a name that is not there",
      "ds,y,promos\n2024-01-01,1,1\n",
      "csv.no-such-column",
      1,
      1,
      /Write "promos"/,
    ],
    ["text", "ds,y,promo\n2024-01-01,1,1\n2024-01-02,2,yes\n", "csv.value-not-a-number", 3, 3, /number/],
    ["infinity", "ds,y,promo\n2024-01-01,1,inf\n", "csv.value-infinite", 2, 3, /between/],
    [
      "an empty field beside a value",
      "ds,promo,y\n2024-01-01,,1\n",
      "csv.value-missing",
      2,
      2,
      /Fill column promo/,
    ],
    [
      "text in the future",
      "ds,y,promo\n2024-01-01,1,1\n2024-01-02,,no\n",
      "csv.value-not-a-number",
      3,
      3,
      /number/,
    ],
    [
      "a date twice in the future",
      "ds,y,promo\n2024-01-01,1,1\n2024-01-02,,0\n2024-01-02,,0\n",
      "csv.duplicate-date",
      4,
      1,
      /one row per date/,
    ],
  ])("refuses %s", async (_, text, code, line, column, fix) => {
    const error = await inputErrorOf(() => readOne(bytes(text), { columns: ["promo"] }));
    expect(error).toMatchObject({ code, line, column });
    expect(error.fix).toMatch(fix);
  });

  test("refuses a further column whose name models give to something else", async () => {
    const input = bytes("date,sales,y\n2024-01-01,1,1\n");
    const error = await inputErrorOf(() => readOne(input, { target: "sales", columns: ["y"] }));
    expect(error).toMatchObject({ code: "csv.reserved-column", line: 1, column: 3 });
  });

  test("refuses the column of the values or of the dates as a further one", async () => {
    for (const name of ["y", "ds"]) {
      const error = await inputErrorOf(() => readOne(bytes("ds,y\n2024-01-01,1\n"), { columns: [name] }));
      expect(error).toMatchObject({ code: "csv.no-such-column", line: 1 });
    }
  });
});

test("thousandths between commas are read while the file arrives, thousands beside whole numbers are not", async () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const file = (values: readonly string[]) =>
    `ds,y\n${values.map((value, i) => `${day(i)},${value}`).join("\n")}\n`;
  const plain = await readDataset(bytes(file(["1.016", "1.204", "1.350", "1.117"])));
  expect([...plain.series[0]!.y]).toEqual([1.016, 1.204, 1.35, 1.117]);
  // What was read the careful way says what it believed.
  expect(plain.belief).toBeUndefined();
  const mixed = await readDataset(bytes(file(["1.016", "987", "1.350", "995"])));
  expect([...mixed.series[0]!.y]).toEqual([1016, 987, 1350, 995]);
});

test("a header longer than what is looked at first is read whole", async () => {
  const names = ["date", "y", ...["a", "b", "c"].map((letter) => letter.repeat(90_000))];
  const { y } = await readOne(bytes(`${names.join(",")}\n2024-01-01,1,0,0,0\n2024-01-02,2,0,0,0\n`), {
    target: "y",
  });
  expect([...y]).toEqual([1, 2]);
});
