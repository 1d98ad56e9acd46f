// Periods of pandas, which Parquet has as counts: `2024-01`, `2024Q1`, `2024`, and the beginning of all that is shorter.
import type { Cell } from "./csv-text.ts";

const dayMs = 86_400_000;

const lengths: Readonly<Record<string, number>> = {
  D: dayMs,
  h: 3_600_000,
  H: 3_600_000,
  min: 60_000,
  T: 60_000,
  s: 1000,
  S: 1000,
};

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** @param type as pandas says */
export const isPeriod = (type: string | undefined): boolean => type?.startsWith("period[") === true;

/**
 * How the counts of a column are written.
 * @param type as pandas says, such as `period[M]`
 * @returns undefined for what is none, or whose beginning depends on more
 */
export function periodCell(type: string | undefined): ((count: unknown) => Cell) | undefined {
  const [, name = "", end = ""] = /^period\[([A-Za-z]+)(?:-([A-Z]{3}))?\]$/.exec(type ?? "") ?? [];
  const length = lengths[name];
  if (length !== undefined) return (count) => new Date(Number(count) * length);
  if (name === "W") {
    // The first week that is counted ends on the last such day of 1969 but one or two.
    const start = weekdays.indexOf(end) - 10;
    return start < -10 ? undefined : (count) => new Date((Number(count) * 7 + start) * dayMs);
  }
  if (name === "M")
    return (count) => parts(count, 12, (year, month) => `${year}-${String(month).padStart(2, "0")}`);
  if (end !== "DEC") return undefined;
  if (name === "Q") return (count) => parts(count, 4, (year, quarter) => `${year}Q${quarter}`);
  return name === "Y" || name === "A" ? (count) => parts(count, 1, String) : undefined;
}

function parts(count: unknown, each: number, write: (year: number, part: number) => string): string {
  const year = Math.floor(Number(count) / each);
  return write(1970 + year, Number(count) - year * each + 1);
}
