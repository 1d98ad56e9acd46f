// What is sent to both services, and columns to make it of: the same bytes on every call.

export interface Input {
  /** Of the object in the input bucket. */
  name: string;
  content: string | Uint8Array;
  /** By the names of an upload's metadata, without their prefix. */
  parameters?: Record<string, string>;
  /** Sent once everything else is answered: manifests, and newer versions of an input. */
  isLater?: boolean;
  /** Nothing is written for it by itself. */
  isSilent?: boolean;
}

/** A table with the inputs of one folder: name, content, parameters. */
export type Rows = readonly (readonly [
  name: string,
  content: string | Uint8Array,
  parameters?: Record<string, string>,
])[];

export const inputsOf = (folder: string, rows: Rows): Input[] =>
  rows.map(([name, content, parameters]) => ({
    name: `${folder}/${name}.csv`,
    content,
    ...(parameters && { parameters }),
  }));

export const naive = { model: "naive", horizon: "3" };

/** Lines of a CSV file, one for each step. */
export const lines = (count: number, line: (step: number) => string): string =>
  Array.from({ length: count }, (_, step) => `${line(step)}\n`).join("");

const iso = (year: number, month: number, day: number, minute = 0) =>
  new Date(Date.UTC(year, month, day, 0, minute)).toISOString();

/** Dates by their step. */
export const minute = (step: number): string => iso(2024, 2, 1, step).slice(0, 16);
export const day = (step: number): string => iso(2023, 0, 1 + step).slice(0, 10);
export const hour = (step: number): string => iso(2024, 2, 1, step * 60).slice(0, 16);
export const quarterHour = (step: number): string => `${iso(2024, 2, 1, step * 15).slice(0, 19)}`;
export const month = (step: number): string => iso(2015, step, 1).slice(0, 10);
export const monthEnd = (step: number): string => iso(2015, step + 1, 0).slice(0, 10);
export const week = (step: number): string => day(7 * step);
export const quarter = (step: number): string => month(3 * step);
export const year = (step: number): string => String(1980 + step);
/** Monday to Friday. */
export const businessDay = (step: number): string => day(1 + 7 * Math.floor(step / 5) + (step % 5));
/** On the clock of a place whose summer time ends in the night of the third day. */
export const hourOfBerlin = (step: number): string => {
  const isSummer = step < 51;
  const text = iso(2024, 9, 25, (isSummer ? step : step - 1) * 60);
  return `${text.slice(0, 19)}+0${isSummer ? 2 : 1}:00`;
};

/** A trend, a season and some noise. */
export const value = (step: number, season = 7): number =>
  Number((100 + step * 0.3 + 10 * Math.sin((2 * Math.PI * step) / season) + ((step * 37) % 11)).toFixed(3));

export const series = (
  count: number,
  date: (step: number) => string,
  season = 7,
  header = "date,y",
): string => `${header}\n${lines(count, (step) => `${date(step)},${value(step, season)}`)}`;
