import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readText } from "../../../../src/model/files/open-file.ts";
import { inputErrorOf } from "../support.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/files/${name}.parquet`, import.meta.url));

async function read(name: string) {
  const { kind, text, notes } = await readText(fixture(name));
  return { kind, lines: Buffer.from(text).toString().trimEnd().split("\n"), notes };
}

describe("a table of pyarrow with a column of each type", () => {
  test.each(["none", "snappy", "gzip", "brotli", "zstd", "lz4", "pages-v2"])("is read: %s", async (name) => {
    expect(await read(name)).toEqual({
      kind: "parquet",
      lines: [
        "day,seconds,micros,nanos,utc,berlin,money,long,byte,single,double,truth,word,clock",
        "2024-01-01,2024-01-01,2024-01-01 01:00:00,2024-01-01,2024-03-30T22:00:00Z,2024-03-30T22:00:00Z,1.1,4611686018427387905,1,0.1,0.1,true,x,12:30:15",
        "2024-01-02,2024-01-02,2024-01-02 01:00:00,2024-01-02,2024-03-30T23:00:00Z,2024-03-30T23:00:00Z,,,255,,,,,12:30:15",
        '2024-01-03,2024-01-03,2024-01-03 01:00:00,2024-01-03,2024-03-31T00:00:00Z,2024-03-31T00:00:00Z,-12345678901.23,-1,,,,false,"x, y",12:30:15',
      ],
      notes: ["Columns list, record are left out: only plain values are read, no lists or records."],
    });
  });
});

test.each([
  [
    "int96",
    [
      "micros,money",
      "2024-01-01 01:00:00,1.1",
      "2024-01-02 01:00:00,",
      "2024-01-03 01:00:00,-12345678901.23",
    ],
  ],
  ["pandas-index", ["ds,shop,y", "2024-01-01,a,1.5", "2024-01-02,b,2", "2024-01-03,,"]],
  [
    "pandas-zone",
    [
      "index,y",
      "2024-03-30T23:00:00+01:00,0",
      "2024-03-31T00:00:00+01:00,1",
      "2024-03-31T01:00:00+01:00,2",
      "2024-03-31T03:00:00+02:00,3",
    ],
  ],
  ["pandas-midnights", ["day,y", "2024-03-30,0", "2024-03-31,1", "2024-04-01,2"]],
  ["fastparquet", ["ds,shop,y", "2024-01-01,a,1.5", "2024-01-02,b,2", "2024-01-03,,"]],
  ["polars", ["ds,shop,y", "2024-01-01,a,1.5", "2024-01-02,b,2", "2024-01-03,,"]],
  ["duckdb", ["ds,shop,y,big", "2024-01-01,a,1.5,5", "2024-01-02,b,2,5", "2024-01-03,,,5"]],
  ["no-rows", ["day,seconds,micros,nanos,utc,berlin,money,long,byte,single,double,truth,word,clock"]],
])("reads what other programs write: %s", async (name, lines) => {
  expect((await read(name)).lines).toEqual(lines);
});

test("durations are numbers, and what they count is said", async () => {
  const { lines, notes } = await read("durations");
  expect(lines).toEqual([
    "ds,y,s,ms,us",
    "2024-01-01,140000000000,1,1,1",
    "2024-01-02,90000000000,2,2,2",
    "2024-01-03,,3,3,3",
  ]);
  expect(notes).toEqual(
    [
      ["y", "nanoseconds"],
      ["s", "seconds"],
      ["ms", "milliseconds"],
      ["us", "microseconds"],
    ].map(
      ([name, unit]) => `Column ${name} holds durations: it is read, and forecast, as numbers of ${unit}.`,
    ),
  );
});

test("periods whose beginning is not known are left out, and never read as counts", async () => {
  const { lines, notes } = await read("pandas-business-days");
  expect(lines).toEqual(["y", "0", "1", "2"]);
  expect(notes).toEqual([
    "Column ds is left out: its periods, period[B], are not read. Write them as dates, with to_timestamp().",
  ]);
});

describe("refuses", () => {
  const whole = fixture("snappy");

  test.each([
    ["a file that is cut off", whole.subarray(0, whole.length - 100)],
    ["a file with a broken footer", Buffer.from(whole).fill(0xff, whole.length - 60, whole.length - 8)],
    ["a file with a broken page", Buffer.from(whole).fill(0xff, 6, 200)],
    ["an encrypted file", Buffer.from("PARE\x15aaaaaaaaaaaaaaaaPARE")],
  ])("%s", async (_, input) => {
    expect(await inputErrorOf(() => readText(input))).toMatchObject({ code: "csv.broken" });
  });

  test("a page that says it unpacks to gigabytes, before there is memory for it", async () => {
    // The header of the first page has its length unpacked as a zigzag varint in its second field.
    expect([...whole.subarray(4, 7)]).toEqual([0x15, 0x04, 0x15]);
    const length = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]);
    const lying = Buffer.concat([whole.subarray(0, 7), length, whole.subarray(8)]);
    expect(await inputErrorOf(() => readText(lying))).toMatchObject({ code: "csv.too-long" });
  });
});
