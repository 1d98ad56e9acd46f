import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openFile, readText } from "../../../../src/model/files/open-file.ts";
import type { FileOptions } from "../../../../src/model/files/opened-file.ts";
import { bytes, inputErrorOf } from "../support.ts";
import { zipOf } from "./support.ts";

const csv = "date,y\n2024-01-01,1\n2024-01-02,2\n";

async function* inPieces(input: Uint8Array, length: number) {
  for (let at = 0; at < input.length; at += length) yield input.subarray(at, at + length);
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

async function read(input: Uint8Array, options?: FileOptions) {
  const { text, notes } = await readText(input, options);
  return { text: Buffer.from(text).toString(), notes };
}

describe("plain text", () => {
  test.each([["a,b\n"], ["\ufeffdate,é\n"], [""], ["<DATE>,<CLOSE>\n20240101,1\n"], ["[Date],[Sales]\n"]])(
    "goes through untouched: %j",
    async (text) => {
      const input = bytes(text);
      const { kind, pieces, notes } = await openFile(input);
      const found = await all(pieces);
      expect(found[0]).toBe(input);
      expect({ kind, count: found.length, notes }).toEqual({ kind: "csv", count: 1, notes: [] });
    },
  );

  test("keeps its pieces as they come", async () => {
    const pieces = [bytes("date,"), bytes("é,y\n"), bytes("2024-01-01,1\n".repeat(100))];
    const opened = await openFile(ReadableStream.from(pieces));
    const found = await all(opened.pieces);
    expect(Buffer.concat(found).equals(Buffer.concat(pieces))).toBe(true);
    expect(found[1]).toBe(pieces[1]);
    expect(found.at(-1)).toBe(pieces[2]);
  });

  test.each([1, 2, 3, 7, 1000])("is UTF-8 in pieces of %i bytes", async (length) => {
    const input = bytes("date,Größe €\n2024-01-01,😀\n");
    const { pieces, notes } = await openFile(inPieces(input, length));
    expect(Buffer.concat(await all(pieces)).equals(input)).toBe(true);
    expect(notes).toEqual([]);
  });

  test("stops its source when the reader stops", async () => {
    let isStopped = false;
    async function* source() {
      try {
        for (;;) yield bytes(csv.repeat(100));
      } finally {
        isStopped = true;
      }
    }
    const { pieces } = await openFile(source());
    for await (const _ of pieces) break;
    expect(isStopped).toBe(true);
  });
});

describe("packed files", () => {
  const half = [csv.slice(0, 20), csv.slice(20)] as const;

  test.each([
    ["gzip", gzipSync(csv), ["The file is packed with gzip."]],
    ["gzip in members", Buffer.concat(half.map((part) => gzipSync(part))), ["The file is packed with gzip."]],
    ["zstd", zstdCompressSync(csv), ["The file is packed with zstd."]],
    [
      "zstd in frames",
      Buffer.concat(half.map((part) => zstdCompressSync(part))),
      ["The file is packed with zstd."],
    ],
    ["ZIP", zipOf({ "a/sales.csv": csv }), ["The file a/sales.csv in the ZIP archive is read."]],
    ["ZIP, stored", zipOf({ "s.csv": csv }, 0), ["The file s.csv in the ZIP archive is read."]],
    ["ZIP, in zstd", zipOf({ "s.csv": csv }, 93), ["The file s.csv in the ZIP archive is read."]],
    [
      "ZIP of the World Bank",
      zipOf({ "API_1.csv": csv, "Metadata_Country_API_1.csv": "a", "Metadata_Indicator_API_1.csv": "b" }),
      ["The file API_1.csv in the ZIP archive is read."],
    ],
    [
      "ZIP of a Macintosh",
      zipOf({ "s.csv": csv, "__MACOSX/._s.csv": "x", ".DS_Store": "y", "README.md": "z" }),
      ["The file s.csv in the ZIP archive is read."],
    ],
    [
      "gzip in ZIP",
      zipOf({ "s.csv.gz": gzipSync(csv) }),
      ["The file s.csv.gz in the ZIP archive is read.", "The file is packed with gzip."],
    ],
  ])("are read: %s", async (_, input, notes) => {
    expect(await read(input)).toEqual({ text: csv, notes });
  });

  test.each([
    ["gzip that is cut off", gzipSync(csv).subarray(0, -10), "csv.broken"],
    ["gzip with a wrong sum", gzipSync(csv).fill(0, 20, 24), "csv.broken"],
    ["zstd that is cut off", zstdCompressSync(csv.repeat(1000)).subarray(0, -10), "csv.broken"],
    ["ZIP that is cut off", zipOf({ "s.csv": csv }).subarray(0, -30), "csv.broken"],
    [
      "ZIP with a wrong offset",
      Buffer.concat([zipOf({ "s.csv": csv }).subarray(0, -6), Buffer.alloc(6, 0x7f)]),
      "csv.broken",
    ],
    [
      "ZIP with a changed letter",
      Buffer.from(zipOf({ "s.csv": csv }, 0).toString("latin1").replace("01,1", "01,7"), "latin1"),
      "csv.broken",
    ],
    ["ZIP of two files", zipOf({ "a.csv": csv, "b.csv": csv }), "csv.no-table"],
    ["ZIP of none", zipOf({}), "csv.no-table"],
    ["a Word document", zipOf({ "[Content_Types].xml": "", "word/document.xml": "" }), "csv.not-text"],
    ["an OpenDocument sheet", zipOf({ mimetype: "", "content.xml": "" }), "csv.not-text"],
    [
      "gzip in gzip in gzip in gzip",
      [1, 2, 3, 4].reduce<Uint8Array>((inner) => gzipSync(inner), bytes(csv)),
      "csv.not-text",
    ],
  ])("are refused: %s", async (_, input, code) => {
    expect(await inputErrorOf(() => readText(input))).toMatchObject({ code });
  });

  const zeros = Buffer.alloc(40 * 2 ** 20);
  const packed = deflateRawSync(zeros);

  test.each([
    ["gzip", gzipSync(zeros)],
    ["zstd", zstdCompressSync(zeros)],
    ["ZIP", zipOf({ "a.csv": zeros })],
    ["gzip in gzip", gzipSync(gzipSync(zeros))],
    ["a workbook", zipOf({ "[Content_Types].xml": "<a/>", "xl/worksheets/sheet1.xml": zeros })],
    [
      "a workbook that lies",
      zipOf({ "[Content_Types].xml": "<a/>", "xl/worksheets/sheet1.xml": zeros }, 8, 10),
    ],
  ])("that are bombs are refused long before they are unpacked: %s", async (_, input) => {
    expect(packed.length).toBeLessThan(zeros.length / 300);
    const before = process.memoryUsage().arrayBuffers;
    expect(await inputErrorOf(() => readText(input))).toMatchObject({ code: "csv.too-long" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(36 * 2 ** 20);
  });
});

describe("text in other encodings", () => {
  const text = "Datum;Größe in €\n2024-01-01;1,5\n";
  const windows = Buffer.from(text.replace("€", "\x80"), "latin1");

  test.each([
    ["UTF-16 with a mark", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without one", Buffer.from(text, "utf16le")],
    ["UTF-16, the other way round", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("is read: %s", async (_, input) => {
    expect(await read(input)).toEqual({ text, notes: ["The file is UTF-16."] });
    expect((await read(gzipSync(input))).text).toBe(text);
  });

  test.each([1, 5, 16, 1000])("is read in pieces of %i bytes: Windows-1252", async (length) => {
    const { pieces, notes } = await openFile(inPieces(windows, length));
    expect(Buffer.concat(await all(pieces)).toString()).toBe(text);
    expect(notes).toEqual([expect.stringContaining("Windows-1252")]);
  });

  test.each([
    ["windows-1251", Buffer.from([0xe4, 0xe0, 0xf2, 0xe0]), "дата"],
    ["shift_jis", Buffer.from([0x93, 0xfa, 0x95, 0x74]), "日付"],
    ["utf-16le", Buffer.from("é", "utf16le"), "é"],
    ["ibm866", Buffer.from([0xa4, 0xa0, 0xe2, 0xa0]), "дата"],
  ])("is read as the parameter says: %s", async (encoding, input, wanted) => {
    expect(await read(input, { encoding })).toEqual({ text: wanted, notes: [] });
  });

  test("is refused where it has bytes that the encoding lacks", async () => {
    const error = await inputErrorOf(() => readText(Buffer.from([0x61, 0xff]), { encoding: "utf-8" }));
    expect(error).toMatchObject({ code: "csv.encoding" });
  });

  test.each([
    ["Cyrillic", [0xf1, 0xf3, 0xec, 0xec, 0xe0]],
    ["what DOS wrote: Größe", [0x47, 0x72, 0x94, 0xe1, 0x65]],
    ["what a Macintosh wrote: café", [0x63, 0x61, 0x66, 0x8e]],
    ["what Windows-1252 lacks", [0x61, 0x81]],
    ["no text at all", [0x2c, 0xff, 0xff]],
    ["UTF-8 among bytes that are none", [0xe9, 0x2c, 0xc3, 0xa9]],
    ["UTF-8 with a bad byte", [0xc3, 0xa9, 0x2c, 0xe9]],
    ["UTF-8 that ends in a character", [0x61, 0xe2, 0x82]],
  ])("is left to the reader, which names the place: %s", async (_, input) => {
    const { text: found } = await readText(Uint8Array.from(input));
    expect([...found]).toEqual(input);
  });
});

describe("files that are known and not read", () => {
  test.each([
    ["\xd0\xcf\x11\xe0\xa1\xb1", /old Excel workbook/, /\.xlsx/],
    ["%PDF-1.7", /PDF/, /CSV/],
    ["ARROW1\0\0", /Arrow/, /Parquet/],
    ["BZh91AY&SY", /bzip2/, /gzip/],
    ["\xfd7zXZ\0", /xz/, /unxz/],
    ["\n<!DOCTYPE html>\n<title> Sign in </title>", /web page \(HTML\) with the title "Sign in"/, /login/],
    ["<?xml version='1.0'?>", /XML/, /CSV/],
    ["version https://git-lfs.github.com/spec/v1\noid", /Git LFS/, /git lfs pull/],
    ["\x80\x04\x95abc", /pickle/, /to_csv/],
  ])("are named: %j", async (start, message, fix) => {
    const error = await inputErrorOf(() => readText(Buffer.from(start, "latin1")));
    expect(error.code).toBe("csv.not-text");
    expect(error.message).toMatch(message);
    expect(error.fix).toMatch(fix);
  });
});
