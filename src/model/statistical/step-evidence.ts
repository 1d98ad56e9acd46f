// What the steps of a whole history say about how it goes on, where windows at its end are too few to say it.

/** Each from -1 to 1; 0 says nothing. */
export interface StepEvidence {
  /** Above 0, steps grow with the level, so that logarithms fit better. */
  logarithms: number;
  /** Above 0, a step is not undone by the next: a random walk; below, values scatter about a level that smoothing finds. */
  wandering: number;
  /** Above 0, the mean step is more than chance would show. */
  growth: number;
}

/**
 * Where belief is even, and how far from there it is full, in deviations. A random walk's own correlation is a little below 0. Chosen on
 * windows held out of every second series of the training parts of M1 and M3 and of generated ones; wandering from -1 to 0 and growth from 2 to 3
 * did alike within 1 % on all groups.
 */
const [evenWandering, fullWandering] = [-1, 1];
const [evenGrowth, fullGrowth] = [2.5, 1.5];

/** @param season in steps; 1 for none */
export function stepEvidence(y: ArrayLike<number>, season: number): StepEvidence {
  const n = y.length;
  if (n < season + 4) return { logarithms: 0, wandering: 0, growth: 0 };
  // Steps over a season hold none.
  const count = n - season;
  const steps = Float64Array.from({ length: count }, (_, t) => y[t + season]! - y[t]!);
  const mean = steps.reduce((sum, step) => sum + step, 0) / count;
  const squares = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0);
  const { correlation, pairs } = correlate(season === 1 ? steps.map((step) => step - mean) : changes(steps));
  const deviation = Math.sqrt(squares) / count;
  return {
    logarithms: limit(logarithmsOverValues(y, season, steps)),
    wandering: limit((correlation * Math.sqrt(pairs) - evenWandering) / fullWandering),
    growth: limit((Math.min(Math.abs(mean) / Math.max(deviation, 1e-12), 1e6) - evenGrowth) / fullGrowth),
  };
}

const limit = (value: number): number => Math.min(1, Math.max(-1, value));

/** Of the steps over a season, how each differs from the one before. */
const changes = (steps: Float64Array): Float64Array => steps.slice(1).map((step, t) => step - steps[t]!);

/** Of each value with the next. */
function correlate(values: Float64Array): { correlation: number; pairs: number } {
  let [products, squares] = [0, 0];
  for (let t = 0; t < values.length; t++) {
    squares += values[t]! ** 2;
    if (t > 0) products += values[t]! * values[t - 1]!;
  }
  return { correlation: squares > 0 ? products / squares : 0, pairs: values.length };
}

/**
 * The logarithm of the ratio of two likelihoods (Laplace's, with the scale that fits best): of random walks with drift of the logarithms
 * and of the values. The sum of the logarithms is what the change of variable takes, as in Box and Cox (1964).
 */
function logarithmsOverValues(y: ArrayLike<number>, season: number, steps: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < y.length; t++) {
    if (!(y[t]! > 0)) return 0;
    if (t >= season) sum += Math.log(y[t]!);
  }
  const relative = steps.map((_, t) => Math.log(y[t + season]! / y[t]!));
  return steps.length * (Math.log(spread(steps)) - Math.log(spread(relative))) - sum;
}

/** The mean absolute deviation from the median; never 0, for values of size about 1. */
function spread(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted[sorted.length >> 1]!;
  let sum = 0;
  for (let t = 0; t < sorted.length; t++) sum += Math.abs(sorted[t]! - middle);
  return sum / sorted.length + 1e-9;
}
