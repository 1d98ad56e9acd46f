// The list of files at the end of a ZIP archive: where it is found, the wide form of it, and what is damaged.
import { describe, expect, test } from "vitest";
import { contentOf, entriesOf } from "../../../../../src/model/files/packed/zip-entries.ts";
import { inputErrorOf } from "../../support.ts";
import { zipOf } from "../support.ts";

async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

const csv = "date,y\n2024-01-01,1\n";
const noList = "The ZIP archive is damaged or cut off: its list of files cannot be read.";
const fix = "It was probably cut off on its way. Download or make the file again.";

async function textsOf(input: Uint8Array): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const entry of entriesOf(input))
    texts[entry.name] = Buffer.concat(await allOf(contentOf(entry))).toString();
  return texts;
}

/** Archives of one file, a.csv, whose directory begins here. */
const directoryOf = (zip: Buffer) => zip.readUInt32LE(zip.length - 6);

/** The archive of one file with another entry in its directory. */
function withEntry(zip: Buffer, change: (entry: Buffer) => Buffer): Buffer {
  const at = directoryOf(zip);
  const end = zip.length - 22;
  return Buffer.concat([zip.subarray(0, at), change(Buffer.from(zip.subarray(at, end))), zip.subarray(end)]);
}

/** An extra field, with its number. */
function extra(id: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(content.length, 2);
  return Buffer.concat([head, content]);
}

const wide = (...values: number[]) => {
  const content = Buffer.alloc(8 * values.length);
  for (const [at, value] of values.entries()) content.writeBigUInt64LE(BigInt(value), 8 * at);
  return content;
};

/** The entry with these extra fields, and with what is in them left out. @param fields 20 size, 24 unpacked, 42 start */
const widened =
  (fields: readonly number[], ...extras: Buffer[]) =>
  (entry: Buffer) => {
    for (const field of fields) entry.writeUInt32LE(0xffff_ffff, field);
    const all = Buffer.concat(extras);
    entry.writeUInt16LE(all.length, 30);
    return Buffer.concat([entry, all]);
  };

test.each([0, 8, 93] as const)("files are listed in their order, by the method %i", async (method) => {
  const files = { "a.csv": csv, "é/b.csv": csv.repeat(20), "c.txt": "" };
  const zip = zipOf(files, method);
  expect(entriesOf(zip).map((each) => [each.name, each.method, each.isEncrypted])).toEqual(
    Object.keys(files).map((name) => [name, method, false]),
  );
  expect(await textsOf(zip)).toEqual(files);
  // Part of a larger memory.
  expect(await textsOf(Buffer.concat([Buffer.alloc(7), zip]).subarray(7))).toEqual(files);
});

describe("the list is found", () => {
  test.each([0, 1, 0xffff])("before a comment of %i bytes", async (length) => {
    const zip = Buffer.concat([zipOf({ "a.csv": csv }), Buffer.alloc(length, "#")]);
    expect(await textsOf(zip)).toEqual({ "a.csv": csv });
  });

  test("not before more than a comment can be", async () => {
    const zip = Buffer.concat([zipOf({ "a.csv": csv }), Buffer.alloc(0x1_0000, "#")]);
    expect(await inputErrorOf(() => entriesOf(zip))).toMatchObject({ code: "csv.broken", message: noList });
  });

  test("past the extra fields and comments of its files", async () => {
    const zip = zipOf({ "a.csv": csv, "b.csv": "b" });
    const at = directoryOf(zip);
    const entry = Buffer.from(zip.subarray(at, at + 46 + 5));
    entry.writeUInt16LE(6, 30);
    entry.writeUInt16LE(3, 32);
    const rest = zip.subarray(at + 46 + 5);
    const more = Buffer.concat([extra(9, Buffer.alloc(2)), Buffer.from("abc")]);
    expect(await textsOf(Buffer.concat([zip.subarray(0, at), entry, more, rest]))).toEqual({
      "a.csv": csv,
      "b.csv": "b",
    });
  });
});

