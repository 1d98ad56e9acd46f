// Rows without a common spacing that come at the same times of every day or week: Mondays, Wednesdays and Fridays; draws on
// Tuesdays and Fridays; readings at 8, 12 and 18 o'clock.
import { differences } from "../grid/spacings.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { daySeconds } from "../time/calendar.ts";
import { openSteps } from "../time/open-times.ts";
import { closedTimes, type ClosedTimes } from "./closed-times.ts";

/** The share of the recurring times that must have a row. */
const leastFill = 0.8;

/** Finer steps would fit any rows at all. */
const leastStep = 60;

/** @param ds seconds since the epoch, strictly ascending */
export function recurringTimes(ds: Numbers): ClosedTimes | undefined {
  if (ds.length < 2) return undefined;
  const step = differences(ds).reduce(commonDivisor, daySeconds);
  if (step < leastStep) return undefined;
  const found = closedTimes(ds, step, false);
  if (found === undefined || found.open.seasons !== undefined) return undefined;
  const steps = openSteps(found.open, ds[0]!, ds.at(-1)!) + 1;
  return ds.length >= leastFill * steps ? found : undefined;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
