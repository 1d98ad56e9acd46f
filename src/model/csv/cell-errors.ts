// What is wrong with one cell, or with one row beside another, and how to fix it.
import { InputError, type Place } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import { isFinerThanSeconds } from "../dates/unread-forms.ts";
import type { DateProblem } from "./parse-date.ts";
import { numberFix } from "../numbers/parse-number.ts";

export function badDate(place: Place, name: string, text: string, problem: DateProblem): InputError {
  const details = { code: "csv.bad-date", ...place };
  switch (problem === "not-a-date" && isFinerThanSeconds(text) ? "fraction" : problem) {
    case "ambiguous":
      return new InputError(
        `${quote(text)} in column ${name} has two meanings: the day may come first or the month.`,
        { ...details, fix: "Write dates with the year first: 2024-01-31." },
      );
    case "no-such-date":
      return new InputError(`${quote(text)} in column ${name} is not a date of the calendar.`, {
        ...details,
        fix: "Correct the date; months have at most 28 to 31 days, and times end at 23:59:59.",
      });
    case "fraction":
      return new InputError(`${quote(text)} in column ${name} is finer than a second.`, {
        ...details,
        fix: "Round the times to whole seconds.",
      });
    case "not-a-date":
      return new InputError(
        text === ""
          ? `Column ${name} is empty in this row.`
          : `${quote(text)} in column ${name} is not a date.`,
        {
          ...details,
          fix: "Write dates as 2024-01-31, times as 2024-01-31T18:00:00Z and months as 2024-01.",
        },
      );
  }
}

export function mixedDates(place: Place): InputError {
  return new InputError("This date is written in another form than those above it.", {
    code: "csv.mixed-dates",
    ...place,
    fix: "Write all dates in one form: all with or all without a zone, all days or all months.",
  });
}

/** @param value what the text was read as; undefined when it is no number at all */
export function badValue(place: Place, name: string, text: string, value: number | undefined): InputError {
  if (value === undefined) {
    return new InputError(`${quote(text)} in column ${name} is not a number.`, {
      code: "csv.value-not-a-number",
      ...place,
      fix: numberFix(text),
    });
  }
  return new InputError(`${quote(text)} in column ${name} is not finite.`, {
    code: "csv.value-infinite",
    ...place,
    fix: "Write a number between -1e308 and 1e308, or leave the field empty when the value is not known.",
  });
}

/** @param fix what the model says of it */
export function negativeValue(place: Place, name: string, text: string, fix: string): InputError {
  return new InputError(
    `${quote(text)} in column ${name} is negative, and the model can take no such value.`,
    {
      code: "csv.value-negative",
      ...place,
      fix,
    },
  );
}

export function missingValue(place: Place, name: string): InputError {
  return new InputError(`Column ${name} has no value in this row.`, {
    code: "csv.value-missing",
    ...place,
    fix: `Fill column ${name} in every row that has a value to learn from, or leave the column out of the parameters.`,
  });
}

/** @param meant what seems to be meant by the text */
export function exchangedDays(place: Place, text: string, meant: string): InputError {
  return new InputError(
    `The day and the month of some dates seem to be exchanged: ${quote(text)} stands where ${meant} belongs.`,
    {
      code: "csv.exchanged-days",
      ...place,
      fix: "Excel and pandas do so where the day comes first and is at most 12. Read the original file again with the day first (Excel: Data, From Text/CSV, the column as Date DMY; pandas: dayfirst=True), or exchange day and month of each date whose day is at most 12. Where the dates are right as they stand, say so with the parameter date-format.",
    },
  );
}

/** @param place of the second row @param instead columns that have each date once */
export function duplicateDate(
  place: Place,
  text: string,
  firstLine: number,
  instead: readonly string[] = [],
): InputError {
  const message = `The date ${quote(text)} occurs twice: in lines ${firstLine} and ${place.line}.`;
  const october = /^(\d{4}[.,])1$/.exec(text)?.[1];
  if (october !== undefined)
    return new InputError(message, {
      code: "csv.duplicate-date",
      ...place,
      fix: `Where spreadsheets take dates for numbers, October loses its zero: write ${october}10 for October, and ${october}01 for January.`,
    });
  if (instead.length > 0)
    return new InputError(
      `${message} Column ${instead.join(" and column ")} has each date once. Where the first dates are meant, aggregate puts the rows of each together.`,
      {
        code: "csv.duplicate-date",
        ...place,
        choices: { parameter: "date", values: [...instead] },
        fix: `Set the parameter date to ${instead.join(" or ")}; or set the parameter aggregate to sum or mean to put rows of one date together, or the parameter id to the column that tells several series apart.`,
      },
    );
  return new InputError(message, {
    code: "csv.duplicate-date",
    ...place,
    choices: {
      parameter: "aggregate",
      values: ["sum", "mean"],
      meanings: ["sum: for what is counted or sold", "mean: for what is measured"],
    },
    fix: "Keep one row per date, or set the parameter aggregate to sum or mean to put them together. Where the file holds several series, set the parameter id to the column that tells them apart; write local times across a clock change with their offset.",
  });
}
