// One table in every container, and bytes of none: the same cells come out, or a fault with a code.
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { writeXlsx } from "hucre/xlsx";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { csvCell } from "../../../../src/core/text/csv-cell.ts";
import { splitCsv } from "../../../../src/model/csv/split-csv.ts";
import { openFile } from "../../../../src/model/files/open-file.ts";
import { InputError } from "../../../../src/model/input-error.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { zipOf } from "./support.ts";

interface Row {
  day: number;
  y: number | null;
  word: string;
}

/** Text as tables have it; a cell is one line without blanks at its edges, and no surrogate stands alone. */
const word = fc
  .string({ unit: "grapheme", maxLength: 8 })
  .map((text) => `w${text.replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, " ").trim()}`);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const row: fc.Arbitrary<Row> = fc.record({
  day: fc.integer({ min: -20_000, max: 30_000 }),
  y: fc.option(number),
  word,
});

const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const records = (rows: readonly Row[]) => rows.map(({ day, y, word: text }) => ({ date: iso(day), y, text }));
const csvOf = (rows: readonly Row[]) =>
  `date,y,text\n${records(rows)
    .map(({ date, y, text }) => [date, y ?? "", text].map((cell) => csvCell(String(cell))).join(","))
    .join("\n")}\n`;

const containers: Record<string, (rows: readonly Row[]) => Uint8Array | Promise<Uint8Array>> = {
  csv: (rows) => Buffer.from(csvOf(rows)),
  gzip: (rows) => gzipSync(csvOf(rows)),
  zstd: (rows) =>
    Buffer.concat(
      csvOf(rows)
        .split(/(?<=\n)/)
        .map((line) => zstdCompressSync(line)),
    ),
  zip: (rows) => zipOf({ "table.csv": csvOf(rows) }),
  "utf-16": (rows) => Buffer.from(`\ufeff${csvOf(rows)}`, "utf16le"),
  json: (rows) => Buffer.from(JSON.stringify(records(rows), undefined, rows.length % 3)),
  ndjson: (rows) =>
    Buffer.from(
      `${records(rows)
        .map((record) => JSON.stringify(record))
        .join("\n")}\n`,
    ),
  columns: (rows) =>
    Buffer.from(
      JSON.stringify({
        date: rows.map(({ day }) => iso(day)),
        y: rows.map(({ y }) => y),
        text: rows.map(({ word: text }) => text),
      }),
    ),
  split: (rows) =>
    Buffer.from(
      JSON.stringify({
        columns: ["date", "y", "text"],
        index: rows.map((_, at) => at),
        data: records(rows).map(({ date, y, text }) => [date, y, text]),
      }),
    ),
  xlsx: (rows) =>
    writeXlsx({
      sheets: [
        {
          name: "S",
          rows: [
            ["date", "y", "text"],
            ...rows.map(({ day, y, word: text }) => [new Date(day * 86_400_000), y, text]),
          ],
        },
      ],
    }),
  parquet: (rows) =>
    new Uint8Array(
      parquetWriteBuffer({
        rowGroupSize: 3,
        columnData: [
          { name: "date", data: rows.map(({ day }) => new Date(day * 86_400_000)), type: "TIMESTAMP" },
          { name: "y", data: rows.map(({ y }) => y), type: "DOUBLE" },
          { name: "text", data: rows.map(({ word: text }) => text), type: "STRING" },
        ],
      }),
    ),
};

async function* inPieces(input: Uint8Array, length: number) {
  for (let at = 0; at < input.length; at += length) yield input.subarray(at, at + length);
}

async function cellsOf(input: AsyncIterable<Uint8Array>) {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await openFile(input)).pieces) pieces.push(piece);
  const { header, columns } = splitCsv(
    Buffer.concat(pieces)
      .toString()
      .replace(/^\ufeff/, ""),
  );
  return Object.fromEntries(header.map((name, index) => [name, columns[index]!]));
}

/** `read`, or the code of the fault. */
async function codeOf(input: Uint8Array): Promise<string> {
  try {
    for await (const _ of (await openFile(input)).pieces);
    return "read";
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

test(
  "a table is the same in every container, in pieces of any length",
  async () => {
    const property = fc.asyncProperty(
      fc.array(row, { minLength: 2, maxLength: 12 }),
      fc.constantFrom(...Object.keys(containers)),
      fc.integer({ min: 1, max: 400 }),
      async (rows, container, length) => {
        const found = await cellsOf(inPieces(await containers[container]!(rows), length));
        expect({ ...found, y: found["y"]!.map((text) => (text === "" ? null : Number(text))) }).toEqual({
          date: rows.map(({ day }) => iso(day)),
          y: rows.map(({ y }) => y),
          text: rows.map(({ word: text }) => text),
        });
      },
    );
    await fc.assert(property, fuzz(300));
  },
  fuzzTimeoutMs,
);

test(
  "a file with bytes that are changed, cut or added is read or refused with a code",
  async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 8 }),
      cut: fc.nat(40),
    });
    const property = fc.asyncProperty(
      fc.array(row, { minLength: 2, maxLength: 5 }),
      fc.constantFrom(...Object.keys(containers)),
      change,
      async (rows, container, { at, bytes, cut }) => {
        const whole = await containers[container]!(rows);
        const from = Math.floor(at * whole.length);
        const input = Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(from + cut)]);
        expect(await codeOf(input)).toMatch(/^(?:read|csv\.[a-z-]+)$/);
      },
    );
    await fc.assert(property, fuzz(400));
  },
  fuzzTimeoutMs,
);
