// Dates that are one number: seconds since 1970, Excel's days since 1900, years with a fraction.
import { daySeconds, fromSeconds, toSeconds } from "../../time/calendar.ts";
import type { NumberUnit } from "./date-pattern.ts";
import type { DateProblem } from "../date-style.ts";

const plain = /^(-?)(\d{1,19})(?:[.,](\d*))?$/;

/** Digits behind the seconds. */
const finer = { unix: 0, "unix-ms": 3, "unix-us": 6, "unix-ns": 9 } as const;

/** @returns seconds since the epoch */
export function readNumber(text: string, unit: NumberUnit): number | DateProblem {
  const match = plain.exec(text);
  if (match === null) return "not-a-date";
  const [, sign, whole = "", decimals = ""] = match;
  if (unit === "excel") return sign === "" ? ofExcel(Number(whole), Number(`0.${decimals}`)) : "no-such-date";
  if (unit === "decimal-year")
    return whole.length === 4 ? ofDecimalYear(Number(whole), decimals) : "not-a-date";
  const cut = Math.max(0, whole.length - finer[unit]);
  if (/[1-9]/.test(whole.slice(cut) + decimals)) return "fraction";
  const seconds = Number(`${sign}${whole.slice(0, cut) || "0"}`);
  return Math.abs(seconds) > 253_402_300_799 ? "no-such-date" : seconds;
}

/** Excel holds 1900 for a leap year, as Lotus 1-2-3 did: its day 60 is a 29 February that never was. */
function ofExcel(day: number, fraction: number): number | DateProblem {
  if (day < 1 || day === 60 || day > 2_958_465) return "no-such-date";
  const days = day - (day < 60 ? 25_568 : 25_569);
  return days * daySeconds + Math.round(fraction * daySeconds);
}

/** 1959.25 is the second quarter and 1949.083 February: only starts of quarters and months are dates. */
function ofDecimalYear(year: number, decimals: string): number | DateProblem {
  const fraction = Number(`0.${decimals}`);
  const month = Math.round(fraction * 12);
  const tolerance = 0.5000001 * 10 ** -Math.max(1, Math.min(decimals.length, 9));
  if (
    month > 11 ||
    Math.abs(fraction - month / 12) > tolerance ||
    (fraction !== 0 && decimals.length < 2 && fraction !== 0.5)
  )
    return "no-such-date";
  return toSeconds({ year, month: month + 1, day: 1, time: 0 });
}

/** @returns undefined when the unit cannot write that time */
export function writeNumber(wall: number, unit: NumberUnit, decimals: number): string | undefined {
  const tail = decimals > 0 ? `.${"0".repeat(decimals)}` : "";
  if (unit === "excel") {
    const serial = (wall + 25_569 * daySeconds) / daySeconds;
    // Before its 29 February of 1900 Excel is a day behind.
    const number = serial < 61 ? serial - 1 : serial;
    if (number < 1) return undefined;
    return String(number) + (Number.isInteger(number) ? tail : "");
  }
  if (unit === "decimal-year") {
    const { year, month, day, time } = fromSeconds(wall);
    if (day !== 1 || time !== 0) return undefined;
    for (let digits = Math.max(1, decimals); digits < 9; digits++) {
      const text = (year + (month - 1) / 12).toFixed(digits);
      if (readNumber(text, unit) === wall) return text;
    }
    return undefined;
  }
  const zeros = "0".repeat(finer[unit]);
  return `${wall === 0 ? "0" : wall + zeros}${tail}`;
}
