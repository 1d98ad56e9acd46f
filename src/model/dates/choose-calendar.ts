// The calendar of dates with years from 1200 to 1499: Persian or Islamic ones are the present, ours is long ago.
import { daySeconds, fromSeconds } from "../time/calendar.ts";
import { createMonthCalendar } from "./calendars.ts";
import type { Meaning } from "./meanings.ts";
import { calendarOfPattern } from "./pattern/date-pattern.ts";

/** Persian histories that begin after 2040 are not known yet, nor Islamic ones of before 1937 that go on. */
const leastIslamic = -1_041_379_200;
const mostPersian = 2_240_611_200;

/**
 * Of readings of all cells in several calendars. Where all dates are the first of their month it does not matter which one
 * they have: months are months, and these are taken as they stand.
 */
export function chooseCalendar(tied: readonly Meaning[]): readonly Meaning[] {
  const nameOf = ({ pattern }: Meaning) => calendarOfPattern(pattern);
  const isOther = (meaning: Meaning) => ["persian", "islamic"].includes(nameOf(meaning) ?? "");
  const others = tied.filter(isOther);
  if (others.length === 0) return tied;
  const ours = tied.filter((meaning) => !isOther(meaning));
  if (ours.some(({ walls }) => [...walls].every((wall) => fromSeconds(wall).day === 1))) return ours;
  const isLikely = (meaning: Meaning) => {
    const [first = 0] = meaning.walls;
    return nameOf(meaning) === "persian" ? first < mostPersian : first >= leastIslamic;
  };
  const likely = others.filter(isLikely);
  return likely.length > 0 ? likely : others;
}

/** Firsts of months in a calendar that has other months than ours: the day says nothing, and the months are counted. */
export function withoutFirstDay(pattern: string, { walls }: Meaning): string {
  const name = calendarOfPattern(pattern);
  const calendar = createMonthCalendar(name);
  const plain = name === undefined ? pattern : pattern.slice(name.length + 1);
  if (walls.size < 3 || !/d/.test(plain) || /[HhD]/.test(plain)) return pattern;
  const dates = [...walls].map((wall) => calendar?.partsOf(wall) ?? fromSeconds(wall));
  const isEarly = calendar !== undefined || dates.every(({ year }) => year >= 1200 && year < 1500);
  if (!isEarly || !dates.every(({ day }) => day === 1) || dates.every(({ month }) => month === 1))
    return pattern;
  return plain.replace(/d+/, (letters) => "1".padStart(letters.length, "0"));
}

/** @returns undefined for a date of our calendar */
export function calendarNote(pattern: string, text: string, wall: number): string | undefined {
  const names = {
    buddhist: "Buddhist",
    roc: "those of the Republic of China",
    persian: "Persian",
    islamic: "Islamic",
  };
  const name = calendarOfPattern(pattern);
  const { year, month, day } = fromSeconds(wall - (((wall % daySeconds) + daySeconds) % daySeconds));
  const iso = [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
  if (name === undefined) {
    return year >= 1200 && year < 1500
      ? `The years are taken as they stand, as ${year}; of the Persian or Islamic calendar they would be forecast alike.`
      : undefined;
  }
  return name === "roc" || name === "buddhist"
    ? `The years are ${names[name]}, so ${text} is in ${year}.`
    : `The dates are ${names[name]}, so ${text} is ${iso}.`;
}
