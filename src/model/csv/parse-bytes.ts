// The usual forms of numbers and dates straight from UTF-8 bytes; NaN for every other form, which goes the careful way
// by text. Reading a panel spends most of its time here.
import { daysInMonth, toSeconds } from "../time/calendar.ts";

/** Exact in a double, so that dividing a whole number below 2^53 by one of them rounds once, as Number(text) does. */
const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** A decimal number of at most 15 digits, without exponent or plus sign: the very double that Number(text) gives. */
export function numberFromBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative) at++;
  if (end - at > 16) return NaN;
  let whole = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
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

/** The same with as many digits as a program writes of a double. */
export function longNumberFromBytes(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  if (end - first < 16 || end - first > 25) return NaN;
  let points = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit >= 0 && digit <= 9) continue;
    if (digit !== -2 || ++points > 1) return NaN;
  }
  return Number(bytes.toString("latin1", start, end));
}

/** `2024-01-31` as seconds since the epoch. */
export function dayFromBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return NaN;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const isDate = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate) return NaN;
  return toSeconds({ year, month, day, time: 0 });
}

/** `2024-01-31 18:00:00`, or with a T, as seconds since the epoch. */
export function timeFromBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 19 || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return NaN;
  const separator = bytes[start + 10];
  if (separator !== 0x20 && separator !== 0x54) return NaN;
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  return dayFromBytes(bytes, start, start + 10) + hour * 3600 + minute * 60 + second;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 0x30;
  const ones = bytes[at + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
