// Whether a point or a comma is the decimal mark of a column, where cells such as `1.016` allow both.
//
// Some cells can be read in one way only: `1.5`, `0.123` and `1234.567` have a decimal point, `1.234.567` has not, and where
// both signs stand in a cell, the last is the decimal mark. Such a cell decides, unless it stands against twenty others and
// what follows here; where such cells contradict each other, most do.
//
// Is every cell like `1.016` (one to three digits, a sign, three digits), whole numbers beside them tell something. Two
// kinds of programs write decimals: with a fixed number of places, then 963 would be `963.000`; or without zeros at the
// end, then `1.010` would be `1.01`. So whole numbers below 1000 beside a cell that ends in 0 mean thousands. So do they where
// that gives numbers of one size (963, 1016) and decimals would not (963, 1.016), or where ten cells and more all have
// exactly three places (of decimals without zeros at the end, one in ten has fewer).
// Two different whole numbers must be there: a single one may be a limit (`100` beside `99.125`) or a stand-in (`999`).
// And decimals must not give numbers of one size where thousands would not: 1.250, 2, 3.500, 4 may be kilograms.
// What this leaves open the file may say: its other columns, or how its fields are separated. Otherwise the user is asked.

import type { NumberFormat } from "./number-format.ts";

export type DecimalMark = NumberFormat["decimal"];

/** Whole numbers below 1000 in the column, or cells like `1.016` as 1016. */
export interface Values {
  count: number;
  least: number;
  most: number;
  /** The first few different ones. */
  some: Set<number>;
  /** Some end in 0. */
  hasRound: boolean;
}

export const noValues = (): Values => ({
  count: 0,
  least: Infinity,
  most: 0,
  some: new Set(),
  hasRound: false,
});

export function addValue(values: Values, value: number): void {
  values.count++;
  if (value < values.least) values.least = value;
  if (value > values.most) values.most = value;
  if (value % 10 === 0) values.hasRound = true;
  if (values.some.size < 3) values.some.add(value);
}

export function mergeValues(into: Values, values: Values): void {
  into.count += values.count;
  into.least = Math.min(into.least, values.least);
  into.most = Math.max(into.most, values.most);
  into.hasRound ||= values.hasRound;
  for (const value of values.some) if (into.some.size < 3) into.some.add(value);
}

export interface Cells {
  /** Cells that allow one mark only. */
  sure: Readonly<Record<DecimalMark, number>>;
  /** By the sign in them: cells that allow both marks. */
  open: Readonly<Record<DecimalMark, Values>>;
  small: Values;
  /** Whole numbers of four digits and more, by their most digits. */
  longest: number;
  /** Least digits in front of the sign of the cells that allow both. */
  shortest: number;
  unit: string;
  isUnitFirst: boolean;
}

export interface FileHints {
  /** The user's word. */
  decimal?: DecimalMark | undefined;
  delimiter?: string | undefined;
  /** What other columns of the file prove. */
  likely?: DecimalMark | undefined;
  /** Whether its dates are written as `31.12.2024`, where a point more often separates thousands. */
  hasDottedDates?: boolean | undefined;
}

const other = (mark: DecimalMark): DecimalMark => (mark === "." ? "," : ".");

