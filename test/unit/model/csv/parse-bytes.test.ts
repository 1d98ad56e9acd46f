import { describe, expect, test } from "vitest";
import {
  dayFromBytes,
  longNumberFromBytes,
  numberFromBytes,
  timeFromBytes,
} from "../../../../src/model/csv/parse-bytes.ts";

/** Amid other bytes, which must not count. */
const amid =
  (read: (bytes: Buffer, start: number, end: number) => number) =>
  (text: string): number =>
    read(Buffer.from(`9,${text},9`), 2, 2 + text.length);

describe("numberFromBytes", () => {
  test.each([
    "0",
    "9",
    "-0",
    "-12",
    "1.5",
    "-0.25",
    ".5",
    "5.",
    "007",
    "0.1",
    "123456789012345",
    "-123456789012.345",
    ".123456789012345",
  ])("gives the double of %s", (text) => {
    expect(amid(numberFromBytes)(text)).toBe(Number(text));
  });

  test.each([
    "",
    "-",
    ".",
    "-.",
    "--1",
    "+1",
    "1-",
    "1e5",
    "1..2",
    "1.2.3",
    "1/2",
    "1:2",
    " 1",
    "1234567890123456",
  ])("leaves %j to the careful way", (text) => {
    expect(amid(numberFromBytes)(text)).toBeNaN();
  });

  test.each(["1234567890.123456", "123456789012345678", "-00000000000000001"])(
    "leaves %s to the careful way, since it has more than 15 digits",
    (text) => {
      expect(amid(numberFromBytes)(text)).toBeNaN();
    },
  );
});

describe("longNumberFromBytes", () => {
  test.each([
    "1234567890123456",
    "-1234567890123456.5",
    "0.1234567890123456789",
    "-503.04519283746501",
    "9007199254740993",
    ".1234567890123456",
    "1234567890123456.",
  ])("gives the double of %s", (text) => {
    expect(amid(longNumberFromBytes)(text)).toBe(Number(text));
  });

  test.each([
    "",
    "1.5",
    "1234567890.1234.5",
    "12345678901234567e5",
    "--1234567890123456",
    " 1234567890123456",
    "0x34567890123456789",
    "1".repeat(26),
  ])("leaves %j to the careful way", (text) => {
    expect(amid(longNumberFromBytes)(text)).toBeNaN();
  });
});

describe("dayFromBytes", () => {
  test.each([
    "0001-01-01",
    "1969-12-31",
    "1970-01-01",
    "2024-01-31",
    "2024-02-29",
    "1999-10-09",
    "9999-12-31",
  ])("reads %s", (text) => {
    expect(amid(dayFromBytes)(text)).toBe(Date.parse(`${text}T00:00:00Z`) / 1000);
  });

  test.each([
    "0000-01-01",
    "2024-00-01",
    "2024-13-01",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "2023-02-29",
    "2024/01/31",
    "2024/01-31",
    "2024-01/31",
    "2024-01-3",
    "2024-01-311",
    "20:4-01-31",
    ":024-01-31",
    "2/24-01-31",
    "/024-01-31",
    "2024-0a-31",
    "2024-01-3x",
  ])("leaves %s to the careful way", (text) => {
    expect(amid(dayFromBytes)(text)).toBeNaN();
  });
});

describe("timeFromBytes", () => {
  test.each(["2024-01-31T00:00:00", "2024-01-31 18:05:09", "2024-01-31T23:59:59"])("reads %s", (text) => {
    expect(amid(timeFromBytes)(text)).toBe(Date.parse(`${text.replace(" ", "T")}Z`) / 1000);
  });

  test.each([
    "2024-01-31T24:00:00",
    "2024-01-31T23:60:00",
    "2024-01-31T23:59:60",
    "2024-01-31t18:05:09",
    "2024-01-31-18:05:09",
    "2024-01-31T18.05:09",
    "2024-01-31T18:05.09",
    "2024-01-31T18:05:0",
    "2024-01-31T18:05:099",
    "2024-01-31T1x:05:09",
    "2024-01-31T18:x5:09",
    "2024-01-31T18:05:x9",
    "2024-02-30T18:05:09",
  ])("leaves %s to the careful way", (text) => {
    expect(amid(timeFromBytes)(text)).toBeNaN();
  });
});
