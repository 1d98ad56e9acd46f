// The cells of a column as numbers, once it is known how they are written.
import { formOf, readingOf } from "./cell-form.ts";
import { isMissingWord } from "./missing-words.ts";
import type { NumberFormat } from "./number-format.ts";
import { isMissing, parseNumber } from "./parse-number.ts";
import { hasUnitOf } from "./number-unit.ts";
import { valueOf } from "./number-value.ts";
import { plainNumber } from "./plain-number.ts";
import { createShapeTree } from "./shape-tree.ts";

/**
 * @returns a function of a trimmed cell: NaN for a value that is missing, undefined for what is no number of that format.
 * Fast for many cells: a shape is looked at once.
 */
export function createNumberReader(format: NumberFormat): (text: string) => number | undefined {
  if (format.isPlain) return readPlain;
  const acceptsPlain = format.decimal === "." && (format.unit === "" || format.isCurrency);
  const readerOf = createShapeTree((shape) => readerOfShape(shape, format));
  return (text) => {
    const plain = acceptsPlain ? plainNumber(text) : NaN;
    return Number.isNaN(plain) ? readerOf(text)?.(text) : plain;
  };
}

function readPlain(text: string): number | undefined {
  const plain = plainNumber(text);
  if (!Number.isNaN(plain)) return plain;
  return isMissing(text) || isMissingWord(text) ? NaN : parseNumber(text);
}

function readerOfShape(shape: string, format: NumberFormat): (text: string) => number | undefined {
  const form = formOf(shape);
  if (form.kind === "missing") return () => NaN;
  if (form.kind === "infinite") return () => form.value;
  if (form.kind === "text" || !hasUnitOf(form, format)) return () => undefined;
  const reading = readingOf(form, format.decimal);
  if (reading === undefined || (reading.group !== "" && !format.thousands.includes(reading.group))) {
    return () => undefined;
  }
  const power = format.scales[form.scale] ?? 0;
  return (text) => valueOf(text, form, reading.fraction, power);
}
