// Dates of forecasts for formats that have a type for them. The thread that forecasts knows how the file writes its dates;
// the one that writes the file gets numbers: `@1706724000`, or `@1706724000 3600` with the seconds that the clock is
// ahead of UTC.
import type { Clock } from "../clock/local-clock.ts";
import { zoneOffsets } from "../clock/zone-rules.ts";
import { createDateWriter } from "../csv/parse-date.ts";
import type { DateStyle } from "../dates/date-style.ts";
import { numberUnitOf, parsePattern } from "../dates/pattern/date-pattern.ts";
import { offsetOfZone } from "../dates/zones.ts";
import type { ForecastTable } from "../series/forecast-table.ts";
import { daySeconds } from "../time/calendar.ts";

/**
 * What the dates of a column are: days, times on a clock that nobody names, moments, or the text of the input, such as
 * `2024Q1`, for what is none of these.
 */
export type DateKind = "day" | "time" | "moment" | "text";

/** Writes one date of a series: seconds since the epoch on its clock, or in UTC where clocks change. */
export function createDateCells(style: DateStyle, clock: Clock | undefined): (seconds: number) => string {
  if (isTextStyle(style)) return createDateWriter(style);
  const isMoment = hasZone(style);
  if (clock === undefined) {
    const offsetAt = isMoment ? offsetOfZone(style.zone) : undefined;
    return (wall) => cell(wall, isMoment ? (offsetAt?.(wall) ?? 0) : undefined);
  }
  if (clock.isUtc) return (moment) => cell(moment, isMoment ? 0 : undefined);
  const offsetAt = clock.zone === undefined ? () => clock.offset : zoneOffsets(clock.zone);
  return (moment) => {
    const offset = offsetAt(moment);
    return cell(moment + offset, isMoment ? offset : undefined);
  };
}

const cell = (wall: number, offset: number | undefined): string =>
  offset === undefined ? `@${wall}` : `@${wall} ${offset}`;

/** Undefined for a date that is text. */
export function readDateCell(text: string): { wall: number; offset: number } | undefined {
  if (!text.startsWith("@")) return undefined;
  const [wall, offset = 0] = text.slice(1).split(" ").map(Number);
  return { wall: wall!, offset };
}

/** Of some series of a column. */
export const dateKindOf = ({ series }: ForecastTable): DateKind | undefined =>
  commonKind(
    series.flatMap(({ style, clock, rows }): DateKind[] => {
      if (rows.ds.length === 0) return [];
      if (isTextStyle(style)) return ["text"];
      if (hasZone(style)) return ["moment"];
      // Rows of hours may follow days.
      const isDay = (seconds: number) => seconds % daySeconds === 0;
      const isExcel = style.pattern !== undefined && numberUnitOf(style.pattern)?.unit === "excel";
      const isByDay = (style.precision === "day" || isExcel) && clock === undefined && rows.ds.every(isDay);
      return [isByDay ? "day" : "time"];
    }),
  );

/** Undefined when there are none. */
export function commonKind(kinds: readonly (DateKind | undefined)[]): DateKind | undefined {
  const found = new Set(kinds.filter((kind) => kind !== undefined));
  // Midnights may be written as days.
  if (found.size === 2 && found.has("day") && found.has("time")) return "time";
  return found.size > 1 ? "text" : [...found][0];
}

/** Years, months, quarters and weeks: no type of a file has them, and a day in their place would say too much. */
export function isTextStyle({ precision, pattern }: DateStyle): boolean {
  if (precision === "year" || precision === "month") return true;
  if (pattern === undefined) return false;
  const parts = (parsePattern(pattern) ?? []).map((field) =>
    field.kind === "number" ? field.part : field.kind,
  );
  return parts.includes("week") && !parts.includes("weekdayNumber") && !parts.includes("weekday");
}

const hasZone = ({ precision, zone, pattern }: DateStyle): boolean =>
  precision === "time" &&
  (zone !== "" || (pattern !== undefined && numberUnitOf(pattern)?.unit.startsWith("unix") === true));
