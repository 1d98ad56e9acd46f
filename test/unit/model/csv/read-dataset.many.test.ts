import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../../src/model/input-error.ts";
import { dayFromBytes, numberFromBytes, timeFromBytes } from "../../../../src/model/csv/parse-bytes.ts";
import { parseDate } from "../../../../src/model/csv/parse-date.ts";
import { createDatasetReader, readDataset } from "../../../../src/model/csv/read-dataset.ts";
import type { Dataset } from "../../../../src/model/series/dataset.ts";
import { bytes, inputErrorOf, readOne } from "../support.ts";

const settings = { seed: 20_240_101, numRuns: 300 };
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;
const brief = ({ series }: Dataset) =>
  series.map(({ id, ds, y }) => ({ id: id.join("/"), ds: [...ds], y: [...y] }));

const two = "unique_id,ds,y\nb,2024-01-01,1\na,2024-01-01,10\nb,2024-01-02,2\na,2024-01-02,20.5\n";
const twoRead = [
  { id: "b", ds: [day("2024-01-01"), day("2024-01-02")], y: [1, 2] },
  { id: "a", ds: [day("2024-01-01"), day("2024-01-02")], y: [10, 20.5] },
];

describe("readDataset reads", () => {
  test.each([
    ["series that alternate, in the order of their first rows", two],
    [
      "semicolons, Windows line ends and a byte order mark",
      `\ufeff${two.replaceAll(",", ";").replaceAll("\n", "\r\n")}`,
    ],
    ["old Mac line ends", two.replaceAll("\n", "\r")],
    ["no line end at the end", two.trimEnd()],
    ["blank lines and rows of separators", `\n${two}\n,,\n \n`],
    ["quoted fields", two.replaceAll(/[^,\n]+/g, '"$&"')],
    [
      "doubled quotes and line breaks in other columns",
      two
        .replaceAll(/\n(?=.)/g, ',"a ""b"",\nc"\n')
        .replace(',"a ""b"",\nc"', ",note")
        .replace(/\n$/, ",x\n"),
    ],
    [
      "blanks, signs and exponents",
      two.replaceAll(",1", ", +1e0 ").replace(" +1e0 0", "1e1").replace(",2\n", ",2.0 \n"),
    ],
    [
      "rows out of order",
      "unique_id,ds,y\nb,2024-01-02,2\na,2024-01-02,20.5\nb,2024-01-01,1\na,2024-01-01,10\n",
    ],
  ])("%s", async (_, text) => {
    expect(brief(await readDataset(bytes(text)))).toEqual(twoRead);
  });

  test("several id columns, named", async () => {
    const text = "shop,item,date,sales\nx,1,2024-01-01,1\nx,2,2024-01-01,2\ny,1,2024-01-01,3\n";
    const panel = await readDataset(bytes(text), { id: ["shop", "item"] });
    expect(brief(panel).map(({ id, y }) => [id, ...y])).toEqual([
      ["x/1", 1],
      ["x/2", 2],
      ["y/1", 3],
    ]);
    expect(panel).toMatchObject({ idColumns: ["shop", "item"], targetColumn: "sales", rowsIn: 3 });
  });

  test("further columns and their known future, series by series", async () => {
    const text = "id,ds,y,x\na,2024-01-01,1,true\nb,2024-01-01,2,3\na,2024-01-02,,false\nb,2024-01-02,,\n";
    const panel = await readDataset(bytes(text), { columns: ["x"] });
    expect(panel.series.map(({ columns, ahead }) => [[...columns["x"]!], [...ahead.columns["x"]!]])).toEqual([
      [[1], [0]],
      [[3], []],
    ]);
    expect(panel.warnings).toEqual(["1 row has no value in column y and was left out; the first is line 5."]);
  });

  test("the same from chunks of any size", async () => {
    const text = `${two}ö,2024-01-01,"1"\nö,"2024-01-02", 2\n`.replace("unique_id", '"unique_id"');
    const whole = await readDataset(bytes(text));
    for (let size = 1; size < 40; size++) {
      const reader = createDatasetReader();
      for (let at = 0; at < text.length * 2; at += size) reader.push(bytes(text).subarray(at, at + size));
      expect(await reader.finish()).toEqual(whole);
    }
  });

  test("a file of many blocks as it does in one piece", async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => {
      const date = new Date(Date.UTC(2000, 0, 1 + (row >> 2))).toISOString().slice(0, 10);
      return `s${row % 4},${date},${row},"note ${row % 5 === 0 ? "\n" : ""}"`;
    });
    const input = bytes(`unique_id,ds,y,note\n${rows.join("\n")}\n`);
    const reader = createDatasetReader();
    for (let at = 0; at < input.length; at += 30_011) reader.push(input.subarray(at, at + 30_011));
    const panel = await reader.finish();
    expect(panel.series.map(({ y }) => y.length)).toEqual([5000, 5000, 5000, 5000]);
    expect(panel.series[3]!.lastLine).toBe(input.filter((byte) => byte === 10).length);
    expect(panel).toEqual(await readDataset(input));
  });
});

