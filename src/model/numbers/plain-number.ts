// Numbers as programs write them, without the cost of a pattern.

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** A decimal number of at most 15 digits, without exponent or plus sign: the very double that Number(text) gives, else NaN. */
export function plainNumber(text: string): number {
  const end = text.length;
  const isNegative = end > 0 && text.charCodeAt(0) === 0x2d;
  let at = isNegative ? 1 : 0;
  if (end - at > 16) return NaN;
  let whole = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digits++;
    } else if (digit === -2 && point < 0) point = digits;
    else return NaN;
  }
  if (digits === 0 || digits > 15) return NaN;
  const value = point < 0 ? whole : whole / powersOfTen[digits - point]!;
  return isNegative ? -value : value;
}
