// Whether a series of few seasons shows one, where no window can hold a whole season out to see.

/** From so many cycles on windows judge better. */
const cyclesThatShow = 5;

/**
 * How likely the correlation of one cycle with the next would be without a season, in deviations: at this many the season is
 * as likely as not, which is the 5 % of a test on one side; how steeply belief follows; and how sure it gets. Chosen on monthly,
 * quarterly and hourly series of the training parts of M1, M3 and M4 that were cut to 2 to 4 cycles.
 */
const belief = { middle: 1.6, steepness: 4, least: 0.01 };

/**
 * The autocorrelation at the season's lag of the series without its straight trend, of logarithms where all values are
 * positive, by Fisher's (1915) transformation.
 * @returns 0 to 1; a half says nothing
 */
export function seasonalEvidence(y: Float64Array, period: number | undefined): number {
  if (period === undefined || y.length < 2 * period || y.length >= cyclesThatShow * period) return 0.5;
  const x = withoutTrend(y.every((value) => value > 0) ? y.map(Math.log) : y, period);
  let [products, squares, earlierSquares] = [0, 0, 0];
  for (let t = period; t < x.length; t++) {
    products += x[t]! * x[t - period]!;
    squares += x[t]! ** 2;
    earlierSquares += x[t - period]! ** 2;
  }
  if (squares === 0 || earlierSquares === 0) return 0.5;
  const correlation = products / Math.sqrt(squares * earlierSquares);
  const deviations =
    Math.atanh(Math.min(Math.max(correlation, -0.9999), 0.9999)) *
    Math.sqrt(Math.max(1, x.length - period - 3));
  const { middle, steepness, least } = belief;
  return least + (1 - 2 * least) / (1 + Math.exp(-steepness * (deviations - middle)));
}

/** A trend by the means of steps over a whole season, which the season does not bend. */
function withoutTrend(y: Float64Array, period: number): Float64Array {
  const n = y.length;
  let [mean, slope] = [0, 0];
  for (let t = 0; t < n; t++) {
    mean += y[t]! / n;
    if (t >= period) slope += (y[t]! - y[t - period]!) / period / (n - period);
  }
  return y.map((value, t) => value - mean - slope * (t - (n - 1) / 2));
}
