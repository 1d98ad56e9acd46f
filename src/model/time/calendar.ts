// Calendar arithmetic on seconds since the epoch, always in UTC, so that no time zone of the machine gets in.

export const daySeconds = 86_400;

export interface CalendarDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
  /** Seconds since midnight. */
  time: number;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar; Date.UTC would read years 0 to 99 as 19xx. */
function daysFromCivil(year: number, month: number, day: number): number {
  // https://howardhinnant.github.io/date_algorithms.html#days_from_civil
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function toSeconds({ year, month, day, time }: CalendarDate): number {
  return daysFromCivil(year, month, day) * daySeconds + time;
}

/** The last second that a Date knows, and the first one below zero; beyond them nothing is a number. */
const furthest = 8.64e12;

export function fromSeconds(seconds: number): CalendarDate {
  const days = Math.abs(seconds) <= furthest ? Math.floor(seconds / daySeconds) : Number.NaN;
  // https://howardhinnant.github.io/date_algorithms.html#civil_from_days
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // Months from March on, so that the leap day is the last.
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    time: seconds - Math.floor(seconds / daySeconds) * daySeconds,
  };
}

/** 0 is Monday, 6 is Sunday. */
export function weekday(seconds: number): number {
  const days = Math.floor(seconds / daySeconds);
  return (((days + 3) % 7) + 7) % 7;
}

/** Months since year 0. */
export const monthIndex = ({ year, month }: { year: number; month: number }): number => year * 12 + month - 1;
