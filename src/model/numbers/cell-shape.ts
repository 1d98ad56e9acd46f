// The shape of a cell is its text with 9 for every digit: a column of a million cells has a few dozen shapes, and what a
// shape means needs to be found out only once. Characters keep their places.

/** The zeros of the scripts whose digits people write numbers with; each is followed by its one to nine. */
const zeros = Array.from("٠۰०০੦૦୦௦౦೦൦๐໐༠၀០０", (zero) => zero.charCodeAt(0));

/** What a digit of any script stands for; -1 for any other character. */
export function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  // Signs lie in between.
  if (code < 0x660 || (code >= 0x2000 && code < 0xff10)) return -1;
  const zero = zeros.find((start) => code >= start && code <= start + 9);
  return zero === undefined ? -1 : code - zero;
}

/** The same text with the digits 0 to 9. */
export function withPlainDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const value = digitOf(digit.charCodeAt(0));
    return value < 0 ? digit : String(value);
  });
}

/** What stands for digits of other scripts: a cell of these is no plain number. */
const foreign = { zero: 0xe000, digit: 0xe009 };

/**
 * What stands for a character in the shape: 9 for a digit. The first digit stays where it is a 0, since 0.123 says more
 * than 1.234, and so do digits right behind a letter, since m2 is not m3.
 * @param previous what stands for the character before
 */
export function shapeCodeOf(code: number, previous: number, isFirstDigit: boolean): number {
  const digit = digitOf(code);
  if (digit < 0) return code;
  const isInWord =
    (previous >= 0x41 && previous <= 0x5a) || (previous >= 0x61 && previous <= 0x7a) || previous === 0x5e;
  if (isInWord) return code;
  if (code > 0x39) return isFirstDigit && digit === 0 ? foreign.zero : foreign.digit;
  return isFirstDigit && digit === 0 ? 0x30 : 0x39;
}

export const standsForDigit = (code: number): boolean =>
  code === 0x39 || code === 0x30 || code === foreign.digit || code === foreign.zero;

/** `-$1,234.50` is `-$9,999.99`. */
export function shapeOf(text: string): string {
  let shape = "";
  let previous = 0;
  let isFirst = true;
  for (let at = 0; at < text.length; at++) {
    previous = shapeCodeOf(text.charCodeAt(at), previous, isFirst);
    if (standsForDigit(previous)) isFirst = false;
    shape += String.fromCharCode(previous);
  }
  return shape;
}

const blanks = /[\s\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\u061c\u00ad]/g;
const signs: Readonly<Record<string, string>> = {
  "\ue000": "0",
  "\ue009": "9",
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2212": "-",
  "\ufe63": "-",
  "\uff0d": "-",
  "\uff0b": "+",
  "\u2019": "'",
  "\u2018": "'",
  "\u02bc": "'",
  "\u00b4": "'",
  "\u0060": "'",
  "\uff07": "'",
  // Arabic: between thousands, percent, per mille. Its decimal sign has one meaning and is kept.
  "\u066c": "'",
  "\u066a": "%",
  "\u0609": "‰",
  "\uff05": "%",
  "\uff0e": ".",
  "\uff0c": ",",
  "\uff08": "(",
  "\uff09": ")",
  "\uff04": "$",
  "\uffe5": "¥",
  "\uffe1": "£",
  "\u03bc": "µ",
};
const variants = new RegExp(`[${Object.keys(signs).join("")}]`, "g");

/** One way to write digits, blanks, minus signs, apostrophes and full-width signs; in place. Marks of writing direction are blanks. */
export function withPlainSigns(shape: string): string {
  return shape.replaceAll(blanks, " ").replaceAll(variants, (sign) => signs[sign]!);
}
