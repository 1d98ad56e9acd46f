// Times of typed files as text, in whole seconds.
import type { OffsetAt } from "../clock/zone-rules.ts";

/** Of a column of moments: `Z` for those of UTC, or the clock by which they were written. */
export type Zone = "Z" | OffsetAt;

const dayMs = 86_400_000;

/** Whether the clock of the zone shows the beginning of a day. */
export const isMidnight = (date: Date, zone: Zone | undefined): boolean => onClock(date, zone) % dayMs === 0;

/**
 * Writes the dates of one column; days come again and again.
 * @param isDay whether only the day is meant
 */
export function createDateText(isDay: boolean, zone: Zone | undefined): (date: Date) => string {
  const days = new Map<number, string>();
  return (date) => {
    const ms = onClock(date, zone);
    const day = Math.floor(ms / dayMs);
    let text = days.get(day);
    if (text === undefined) {
      text = dayText(day);
      if (days.size < mostDays) days.set(day, text);
    }
    if (isDay || text === "") return text;
    const time = timeText(Math.floor((ms - day * dayMs) / 1000));
    if (zone === undefined) return `${text} ${time}`;
    return `${text}T${time}${zone === "Z" ? "Z" : offsetText((ms - date.getTime()) / 1000)}`;
  };
}

const mostDays = 100_000;

/** Empty for what is no date. */
function dayText(day: number): string {
  const date = new Date(day * dayMs);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, -14);
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** @param seconds of a day */
export const timeText = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

const onClock = (date: Date, zone: Zone | undefined): number =>
  date.getTime() + (typeof zone === "function" ? zone(date.getTime() / 1000) * 1000 : 0);

function offsetText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