test.each([
  ["no id column", "ds,y\n2024-01-01,1\n2024-01-02,2\n"],
  ["an id that numbers the rows of one series", "id,ds,y\n1,2024-01-01,1\n2,2024-01-02,2\n"],
  ["an id in every row and no date twice", "id,ds,y\n7,2024-01-02,2\n3,2024-01-01,1\n"],
  ["two columns that could be the id", "id,series,ds,y\na,b,2024-01-01,1\nc,d,2024-01-02,2\n"],
])("readDataset takes a file with %s for one series", async (_, text) => {
  expect(await readOne(bytes(text), { target: "y" })).toMatchObject({
    id: [],
    ds: [day("2024-01-01"), day("2024-01-02")],
    y: [1, 2],
  });
});

test.each([7, 70_000])("one series is the same from chunks of any size", async (size) => {
  const rows = Array.from(
    { length: 12_000 },
    (_, row) => `${row % 97 === 0 ? '"a, ""b"",\nc"' : "d"},${row}`,
  );
  const dated = rows.map((row, at) => `${new Date(at * 86_400_000).toISOString().slice(0, 10)},${row}\n`);
  const input = bytes(`ds,note,y\n${dated.join("")}`);
  const reader = createDatasetReader();
  for (let at = 0; at < input.length; at += size) reader.push(input.subarray(at, at + size));
  const dataset = await reader.finish();
  expect(dataset.series[0]!.y).toHaveLength(12_000);
  expect(dataset).toEqual(await readDataset(input));
});

test("says of one series first what is wrong with the file as a whole", async () => {
  const text = "ds,y\n2024-01-01,x\n2024-01-02,2\n2024-01-03\n";
  expect(await inputErrorOf(() => readDataset(bytes(text)))).toMatchObject({ code: "csv.ragged", line: 4 });
  const latin = Buffer.from(text.replace("2\n2024", "é\n2024"), "latin1");
  expect(await inputErrorOf(() => readDataset(latin))).toMatchObject({ code: "csv.encoding", line: 3 });
});

test("shows a row with quotes as it stands when one of its cells is wrong", async () => {
  const rows = 'a,2024-01-01,1\n"a",2024-01-02,"2 ""or"" 3"\nb,2024-01-01,1\n';
  const [first] = (await readDataset(bytes(`id,ds,y\n${rows}`))).series;
  expect(first!.fault).toMatchObject({ line: 3, excerpt: '"a",2024-01-02,"2 ""or"" 3"' });
});

test("a cell of a row that tells no future is no fault of its series", async () => {
  const text = "id,ds,y,x\na,2024-01-01,,no\na,2024-01-02,1,2\nb,2024-01-01,2,3\na,2024-01-03,,no\n";
  const { series } = await readDataset(bytes(text), { columns: ["x"] });
  expect(series.map(({ id, fault }) => [id[0], fault?.line])).toEqual([
    ["a", 5],
    ["b", undefined],
  ]);
});

test("a file with one id only is a panel of one series", async () => {
  const panel = await readDataset(bytes("unique_id,ds,y\na,2024-01-01,1\na,2024-01-02,2\n"));
  expect(panel.series.map(({ id, y }) => [id, [...y]])).toEqual([[["a"], [1, 2]]]);
});

describe("readDataset keeps the fault of one series beside the others:", () => {
  test.each([
    ["text", "a,2024-01-03,lots", "csv.value-not-a-number", 3],
    ["a date of no calendar", "a,2024-02-30,1", "csv.bad-date", 2],
    ["a date twice", "a,2024-01-02,1", "csv.duplicate-date", 2],
    ["dates of two forms", "a,2024-02,1", "csv.mixed-dates", 2],
    ["infinity", "a,2024-01-03,1e999", "csv.value-infinite", 3],
    ["a row without an id", ",2024-01-03,1", "csv.missing-id", 1],
  ])("%s", async (_, row, code, column) => {
    const panel = await readDataset(bytes(`${two}${row}\nb,2024-01-03,3\n`));
    expect(panel.series.find(({ id }) => id[0] === "b")!.y).toHaveLength(3);
    expect(panel.series.flatMap(({ fault }) => fault ?? [])).toMatchObject([{ code, line: 6, column }]);
    expect(panel.rowsIn).toBe(6);
  });
});

