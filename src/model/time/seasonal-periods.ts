// Which seasons a series may have: those of the calendar that its frequency has room for, and one found in the data
// where the calendar says nothing.
import { daySeconds } from "./calendar.ts";
import type { Frequency } from "./frequency.ts";
import { slotsOfDay } from "./open-times.ts";

/** Periods in steps, ascending, each at most half as long as the series. */
export function seasonalPeriods(y: ArrayLike<number>, frequency: Frequency): number[] {
  const calendar = calendarPeriods(frequency);
  const carried = calendar.filter((period) => y.length >= 2 * period);
  if (calendar.length > 0) return carried;
  const found = detectPeriod(y);
  return found === undefined ? [] : [found];
}

/** The day and the week of hours, the week and the year of days, the year of weeks, months and quarters. */
export function calendarPeriods(frequency: Frequency): number[] {
  if (frequency.kind === "business") return [5, 260];
  if (frequency.kind === "months") {
    const { months } = frequency;
    return months < 12 && 12 % months === 0 ? [12 / months] : [];
  }
  const { seconds } = frequency;
  if (frequency.kind === "open") {
    const week = frequency.slots.length;
    const day = slotsOfDay(frequency);
    const periods = seconds === daySeconds ? [week, 52 * week] : [day ?? week, week];
    return [...new Set(periods)].filter((period) => period > 1);
  }
  const cycles =
    seconds < 60
      ? [60, 3600]
      : seconds < 3600
        ? [3600, daySeconds, 7 * daySeconds]
        : seconds < daySeconds
          ? [daySeconds, 7 * daySeconds]
          : seconds < 7 * daySeconds
            ? [7 * daySeconds, 365 * daySeconds]
            : [364 * daySeconds];
  // Fewer than 4 steps in an hour show no pattern inside it.
  return cycles
    .filter((cycle) => cycle % seconds === 0 && cycle / seconds >= (cycle === 3600 ? 4 : 2))
    .map((cycle) => cycle / seconds);
}

/** Longest period that is looked for. */
const longest = 400;

/** The autocorrelation that a season must reach. */
const threshold = 0.3;

/**
 * The lag at which the series, without its straight trend, is most like itself: a peak of the autocorrelation, and not
 * a multiple of a shorter one that is nearly as high.
 */
function detectPeriod(y: ArrayLike<number>): number | undefined {
  const n = y.length;
  const maximum = Math.min(longest, Math.floor(n / 3));
  if (maximum < 2) return undefined;
  const x = detrended(y);
  let power = 0;
  for (let t = 0; t < n; t++) power += x[t]! * x[t]!;
  if (power <= 0) return undefined;
  const correlation = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += x[t]! * x[t - lag]!;
    return sum / power;
  };
  const values = Array.from({ length: maximum + 2 }, (_, lag) => correlation(lag));
  const least = Math.max(threshold, 2 / Math.sqrt(n));
  const peaks: number[] = [];
  for (let lag = 2; lag <= maximum; lag++) {
    const value = values[lag]!;
    if (value >= least && value > values[lag - 1]! && value >= values[lag + 1]!) peaks.push(lag);
  }
  const highest = Math.max(...peaks.map((lag) => values[lag]!));
  return peaks.find((lag) => values[lag]! >= 0.9 * highest);
}

function detrended(y: ArrayLike<number>): Float64Array {
  const n = y.length;
  const middle = (n - 1) / 2;
  let [mean, products, squares] = [0, 0, 0];
  for (let t = 0; t < n; t++) mean += y[t]! / n;
  for (let t = 0; t < n; t++) {
    products += (t - middle) * (y[t]! - mean);
    squares += (t - middle) ** 2;
  }
  const slope = products / squares;
  return Float64Array.from({ length: n }, (_, t) => y[t]! - mean - slope * (t - middle));
}
