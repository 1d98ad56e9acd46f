// What is to be said of a column of numbers that are not plain.
import { countOf, type Bucket, type NumberBucket } from "./cell-buckets.ts";
import { readingOf } from "./cell-form.ts";
import { quote } from "../../core/quote.ts";
import { describeNumberFormat, type NumberFormat } from "./number-format.ts";
import { valueOf } from "./number-value.ts";
import { isMissing } from "./parse-number.ts";

/** A sentence for everything that a reader of the file may want to know. */
export function notesOf(
  buckets: readonly Bucket[],
  fitting: readonly NumberBucket[],
  format: NumberFormat,
): string[] {
  const exact = fitting.filter(({ form }) => form.limit === "");
  return [
    ...noteOfFormat(exact, format),
    ...noteOfMarks(fitting, format),
    ...noteOfLimits(fitting, "<", "below a limit", "half of it"),
    ...noteOfLimits(fitting, ">", "above a limit", "the limit"),
    ...noteOfMissing(buckets),
  ];
}

/** By the cell that shows most. */
function noteOfFormat(fitting: readonly NumberBucket[], format: NumberFormat): string[] {
  const [telling] = fitting
    .filter(({ form }) => !form.isPlain || readingOf(form, format.decimal)?.group !== "")
    .toSorted((a, b) => b.text.length - a.text.length);
  if (telling === undefined) return [];
  const { text, form } = telling;
  const { fraction } = readingOf(form, format.decimal)!;
  const value = valueOf(text, form, fraction, format.scales[form.scale] ?? 0);
  return [`${quote(text)} is read as ${value} (${describeNumberFormat(format)}).`];
}

function noteOfMarks(fitting: readonly NumberBucket[], { hasFlags }: NumberFormat): string[] {
  const marked = fitting.filter(({ form }) => form.mark !== "" || (hasFlags && form.flag !== ""));
  if (marked.length === 0) return [];
  const count = countOf(marked);
  return [
    `${count === 1 ? "1 number is" : `${count} numbers are`} read without the mark behind it, as in ${quote(marked[0]!.text)}.`,
  ];
}

function noteOfLimits(
  fitting: readonly NumberBucket[],
  sign: "<" | ">",
  where: string,
  as: string,
): string[] {
  const found = fitting.filter(({ form }) => form.limit === sign);
  if (found.length === 0) return [];
  const count = countOf(found);
  const are = count === 1 ? "1 value is" : `${count} values are`;
  return [`${are} only known to be ${where}, as in ${quote(found[0]!.text)}, and read as ${as}.`];
}

function noteOfMissing(buckets: readonly Bucket[]): string[] {
  const words = buckets.filter(({ form, text }) => form.kind === "missing" && !isMissing(text));
  if (words.length === 0) return [];
  const named = words
    .slice(0, 5)
    .map(({ text, count }) => `${quote(text)} (${count === 1 ? "once" : `${count} times`})`);
  return [`${named.join(", ")}${words.length > 5 ? " and others" : ""} stand for missing values.`];
}