describe("readDataset refuses", () => {
  test.each([
    ["a ragged row", `${two}a,2024-01-03\n`, "csv.ragged", 6, 3],
    ["an open quote", `${two}a,2024-01-03,"1\n`, "csv.unclosed-quote", 6, 3],
    ["text behind a quote", `${two}a,2024-01-03,"1"2\n`, "csv.bad-quote", 6, 3],
    ["a NUL byte", `${two}a,2024-01-03,\u0000\n`, "csv.not-text", 6, 3],
    ["no date column", "id,when,y\na,x,1\nb,x,2\n", "csv.no-date-column", 1, 1],
    ["faults in all series", "id,ds,y\na,2024-01-01,x\nb,2024-01-01,x\n", "csv.value-not-a-number", 2, 3],
  ])("%s", async (_, text, code, line, column) => {
    const error = await inputErrorOf(() =>
      readDataset(bytes(text), { id: [text.slice(0, text.indexOf(","))] }),
    );
    expect(error).toMatchObject({ code, line, column });
  });

  test("an id column that is not there", async () => {
    expect(await inputErrorOf(() => readDataset(bytes(two), { id: ["uniqe_id"] }))).toMatchObject({
      code: "csv.no-such-column",
      fix: expect.stringContaining('Write "unique_id"') as string,
    });
  });
});

test("many series that are one are what one series is, or refused like it", async () => {
  const cell = fc.constantFrom("1", "-2.5", "", "NA", "007", "1e3", "x", " 4 ", '"5"', ".5", "5.", "-0");
  const date = fc.constantFrom(
    "2024-01-01",
    "2024-01-31",
    "2024-02-29",
    "2023-02-29",
    "2024/03/01",
    "2024-03-02T00:00:00",
    "2024-03-02 12:00:00",
    "2024-04",
    "2024-05-01T00:00+02:00",
    "2024-06-01T00:00Z",
    "",
  );
  const row = fc.tuple(date, cell);
  const lineEnd = fc.constantFrom("\n", "\r\n");
  const outcome = async (read: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { code, line } = error;
      return { code, line };
    }
  };
  const property = fc.asyncProperty(
    fc.array(row, { minLength: 1, maxLength: 8 }),
    lineEnd,
    async (rows, end) => {
      const file = bytes(["id,ds,y", ...rows.map(([ds, y]) => `a,${ds},${y}`), ""].join(end));
      const one = await outcome(async () => {
        const { ds, y, style, rowsIn, lastLine } = await readOne(file, { target: "y", id: [] });
        return { ds, y, style, rowsIn, lastLine };
      });
      const many = await outcome(async () => {
        const { ds, y, style, rowsIn, lastLine } = (await readDataset(file, { id: ["id"] })).series[0]!;
        return { ds: [...ds], y: [...y], style, rowsIn, lastLine };
      });
      expect(many).toEqual(one);
    },
  );
  await fc.assert(property, settings);
});

test("numbers from bytes are the doubles that their text gives, or left to the careful way", () => {
  const decimal = fc.oneof(
    fc.double({ noNaN: true }).map(String),
    fc.tuple(fc.integer(), fc.nat(9_999_999)).map(([a, b]) => `${a}.${b}`),
    fc.string({ unit: fc.constantFrom("1", "9", "0", ".", "-"), maxLength: 18 }),
  );
  const property = fc.property(decimal, (text) => {
    const value = numberFromBytes(bytes(text), 0, text.length);
    expect(Number.isNaN(value) || Object.is(value, Number(text))).toBe(true);
  });
  fc.assert(property, { ...settings, numRuns: 3000 });
  expect(numberFromBytes(bytes("123.45"), 0, 6)).toBe(123.45);
});

test("dates from bytes are what the careful way reads, or left to it", () => {
  const part = (limit: number) => fc.nat(limit).map((value) => String(value).padStart(2, "0"));
  const text = fc
    .tuple(
      fc.nat(9999),
      part(14),
      part(33),
      fc.option(fc.tuple(fc.constantFrom("T", " "), part(25), part(61), part(61))),
    )
    .map(([year, month, date, time]) => {
      const days = `${String(year).padStart(4, "0")}-${month}-${date}`;
      return time === null ? days : `${days}${time[0]}${time.slice(1).join(":")}`;
    });
  const property = fc.property(text, (date) => {
    const input = bytes(date);
    const read = input.length === 10 ? dayFromBytes : timeFromBytes;
    const careful = parseDate(date);
    expect(read(input, 0, input.length)).toBe(typeof careful === "string" ? NaN : careful.wall);
  });
  fc.assert(property, { ...settings, numRuns: 3000 });
});
