import { describe, expect, test } from "vitest";
import type { SchemaElement } from "hyparquet";
import { exactDecimals } from "../../../../src/model/files/parquet-decimals.ts";

const decimal = (precision: number, scale: number, type: SchemaElement["type"] = "FIXED_LEN_BYTE_ARRAY") => ({
  name: "d",
  type,
  converted_type: "DECIMAL" as const,
  precision,
  scale,
});

describe("decimals of many digits", () => {
  test.each([
    [2n ** 62n + 1n, 0, "4611686018427387905"],
    [-12345678901234567890123456789n, 9, "-12345678901234567890.123456789"],
    [1_100_000_000n, 9, "1.1"],
    [-2n, 9, "-0.000000002"],
    [0n, 9, "0"],
  ])("are exact: %s with %d behind the point", (digits, scale, text) => {
    const bytes = Buffer.from(BigInt.asUintN(128, digits).toString(16).padStart(32, "0"), "hex");
    expect(exactDecimals(decimal(38, scale))?.(bytes)).toBe(text);
    expect(exactDecimals(decimal(18, scale, "INT64"))?.(digits)).toBe(text);
  });

  test("are given as they are stored", () => {
    const element = decimal(38, 9);
    exactDecimals(element);
    expect(element).not.toHaveProperty("converted_type");
  });
});

test("a number of 64 bits has those of few digits", () => {
  expect(exactDecimals(decimal(15, 2))).toBeUndefined();
  expect(exactDecimals({ name: "y", type: "DOUBLE" })).toBeUndefined();
});
