// Bands from the errors that the same method made on windows of the history: conformal prediction with errors
// normalised by the step ahead. Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005); for
// forecasting, Hyndman and Athanasopoulos, https://otexts.com/fpp3/bootstrap.html and the `conformal` of statsforecast.
import type { Band } from "../../series/forecast-table.ts";
import { normalQuantile, quantile } from "../../numeric/quantile.ts";

/** Errors of one window, from the first step ahead on; NaN for a step that tells nothing. */
export type WindowErrors = ArrayLike<number>;

export interface Calibration {
  /**
   * Half the width of the band for a step ahead, counted from 1; grows with the step and the level.
   * @param forecast of that step, where forecasts were given
   */
  halfWidth: (level: number, step: number, forecast?: number) => number;
}

/** Growth of the errors with the step ahead: how much evidence the usual power counts for. */
const usualGrowthWeight = 2;

/**
 * Windows are few and overlap, their errors are alike, and the methods were weighed on them, so that they show less
 * than the whole spread: by how much, for a window's share of all steps and for a step's.
 */
export interface Inflation {
  perWindow: number;
  perStep: number;
  /** The power of the step ahead that a history of little evidence is drawn to. */
  growth: number;
}

/** Found on windows held out of the training parts of the series that docs/models.md names. */
const statistical: Inflation = { perWindow: 0.35, perStep: 2, growth: 0.55 };
const perSharpness = 0.02;

/**
 * A band that grows with the forecast is believed unless one that does not fits the errors better by this, in logarithms of
 * their mean: with 0, 70 % of the true values of growing series lay in bands of 80 %, with it 77 to 87 %, at 0 to 12 % a month, generated,
 * while M1 and M3's windows held out stayed between 79 and 86 %.
 */
const trustInSize = 0.1;

/** A forecast near zero has an error, too: the least size, as a share of the mean one. */
const leastSize = 0.1;

interface CalibrationDetails {
  inflated?: Inflation;
  /** The forecasts that made the errors, where bands may grow with the forecast. */
  forecasts?: readonly WindowErrors[];
}

/**
 * @param windows at least one, with at least one error in all, all of the same length
 * @param steps how many different steps of the history they cover
 * @param sharpness the power of the error by which methods were weighed on these windows; 0 for a single method
 */
export function calibrate(
  windows: readonly WindowErrors[],
  steps: number,
  sharpness: number,
  { inflated = statistical, forecasts }: CalibrationDetails = {},
): Calibration {
  const absolute = normalise(windows, inflated.growth);
  const sizeOf = sizesAround(forecasts);
  const relative =
    sizeOf &&
    normalise(
      windows,
      inflated.growth,
      forecasts!.map((values) => Array.from(values, sizeOf)),
    );
  const isRelative = relative !== undefined && relative.misfit - trustInSize < absolute.misfit;
  const { growth, normalised } = isRelative ? relative : absolute;
  const sorted = Float64Array.from(normalised).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const { perWindow, perStep } = inflated;
  const inflation = 1 + (perWindow * windows[0]!.length) / steps + perStep / steps + perSharpness * sharpness;
  // Of n errors, the share n / (n + 1) is the most that they show.
  const furthest = sorted.length / (sorted.length + 1);
  return {
    halfWidth(level, step, forecast) {
      const smooth = spread(level) * mean;
      const known = Math.min(level, furthest);
      const empirical =
        (quantile(sorted, Math.min(1, known * (1 + 1 / sorted.length))) * spread(level)) / spread(known);
      return inflation * ((smooth + empirical) / 2) * step ** growth * (isRelative ? sizeOf!(forecast!) : 1);
    },
  };
}

/**
 * One band per level.
 * @param half half the width of a level's band in a row
 * @param least what no band goes below
 */
export function bandsAround(
  yhat: readonly number[],
  levels: readonly number[],
  half: (level: number, row: number) => number,
  least = -Infinity,
): Band[] {
  return levels.map((level) => {
    const halves = yhat.map((_, row) => half(level, row));
    return {
      lower: yhat.map((value, row) => Math.max(value - halves[row]!, least)),
      upper: yhat.map((value, row) => value + halves[row]!),
    };
  });
}

/**
 * Half the width of a band in mean absolute errors: as of normal errors at 80 %, with the tails of Student's t of 4
 * degrees of freedom, for which Shaw (2006) gives the quantile in closed form.
 */
function spread(level: number): number {
  const student = (probability: number) => {
    const root = Math.sqrt(4 * probability * (1 - probability));
    return 2 * Math.sqrt(Math.cos(Math.acos(root) / 3) / root - 1);
  };
  const normal = normalQuantile(0.9) / Math.sqrt(2 / Math.PI);
  return (normal * student(0.5 + level / 2)) / student(0.9);
}

/** The power of the step with which the mean absolute error grows, by regression over octaves of steps. */
function growthOf(windows: readonly WindowErrors[], usualGrowth: number): number {
  const sums: number[] = [];
  const counts: number[] = [];
  for (const errors of windows) {
    for (let j = 0; j < errors.length; j++) {
      if (Number.isNaN(errors[j])) continue;
      const octave = Math.floor(Math.log2(j + 1));
      sums[octave] = (sums[octave] ?? 0) + Math.abs(errors[j]!);
      counts[octave] = (counts[octave] ?? 0) + 1;
    }
  }
  const points = sums.flatMap((sum, octave) =>
    sum > 0 ? [{ x: Math.log(1.5 * 2 ** octave), y: Math.log(sum / counts[octave]!) }] : [],
  );
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  let [products, squares] = [usualGrowthWeight * usualGrowth, usualGrowthWeight];
  for (const { x, y } of points) {
    products += (x - meanX) * (y - meanY);
    squares += (x - meanX) ** 2;
  }
  return Math.min(Math.max(products / squares, 0), 1);
}

interface Normalised {
  growth: number;
  /** All errors, divided by the power of the step and by the size. */
  normalised: number[];
  /** Of Laplace's distribution whose scale they are: less its logarithmic likelihood, an error. */
  misfit: number;
}

function normalise(
  windows: readonly WindowErrors[],
  usualGrowth: number,
  sizes?: readonly (readonly number[])[],
): Normalised {
  const scaled = windows.map((errors, w) =>
    Array.from(errors, (error, j) => Math.abs(error) / (sizes?.[w]![j] ?? 1)),
  );
  const growth = growthOf(scaled, usualGrowth);
  const normalised: number[] = [];
  let [sum, logarithms] = [0, 0];
  for (const [w, errors] of scaled.entries()) {
    for (const [j, error] of errors.entries()) {
      if (Number.isNaN(error)) continue;
      normalised.push(error / (j + 1) ** growth);
      sum += normalised.at(-1)!;
      logarithms += growth * Math.log(j + 1) + Math.log(sizes?.[w]![j] ?? 1);
    }
  }
  const count = normalised.length;
  return { growth, normalised, misfit: Math.log(sum / count + tiny) + logarithms / count };
}

/** Against logarithms of zero; values are of size 1. */
const tiny = 1e-12;

/** In mean forecasts. */
function sizesAround(
  forecasts: readonly WindowErrors[] | undefined,
): ((forecast: number) => number) | undefined {
  if (forecasts === undefined) return undefined;
  const all = forecasts.flatMap((values) => Array.from(values, Math.abs));
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return mean > 0 ? (forecast) => Math.max(leastSize, Math.abs(forecast) / mean) : undefined;
}
