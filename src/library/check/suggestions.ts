// What would make the forecast of a file better, for people who can change the file or the command.
import type { RawParameters } from "../../core/contract.ts";
import type { CheckedSeries } from "../../model/check/check-series.ts";
import { daySeconds } from "../../model/time/calendar.ts";
import { defaultsFor, stepsBetween } from "../../model/time/frequency.ts";

/** More would not be read. */
const most = 2;

/** @param given as the user gave them, with those of the configuration */
export function suggestionsFor(forecasts: readonly CheckedSeries[], given: RawParameters): string[] {
  const advice = [shortHistory, missingSteps, timesWithoutZone];
  return advice.flatMap((each) => each(forecasts, given) ?? []).slice(0, most);
}

type Advice = (forecasts: readonly CheckedSeries[], given: RawParameters) => string | undefined;

/** A season shows from its second time on. */
const shortHistory: Advice = (forecasts) => {
  const short = forecasts.filter(
    ({ history, frequency }) => history.y.length < 2 * defaultsFor(frequency).season,
  );
  const [first] = short;
  // Of a panel, where it concerns most series.
  if (first === undefined || short.length * 2 < forecasts.length) return undefined;
  const { season } = defaultsFor(first.frequency);
  const whose = forecasts.length === 1 ? "The history has" : `${short.length} series have`;
  const rows = forecasts.length === 1 ? `${first.history.y.length} rows, ` : "";
  return `${whose} ${rows}less than two seasons of ${season} rows: with ${2 * season} rows or more the season can be seen.`;
};

/** The part of the steps without a row that makes it worth a thought. */
const manyMissing = 0.1;

const missingSteps: Advice = (forecasts, { fill }) => {
  if (fill !== undefined) return undefined;
  let steps = 0;
  let rows = 0;
  for (const { history, frequency } of forecasts) {
    if (history.ds.length === 0) continue;
    steps += stepsBetween(frequency, history.ds[0]!, history.ds.at(-1)!) + 1;
    rows += history.ds.length;
  }
  if (steps - rows <= manyMissing * steps) return undefined;
  const percent = Math.round((100 * (steps - rows)) / steps);
  return `${percent} % of the steps have no value: where that means that nothing was sold, --fill zero says so; --fill previous keeps the last value, as for prices.`;
};

/** Somewhere in it clocks change, nearly everywhere that they do. */
const halfYear = 190 * daySeconds;

const timesWithoutZone: Advice = (forecasts, { timezone }) => {
  if (timezone !== undefined) return undefined;
  const isLocal = forecasts.some(({ history: { ds, style, clock }, frequency }) => {
    const isFiner = frequency.kind === "fixed" && frequency.seconds < daySeconds;
    const hasZone = clock !== undefined || style.zone !== "";
    return isFiner && !hasZone && ds.length > 0 && ds.at(-1)! - ds[0]! > halfYear;
  });
  return isLocal
    ? "The times have no zone: if they are those of a clock that changes to summer time, name it, as in --timezone Europe/Berlin."
    : undefined;
};
