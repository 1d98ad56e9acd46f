// How far plain forecasts would have missed from each row of the history: many errors where a few windows give few.
import { classicalSeason } from "./methods/classical.ts";
import { leastSize, type PlainErrors } from "./methods/error-shapes.ts";

/** Shares of an error that a plain forecast takes for the new level: hardly smoothed, half, and the last value. */
const shares: readonly number[] = [0.2, 0.5, 1];

/** A forecast without the mean step of the past, or with it. */
const drifts: readonly number[] = [0, 1];

/** Further steps say no more of how large errors are, and take time. */
const mostSteps = 24;

/**
 * Of the plain forecast that fits best: simple exponential smoothing, with drift or without, after a fixed season.
 * @param y a value at every step
 * @param season in steps; 1 for none
 * @param steps ahead that are asked for
 * @param areRelative whether errors grow with the level, so that logarithms are forecast
 * @returns undefined for a series too short
 */
export function plainErrors(
  y: Float64Array,
  season: number,
  steps: number,
  areRelative: boolean,
): PlainErrors | undefined {
  const from = Math.max(3, Math.min(Math.max(4, season), y.length >> 2));
  if (y.length < from + 2 || y.length < 2 * season) return undefined;
  const usesLogs = areRelative && y.every((value) => value > 0);
  const level = withoutSeason(y, season, usesLogs);
  const values = usesLogs ? level.map(Math.log) : level;
  const sizes = sizesOf(level);
  const length = Math.min(steps, mostSteps);
  let best: { total: number; errors: PlainErrors } | undefined;
  for (const share of shares) {
    for (const drift of drifts) {
      const tried = errorsOf({ values, sizes, usesLogs, from, length }, share, drift);
      if (best === undefined || tried.total < best.total) best = tried;
    }
  }
  return best!.errors;
}

/** At least a share of the mean one. */
function sizesOf(level: Float64Array): Float64Array {
  const mean = level.reduce((sum, value) => sum + Math.abs(value), 0) / level.length;
  return level.map((value) => Math.max(leastSize * mean, Math.abs(value), Number.MIN_VALUE));
}

function withoutSeason(y: Float64Array, season: number, multiplied: boolean): Float64Array {
  if (season < 2) return y;
  const factors = multiplied ? classicalSeason(y, season, "multiplicative")?.figure : undefined;
  if (factors !== undefined) return y.map((value, t) => value / factors[t % season]!);
  if (multiplied) return y;
  const terms = classicalSeason(y, season, "additive")!.figure;
  return y.map((value, t) => value - terms[t % season]!);
}

interface Series {
  values: Float64Array;
  sizes: Float64Array;
  usesLogs: boolean;
  /** The first row to forecast from. */
  from: number;
  length: number;
}

function errorsOf({ values, sizes, usesLogs, from, length }: Series, share: number, drift: number) {
  const rows = values.length;
  const [counts, absolute, relative] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  let total = 0;
  let smoothed = values[0]!;
  for (let t = 1; t < rows - 1; t++) {
    smoothed += share * (values[t]! - smoothed);
    if (t < from) continue;
    const step = (drift * (values[t]! - values[0]!)) / t;
    for (let j = 0; j < length && t + j + 1 < rows; j++) {
      const row = t + j + 1;
      const error = Math.abs(values[row]! - smoothed - step * (j + 1));
      total += error;
      counts[j]! += 1;
      absolute[j]! += usesLogs ? error * sizes[row]! : error;
      relative[j]! += usesLogs ? error : error / sizes[t]!;
    }
  }
  return { total, errors: { counts, absolute, relative } };
}
