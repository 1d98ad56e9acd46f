// Names by which other tools know an option: those of pandas, Prophet and other forecasters.

/** Names in lower case without dashes, by the key of the option that is meant. */
const namesOf: Readonly<Record<string, string>> = {
  targetColumn: "target targetcol column columns col value values valuecolumn valuecol y measure usecols",
  dateColumn: "datecol dates ds time timecolumn timecol timestamp datetime indexcol parsedates",
  idColumn: "id ids idcol idcolumns idcols uniqueid seriesid series group groups groupby by key itemid",
  frequency: "freq period granularity resolution",
  dateFormat: "dateformat format yearfirst strptime dateparser",
  timezone: "tz zone utc",
  decimal: "thousands decimalseparator decimalmark",
  skipRows: "skiprows skip header headerrow skiplines skipheader",
  sheet: "sheetname worksheet tab",
  encoding: "charset codec",
  horizon: "h fh steps periods predictionlength forecasthorizon days nperiods",
  interval: "level levels alpha confidence ci intervalwidth quantiles quantile",
  model: "method algorithm engine",
  fill: "fillna fillmissing missing impute interpolate",
  integer: "int ints round rounding counts discrete whole",
  aggregate: "agg resample aggregation aggfunc",
  output: "out outfile outputfile",
  param: "parameter parameters set option",
};

/** What is found out from the file, so that no option says it. */
const namesOfFound: Readonly<Record<string, string>> = {
  "The delimiter is found out from the file; leave it out.": "sep separator delimiter delim fs",
  "Quotes are understood as they are; leave it out.": "quotechar quoting quote escapechar doublequote",
  "Words such as NA and - are missing values; leave it out.": "navalues nullvalues keepdefaultna na",
  "gzip, zstd and ZIP are found out from the file; leave it out.": "compression gzip zip",
  "The season is found out from the rows; some models take --param season-length=7.":
    "season seasonlength seasonality m seasonalperiods",
  "The rows may be in any order; leave it out.": "sort sorted ascending",
  "Did you mean --date-format %d/%m/%Y?": "dayfirst",
  "Did you mean --date-format %m/%d/%Y?": "monthfirst",
};

/** Whose values mean the same here: an alpha of 0.05 is an interval of 0.95, and 30 days may be one row. */
const sameValues = new Set("targetColumn dateColumn idColumn frequency horizon output".split(" "));
const otherValues = new Set("days usecols parsedates indexcol".split(" "));

const byName = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).flatMap(([means, list]) => list.split(" ").map((name) => [name, means])));

const options = byName(namesOf);
const sentences = byName(namesOfFound);

export interface ForeignOption {
  /** Of the option that is meant. */
  key: string | undefined;
  /** Whether it takes the same value. */
  isSame: boolean;
  sentence: string | undefined;
}

/** @param word as it was typed, such as `--freq` */
export function foreignOption(word: string): ForeignOption {
  const name = word.replace(/=.*$/s, "").replaceAll(/[-_]/g, "").toLowerCase();
  const key = options.get(name);
  const isSame = key !== undefined && sameValues.has(key) && !otherValues.has(name);
  return { key, isSame, sentence: sentences.get(name) };
}
