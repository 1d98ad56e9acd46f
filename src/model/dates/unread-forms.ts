// Forms of dates that are not read, and what to write instead.

/** A date and a time with parts of a second that are not all zero. */
export const isFinerThanSeconds = (text: string): boolean =>
  /^(?:\D{0,12}\d{1,4}[-/. ]|\d{8}[T ]).*\d:\d\d:\d\d[.,]\d*[1-9]/.test(text);

const tooFine =
  "It has parts of a second, and the rows of a series lie a second apart or more: round the times to whole seconds, in BigQuery by TIMESTAMP_TRUNC or DATETIME_TRUNC.";

const forms: readonly (readonly [form: RegExp, reason: string])[] = [
  [
    /\d(?:st|nd|rd|th)\W+q(?:uarter|tr)?\b/i,
    "Quarters are read as 2013-Q1, 2013Q1 or Q1 2013: write them so.",
  ],
  [
    /\d:\d\d\W*D?ST$/,
    "It names no time zone: leave it out and add --timezone, such as America/New_York, or write the offset, as in 2018-05-19T01:00-04:00.",
  ],
];

/** Why a text that looks like a date is taken for none; undefined where nothing is known. */
export const reasonFor = (text: string): string | undefined =>
  isFinerThanSeconds(text) ? tooFine : forms.find(([form]) => form.test(text))?.[1];

/** Seconds since 1970 with parts of a second, of this century, or milliseconds. */
const finerThanSeconds = /^(?:1\d{9}[.,]\d*[1-9]\d*|1\d{12}(?<!000))$/;

/** The same of a number. */
export const reasonForNumber = (text: string): string | undefined =>
  finerThanSeconds.test(text)
    ? "It counts parts of a second, and the rows of a series lie a second apart or more: put the rows of each second together, by their mean or their sum."
    : undefined;
