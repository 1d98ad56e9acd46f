import { describe, expect, test } from "vitest";
import { parquetMetadata } from "hyparquet";
import { readText } from "../../../../src/model/files/open-file.ts";
import { contentTypes, type OtherFormat } from "../../../../src/model/results/result-format.ts";
import type { ResultTable } from "../../../../src/model/results/result-table.ts";
import { writeResult } from "../../../../src/model/results/write-result.ts";

const formats = Object.keys(contentTypes).filter((name): name is OtherFormat => name !== "csv");

/** As the program's own reader reads it. */
async function readBack(table: ResultTable, format: OtherFormat): Promise<string> {
  const { text } = await readText(await write(table, format));
  return Buffer.from(text).toString();
}

const write = (table: ResultTable, format: OtherFormat): Promise<Uint8Array> =>
  writeResult(table, format, { pause: async () => {} });

const panel = (dates: readonly string[], kind?: ResultTable["dates"]): ResultTable => ({
  csv: Buffer.from(
    [
      "date,prediction,prediction_lower,prediction_upper,shop,model",
      `${dates[0]},1.5,-0.25,1e+21,"Nord, ""A""",auto`,
      `${dates[1]},2,0.1,3,007,naive`,
      "",
    ].join("\n"),
  ),
  dates: kind,
  numbers: 3,
});

const expected = (first: string, second: string): string =>
  [
    "date,prediction,prediction_lower,prediction_upper,shop,model",
    `${first},1.5,-0.25,1e+21,"Nord, ""A""",auto`,
    `${second},2,0.1,3,007,naive`,
    "",
  ].join("\n");

describe.each(formats)("a result as %s", (format) => {
  test("has the numbers, and ids as text", async () => {
    const table = panel(["2024Q1", "2024Q2"]);
    expect(await readBack(table, format)).toBe(expected("2024Q1", "2024Q2"));
  });

  test("is the same again", async () => {
    const table = panel(["2024Q1", "2024Q2"]);
    expect(Buffer.from(await write(table, format))).toEqual(Buffer.from(await write(table, format)));
  });

  test("of scored rows has numbers where all cells are numbers", async () => {
    const csv = Buffer.from("id,prediction,kind,weight\n007,1.5,a,2\n,2,,\n");
    expect(await readBack({ csv }, format)).toBe("id,prediction,kind,weight\n007,1.5,a,2\n,2,,\n");
  });
});

describe.each(["parquet", "xlsx"] as const)("dates as %s", (format) => {
  test("are days", async () => {
    const table = panel(["@1706659200", "@1706745600"], "day");
    expect(await readBack(table, format)).toBe(expected("2024-01-31", "2024-02-01"));
  });

  test("are times on a clock", async () => {
    const table = panel(["@1706724000", "@1706727600"], "time");
    expect(await readBack(table, format)).toBe(expected("2024-01-31 18:00:00", "2024-01-31 19:00:00"));
  });

  test("are text where one of several has no type", async () => {
    const table = panel(["@1706659200", "Q1 2024"], "text");
    expect(await readBack(table, format)).toBe(expected("2024-01-31", "Q1 2024"));
  });
});

test("moments are UTC in Parquet, and on the clock of the input in a sheet", async () => {
  const table = panel(["@1706724000 3600", "@1706727600 3600"], "moment");
  expect(await readBack(table, "parquet")).toBe(expected("2024-01-31T17:00:00Z", "2024-01-31T18:00:00Z"));
  expect(await readBack(table, "xlsx")).toBe(expected("2024-01-31 18:00:00", "2024-01-31 19:00:00"));
});

test("days before those of Excel are text in a sheet", async () => {
  const table = panel(["@-2524521600", "@1706745600"], "day");
  expect(await readBack(table, "xlsx")).toContain("1890-01-01,1.5");
});

test("Parquet says what its columns are", async () => {
  const bytes = await write(panel(["@1706659200", "@1706745600"], "day"), "parquet");
  const { schema } = parquetMetadata(Uint8Array.from(bytes).buffer);
  expect(schema.slice(1).map(({ name, type, logical_type: logical }) => [name, type, logical?.type])).toEqual(
    [
      ["date", "INT32", "DATE"],
      ["prediction", "DOUBLE", undefined],
      ["prediction_lower", "DOUBLE", undefined],
      ["prediction_upper", "DOUBLE", undefined],
      ["shop", "BYTE_ARRAY", "STRING"],
      ["model", "BYTE_ARRAY", "STRING"],
    ],
  );
});

test("JSON is one record a line, with what is no number as null", async () => {
  const csv = Buffer.from("date,prediction,date\n2024-01-31,NaN,x\n2024-02-01,2,y\n");
  const records = [
    { date: "2024-01-31", prediction: null, date_2: "x" },
    { date: "2024-02-01", prediction: 2, date_2: "y" },
  ];
  const table = { csv, numbers: 1 };
  const lines = Buffer.from(await write(table, "ndjson")).toString();
  expect(
    lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(records);
  const text = Buffer.from(await write(table, "json")).toString();
  expect(JSON.parse(text)).toEqual(records);
  expect(text.split("\n")).toHaveLength(5);
});

test("many rows are written in parts", async () => {
  const lines = Array.from({ length: 120_000 }, (_, row) => `@${row * 60},${row},north\n`);
  const csv = Buffer.from(`date,prediction,shop\n${lines.join("")}`);
  let pauses = 0;
  const table: ResultTable = { csv, dates: "time", numbers: 1 };
  const bytes = await writeResult(table, "parquet", { pause: async () => void pauses++ });
  expect(pauses).toBe(3);
  const text = Buffer.from((await readText(bytes)).text).toString();
  expect(text.split("\n")).toHaveLength(120_002);
  expect(text.endsWith("1970-03-25 07:59:00,119999,north\n")).toBe(true);
});

test("rows that Excel has no place for are refused", async () => {
  const csv = Buffer.from(`date,prediction\n${"1,2\n".repeat(1_048_576)}`);
  await expect(write({ csv, numbers: 1 }, "xlsx")).rejects.toMatchObject({
    code: "parameter.format",
    fix: "Set format to parquet or csv, or set a smaller horizon.",
  });
});
