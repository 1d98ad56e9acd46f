// What one cell looks like at a glance: enough to tell rows of data from names, titles and notes. What it means is for
// others to say.
import { plainDigits } from "../dates/plain-digits.ts";
import { formOf } from "../numbers/cell-form.ts";
import { shapeOf } from "../numbers/cell-shape.ts";

/** `mixed` has letters and digits: `Jan-20`, `Q1 2024`, `shop 7`, `PM2.5`. */
export type CellKind = "blank" | "number" | "date" | "mixed" | "text";

/** A cell of these kinds is seldom a name. */
export type TypedKind = "number" | "date" | "mixed";

const missing = /^(?:[-–—.:*…]{1,3}|#?n\/?a|n\.a\.?|nan|null|none|nil|\\n)$/i;

// Each digit can be matched in one way only: a megabyte of digits must not be tried in all combinations.
const currency = String.raw`(?:[A-Z]{0,2}[$€£¥₹₽₩₺]|USD|EUR|GBP|CHF|JPY|CNY|INR|Fr\.|Rs\.?|kr\.?)?`;
const unit = String.raw`(?:[%‰$€£¥₹]|°[^\s\d]{0,4}|USD|EUR|GBP|CHF|Fr\.|kr\.?|[kKmMbB](?:n|io|rd)?\.?|\p{Ll})?`;
const number = new RegExp(
  String.raw`^(?:[<>]=?|[≤≥~(])?\s?[-+−–]?\s?${currency}\s?[-+−–]?[.,]?\d+(?:[.,'’_]\d+|\s\d{3}(?!\d))*[.,]?(?:[eE][-+]?\d+)?\s?${unit}[-−)]?$`,
  "u",
);
const date =
  /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\.?|\d{4}[-/:]\d{1,2}|\d{1,2}[-/]\d{4}|(?:1[5-9]|2[01])\d{2}(?:0[1-9]|1[0-2])[0-3]\d)(?:[T\s,]+\d{1,2}(?::?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)?\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:Z|UTC|GMT|[A-Z]{2,5}|[-+]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?)?$/;
const isoWeek = /^\d{4}-?\s?[QWMHTS]-?\d{1,2}(?:-\d)?$/i;
const clock = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?$/;

/** Names of months and quarters count as dates only where the whole cell has the shape of one. */
const named =
  /^(?:\p{L}{2,10}[.,]{0,2}\s(?=\d)|\p{L}{2,10}[.,]{1,2}\s)?(?:\d{1,2}(?:st|nd|rd|th|\.)?[\s/-](?:de\s)?)?\p{L}{3,10}\.?[\s/,-]{1,2}(?:de\s)?(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?'?\d{2,4}(?:[\s,]+[\d:.]+\s?\p{L}{0,4})?$/u;
const yearAndName =
  /^(?:\d{4}[\s/-]\p{L}{1,10}\.?(?:[\s/-]?\d{1,2})?|[QWHTS]\d{1,2}[\s/-]+\d{2,4}|FY\s?\d{2,4}|\d{1,2}[QT][\s-]?\d{2,4})$/iu;

/** Longer cells are notes. */
const longest = 60;

export function kindOf(cell: string): CellKind {
  const text = plainText(cell);
  if (text === "" || missing.test(text)) return "blank";
  if (text.length > longest) return "text";
  if (!/\d/.test(text) || text.includes("\t")) return "text";
  if (date.test(text) || isoWeek.test(text) || clock.test(text)) return "date";
  return number.test(text) || isOtherNumber(text) ? "number" : "mixed";
}

/** In other digits, or with a currency or a unit that is not so common: `৪৬৭.৭৳`, `4 304 KZT`, `7 kWh`. */
function isOtherNumber(text: string): boolean {
  const form = formOf(shapeOf(text));
  if (form.kind !== "number") return false;
  const hasUnit = form.unit.length <= 6 && /\d\s\P{N}+$/u.test(text) && !isNamedDate(text);
  return form.isCurrency || ["", "%"].includes(form.unit) || hasUnit;
}

/** Whether a cell may be a number, even where it looks like a date: `20240101`. */
export function isNumberLike(cell: string): boolean {
  const text = plainText(cell);
  return text.length <= longest && (number.test(text) || isOtherNumber(text));
}

/** In the digits and signs of Europe. */
const plainText = (cell: string): string =>
  plainDigits(cell.trim()).replaceAll("٫", ".").replaceAll("٬", ",");

/** Whether a cell of letters and digits has the shape of a date: `5 January 2024`, `Jan-20`, `1991 Jul`, `Q1 2024`. */
export const isNamedDate = (cell: string): boolean =>
  named.test(cell.trim()) || yearAndName.test(cell.trim()) || isLongDate(plainText(cell));

/**
 * A year with a day or an abbreviation, and a few words: `4 de outubro de 2004 às 00:00`, `октябрь 2004 г.`, `2004年10月1日`,
 * `2004. október 4.`
 */
function isLongDate(text: string): boolean {
  // A whole row, split at another sign.
  if (/,\S/.test(text)) return false;
  // Servers and JavaScript: `04/Oct/2004:13:45:00 +0200`, `Mon Oct 04 2004 13:45:00 GMT+0100 (CET)`.
  const bare = text
    .replace(/ (?:GMT|UTC)?[-+]\d{2}:?\d{2}(?: \(.*\))?$/, "")
    .replace(/^(\d{1,2})\/(\p{L}{3,})\/(\d{4}):/u, "$1 $2 $3 ");
  const pieces = bare.match(/[\p{L}\p{M}'’׳״]+|\d+(?::\d+)*|[^\s.,\p{L}\p{M}\d'’׳״]/gu) ?? [];
  const years = pieces.filter((piece) => /^(?:1[5-9]|2[01])\d{2}$/.test(piece)).length;
  const small = pieces.filter((piece) => /^\d{1,2}$/.test(piece)).length;
  const times = pieces.filter((piece) => /^\d{1,2}(?::\d{2}){1,2}$/.test(piece)).length;
  const words = pieces.filter((piece) => /^\p{L}[\p{L}\p{M}'’׳״]{0,14}$/u.test(piece));
  const isWhole = years + small + times + words.length === pieces.length && words.length > 0;
  if (!isWhole || years !== 1 || small > 4 || times > 1 || words.length > 5) return false;
  if (words.length === 1 && pieces.length === 2) return words[0]!.length > 2;
  return small > 0 || (words.length === 2 && pieces.length === 3 && words[1]!.length < 4);
}

/** Whether a cell looks like a number or a date, and so like data. */
export function isTyped(cell: string): boolean {
  const kind = kindOf(cell);
  return kind === "number" || kind === "date" || (kind === "mixed" && isNamedDate(cell));
}
