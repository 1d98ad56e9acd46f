// Complex exponential smoothing without a season: Svetunkov, Kourentzes and Ord (2022), "Complex exponential smoothing",
// https://doi.org/10.1002/nav.22074. One form serves level series and growing ones, so that no trend has to be chosen.
import { minimise } from "../nelder-mead.ts";

/** The start and the bounds of R's `smooth::ces` and of statsforecast's AutoCES; the two parts of the complex parameter. */
const bounds = [
  { start: 1.3, low: 0.01, high: 1.8 },
  { start: 1, low: 0.01, high: 1.9 },
];

/** Sums of squares this near forecast alike. */
const closeEnough = 1e-4;

/** The level starts from the mean of so many values, and what it holds back from this part of it, as in statsforecast. */
const firstValues = 10;
const firstShare = 1 / 1.1;

/** Fewer are explained by anything; the shortest rows before a window are as many. */
const leastValues = 6;

/** @returns undefined of fewer than 6 values */
export function smoothComplex(y: ArrayLike<number>, horizon: number): number[] | undefined {
  const n = y.length;
  if (n < leastValues) return undefined;
  let first = 0;
  const count = Math.min(firstValues, n);
  for (let t = 0; t < count; t++) first += y[t]! / count;
  let [level, potential] = [0, 0];
  const squares = ([real, imaginary]: readonly number[]) => {
    if (!isSteady(real!, imaginary!)) return Infinity;
    const [ofLevel, ofPotential] = [real! - imaginary!, real! + imaginary!];
    const [a, b] = [1 - imaginary!, 1 - real!];
    let sum = 0;
    [level, potential] = [first, first * firstShare];
    // Forwards, backwards and forwards again: the second run finds where the third starts from.
    for (let run = 0; run < 3; run++) {
      sum = 0;
      for (let i = 0; i < n; i++) {
        const error = y[run === 1 ? n - 1 - i : i]! - level;
        sum += error * error;
        const next = level - a * potential + ofLevel * error;
        potential = level + b * potential + ofPotential * error;
        level = next;
      }
    }
    return sum;
  };
  const [real, imaginary] = minimise(squares, bounds, closeEnough);
  squares([real!, imaginary!]);
  let [low, high] = [Infinity, -Infinity];
  for (let t = 0; t < n; t++) [low, high] = [Math.min(low, y[t]!), Math.max(high, y[t]!)];
  const reach = mostReach * (high - low) * (1 + horizon / n);
  const forecast: number[] = [];
  for (let h = 0; h < horizon; h++) {
    forecast.push(Math.min(Math.max(level, low - reach), high + reach));
    [level, potential] = [level - (1 - imaginary!) * potential, level + (1 - real!) * potential];
  }
  return forecast;
}

/**
 * No forecast grows by more than this a step in the long run, nor goes further beyond the values than so many of their ranges, and as many more as
 * the horizon is histories long. Judgements: of few wild values one in ten would explode over a long horizon; growth of 10 % a step is within.
 */
const [mostGrowth, mostReach] = [1.25, 1.5];

/**
 * Whether a forecast neither swings ever wider nor explodes: what level and potential are multiplied by from step to step has
 * complex eigenvalues of at most 1, or real ones from -1 to the most growth. Few values would let a wild path fit best.
 */
function isSteady(real: number, imaginary: number): boolean {
  const [trace, determinant] = [2 - real, 2 - real - imaginary];
  if (trace * trace < 4 * determinant) return determinant <= 1;
  const root = Math.sqrt(trace * trace - 4 * determinant);
  return trace + root <= 2 * mostGrowth && trace - root >= -2;
}