describe("numbers that stand elsewhere are read", () => {
  const zip = zipOf({ "a.csv": csv });
  const packedSize = zip.readUInt32LE(18);

  test.each([
    ["the size", [20], [packedSize]],
    ["the start", [42], [0]],
    ["the size and the start", [20, 42], [packedSize, 0]],
    ["all", [20, 24, 42], [csv.length, packedSize, 0]],
    ["the length only", [24], [csv.length]],
  ])("of %s", async (_, fields, values) => {
    const changed = withEntry(zip, widened(fields, extra(1, wide(...values))));
    expect(await textsOf(changed)).toEqual({ "a.csv": csv });
  });

  test("behind another extra field, and not from one", async () => {
    const other = extra(0x5455, Buffer.alloc(5, 7));
    const changed = withEntry(zip, widened([20], other, extra(1, wide(packedSize))));
    expect(await textsOf(changed)).toEqual({ "a.csv": csv });
    const lacking = withEntry(zip, widened([20], extra(2, wide(packedSize))));
    expect(await inputErrorOf(() => entriesOf(lacking))).toMatchObject({ message: noList });
  });

  test("from an extra field that ends with the last byte of them", async () => {
    const changed = withEntry(zip, widened([], extra(9, Buffer.alloc(0))));
    expect(await textsOf(changed)).toEqual({ "a.csv": csv });
  });

  /** The archive with the end of the wide form. */
  function withWideEnd(count: number, directory: number): Buffer {
    const at = zip.length - 22;
    const wideEnd = Buffer.alloc(56);
    wideEnd.writeUInt32LE(0x06064b50, 0);
    wideEnd.writeBigUInt64LE(1n, 32);
    wideEnd.writeBigUInt64LE(BigInt(directoryOf(zip)), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at), 8);
    const end = Buffer.from(zip.subarray(at));
    end.writeUInt16LE(count, 10);
    end.writeUInt32LE(directory, 16);
    return Buffer.concat([zip.subarray(0, at), wideEnd, locator, end]);
  }

  test.each([
    ["the count", 0xffff, directoryOf(zip)],
    ["the place", 1, 0xffff_ffff],
    ["both", 0xffff, 0xffff_ffff],
  ])("from the wide end: %s", async (_, count, directory) => {
    expect(await textsOf(withWideEnd(count, directory))).toEqual({ "a.csv": csv });
  });

  test("unless the wide end is damaged", async () => {
    const changed = withWideEnd(0xffff, 0xffff_ffff);
    changed[zip.length - 22] = 0;
    expect(await inputErrorOf(() => entriesOf(changed))).toMatchObject({
      code: "csv.broken",
      message: noList,
    });
  });
});

describe("is damaged", () => {
  const zip = zipOf({ "a.csv": csv }, 0);
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(zip);
    copy[at] = value;
    return copy;
  };
  test.each([
    ["nothing", Buffer.alloc(0)],
    ["less than an end", zip.subarray(-21)],
    ["an end without its list", zip.subarray(-22)],
    ["a list that is none", changed(directoryOf(zip), 0)],
    ["a file that is none", changed(0, 0)],
    ["a place out of the file", changed(directoryOf(zip) + 45, 0x7f)],
    ["a size out of the file", changed(directoryOf(zip) + 22, 0x7f)],
  ])("%s", async (_, input) => {
    expect(await inputErrorOf(() => entriesOf(input))).toMatchObject({
      code: "csv.broken",
      message: noList,
      fix,
    });
  });

  test("a file that ends with the archive is whole, and by a byte more is cut off", async () => {
    // The directory stands first, then the file.
    const [at, end] = [directoryOf(zip), zip.length - 22];
    const entry = Buffer.from(zip.subarray(at, end));
    const tail = Buffer.from(zip.subarray(end));
    tail.writeUInt32LE(0, 16);
    entry.writeUInt32LE(entry.length, 42);
    // All behind the local header belongs to the file, the end of the archive too.
    const local = zip.subarray(0, at);
    const size = local.length - 35 + tail.length;
    entry.writeUInt32LE(size, 20);
    const whole = Buffer.concat([entry, local, tail]);
    expect(entriesOf(whole)[0]!.packed).toHaveLength(size);
    whole.writeUInt32LE(size + 1, 20);
    expect(await inputErrorOf(() => entriesOf(whole))).toMatchObject({ message: noList });
  });

  test("content with another sum", async () => {
    const [entry] = entriesOf(changed(36, 0x41)) as [ReturnType<typeof entriesOf>[number]];
    expect(await inputErrorOf(() => allOf(contentOf(entry)))).toMatchObject({
      code: "csv.broken",
      message: "The file a.csv in the ZIP archive is damaged.",
      fix,
    });
  });
});

describe("is not read", () => {
  const zip = zipOf({ "a.csv": csv });
  const unread = async (at: number, value: number) => {
    const copy = withEntry(zip, (entry) => {
      entry[at] = value;
      return entry;
    });
    const [entry] = entriesOf(copy) as [ReturnType<typeof entriesOf>[number]];
    return inputErrorOf(() => allOf(contentOf(entry)));
  };

  test("what is locked", async () => {
    expect(await unread(8, 1)).toMatchObject({
      code: "csv.not-text",
      message: expect.stringContaining("The file a.csv in the ZIP archive is locked with a password."),
      fix: "Unpack it and send the file of data in it.",
    });
  });

  test.each([1, 9, 12, 14])("what is packed by the method %i", async (method) => {
    expect(await unread(10, method)).toMatchObject({
      code: "csv.not-text",
      message: expect.stringContaining(
        "The file a.csv in the ZIP archive is packed in a way that is not read.",
      ),
    });
  });

  test("more than is asked for", async () => {
    const [entry] = entriesOf(zip) as [ReturnType<typeof entriesOf>[number]];
    expect(await allOf(contentOf(entry, csv.length))).toHaveLength(1);
    expect(await inputErrorOf(() => allOf(contentOf(entry, csv.length - 1)))).toMatchObject({
      code: "csv.too-long",
    });
  });
});
