// The fit of Prophet, as forecaster.py and models.py of Prophet for Python ask Stan for it:
// https://github.com/facebook/prophet/tree/v1.1
import type { Feature } from "./features.ts";
import { prophetsStop, quickStop } from "./optimizer/stops.ts";
import { reweighted } from "./optimizer/reweighted.ts";
import { curvedMisfit } from "./posterior/curved.ts";
import { linearMisfit } from "./posterior/linear.ts";
import { momentsOf, type Moments } from "./posterior/moments.ts";
import { posteriorOf } from "./posterior/posterior.ts";
import { scaledRows, type FitOptions, type History } from "./scaling.ts";
import { stateAfterHistory, type Fit } from "./trend.ts";

export interface Fitted {
  fit: Fit;
  /** The features' coefficients; of additive ones in scaled units. */
  beta: Float64Array;
}

/** The optimizer came to no result. */
export class FitFailure extends Error {
  override name = "FitFailure";
}

export interface Fits {
  history: History;
  features: readonly Feature[];
  /** Of a fit that sees no more than so many rows, the first ones. */
  optionsFor: (known: number) => FitOptions;
}

export interface Fitter {
  /**
   * The fit that Prophet for Python and R come to.
   * @returns with the logarithm of the posterior without constants, as `lp__` of Stan
   * @throws FitFailure
   */
  fit(): Fitted & { logPosterior: number };
  /**
   * The fit to the first rows alone, for a forecast of those behind them.
   * @param yScale what their y, less the floor, is divided by; above 0
   * @throws FitFailure
   */
  refit(known: number, yScale: number): Fitted;
}

/** A trend that cannot bend still has one place in Prophet's program, at the start. */
const bendsOf = (changepoints: readonly number[]): readonly number[] =>
  changepoints.length > 0 ? changepoints : [0];

/** Where later rows are so much larger, the sums have lost what the first ones were. */
const mostOutgrown = 1e4;

/** @param knowns numbers of rows for refits */
export function createFitter(fits: Fits, knowns: readonly number[]): Fitter {
  const { history, features, optionsFor } = fits;
  const all = history.ds.length;
  const { growth } = optionsFor(all);
  const whole = scaledRows(history, optionsFor(all), all);
  const moments = sumsOf(fits, whole.t, whole.y, knowns);

  const problemOf = (known: number, yScale: number) => {
    const options = optionsFor(known);
    const trendSize = growth === "flat" ? 1 : 2 + bendsOf(options.changepoints).length;
    const priors = {
      features: features.map(({ priorScale }) => priorScale),
      bends: options.changepointPriorScale,
    };
    const unit = { time: 1 / whole.t[known - 1]!, value: history.yScale / yScale };
    const sums =
      unit.value < mostOutgrown ? moments?.normalOf(known, placesOf(fits, known), unit) : undefined;
    /** Those of the misfit's parameters and the noise in the words of the trend. */
    const fittedOf = (theta: Float64Array, sigma: number): Fitted => {
      const bends = placesOf(fits, known, known) ?? [];
      const [m, k] = [theta[0]!, growth === "flat" ? 0 : theta[1]!];
      const delta = theta.slice(Math.min(2, trendSize), trendSize);
      const fit: Fit = { growth, k, m, delta, changepoints: bends, sigma, yScale };
      const fixed =
        options.changepoints.length === 0
          ? { ...stateAfterHistory(fit), delta: new Float64Array(0), changepoints: [] }
          : {};
      return { fit: { ...fit, ...fixed }, beta: theta.slice(trendSize) };
    };
    return { options, priors, sums, fittedOf };
  };

  const posteriorFor = (
    known: number,
    yScale: number,
    { options, priors, sums }: ReturnType<typeof problemOf>,
  ) => {
    const rows = known === all ? whole : scaledRows({ ...history, yScale }, options, known);
    const bends = growth === "flat" ? [] : bendsOf(rows.changepoints);
    const misfit =
      sums === undefined
        ? curvedMisfit({ ...rows, changepoints: bends }, features, growth)
        : linearMisfit(sums);
    const theta = new Float64Array(misfit.size);
    theta[0] = rows.start.m;
    if (growth !== "flat") theta[1] = rows.start.k;
    const posterior = posteriorOf(misfit, priors, known);
    return { posterior, start: posterior.join(theta, 1) };
  };

  return {
    fit: () => {
      const problem = problemOf(all, history.yScale);
      const { posterior, start } = posteriorFor(all, history.yScale, problem);
      const { sums, priors } = problem;
      const least =
        sums &&
        posterior.evaluate(posterior.join(...reweighted(linearMisfit(sums), priors, all, sums.center)));
      const { at, value } = orFailure(() => prophetsStop(posterior, start, all, least));
      return { ...problem.fittedOf(...posterior.split(at)), logPosterior: -value };
    },
    refit: (known, yScale) => {
      const problem = problemOf(known, yScale);
      const { priors, sums, fittedOf } = problem;
      if (sums !== undefined) return fittedOf(...reweighted(linearMisfit(sums), priors, known, sums.center));
      const { posterior, start } = posteriorFor(known, yScale, problem);
      return fittedOf(...posterior.split(orFailure(() => quickStop(posterior, start)).at));
    },
  };
}

function orFailure<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new FitFailure("No fit was found.", { cause: error });
  }
}

/**
 * Where the trend of a fit to the first rows may bend.
 * @param unit the first rows whose time counts as 1; all unless given
 */
function placesOf(
  { history, optionsFor }: Fits,
  known: number,
  unit = history.ds.length,
): readonly number[] | undefined {
  const { growth, changepoints } = optionsFor(known);
  if (growth === "flat") return undefined;
  const [first, last] = [history.ds[0]!, history.ds[unit - 1]!];
  return bendsOf(changepoints.map((seconds) => (seconds - first) / (last - first)));
}

/** The sums of products for all fits; undefined where the model is not linear, or where rows are fewer than products. */
function sumsOf(
  fits: Fits,
  t: Float64Array,
  y: Float64Array,
  knowns: readonly number[],
): Moments | undefined {
  const { features } = fits;
  const places = placesOf(fits, t.length);
  const parameters = features.length + (places === undefined ? 1 : 2 + places.length);
  const isLinear =
    fits.optionsFor(t.length).growth !== "logistic" && features.every(({ mode }) => mode === "additive");
  if (!isLinear || parameters > 2 * t.length) return undefined;
  const wanted = [...new Set([...knowns, t.length])].sort((a, b) => a - b);
  const columns = features.map(({ history }) => history);
  return momentsOf(t, y, columns, wanted, places && wanted.flatMap((known) => placesOf(fits, known)!));
}
