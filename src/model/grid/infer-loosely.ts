// Finds the step of rows whose clock is not exact: a sensor that reports every quarter of an hour and some seconds, or one
// row a day, each at another time of day.
import { daySeconds } from "../time/calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { gridOf, isFew, median, residue, type Grid } from "./spacings.ts";

/** Steps that people choose, in seconds. */
const usualSteps = [
  1,
  2,
  5,
  10,
  15,
  20,
  30,
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * 3600),
  daySeconds,
  7 * daySeconds,
];

/** Fewer rows may look regular by chance. */
const leastRows = 8;

/** Share of the spacings that must be one step. */
const requiredExact = 0.75;

/** How far the usual spacing may be from a step that people choose, and a row from its step. */
const [nearStep, nearRow] = [0.1, 0.25];

/** @param ds seconds since the epoch, strictly ascending @param gaps between them */
export function inferLoosely(ds: Numbers, gaps: Numbers): Grid | undefined {
  if (ds.length < leastRows) return undefined;
  const usual = median(gaps);
  const minutes = Math.round(usual / 60);
  const step = usualSteps.find((each) => Math.abs(usual - each) <= nearStep * each) ?? minutes * 60;
  if (step === 0 || (step > 3600 && !usualSteps.includes(step))) return undefined;
  return (
    (step === daySeconds ? onSteps(ds, step, 0, Infinity) : undefined) ??
    onSteps(ds, step, phaseOf(ds, step), nearRow * step)
  );
}

/** Whole steps where the rows are about there, else whole minutes. */
function phaseOf(ds: Numbers, step: number): number {
  let [sine, cosine] = [0, 0];
  for (const seconds of ds) {
    const angle = (2 * Math.PI * residue(seconds, step)) / step;
    sine += Math.sin(angle);
    cosine += Math.cos(angle);
  }
  const phase = (Math.atan2(sine, cosine) / (2 * Math.PI)) * step;
  if (Math.abs(phase) < step / 8) return 0;
  return residue(step >= 300 ? Math.round(phase / 60) * 60 : Math.round(phase), step);
}

/** @param reach how far a row may be from its step; Infinity for the day that it lies in */
function onSteps(ds: Numbers, step: number, phase: number, reach: number): Grid | undefined {
  const moved = new Map<number, number>();
  const odd: number[] = [];
  let [last, exact] = [Number.NaN, 0];
  for (let row = 0; row < ds.length; row++) {
    const steps = (ds[row]! - phase) / step;
    const at = reach === Infinity ? Math.floor(steps) : Math.round(steps);
    const date = phase + at * step;
    if (at === last || Math.abs(ds[row]! - date) > reach) {
      odd.push(row);
      continue;
    }
    if (at === last + 1) exact++;
    last = at;
    if (date !== ds[row]) moved.set(row, date);
  }
  if (!isFew(odd.length, ds.length) || exact < requiredExact * (ds.length - 1)) return undefined;
  return gridOf({ kind: "fixed", seconds: step }, { moved, odd });
}
