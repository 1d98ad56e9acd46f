// The value of a cell whose form is known.
import type { NumberForm } from "./cell-form.ts";
import { digitOf, withPlainDigits } from "./cell-shape.ts";

/** Exact in a double, so that dividing a whole number below 2^53 by one of them rounds once, as Number(text) does. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * Of what is only known to be below a limit half of it, which is nearest to what it may be; of what is above one, the limit.
 * @param power of ten, by which the number is multiplied
 */
export function valueOf(text: string, form: NumberForm, fraction: number, power: number): number {
  const { body, start, exponent, isNegative } = form;
  let whole = 0;
  let digits = 0;
  for (let at = start; at < start + body.length; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit < 0) continue;
    whole = whole * 10 + digit;
    digits++;
  }
  const shift = power - fraction;
  let value: number;
  if (exponent === undefined && digits <= 15 && shift >= -22 && shift <= 22) {
    value = shift < 0 ? whole / powersOfTen[-shift]! : whole * powersOfTen[shift]!;
  } else {
    const cell = withPlainDigits(text);
    const all = cell.slice(start, start + body.length).replaceAll(/\D/g, "");
    const written = exponent === undefined ? 0 : Number(cell.slice(...exponent).replace(/^[^\d+]/, "-"));
    value = Number(`${all}e${written + shift}`);
  }
  if (isNegative) return -value;
  return form.limit === "<" ? value / 2 : value;
}
