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
  // Steps over a season hold none.
  const count = y.length - season;
  if (count < 4) return { logarithms: 0, wandering: 0, growth: 0 };
  const steps = new Float64Array(count);
  let mean = 0;
  for (let t = 0; t < count; t++) {
    steps[t] = y[t + season]! - y[t]!;
    mean += steps[t]! / count;
  }
  let squares = 0;
  for (let t = 0; t < count; t++) squares += (steps[t]! - mean) ** 2;
  const deviation = Math.max(Math.sqrt(squares) / count, 1e-12);
  return {
    logarithms: limit(logarithmsOverValues(y, season, steps)),
    wandering: limit((correlationOf(steps, mean, season) - evenWandering) / fullWandering),
    growth: limit((Math.abs(mean) / deviation - evenGrowth) / fullGrowth),
  };
}

const limit = (value: number): number => Math.min(1, Math.max(-1, value));

/** Of each step with the next, in deviations; with a season, of how each step over it differs from the one before. */
function correlationOf(steps: Float64Array, mean: number, season: number): number {
  const first = season === 1 ? 0 : 1;
  let [products, squares, before] = [0, 0, 0];
  for (let t = first; t < steps.length; t++) {
    const value = steps[t]! - (season === 1 ? mean : steps[t - 1]!);
    squares += value * value;
    products += value * before;
    before = value;
  }
  return squares > 0 ? (products / squares) * Math.sqrt(steps.length - first) : 0;
}

/**
 * The logarithm of the ratio of two likelihoods (Laplace's, with the scale that fits best): of random walks with drift of the logarithms
 * and of the values. The sum of the logarithms is what the change of variable takes, as in Box and Cox (1964).
 */
function logarithmsOverValues(y: ArrayLike<number>, season: number, steps: Float64Array): number {
  const logarithms = new Float64Array(y.length);
  for (let t = 0; t < y.length; t++) {
    if (!(y[t]! > 0)) return 0;
    logarithms[t] = Math.log(y[t]!);
  }
  const relative = new Float64Array(steps.length);
  let sum = 0;
  for (let t = 0; t < steps.length; t++) {
    relative[t] = logarithms[t + season]! - logarithms[t]!;
    sum += logarithms[t + season]!;
  }
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
