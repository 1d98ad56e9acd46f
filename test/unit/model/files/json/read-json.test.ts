import { describe, expect, test } from "vitest";
import { openFile, readText } from "../../../../../src/model/files/open-file.ts";
import { bytes, inputErrorOf } from "../../support.ts";

async function read(text: string) {
  const found = await readText(bytes(text));
  return {
    kind: found.kind,
    lines: Buffer.from(found.text).toString().trimEnd().split("\n"),
    notes: found.notes,
  };
}

const lines = ["date,y", "2024-01-01,1", "2024-01-02,2.5"];

describe("is read, whatever its form:", () => {
  test.each([
    ["records", '[{"date":"2024-01-01","y":1},{"date":"2024-01-02","y":2.5}]'],
    [
      "records with blanks and a mark",
      '\ufeff\n[\n {"date" : "2024-01-01", "y" : 1 } ,\n {"date":"2024-01-02","y":2.5}\n]\n',
    ],
    ["records of which one lacks a field", '[{"date":"2024-01-01","y":1},{"y":2.5,"date":"2024-01-02"}]'],
    [
      "records inside of an object",
      '{"status":"ok","data":[{"date":"2024-01-01","y":1},{"date":"2024-01-02","y":2.5}]}',
    ],
    [
      "records deep inside",
      '{"a":{"b":{"hits":[{"date":"2024-01-01","y":1},{"date":"2024-01-02","y":2.5}],"n":2}}}',
    ],
    [
      "records behind a page, as the World Bank has them",
      '[{"page":1,"pages":1},[{"date":"2024-01-01","y":1},{"date":"2024-01-02","y":2.5}]]',
    ],
    ["columns", '{"date":["2024-01-01","2024-01-02"],"y":[1,2.5]}'],
    [
      "columns beside what describes them",
      '{"latitude":5,"hourly":{"date":["2024-01-01","2024-01-02"],"y":[1,2.5]},"hourly_units":{"y":"C"}}',
    ],
    ["columns of pandas", '{"date":{"0":"2024-01-01","1":"2024-01-02"},"y":{"0":1,"1":2.5}}'],
    ["index of pandas", '{"0":{"date":"2024-01-01","y":1},"1":{"date":"2024-01-02","y":2.5}}'],
    [
      "split of pandas",
      '{"columns":["date","y"],"index":[0,1],"data":[["2024-01-01",1],["2024-01-02",2.5]]}',
    ],
    ["rows with a header", '[["date","y"],["2024-01-01",1],["2024-01-02",2.5]]'],
    [
      "rows with their columns beside them",
      '{"fields":["date","y"],"rows":[["2024-01-01",1],["2024-01-02",2.5]]}',
    ],
  ])("%s", async (_, text) => {
    expect(await read(text)).toEqual({ kind: "json", lines, notes: [] });
  });

  test.each([
    ["lines", '{"date":"2024-01-01","y":1}\n{"date":"2024-01-02","y":2.5}\n'],
    ["lines without an end", '{"date":"2024-01-01","y":1}\r\n{"date":"2024-01-02","y":2.5}'],
    ["one value after the other", '{"date":"2024-01-01","y":1}{"date":"2024-01-02","y":2.5}'],
    ["lines of arrays", '["date","y"]\n["2024-01-01",1]\n["2024-01-02",2.5]\n'],
  ])("NDJSON: %s", async (_, text) => {
    expect(await read(text)).toEqual({ kind: "ndjson", lines, notes: [] });
  });

  test.each([
    [
      "a series of pandas",
      '{"1704067200000":1,"1704153600000":2.5}',
      ["index,value", "1704067200000,1", "1704153600000,2.5"],
    ],
    [
      "values by day",
      '{"bpi":{"2024-01-01":1,"2024-01-02":2.5},"disclaimer":"x"}',
      ["index,value", "2024-01-01,1", "2024-01-02,2.5"],
    ],
    [
      "records by day",
      '{"Meta Data":{"Symbol":"X"},"Daily":{"2024-01-01":{"open":"1"},"2024-01-02":{"open":"2.5"}}}',
      ["index,open", "2024-01-01,1", "2024-01-02,2.5"],
    ],
    [
      "columns of pandas with dates as their index",
      '{"y":{"1704067200000":1,"1704153600000":2.5}}',
      ["index,y", "1704067200000,1", "1704153600000,2.5"],
    ],
    [
      "split of pandas with dates as its index",
      '{"columns":["y"],"index":["2024-01-01","2024-01-02"],"data":[[1],[2.5]]}',
      ["index,y", "2024-01-01,1", "2024-01-02,2.5"],
    ],
    [
      "a series of pandas, split",
      '{"name":"y","index":["2024-01-01","2024-01-02"],"data":[1,2.5]}',
      ["index,y", "2024-01-01,1", "2024-01-02,2.5"],
    ],
  ])("with an index: %s", async (_, text, wanted) => {
    expect(await read(text)).toMatchObject({ lines: wanted, notes: [] });
  });
});

