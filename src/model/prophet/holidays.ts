// The days that holidays fall on: of the user's own list and of a country's calendar.
import type Holidays from "date-holidays";
import { daySeconds, fromSeconds } from "../time/calendar.ts";
import { InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import { parseDate, type ParsedDate } from "../csv/parse-date.ts";
import type { ProphetParameters } from "./parameters.ts";

/** What holds on some days and not on others. */
export interface SpecialDays {
  name: string;
  /** Days since the epoch. */
  days: Set<number>;
  priorScale: number;
}

export interface CountryCalendar {
  /**
   * Public holidays, days since the epoch by name.
   * @throws InputError parameter.holidays-country
   */
  daysOf(country: string, fromYear: number, toYear: number): Promise<ReadonlyMap<string, readonly number[]>>;
}

type Library = typeof Holidays;

/** Years that rules of holidays are written for, with some room. */
const [earliest, latest] = [1900, 2200];

/** @param load called once, on first need */
export function createCountryCalendar(load: () => Promise<Library>): CountryCalendar {
  let loading: Promise<Library> | undefined;
  const opened = new Map<string, Holidays>();
  // A year takes the library up to 100 ms, and a file of many series asks for the same ones again and again.
  const known = new Map<string, readonly (readonly [name: string, days: readonly number[]])[]>();
  return {
    async daysOf(country, fromYear, toYear) {
      const library = await (loading ??= load());
      const calendar = opened.get(country) ?? open(library, country);
      opened.set(country, calendar);
      if (fromYear < earliest || toYear > latest) {
        throw new InputError(
          `Holidays are known for the years ${earliest} to ${latest}; the dates reach from ${fromYear} to ${toYear}.`,
          { code: "parameter.holidays-country", fix: "Remove holidays-country, or correct the dates." },
        );
      }
      const result = new Map<string, number[]>();
      for (let year = fromYear; year <= toYear; year++) {
        const key = `${country} ${year}`;
        let holidays = known.get(key);
        if (holidays === undefined) {
          holidays = calendar.getHolidays(year).map((holiday) => [holiday.name, daysIn(holiday)] as const);
          known.set(key, holidays);
        }
        for (const [name, days] of holidays) result.set(name, [...(result.get(name) ?? []), ...days]);
      }
      return result;
    },
  };
}

function open(Library: Library, code: string): Holidays {
  const [country = "", state, region] = code.split("-");
  const fail = (what: string, known: Record<string, string> | undefined): InputError =>
    new InputError(`There is no calendar of holidays for ${what}.`, {
      code: "parameter.holidays-country",
      fix:
        known === undefined || Object.keys(known).length === 0
          ? `Remove the part after ${code.slice(0, code.lastIndexOf("-"))}, or give the days themselves in holidays.`
          : `Use one of ${Object.keys(known).join(", ")}, or give the days themselves in holidays.`,
    });
  const library = new Library();
  const countries = library.getCountries("en");
  if (countries[country] === undefined) throw fail(`the country ${quote(country)}`, countries);
  if (state !== undefined) {
    const states = library.getStates(country, "en") as Record<string, string> | undefined;
    if (states?.[state] === undefined) throw fail(`the state ${quote(state)} of ${country}`, states);
    if (region !== undefined) {
      const regions = library.getRegions(country, state, "en") as Record<string, string> | undefined;
      if (regions?.[region] === undefined)
        throw fail(`the region ${quote(region)} of ${country}-${state}`, regions);
    }
  }
  return new Library({ country, ...(state && { state }), ...(region && { region }) }, { types: ["public"] });
}

/** The days whose noon lies in the holiday: some begin at sunset, or at noon itself. By the clocks of the country. */
function daysIn({ date, start, end }: { date: string; start: Date; end: Date }): number[] {
  const { wall } = parseDate(date.slice(0, 19)) as ParsedDate;
  const until = wall + (end.getTime() - start.getTime()) / 1000;
  const first = Math.ceil((wall - daySeconds / 2) / daySeconds);
  const days: number[] = [];
  for (let day = first; (day + 0.5) * daySeconds < until; day++) days.push(day);
  return days.length > 0 ? days : [Math.floor(wall / daySeconds)];
}

/**
 * All special days between two moments, in seconds since the epoch. Prophet gives every day of a holiday's window an
 * effect of its own.
 */
export async function specialDays(
  parameters: ProphetParameters,
  [from, to]: readonly [number, number],
  calendar: CountryCalendar,
): Promise<SpecialDays[]> {
  const country = parameters["holidays-country"];
  const byName = new Map<string, SpecialDays>();
  const add = (
    holiday: string,
    days: readonly number[],
    [before, after]: readonly [number, number],
    own?: number,
  ) => {
    for (let offset = before; offset <= after; offset++) {
      const name = offset === 0 ? holiday : `${holiday}_${offset > 0 ? "+" : ""}${offset}`;
      const special = byName.get(name) ?? {
        name,
        days: new Set<number>(),
        priorScale: own ?? parameters["holidays-prior-scale"],
      };
      for (const day of days) special.days.add(day + offset);
      byName.set(name, special);
    }
  };
  const window = parameters["holidays-window"] ?? [0, 0];
  for (const { name, dates, window: own, "prior-scale": priorScale } of parameters.holidays ?? []) {
    const days = dates.map((date) => Math.floor((parseDate(date) as ParsedDate).wall / daySeconds));
    add(name, days, own ?? window, priorScale);
  }
  if (country !== undefined) {
    const yearOf = (seconds: number, days: number) => fromSeconds(seconds + days * daySeconds).year;
    // The last days of the year before may have a window that reaches into this one, and the other way round.
    const found = await calendar.daysOf(country, yearOf(from, -window[1]), yearOf(to, -window[0]));
    for (const [name, days] of found) add(name, days, window);
  }
  return [...byName.values()];
}
