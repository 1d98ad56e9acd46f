// Bands from the errors that the same method made on windows of the history: conformal prediction with errors
// normalised by the step ahead and by the forecast. Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005); for
// forecasting, Hyndman and Athanasopoulos, https://otexts.com/fpp3/bootstrap.html and the `conformal` of statsforecast.
import type { Band } from "../../series/forecast-table.ts";
import { normalQuantile, quantile } from "../../numeric/quantile.ts";
import { errorShapes, type PlainErrors, type WindowErrors } from "./error-shapes.ts";

export interface Calibration {
  /**
   * Half the width of the band for a step ahead, counted from 1; grows with the step and the level.
   * @param forecast of that step, where forecasts were given
   */
  halfWidth: (level: number, step: number, forecast?: number) => number;
}

/**
 * Windows are few and overlap, their errors are alike, and the methods were weighed on them, so that they show less
 * than the whole spread: by how much, for a window's share of all steps and for a step's.
 */
export interface Inflation {
  perWindow: number;
  perStep: number;
  /** How much of each error later steps keep where a history says little of it; see error-shapes.ts. */
  kept: number;
}

/**
 * So that bands of 80 % hold 76 to 84 % on windows held out of the training parts of the series that docs/models.md names.
 * The first two were chosen on every second series, and kept since the others agreed; `kept`, and what error-shapes.ts
 * expects of relative errors, on all of them, so that no series confirms these. Of `kept`, 1 was short at the last
 * step of yearly series; long windows hardly depend on it.
 */
export const statistical: Inflation = { perWindow: 0.3, perStep: 1.5, kept: 1.5 };
const perSharpness = 0.01;

interface CalibrationDetails {
  inflated?: Inflation | undefined;
  /** The forecasts that made the errors, where bands may grow with the forecast. */
  forecasts?: readonly WindowErrors[];
  /** What else says that they do: `sizeEvidence` of the history. */
  evidence?: number;
  /** Errors of plain forecasts through the whole history. */
  plain?: PlainErrors | undefined;
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
  { inflated = statistical, forecasts, evidence, plain }: CalibrationDetails = {},
): Calibration {
  const { perWindow, perStep, kept } = inflated;
  const shapes = errorShapes(windows, { kept, forecasts, evidence, plain });
  const count = shapes[0]!.normalised.length;
  const inflation = 1 + (perWindow * windows[0]!.length) / steps + perStep / steps + perSharpness * sharpness;
  // Of n errors, the share n / (n + 1) is the most that they show.
  const furthest = count / (count + 1);
  // The same for all steps of a level; steps of one level come one after the other.
  let [last, quantiles]: [number, number[]] = [Number.NaN, []];
  const quantilesAt = (level: number) => {
    const known = Math.min(level, furthest);
    const reached = Math.min(1, known * (1 + 1 / count));
    const [wanted, shown] = [spread(level), spread(known)];
    return shapes.map(
      ({ weight, normalised, mean }) =>
        weight * ((wanted * mean + (quantile(normalised, reached) * wanted) / shown) / 2),
    );
  };
  return {
    halfWidth(level, step, forecast = 0) {
      if (level !== last) [last, quantiles] = [level, quantilesAt(level)];
      let half = 0;
      for (let i = 0; i < shapes.length; i++) half += quantiles[i]! * shapes[i]!.sizeAt(step, forecast);
      return inflation * half;
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