test("fields of all records are columns, in the order in which they come", async () => {
  const { lines: found } = await read('[{"b":1},{"a":2,"b":null},{"c":true}]');
  expect(found).toEqual(["b,a,c", "1,,", ",2,", ",,true"]);
});

test("objects in records become columns with dots, and lists are left out with a note", async () => {
  const text = '{"at":{"$date":"2024-01-01"},"n":{"$numberLong":"5"},"v":{"x":1,"y":{"z":2}},"tags":["a"]}\n';
  expect(await read(text.repeat(2))).toEqual({
    kind: "ndjson",
    lines: ["at,n,v.x,v.y.z", "2024-01-01,5,1,2", "2024-01-01,5,1,2"],
    notes: ["The lists tags in the records are left out."],
  });
});

test("long whole numbers keep their digits, and NaN is a missing value", async () => {
  const { lines: found } = await read(
    '[{"id":1234567890123456789,"y":NaN,"z":0.12345678901234567},{"id":-1,"y":-Infinity,"t":"NaN"}]',
  );
  expect(found).toEqual(["id,y,z,t", "1234567890123456789,,0.12345678901234566,", "-1,-Infinity,,NaN"]);
});

test("rows without a header get one, with a note", async () => {
  expect(await read("[[1704067200000,1],[1704153600000,2]]")).toMatchObject({
    lines: ["column1,column2", "1704067200000,1", "1704153600000,2"],
    notes: ["The rows have no header, so their columns are called column1, column2."],
  });
});

test("text with commas, quotes and line breaks stays one cell of one line", async () => {
  const { lines: found } = await read(JSON.stringify([{ a: 'x,"y"\nz', b: "é" }]));
  expect(found).toEqual(["a,b", '"x,""y"" z",é']);
});

test("fields that come late are left out with a note", async () => {
  const records = Array.from({ length: 40_000 }, (_, at) =>
    JSON.stringify(at === 39_999 ? { y: at, late: 1 } : { y: at }),
  );
  const { lines: found, notes } = await read(records.join("\n"));
  expect([found.length, found[0], found.at(-1)]).toEqual([40_001, "y", "39999"]);
  expect(notes).toEqual(["The fields late are left out: none of the first 10000 records has them."]);
});

test.each([1, 2, 7, 1000])("comes in pieces of %i bytes", async (length) => {
  const text = bytes(
    '[{"date":"2024-01-01","t":"a]}\\"é","y":-1.5e3}, {"date":"2024-01-02","t":"[{","y":2}]',
  );
  async function* pieces() {
    for (let at = 0; at < text.length; at += length) yield text.subarray(at, at + length);
  }
  const { pieces: found } = await openFile(pieces());
  let all = "";
  for await (const piece of found) all += Buffer.from(piece).toString();
  expect(all).toBe('date,t,y\n2024-01-01,"a]}""é",-1500\n2024-01-02,[{,2\n');
});

test("NDJSON is read while it arrives", async () => {
  const line = bytes(`${JSON.stringify({ date: "2024-01-01", y: 1, note: "x".repeat(200) })}\n`);
  let read = 0;
  async function* source() {
    for (; read < 30_000; read++) yield line;
  }
  const { pieces } = await openFile(source());
  for await (const piece of pieces) {
    expect(piece.length).toBeLessThan(200_000);
    break;
  }
  expect(read).toBeLessThan(20_000);
});

