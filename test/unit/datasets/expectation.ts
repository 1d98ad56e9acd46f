// What a careful person would make of a file, as a value.

/** What is to be found in a time series. Dates are the beginning of `2024-01-31T00:00:00`, as on the clock of the file. */
export interface Facts {
  /** Column of the dates, or several that make one; undefined where the header holds the dates. */
  date?: string;
  /** Column of the values; undefined where many columns hold them. */
  target?: string;
  /** Columns that tell the series apart, as far as they are needed. */
  id?: string[];
  /** How many series. */
  series?: number;
  frequency: string;
  horizon: number;
  /** Values, those of all series together. */
  values: number;
  from: string;
  to: string;
  /** The first value of the first series and the last one of the last, in the order of time. */
  first: number;
  last: number;
  /** The first date to be forecast, of the last series. */
  next: string;
}

export type Expectation =
  /** Taken without any option. */
  | ({ kind: "read" } & Facts)
  /**
   * More than one answer is right, so that there is one question, with a command that can be pasted and then works.
   * `options` is the answer that leads to the facts; `never` are columns that no question may offer.
   */
  | ({ kind: "asks"; options: string[]; never: string[] } & Facts)
  /** Four or more columns of numbers: without an option each is a series; with these options there is the one of the facts. */
  | ({ kind: "several"; options: string[]; all: AllColumns } & Facts)
  /** A time series that cannot be read as it is; the message says so by this code. */
  | { kind: "refused"; code: string }
  /** Never read as one, in silence least of all. */
  | { kind: "not a time series" };

export const read = (facts: Facts): Expectation => ({ kind: "read", ...facts });

type Question = Facts & { never?: string[] };

export const asks = (answer: string, { never = [], ...facts }: Question): Expectation => ({
  kind: "asks",
  options: answer.split(" "),
  never,
  ...facts,
});

/** Several columns of numbers compete. */
export const asksTarget = ({ never = [], ...facts }: Question & { target: string }): Expectation => ({
  kind: "asks",
  options: ["--target-column", facts.target],
  never,
  ...facts,
});

/** How many series all columns make together, and how many values. */
interface AllColumns {
  series: number;
  values: number;
}

export const several = (all: AllColumns, facts: Facts & { target: string }): Expectation => ({
  kind: "several",
  options: ["--target-column", facts.target],
  all,
  ...facts,
});

export const notASeries: Expectation = { kind: "not a time series" };

/** By the path inside the package. */
export interface Table {
  files: Record<string, Expectation>;
  /** Folders and files without a time series: no dates, single events, or one point in time. */
  notSeries: string[];
}
