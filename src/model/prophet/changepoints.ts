// Where Prophet's trend may bend.
import { InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import { formatDay, parseDate, type ParsedDate } from "../csv/parse-date.ts";
import type { ProphetParameters } from "./parameters.ts";

/**
 * Seconds, ascending. By default spread evenly over the rows of the first part of the history, as in prophet.R.
 * @param known how many of the rows a fit sees; the first ones
 * @throws InputError parameter.changepoints
 */
export function changepointsOf(
  parameters: ProphetParameters,
  ds: readonly number[],
  known = ds.length,
): number[] {
  if (parameters.changepoints !== undefined) {
    return given(parameters.changepoints, ds).filter((moment) => moment <= ds[known - 1]!);
  }
  const rows = Math.floor(known * parameters["changepoint-range"]);
  const count = Math.max(0, Math.min(parameters["n-changepoints"], rows - 1));
  const places = Array.from({ length: count }, (_, index) =>
    roundHalfToEven(1 + ((rows - 1) * (index + 1)) / count),
  );
  return [...new Set(places)].map((place) => ds[place - 1]!);
}

/** As R rounds. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function given(texts: readonly string[], ds: readonly number[]): number[] {
  const [first, last] = [ds[0]!, ds.at(-1)!];
  const moments = texts.map((text) => {
    const { wall } = parseDate(text) as ParsedDate;
    if (wall >= first && wall <= last) return wall;
    throw new InputError(
      `The changepoint ${quote(text)} lies outside the history, which reaches from ${formatDay(first)} to ${formatDay(last)}.`,
      { code: "parameter.changepoints", fix: "Name dates within the history only." },
    );
  });
  // A bend at the very start is part of the first rate.
  return [...new Set(moments)].filter((moment) => moment > first).sort((a, b) => a - b);
}