describe("is refused with the place:", () => {
  test.each([
    [
      "broken NDJSON",
      '{"y":1}\n{"y":oops}\n{"y":3}\n',
      { code: "csv.broken", line: 2, message: /^Record 2 is not valid JSON/ },
    ],
    ["a broken record", '[{"y":1},{"y" 2}]', { code: "csv.broken", line: 2, message: /^Record 2/ }],
    [
      "a broken document",
      '{"a":[1,2],"b":[1 2]}',
      { code: "csv.broken", message: /^The file is not valid JSON/ },
    ],
    [
      "JSON that is cut off",
      '[{"y":1},{"y":2},{"y',
      { code: "csv.broken", message: /after 2 whole records/ },
    ],
    [
      "JSON without its last bracket",
      '[{"y":1},{"y":2}',
      { code: "csv.broken", message: /ends in the middle/ },
    ],
    ["scalars", '["a", "b"]', { code: "csv.no-table", message: /no list of records/ }],
    ["one flat record", '{"error":"not found","code":404}', { code: "csv.no-table", message: /no list/ }],
    ["an empty list", "[]", { code: "csv.no-table", message: /no list/ }],
    [
      "two tables",
      '{"a":[{"x":1}],"b":[{"x":1}]}',
      { code: "csv.no-table", message: /several tables: a, b/ },
    ],
    [
      "too many fields",
      JSON.stringify([Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, 1]))]),
      { code: "csv.too-many-columns", message: /1000 fields/ },
    ],
  ])("%s", async (_, text, { message, ...wanted }) => {
    const error = await inputErrorOf(() => readText(bytes(text)));
    expect(error).toMatchObject(wanted);
    expect(error.message).toMatch(message);
  });

  test("an endless nest of brackets", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect((await inputErrorOf(() => readText(bytes(`{"a":${deep}}`)))).code).toMatch(/^csv\./);
  });
});

test("reads a list a series as one table, and records with a date of their own without their lists", async () => {
  const series = ["a", "b"].map((name) => ({ name, data: [{ date: "2024-01-01", y: 1 }] }));
  expect(await read(JSON.stringify(series))).toEqual({
    kind: "json",
    lines: ["name,date,y", "a,2024-01-01,1", "b,2024-01-01,1"],
    notes: ["The 2 lists of the JSON are read as one table."],
  });
  const orders = [{ date: "2024-01-01", y: 1, items: [{ sku: 1, at: "2024-01-01" }] }];
  expect((await read(JSON.stringify(orders))).lines).toEqual(["date,y", "2024-01-01,1"]);
});

describe("a key that stands twice, of which JSON keeps the last,", () => {
  const record = '{"date":"2024-01-01","y":1,"y" : 2}';

  test.each([
    ["an array", `[${record},\n{"date":"2024-01-02","y":2.5}]`],
    ["lines", `${record}\n{"date":"2024-01-02","y":2.5}\n`],
  ])("is a column twice in %s", async (_, text) => {
    const { lines: found, notes } = await read(text);
    expect(found).toEqual(["date,y,y", "2024-01-01,2,", "2024-01-02,2.5,"]);
    expect(notes).toEqual(["Records have y twice; of two values the last is read."]);
  });

  test.each([
    ["inside of a field", '{"date":"2024-01-01","y":1,"a":{"y":1,"y":2}}\n{"date":"2024-01-02","y":2.5}\n'],
    ["in a document", `{"data":[${record},{"date":"2024-01-02","y":2.5}]}`],
  ])("is told %s", async (_, text) => {
    const { lines: found, notes } = await read(text);
    expect(found[0]).toMatch(/^date,y(,a.y)?$/);
    expect(notes).toEqual(["Records have y twice; of two values the last is read."]);
  });

  test("is none in text, in other records, or at any depth", async () => {
    const quoted = '{"date":"2024-01-01","y":1,"note":"{\\"y\\": 1, \\"y\\": 2}: a:b"}';
    const { notes } = await read(`${quoted}\n${quoted.replace("01-01", "01-02")}\n`);
    expect(notes).toEqual([]);
    await expect(read("[".repeat(100_000) + "]".repeat(100_000))).rejects.toMatchObject({
      code: "csv.no-table",
    });
  });
});
