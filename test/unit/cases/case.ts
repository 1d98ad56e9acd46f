// Small files of the kinds that people have, and what must come of them.

export interface Case {
  /** What is special about the file. */
  name: string;
  csv: string;
  options?: string[];
  expected: Forecast | Refusal;
}

/** What is not named may be anything. Forecasts of the naive model repeat the last value, so they show how it was read. */
export interface Forecast {
  kind: "forecast";
  /** Columns. */
  date?: string;
  target?: string;
  frequency?: string;
  horizon?: number;
  /** How many rows have a value. */
  values?: number;
  /** The first dates of the forecast, as the result writes them. */
  next: string[];
  /** Of the last row. */
  last: number;
  /** Words that the user must read, for instance which row was set aside. */
  says?: string[];
}

/** An error that shows commands which can be pasted. */
export interface Refusal {
  kind: "refusal";
  /** Words that the user must read. */
  says: string[];
  /** What the commands lead to, in any order; or what these options do, where not every command has to be shown. */
  answers: { options?: string[]; next: string[]; last: number }[];
}

export const forecast = (next: string[], last: number, more: Partial<Forecast> = {}): Forecast => ({
  kind: "forecast",
  next,
  last,
  ...more,
});

export const refusal = (says: string[], ...answers: Refusal["answers"]): Refusal => ({
  kind: "refusal",
  says,
  answers,
});

/** Unlike any other up to the eleventh, and none is a count, a year or a row number. */
export const valueAt = (index: number): number => 100 + ((index * 37) % 11) + index / 2;

/** `date,y`, one row for each date; the values are those of valueAt unless given. */
export const csvOf = (
  dates: readonly string[],
  values: (index: number) => number | string = valueAt,
): string => ["date,y", ...dates.map((date, index) => `${date},${values(index)}`), ""].join("\n");

/** Texts of so many indices. */
export const times = (count: number, text: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => text(index));

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Days from this one, as `2024-01-31`. */
export const daysFrom = (first: string, count: number): string[] =>
  times(count, (index) => isoDay(new Date(Date.parse(first) + index * 86_400_000)));

/** Hours from this one, as `2024-01-31 05:00`. */
export const hoursFrom = (first: string, count: number): string[] =>
  times(count, (index) =>
    new Date(Date.parse(`${first}Z`) + index * 3_600_000).toISOString().slice(0, 16).replace("T", " "),
  );

/** 0 for Sunday to 6 for Saturday. */
export const weekday = (date: string): number => new Date(date.slice(0, 10)).getUTCDay();

export const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