/** @returns the mark and whether the cells prove it; undefined where it has to be asked for */
export function decimalMarkOf(
  cells: Cells,
  hints: FileHints,
): { decimal: DecimalMark; isSure: boolean } | undefined {
  const { decimal, delimiter, likely } = hints;
  const { sure, open } = cells;
  if (sure["."] > 0 || sure[","] > 0) {
    const mark = sure[","] > sure["."] ? "," : ".";
    // Cells with one meaning need no answer: the user may have had another column in mind.
    if (decimal !== undefined && (sure[decimal] > 0 || isExceptional(cells, mark, hints))) {
      return { decimal, isSure: true };
    }
    const isOdd = likely !== mark && isExceptional(cells, mark, hints);
    return isOdd ? undefined : { decimal: mark, isSure: true };
  }
  if (decimal !== undefined) return { decimal, isSure: true };
  const signs = ([".", ","] as const).filter((sign) => open[sign].count > 0);
  if (signs.length === 0) return { decimal: ".", isSure: false };
  const [sign] = signs as [DecimalMark];
  if (signs.length === 2) return likely && { decimal: likely, isSure: false };
  const proved = meansThousands(cells, sign);
  const expected = likely ?? expectedMark(cells, sign, hints);
  if (proved === true) {
    // The cells say one thing, the file another.
    return expected === sign && (likely !== undefined || delimiter === ";")
      ? undefined
      : { decimal: other(sign), isSure: true };
  }
  const isOdd = expected === sign ? proved === "perhaps" : proved === "hardly";
  if (isOdd && likely === undefined) return undefined;
  return expected && { decimal: expected, isSure: false };
}

/** A few cells with one meaning may be mistakes, where many others and the file speak for the other mark. */
function isExceptional(cells: Cells, mark: DecimalMark, hints: FileHints): boolean {
  return ([".", ","] as const).some((sign) => {
    if (cells.sure[mark] * 20 >= cells.open[sign].count) return false;
    if (mark === sign && meansThousands(cells, sign) === true) return true;
    return expectedMark(cells, sign, hints) === other(mark);
  });
}

/** "perhaps" and "hardly" where whole numbers speak for it or against it, but not clearly. */
function meansThousands(cells: Cells, sign: DecimalMark): boolean | "perhaps" | "hardly" {
  const { small, longest, shortest } = cells;
  const { [sign]: signed } = cells.open;
  if (small.count === 0) return false;
  // Spaniards, Portuguese and Poles write 1234 beside 12.345.
  if (longest > 4 || (longest === 4 && shortest === 1)) return false;
  const asThousands = Math.max(signed.most, small.most) / Math.min(signed.least, small.least);
  const asDecimals = Math.max(signed.most / 1000, small.most) / Math.min(signed.least / 1000, small.least);
  if (asDecimals * 10 <= asThousands) {
    if (small.some.size < 2) return false;
    return signed.hasRound ? "perhaps" : "hardly";
  }
  if (small.some.size < 2) return "perhaps";
  const isOneSize = asThousands * 10 <= asDecimals;
  return signed.hasRound || isOneSize || (small.some.size >= 3 && signed.count >= 10) ? true : "perhaps";
}

/** Of amounts in these, nobody writes three decimals with that mark. */
const amounts: Readonly<Record<DecimalMark, RegExp>> = {
  ",": /^(?:(?:US|A|C|CA|AU|NZ|HK|S|NT|MX)?\$|£|¥|JP¥|CN¥|₹|₩|₱|฿|USD|GBP|JPY|CNY|INR|KRW|HKD|SGD|AUD|NZD|MXN|PHP|THB|TWD)$/,
  ".": /^(?:R\$|BRL|Rp\.?|IDR|₫|VND|ARS|CLP|COP)$/,
};

/** By how such files mostly are written. */
function expectedMark(
  { unit, isUnitFirst }: Cells,
  sign: DecimalMark,
  { delimiter, hasDottedDates }: FileHints,
): DecimalMark | undefined {
  // A semicolon separates fields where commas are decimal marks; a point beside it may come from anywhere.
  if (delimiter === ";" && sign === ",") return ",";
  if (isUnitFirst && amounts[sign].test(unit)) return other(sign);
  if (delimiter === ";" || (sign === "." && hasDottedDates === true)) return undefined;
  // Plain numbers have a decimal point; a program would not write a currency with three places.
  if (sign === ".") return unit === "" || unit === "%" ? "." : undefined;
  // Written between quotes in a file of commas; but percentages seldom reach thousands.
  return delimiter === "," && unit !== "%" ? "." : undefined;
}
