// Times of typed files as text, in whole seconds.
import type { OffsetAt } from "../clock/zone-rules.ts";

/** Of a column of moments: `Z` for those of UTC, or the clock by which they were written. */
export type Zone = "Z" | OffsetAt;

const dayMs = 86_400_000;

/** Whether the clock of the zone shows the beginning of a day. */
export const isMidnight = (date: Date, zone: Zone | undefined): boolean => onClock(date, zone) % dayMs === 0;

/** @param isDay whether only the day is meant */
export function textOfDate(date: Date, isDay: boolean, zone: Zone | undefined): string {
  const ms = onClock(date, zone);
  if (Number.isNaN(new Date(ms).getTime())) return "";
  const text = new Date(ms).toISOString();
  const day = text.slice(0, -14);
  if (isDay) return day;
  const time = text.slice(-13, -5);
  if (zone === undefined) return `${day} ${time}`;
  return `${day}T${time}${zone === "Z" ? "Z" : offsetText((ms - date.getTime()) / 1000)}`;
}

const onClock = (date: Date, zone: Zone | undefined): number =>
  date.getTime() + (typeof zone === "function" ? zone(date.getTime() / 1000) * 1000 : 0);

function offsetText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
