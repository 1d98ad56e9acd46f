// Numbers as they may stand in a value column: decimal point, optional exponent, nothing else.

// One way to match each digit: with two, a megabyte of digits would be tried in all combinations.
const pattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const missing = /^(?:|na|n\/a|nan|null|none)$/i;
const infinite = /^[+-]?inf(?:inity)?$/i;

/** Empty, NA, N/A, NaN, null and None stand for a value that is not known. */
export const isMissing = (text: string): boolean => missing.test(text);

/** The number; ±Infinity for infinity and for what a double cannot hold; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (pattern.test(text)) return Number(text);
  if (infinite.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return undefined;
}

/** true and false in any letter case, as 1 and 0. */
export function parseBoolean(text: string): 0 | 1 | undefined {
  if (/^true$/i.test(text)) return 1;
  return /^false$/i.test(text) ? 0 : undefined;
}

/** What is probably meant by text that is not a number, as a sentence that says what to do. */
export function numberFix(text: string): string {
  if (/^[=@]/.test(text) || /^[+-]\s*[A-Za-z(]/.test(text)) {
    return "Write the result of the formula instead of the formula.";
  }
  if (/^[+-]?\d+,\d+$/.test(text)) {
    const asDecimal = `Write it with a decimal point (${text.replace(",", ".")})`;
    return /^[+-]?\d{1,3},\d{3}$/.test(text)
      ? `${asDecimal}, or without the thousands separator (${text.replace(",", "")}).`
      : `${asDecimal}.`;
  }
  if (/^[+-]?\d{1,3}([ ,'\u00a0\u202f]\d{3})+(\.\d+)?$/.test(text)) {
    return `Write it without thousands separators (${text.replaceAll(/[^\d.+-]/g, "")}).`;
  }
  if (/\d/.test(text) && /[$€£¥%]/.test(text))
    return "Write the bare number, without a unit or a currency sign.";
  return "Write a number such as 12.5, or leave the field empty when the value is not known.";
}
