// Columns that say a month, a weekday or a time of day and no year, in a file without dates: what is missing is said.
import { atHeader, type Header } from "../csv/find-columns.ts";
import { quote } from "../../core/quote.ts";
import { allLanguages } from "../dates/languages.ts";
import { createWords } from "../dates/words.ts";
import { InputError } from "../input-error.ts";
import { datePartOf } from "./column-names.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** @returns csv.no-date-column where a column holds a part of a date alone */
export function withoutYear(header: Header, profiles: readonly ColumnProfile[]): InputError | undefined {
  for (const { name, distinct, example } of profiles) {
    const part = partOf(name, distinct);
    if (part === undefined) continue;
    return new InputError(
      `Column ${name} holds ${part.what} without ${part.without}, such as ${quote(example)}, so the dates are not known.`,
      { code: "csv.no-date-column", ...atHeader(header), fix: part.fix },
    );
  }
  return undefined;
}

/** Google Analytics counts days from the first of its report: `Nth day` holds 0000, 0001, 0002. */
export function countsSteps(header: Header, profiles: readonly ColumnProfile[]): InputError | undefined {
  const found = profiles.find(
    ({ name, distinct }) =>
      /^nth[ _-]?(?:hour|day|week|month|year)$/i.test(name) && distinct.every((text) => /^\d+$/.test(text)),
  );
  if (found === undefined) return undefined;
  const { name, example } = found;
  return new InputError(
    `Column ${name} counts steps, such as ${quote(example)}, and no column holds their dates.`,
    {
      code: "csv.no-date-column",
      ...atHeader(header),
      fix: 'Export the table with the dimension Date in place of it, or add a column named "date" that holds the day of each row, such as 2024-01-31.',
    },
  );
}

interface PartAlone {
  what: string;
  without: string;
  fix: string;
}

const ofDay = 'Add a column named "date" that holds the day of each row, such as 2024-01-31.';

const ofYear = (what: string, example: string): PartAlone => ({
  what,
  without: "a year",
  fix: `Add a column named "year" that holds the year of each row, or write the year in each date: ${example}.`,
});

function partOf(name: string, texts: readonly string[]): PartAlone | undefined {
  if (texts.length === 0) return undefined;
  const part = datePartOf(name);
  const isWhole = (most: number) =>
    texts.every((text) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= most);
  if (part === "month" && isWhole(12)) return ofYear("months", "2024-01");
  if (part === "week" && isWhole(53)) return ofYear("weeks", "2024-W05");
  if (texts.every((text) => /^(?:Q[1-4]|[1-4]Q)$/i.test(text)) || (part === "quarter" && isWhole(4)))
    return ofYear("quarters", "2024-Q1");
  if (texts.every((text) => /^\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?$/i.test(text))) {
    return {
      what: "times",
      without: "a day",
      fix: ofDay,
    };
  }
  if (!texts.every((text) => /^\p{L}{2,}\.?$/u.test(text))) return undefined;
  const isAll = (kind: "months" | "weekdays") => {
    const words = createWords(allLanguages);
    return texts.every((text) => (kind === "months" ? words.month(text) : words.weekday(text)) > 0);
  };
  if (isAll("months")) return ofYear("months", "2024-01");
  if (isAll("weekdays")) return { what: "weekdays", without: "a date", fix: ofDay };
  return undefined;
}
