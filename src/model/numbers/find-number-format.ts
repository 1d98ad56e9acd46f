// How a column writes its numbers, judged by all of its cells.
//
//   const finder = createNumberFinder({ delimiter: ";" });
//   for (const cell of column) finder.add(cell);
//   const finding = finder.result();
//   if (finding.kind === "found") read = createNumberReader(finding.format);
import { countOf, createBuckets, type Bucket, type NumberBucket } from "./cell-buckets.ts";
import { readingOf } from "./cell-form.ts";
import { wordsOf, type ColumnWords } from "./column-words.ts";
import { cellsOf } from "./decimal-cells.ts";
import { decimalMarkOf, type DecimalMark, type FileHints } from "./decimal-mark.ts";
import { plainFormat, type NumberFormat } from "./number-format.ts";
import { notesOf } from "./number-notes.ts";
import { hasUnitOf } from "./number-unit.ts";
import { valueOf } from "./number-value.ts";

export { createNumberReader } from "./number-reader.ts";
export { describeNumberFormat, plainFormat, type NumberFormat } from "./number-format.ts";

export interface NumberFinder {
  /** @param text every cell of the column, trimmed, also empty ones and missing words */
  add(text: string): void;
  /** @param file what other columns say, where this one has two meanings */
  result(file?: Pick<FileHints, "likely" | "hasDottedDates">): NumberFinding;
}

/** Cells that are no numbers of the column's format, by their shape: the first text, and how many there are. */
export interface Stray {
  text: string;
  count: number;
}

export type NumberFinding =
  | {
      kind: "found";
      format: NumberFormat;
      /** What was believed, a sentence each; none for plain numbers. */
      notes: string[];
      missing: number;
      /** Cells that are not missing, strays among them. */
      known: number;
      strays: Stray[];
      /** Zeros in front, as zip codes, phone numbers and ids have them. */
      likeIds: boolean;
      /** The decimal mark where the cells prove it. */
      proved: DecimalMark | undefined;
    }
  | {
      kind: "ambiguous";
      text: string;
      /** The likelier first. */
      readings: { format: NumberFormat; value: number; option: string }[];
    }
  | { kind: "none"; text: string; known: number; strays: Stray[] };

/** Whether a column is one of numbers: that it can be read as such is not enough. */
export function looksLikeNumbers(finding: NumberFinding): boolean {
  return finding.kind === "ambiguous" || (finding.kind === "found" && !finding.likeIds);
}

/** The decimal mark that the columns of a file prove; none where they disagree. */
export function provedMark(findings: Iterable<NumberFinding>): DecimalMark | undefined {
  const marks = new Set(
    Array.from(findings, (finding) => (finding.kind === "found" ? finding.proved : undefined)),
  );
  marks.delete(undefined);
  return marks.size === 1 ? [...marks][0] : undefined;
}

/** Of the cells that are not missing, so many must fit. */
const leastShare = 0.9;

export function createNumberFinder(
  options: { decimal?: DecimalMark | undefined; delimiter?: string } = {},
): NumberFinder {
  const buckets = createBuckets();
  return {
    add: (text) => buckets.add(text),
    result: (file) => findingOf(buckets.all(), { ...options, ...file }),
  };
}

function findingOf(buckets: Bucket[], hints: FileHints): NumberFinding {
  const missing = countOf(buckets.filter(({ form }) => form.kind === "missing"));
  const known = countOf(buckets) - missing;
  const numbers = buckets.filter((bucket): bucket is NumberBucket => bucket.form.kind === "number");
  const infinite = buckets.filter(({ form }) => form.kind === "infinite");
  const words = wordsOf(numbers);
  const inUnit = numbers.filter(({ form }) => hasUnitOf(form, words));
  const cells = cellsOf(inUnit, words.unit);
  const mark = decimalMarkOf(cells, hints);
  const marks: DecimalMark[] = mark === undefined ? [".", ","] : [mark.decimal];
  const fitting = inUnit.filter(({ form }) => marks.some((by) => readingOf(form, by) !== undefined));
  const fits = new Set<Bucket>([...fitting, ...infinite]);
  const strays = buckets
    .filter((bucket) => bucket.form.kind !== "missing" && !fits.has(bucket))
    .map(({ text, count }) => ({ text, count }));
  // Nothing but limits are groups, such as ages: <18, >65.
  const isGrouped = fitting.every(({ form }) => form.limit !== "");
  if (isGrouped || countOf([...fits]) < leastShare * known) {
    return { kind: "none", text: strays[0]?.text ?? "", known, strays };
  }
  const formatWith = (by: DecimalMark): NumberFormat => formatOf(fitting, words, by);
  if (mark === undefined) return ambiguous(fitting, formatWith, hints);
  const format = formatWith(mark.decimal);
  return {
    kind: "found",
    format,
    notes: notesOf(buckets, fitting, format),
    missing,
    known,
    strays,
    likeIds: fitting.some(({ form }) => /^0\d/.test(form.body)),
    proved: mark.isSure ? mark.decimal : undefined,
  };
}

function formatOf(fitting: readonly NumberBucket[], words: ColumnWords, decimal: DecimalMark): NumberFormat {
  const groups = new Set(fitting.map(({ form }) => readingOf(form, decimal)?.group ?? ""));
  const thousands = [...groups].join("");
  if (decimal === "." && thousands === "" && fitting.every(({ form }) => form.isPlain)) return plainFormat;
  return { ...words, decimal, thousands };
}

function ambiguous(
  fitting: readonly NumberBucket[],
  formatWith: (decimal: DecimalMark) => NumberFormat,
  { hasDottedDates }: FileHints,
): NumberFinding {
  const { text, form } = fitting.find(
    ({ form: { body }, values }) => values !== undefined && body.length > 3,
  )!;
  const sign = form.body.includes(".") ? "." : ",";
  const other = sign === "." ? "," : ".";
  const readings = (hasDottedDates === true ? ([",", "."] as const) : ([sign, other] as const)).map(
    (decimal) => {
      const format = formatWith(decimal);
      const { fraction } = readingOf(form, decimal)!;
      const value = valueOf(text, form, fraction, format.scales[form.scale] ?? 0);
      return { format, value, option: `--decimal ${decimal}` };
    },
  );
  return { kind: "ambiguous", text, readings };
}
