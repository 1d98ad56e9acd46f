import { describe, expect, test } from "vitest";
import { decodeText, hasByteOrderMark, maximumBytes } from "../../../../src/model/csv/decode-text.ts";
import { faultIn } from "../support.ts";

const faultOf = (input: Uint8Array) => faultIn(() => decodeText(input));
const around = (...bytes: number[]) => Uint8Array.from([0x78, ...bytes, 0x78]);

test("drops a byte order mark, and keeps the rest", () => {
  const input = Buffer.from("\ufeffdate,é\n");
  expect(hasByteOrderMark(input)).toBe(true);
  expect(decodeText(input)).toBe("date,é\n");
  expect(hasByteOrderMark(input.subarray(1))).toBe(false);
});

describe("the first byte that is not UTF-8", () => {
  test.each([
    [[0x7f]],
    [[0xc2, 0x80]],
    [[0xdf, 0xbf]],
    [[0xe0, 0xa0, 0x80]],
    [[0xe1, 0x80, 0x80]],
    [[0xed, 0x9f, 0xbf]],
    [[0xee, 0x80, 0x80]],
    [[0xef, 0xbf, 0xbf]],
    [[0xf0, 0x90, 0x80, 0x80]],
    [[0xf1, 0x80, 0x80, 0xbf]],
    [[0xf4, 0x8f, 0xbf, 0xbf]],
  ])("comes after the character %j", (character) => {
    expect(faultOf(around(...character, 0xff)).message).toBe(
      `Byte 0xFF at offset ${character.length + 1} is not valid UTF-8.`,
    );
  });

  test.each([
    [[0x80]],
    [[0xc1, 0x80]],
    [[0xc2]],
    [[0xc2, 0xc0]],
    [[0xe0, 0x9f, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xe1, 0x80, 0x7f]],
    [[0xf0, 0x8f, 0x80, 0x80]],
    [[0xf1, 0x80, 0x80]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xf5, 0x80, 0x80, 0x80]],
  ])("is the first of %j", (bytes) => {
    expect(faultOf(around(...bytes)).message).toBe(
      `Byte 0x${bytes[0]!.toString(16).toUpperCase()} at offset 1 is not valid UTF-8.`,
    );
  });

  test("is named with its line, its field by the header's delimiter, and the line", () => {
    const input = Buffer.concat([
      Buffer.from("date;a,b;y\n1;2,3;"),
      Uint8Array.of(0xff),
      Buffer.from("4 \n5"),
    ]);
    expect(faultOf(input)).toMatchObject({
      code: "csv.encoding",
      line: 2,
      column: 3,
      excerpt: "1;2,3;\ufffd4",
    });
  });

  test("may stand in the last line, without an end", () => {
    const input = Buffer.concat([Buffer.from("date,y\n1,"), Uint8Array.of(0xc3)]);
    expect(faultOf(input)).toMatchObject({ line: 2, column: 2, excerpt: "1,\ufffd" });
  });
});

test("NUL bytes are no text", () => {
  expect(faultOf(Buffer.from("d\0a\0\0\0y\0"))).toMatchObject({ code: "csv.not-text", line: 1, column: 1 });
});

test("takes 128 MiB and no more", () => {
  const most = new Uint8Array(maximumBytes);
  most[1] = 0x0a;
  expect(faultOf(most).code).toBe("csv.not-text");
  expect(faultOf(new Uint8Array(maximumBytes + 1))).toMatchObject({
    code: "csv.too-long",
    line: 1,
    column: 1,
    fix: "Send only the columns date and value, and only the newest rows.",
  });
});
