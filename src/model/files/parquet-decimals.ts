// Decimals of Parquet with more digits than a number of 64 bits holds, as ids often have them: as exact text.
import type { SchemaElement } from "hyparquet";

/** So many digits any number of 64 bits has exactly. */
const exactDigits = 15;

/**
 * How such a column is written; undefined for any other, which the library reads well.
 * @param element is changed, so that the library gives the digits as they are stored
 */
export function exactDecimals(element: SchemaElement): ((value: unknown) => string) | undefined {
  const { converted_type: converted, precision = 0, scale = 0, type } = element;
  if (converted !== "DECIMAL" || precision <= exactDigits || type === "BYTE_ARRAY") return undefined;
  delete element.converted_type;
  delete element.logical_type;
  return (value) => {
    const digits = value instanceof Uint8Array ? signed(value) : BigInt(value as number | bigint);
    return decimalText(digits, scale);
  };
}

function decimalText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const point = text.length - scale;
  const fraction = text.slice(point).replace(/0+$/, "");
  return `${sign}${text.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Bytes of a whole number, the highest first, in two's complement. */
const signed = (bytes: Uint8Array): bigint =>
  BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
