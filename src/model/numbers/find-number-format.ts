// How a column writes its numbers, judged by all of its cells.
//
//   const finder = createNumberFinder({ delimiter: ";" });
//   for (const cell of column) finder.add(cell);
//   const finding = finder.result();
//   if (finding.kind === "found") read = createNumberReader(finding.format);
import { countOf, createBuckets, type Bucket, type NumberBucket } from "./cell-buckets.ts";
import { readingOf } from "./cell-form.ts";
import {
  decimalMarkOf,
  mergeValues,
  noValues,
  type Cells,
  type DecimalMark,
  type FileHints,
} from "./decimal-mark.ts";
import { plainFormat, type NumberFormat } from "./number-format.ts";
import { notesOf } from "./number-notes.ts";
import { hasUnitOf, unitOf } from "./number-unit.ts";
import { valueOf } from "./number-value.ts";
import { powerOfScale, weakScales } from "./number-words.ts";

export { createNumberReader } from "./number-reader.ts";
export { describeNumberFormat, plainFormat, type NumberFormat } from "./number-format.ts";

export interface NumberFinder {
  /** @param text every cell of the column, trimmed, also empty ones and missing words */
  add(text: string): void;
  /** @param likely the decimal mark that other columns of the file prove, where this one has two meanings */
  result(likely?: DecimalMark): NumberFinding;
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

/** Of the cells that are not missing, so many must fit. */
const leastShare = 0.9;

export function createNumberFinder(
  options: { decimal?: DecimalMark | undefined; delimiter?: string } = {},
): NumberFinder {
  const buckets = createBuckets();
  return {
    add: (text) => buckets.add(text),
    result: (likely) => findingOf(buckets.all(), { ...options, likely }),
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
  const decimal = mark?.decimal ?? ".";
  // In both meanings of a mark the same cells fit.
  const fitting = inUnit.filter(({ form }) => readingOf(form, decimal) !== undefined);
  const fits = new Set<Bucket>([...fitting, ...infinite]);
  const strays = buckets
    .filter((bucket) => bucket.form.kind !== "missing" && !fits.has(bucket))
    .map(({ text, count }) => ({ text, count }));
  if (fitting.length === 0 || countOf([...fits]) < leastShare * known) {
    return { kind: "none", text: strays[0]?.text ?? "", known, strays };
  }
  const formatWith = (by: DecimalMark): NumberFormat => formatOf(fitting, words, by);
  if (mark === undefined) return ambiguous(fitting, formatWith);
  const format = formatWith(decimal);
  return {
    kind: "found",
    format,
    notes: notesOf(buckets, fitting, format),
    missing,
    known,
    strays,
    likeIds: fitting.some(({ form }) => /^0\d/.test(form.body)),
    proved:
      mark.isSure && cells.sure["."] + cells.sure[","] + cells.open["."].count + cells.open[","].count > 0
        ? decimal
        : undefined,
  };
}

type Words = Pick<NumberFormat, "unit" | "isCurrency" | "scales" | "hasFlags" | "isPlain">;

/** The one unit of the column, and what the words behind its numbers mean. */
function wordsOf(numbers: readonly NumberBucket[]): Words {
  const words = new Set(numbers.map(({ form }) => form.scale));
  words.delete("");
  const [only = ""] = words;
  const isUnit = words.size === 1 && weakScales.has(only) && !numbers.some(({ form }) => form.isCurrency);
  const scales = Object.fromEntries(isUnit ? [] : [...words].map((word) => [word, powerOfScale(word)]));
  // Where every number has the same letter, it is a unit: seconds, for example.
  const hasFlags = numbers.some(({ form }) => form.flag === "");
  const units = new Map<string, number>();
  for (const { form, count } of numbers) {
    const unit = unitOf(form, { scales, hasFlags });
    units.set(unit, (units.get(unit) ?? 0) + count);
  }
  const bare = units.get("") ?? 0;
  const [unit, count] = [...units].filter(([name]) => name !== "").toSorted((a, b) => b[1] - a[1])[0] ?? [
    "",
    0,
  ];
  const currency = numbers.some(({ form }) => form.isCurrency && unitOf(form, { scales, hasFlags }) === unit);
  const hasUnit = currency || count > bare;
  return { unit: hasUnit ? unit : "", isCurrency: hasUnit && currency, scales, hasFlags, isPlain: false };
}

function cellsOf(numbers: readonly NumberBucket[], unit: string): Cells {
  const sure = { ".": 0, ",": 0 };
  const open = { ".": noValues(), ",": noValues() };
  const small = noValues();
  let longest = 0;
  let shortest = Infinity;
  for (const { form, count, values } of numbers) {
    const [point, comma] = [readingOf(form, "."), readingOf(form, ",")];
    if (point !== undefined && comma === undefined) sure["."] += count;
    else if (comma !== undefined && point === undefined) sure[","] += count;
    else if (values === undefined) {
      if (/^[1-9]\d{3,}$/.test(form.body)) longest = Math.max(longest, form.body.length);
    } else if (form.body.length <= 3) mergeValues(small, values);
    else {
      mergeValues(open[form.body.includes(".") ? "." : ","], values);
      shortest = Math.min(shortest, form.body.length - 4);
    }
  }
  return {
    sure,
    open,
    small,
    longest,
    shortest,
    unit,
    isUnitFirst: numbers.some(({ form }) => form.isUnitFirst),
  };
}

function formatOf(fitting: readonly NumberBucket[], words: Words, decimal: DecimalMark): NumberFormat {
  const groups = new Set(fitting.map(({ form }) => readingOf(form, decimal)?.group ?? ""));
  const thousands = [...groups].join("");
  if (decimal === "." && thousands === "" && fitting.every(({ form }) => form.isPlain)) return plainFormat;
  return { ...words, decimal, thousands };
}

function ambiguous(
  fitting: readonly NumberBucket[],
  formatWith: (decimal: DecimalMark) => NumberFormat,
): NumberFinding {
  const { text, form } = fitting.find(
    ({ form: { body }, values }) => values !== undefined && body.length > 3,
  )!;
  const sign = form.body.includes(".") ? "." : ",";
  const readings = ([sign, sign === "." ? "," : "."] as const).map((decimal) => {
    const format = formatWith(decimal);
    const { fraction } = readingOf(form, decimal)!;
    const value = valueOf(text, form, fraction, format.scales[form.scale] ?? 0);
    return { format, value, option: `--decimal ${decimal}` };
  });
  return { kind: "ambiguous", text, readings };
}
