// The Dynamic Optimised Theta model of Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), "Models for
// optimising the theta method and their relationship to state space models", DOTM; for series without seasons.

/** Errors at the start come from the start values and not from the model. */
const burnIn = 3;

/** Bounds of the smoothing parameter, as in the authors' R package forecTheta. */
const [leastAlpha, mostAlpha] = [0.1, 0.99];

/** What the line counts is 1 - 1 / theta: 0 is simple exponential smoothing. */
const mostShare = 0.999;

/**
 * What is believed of the line's share and of the first level before any value is seen: theta is 2, as in the method that won
 * the M3 competition, and the level lies within so many ranges of the series around the first value. Without it short series let
 * the start explain what the model cannot. On windows held out of the training parts of M1 and M3, 0.5 to 1 ranges were equally good, and beliefs as
 * strong as one error of the fit as well as any up to 4; 16 and more were worse.
 */
const [usualShare, usualReach] = [0.5, 0.7];

/** Values of alpha that are tried, and steps that close in on the best, to about 0.001. */
const [tried, closing] = [9, 10];

/** @param y at least 4 values */
export function dynamicTheta(y: ArrayLike<number>, horizon: number): number[] {
  const first = y[0]!;
  let [low, high] = [first, first];
  for (let t = 1; t < y.length; t++) {
    low = Math.min(low, y[t]!);
    high = Math.max(high, y[t]!);
  }
  const reach = usualReach * Math.max(high - low, 1e-9 * Math.abs(first)) || 1;
  const lines = linesBefore(y);
  const fit: Fit = { squares: Infinity, share: 0, level: first };
  const squares = (alpha: number) => fitAt(y, lines, alpha, first, reach, fit);
  const step = (mostAlpha - leastAlpha) / (tried - 1);
  let best = leastAlpha;
  let least = squares(best);
  for (let i = 1; i < tried; i++) {
    const value = squares(leastAlpha + i * step);
    if (value < least) [best, least] = [leastAlpha + i * step, value];
  }
  // Golden section between the neighbours of the best.
  let [from, to] = [Math.max(leastAlpha, best - step), Math.min(mostAlpha, best + step)];
  let [left, right] = [to - golden * (to - from), from + golden * (to - from)];
  let [atLeft, atRight] = [squares(left), squares(right)];
  for (let i = 0; i < closing; i++) {
    if (atLeft <= atRight) {
      [to, right, atRight, left] = [right, left, atLeft, right - golden * (right - from)];
      atLeft = squares(left);
    } else {
      [from, left, atLeft, right] = [left, right, atRight, left + golden * (to - left)];
      atRight = squares(right);
    }
  }
  if (atLeft < least) [best, least] = [left, atLeft];
  if (atRight < least) [best, least] = [right, atRight];
  squares(best);
  return continued(y, lines, best, fit.share, fit.level, horizon);
}

const golden = (Math.sqrt(5) - 1) / 2;

/** The straight lines through the values before each step, by least squares; the model's parameters do not move them. */
interface Lines {
  intercepts: Float64Array;
  slopes: Float64Array;
  mean: number;
}

function linesBefore(y: ArrayLike<number>): Lines {
  const n = y.length;
  const [intercepts, slopes] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  let mean = 0;
  let slope = 0;
  for (let t = 1; t <= n; t++) {
    ({ mean, slope } = lineWith(y[t - 1]!, t, mean, slope));
    intercepts[t] = mean - ((t + 1) / 2) * slope;
    slopes[t] = slope;
  }
  return { intercepts, slopes, mean };
}

/** Mean and slope of t values, from those of t - 1 values and the newest. */
function lineWith(value: number, t: number, former: number, slope: number): { mean: number; slope: number } {
  const mean = ((t - 1) * former + value) / t;
  return { mean, slope: t === 1 ? 0 : ((t - 2) * slope + (6 / t) * (value - former)) / (t + 1) };
}

interface Fit {
  squares: number;
  share: number;
  /** Before the first value. */
  level: number;
}

/**
 * The errors are linear in the first level and in the line's share, so those two are solved for by least squares.
 * @param reach how far the first level is believed to lie from the first value
 * @param fit receives what was found
 * @returns the sum of the squares of the errors
 */
function fitAt(
  y: ArrayLike<number>,
  { intercepts, slopes }: Lines,
  alpha: number,
  first: number,
  reach: number,
  fit: Fit,
): number {
  const n = y.length;
  const rest = 1 - alpha;
  let level = first;
  // (1 - alpha)^t: what the first level still adds.
  let power = 1;
  let [ee, ep, ex, pp, px, xx] = [0, 0, 0, 0, 0, 0];
  const start = Math.min(burnIn, n);
  for (let t = 0; t < start; t++) {
    level = alpha * y[t]! + rest * level;
    power *= rest;
  }
  for (let t = start; t < n; t++) {
    const value = y[t]!;
    const error = value - level;
    const next = power * rest;
    const line = power * intercepts[t]! + ((1 - next) / alpha) * slopes[t]!;
    ee += error * error;
    ep += error * power;
    ex += error * line;
    pp += power * power;
    px += power * line;
    xx += line * line;
    level = alpha * value + rest * level;
    power = next;
  }
  const free = shareOf(ep, ex, pp, px, xx);
  const noise =
    Math.max(0, ee - (pp > 0 ? (ep - free * px) / pp : 0) * ep - free * ex) / Math.max(1, n - burnIn - 3);
  // What is believed beforehand counts as one error each.
  pp += noise / (reach * reach);
  xx += noise;
  ex += usualShare * noise;
  ee += usualShare * usualShare * noise;
  const share = Math.min(Math.max(shareOf(ep, ex, pp, px, xx), 0), mostShare);
  const more = pp > 0 ? (ep - share * px) / pp : 0;
  fit.share = share;
  fit.level = first + more;
  fit.squares =
    ee - 2 * (more * ep + share * ex) + more * more * pp + 2 * more * share * px + share * share * xx;
  return fit.squares;
}

/** By the normal equations of level and share. */
function shareOf(ep: number, ex: number, pp: number, px: number, xx: number): number {
  const determinant = pp * xx - px * px;
  if (determinant > 1e-12 * pp * xx) return (ex * pp - ep * px) / determinant;
  return xx > 0 ? ex / xx : 0;
}

function continued(
  y: ArrayLike<number>,
  { intercepts, slopes, mean: last }: Lines,
  alpha: number,
  share: number,
  start: number,
  horizon: number,
): number[] {
  const n = y.length;
  const rest = 1 - alpha;
  let level = start;
  let power = 1;
  for (let t = 0; t < n; t++) {
    level = alpha * y[t]! + rest * level;
    power *= rest;
  }
  const future: number[] = [];
  let [mean, slope, intercept] = [last, slopes[n]!, intercepts[n]!];
  for (let t = n + 1; t <= n + horizon; t++) {
    const expected = level + share * (power * intercept + ((1 - power * rest) / alpha) * slope);
    future.push(expected);
    level = alpha * expected + rest * level;
    ({ mean, slope } = lineWith(expected, t, mean, slope));
    intercept = mean - ((t + 1) / 2) * slope;
    power *= rest;
  }
  return future;
}
