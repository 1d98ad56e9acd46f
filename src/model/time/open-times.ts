// Steps of fixed length of which some never occur: shops shut on Sunday, opening hours, exchanges, daylight.
import { daySeconds } from "./calendar.ts";

export const weekSeconds = 7 * daySeconds;

/** A Monday. */
const monday = 4 * daySeconds;

export interface OpenTimes {
  kind: "open";
  /** Of a step, at most a day; a week is a multiple of it. */
  seconds: number;
  /** The steps of the week that occur, ascending; 0 begins on Monday at 00:00. */
  slots: readonly number[];
  /**
   * Where open times change over the year: by unit (see `unitOf`) one character, 1 for open or 0 for closed, for each of
   * the 53 weeks of the year. A unit that is not named is open all year.
   */
  seasons?: Readonly<Record<number, string>>;
}

const modulo = (value: number, by: number): number => value - Math.floor(value / by) * by;

/** The step of the week in which a time lies. */
export const slotOf = (seconds: number, step: number): number =>
  Math.floor(modulo(seconds - monday, weekSeconds) / step);

/** Weeks since the first Monday of 1970. */
export const weekOf = (seconds: number): number => Math.floor((seconds - monday) / weekSeconds);

export const startOfWeek = (week: number): number => monday + week * weekSeconds;

/** What changes over the year: the step of the day, of days the day of the week. */
export const unitOf = (slot: number, step: number): number =>
  step === daySeconds ? slot : slot % (daySeconds / step);

/** 0 to 52: the first holds the first seven days of January. */
export function weekOfYear(seconds: number): number {
  const date = new Date(seconds * 1000);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1) / 1000;
  return Math.floor((seconds - start) / weekSeconds);
}

export function isOpen({ seconds: step, slots, seasons }: OpenTimes, seconds: number): boolean {
  const slot = slotOf(seconds, step);
  if (slots[rank(slots, slot) - 1] !== slot) return false;
  const weeks = seasons?.[unitOf(slot, step)];
  return weeks === undefined || weeks[weekOfYear(seconds)] === "1";
}

/** Open steps between two dates; a closed one counts as the open one before it. Seasons are not looked at. */
export const openSteps = (open: OpenTimes, from: number, to: number): number =>
  position(open, to) - position(open, from);

function position({ seconds: step, slots }: OpenTimes, seconds: number): number {
  return weekOf(seconds) * slots.length + rank(slots, slotOf(seconds, step)) - 1;
}

/** The start of the open step in which a time lies, or of the last one before it. */
export const openAt = (open: OpenTimes, seconds: number): number => startOf(open, position(open, seconds));

function startOf({ seconds: step, slots }: OpenTimes, position: number): number {
  const week = Math.floor(position / slots.length);
  return startOfWeek(week) + slots[position - week * slots.length]! * step;
}

/** How many slots are not after this one. */
function rank(slots: readonly number[], slot: number): number {
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (slots[middle]! <= slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The open dates that follow `last`, as far into their steps as it is into its own. */
export function openDates(open: OpenTimes, last: number, count: number): number[] {
  const phase = modulo(last - monday, open.seconds);
  const dates: number[] = [];
  for (let at = position(open, last) + 1; dates.length < count; at++) {
    const date = startOf(open, at) + phase;
    if (isOpen(open, date)) dates.push(date);
  }
  return dates;
}

/** Open steps of a day; undefined where days differ. */
export function slotsOfDay({ seconds: step, slots }: OpenTimes): number | undefined {
  const perDay = daySeconds / step;
  const counts = new Map<number, number>();
  for (const slot of slots) {
    const day = Math.floor(slot / perDay);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  const [first, ...others] = new Set(counts.values());
  return others.length === 0 && Number.isInteger(perDay) ? first : undefined;
}

/** Days of the week with an open step. */
export const openDays = ({ seconds: step, slots }: OpenTimes): number =>
  new Set(slots.map((slot) => Math.floor((slot * step) / daySeconds))).size;
