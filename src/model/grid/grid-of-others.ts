// A few rows of a series with gaps show a longer step than its own by chance: a country with a value of 1990, 1995 and 2000
// beside others of each year. Where its rows fit the frequency of most series of the file, that is its own.
import { countDates, type Frequency } from "../time/frequency.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { daySeconds } from "../time/calendar.ts";
import { monthOf, offDate } from "../time/month-steps.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { gridOf, type Grid } from "./spacings.ts";

/** So many rows show what their frequency is, even with gaps. */
const enough = 8;

/** So many show it where each step has its row. */
const enoughWithoutGap = 5;

/**
 * @param own what the rows show alone; undefined where they have no common spacing
 * @param typical frequency of most series beside it
 * @returns the grid, and a sentence; undefined where the series has a frequency of its own
 */
export function gridOfOthers(
  ds: Numbers,
  own: Grid | undefined,
  typical: Frequency | undefined,
): { grid: Grid; note: string } | undefined {
  if (ds.length < 2 || ds.length >= enough || typical === undefined || !fits(ds, typical)) return undefined;
  if (own !== undefined) {
    const { frequency, odd } = own;
    const hasGaps = odd.length > 0 || countDates(frequency, ds[0]!, ds.at(-1)!) > ds.length;
    if (ds.length >= enoughWithoutGap && !hasGaps) return undefined;
    if (lengthOf(frequency) <= lengthOf(typical)) return undefined;
  }
  const note = `The history is too short to show a frequency of its own; it has that of most series (${frequencyName(typical)}).`;
  return { grid: gridOf(typical), note };
}

function fits(ds: Numbers, typical: Frequency): boolean {
  if (typical.kind === "fixed") return ds.every((seconds) => (seconds - ds[0]!) % typical.seconds === 0);
  if (typical.kind !== "months") return false;
  const first = monthOf(typical, ds[0]!);
  return ds.every(
    (seconds) =>
      offDate(typical, seconds) === 0 && (monthOf(typical, seconds) - first) % typical.months === 0,
  );
}

/** Of a step, about, in seconds. */
const lengthOf = (frequency: Frequency): number =>
  frequency.kind === "months"
    ? frequency.months * 30.4 * daySeconds
    : frequency.kind === "business"
      ? daySeconds
      : frequency.seconds;
