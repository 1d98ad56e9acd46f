// How errors grow with the step ahead and with the forecast: a few shapes, each counting as much as the errors make it likely
// (Bayesian model averaging: Hoeting, Madigan, Raftery and Volinsky 1999, https://doi.org/10.1214/ss/1009212519).

/** Errors of one window, from the first step ahead on; NaN for a step that tells nothing. */
export type WindowErrors = ArrayLike<number>;

/** Of plain forecasts from every row of a history: sums by step ahead, from the first on. */
export interface PlainErrors {
  counts: Float64Array;
  absolute: Float64Array;
  /** Divided by the level there. */
  relative: Float64Array;
}

export interface ErrorShape {
  /** Of all shapes together 1. */
  weight: number;
  /** How large errors are there, in those of the first step ahead and the mean forecast. */
  sizeAt: (step: number, forecast: number) => number;
  /** All errors divided by their size, ascending. */
  normalised: Float64Array;
  /** Of the normalised errors, and of those of plain forecasts where they are known. */
  mean: number;
}

export interface Expected {
  /** How much of each error the next steps keep, before any error is seen: of variances, as `kept` below. */
  kept: number;
  /** The forecasts that made the errors, where errors may grow with the forecast. */
  forecasts?: readonly WindowErrors[] | undefined;
  /** What else says that they do, as the logarithm of a ratio of likelihoods. */
  evidence?: number | undefined;
  /** Errors of plain forecasts through the whole history. */
  plain?: PlainErrors | undefined;
}

/**
 * Errors of plain forecasts count as this many errors of the windows, so that five errors alone do not decide how wide a band is.
 * On every second series of the training parts that docs/models.md names, windows at five dates, 3 to 5 did alike: the
 * interval score fell by 4 to 5 % on yearly series and by up to 2 % on others.
 */
const plainCount = 4;

/**
 * Shares of the variance of an error that stay in the level: that of simple exponential smoothing grows by alpha² a step
 * (Hyndman, Koehler, Ord and Snyder 2008, section 6.3), so that 0 is noise and 1 a random walk; trends that change add to it.
 */
const kept: readonly number[] = [0, 0.05, 0.15, 0.4, 1, 3];

/**
 * A little more than a random walk's 1, for trends that change: on windows held out of the training parts of the series that
 * docs/models.md names, every second one, bands of 1.1 and 1.2 held alike at the first and at the last step, those of 1 less at
 * the last, of 1.5 less at the first.
 */
const power = 1.2;

/**
 * How far the logarithm of the share may be from what is usual. On the same windows 1 drew the first step below 76 %, and at 1.5
 * noise had bands too narrow there; of 2 and 2.5 the latter went above 86 % at weekly series' first step.
 */
const freedom = 2;

/**
 * What is known of economic series before any error, as a logarithm of a ratio of likelihoods: bands that grow with the
 * forecast are more likely than not. With 0, 73 % of the values of one half of M1's quarterly series lay in bands of 80 %;
 * with 2, 85 % of M3's.
 */
const usuallyRelative = 1;

/** A forecast near zero has an error, too: the least size, as a share of the mean one. */
export const leastSize = 0.1;

/** Shapes that count for less change no band to speak of. */
const negligible = 0.005;

/** @param windows with at least one error in all; NaN for a step that tells nothing */
export function errorShapes(
  windows: readonly WindowErrors[],
  { kept: usual, forecasts, evidence = 0, plain }: Expected,
): ErrorShape[] {
  const usualSize = meanSize(forecasts);
  const relative = (forecast: number) => Math.max(leastSize, Math.abs(forecast) / usualSize);
  // Powers are slow, and every share asks for the same ones.
  const powers: number[] = [];
  const ahead = (step: number) => (powers[step] ??= Math.max(0, step - 1) ** power);
  const candidates = kept.flatMap((share) => {
    const prior = -0.5 * (Math.log((share + smallest) / usual) / freedom) ** 2;
    const growth = (step: number) => Math.sqrt(1 + share * ahead(step));
    const absolute = shapeOf(windows, growth, prior, plainMean(plain, plain?.absolute, growth));
    if (usualSize === 0) return [absolute];
    const sizeAt = (step: number, forecast: number) => growth(step) * relative(forecast);
    const expected = plainMean(plain, plain?.relative, growth, usualSize);
    return [absolute, shapeOf(windows, sizeAt, prior + usuallyRelative + evidence, expected, forecasts)];
  });
  const most = Math.max(...candidates.map(({ likelihood }) => likelihood));
  const likely = candidates.filter(({ likelihood }) => likelihood - most > Math.log(negligible));
  const total = likely.reduce((sum, { likelihood }) => sum + Math.exp(likelihood - most), 0);
  return likely.map(({ likelihood, normalised, ...shape }) => ({
    ...shape,
    weight: Math.exp(likelihood - most) / total,
    normalised: normalised.sort(),
  }));
}

/** Noise has a logarithm, too. */
const smallest = 0.01;

/** Against logarithms of zero; values are of size 1. */
const tiny = 1e-12;

/** Likelihood: the logarithm of that of Laplace's distribution of the errors, with the scale that fits them best. */
function shapeOf(
  windows: readonly WindowErrors[],
  sizeAt: ErrorShape["sizeAt"],
  prior: number,
  expected: number | undefined,
  forecasts?: readonly WindowErrors[],
): Omit<ErrorShape, "weight"> & { likelihood: number } {
  const all: number[] = [];
  let [sum, logarithms] = [0, 0];
  for (const [w, errors] of windows.entries()) {
    for (let j = 0; j < errors.length; j++) {
      if (Number.isNaN(errors[j])) continue;
      const size = sizeAt(j + 1, forecasts?.[w]![j] ?? 0);
      all.push(Math.abs(errors[j]!) / size);
      sum += all.at(-1)!;
      logarithms += Math.log(size);
    }
  }
  const likelihood = prior - all.length * Math.log(sum / all.length + tiny) - logarithms;
  const mean =
    expected === undefined ? sum / all.length : (sum + plainCount * expected) / (all.length + plainCount);
  return { sizeAt, normalised: Float64Array.from(all), mean, likelihood };
}

/** Of the forecasts; 0 without any. */
function meanSize(forecasts: readonly WindowErrors[] | undefined): number {
  const all = (forecasts ?? []).flatMap((values) => Array.from(values, Math.abs));
  return all.length === 0 ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
}

/** Mean error of plain forecasts, divided by the growth with the step. */
function plainMean(
  plain: PlainErrors | undefined,
  sums: Float64Array | undefined,
  growth: (step: number) => number,
  usualSize = 1,
): number | undefined {
  if (plain === undefined || sums === undefined) return undefined;
  let [sum, count] = [0, 0];
  for (let j = 0; j < sums.length; j++) {
    sum += (sums[j]! * usualSize) / growth(j + 1);
    count += plain.counts[j]!;
  }
  return sum / count;
}
