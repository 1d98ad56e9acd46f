// The season of intermittent demand: how likely there is some in each phase, and how much.

/** Of one season; lists have one value a phase, the first of which is that of the first step of the series. */
export interface Profile {
  period: number;
  /** Probability of demand. */
  shares: readonly number[];
  /** Mean size of demand, where there is some, over that of all phases. */
  sizes: readonly number[];
  /** Mean rate of demand over that of all phases; their mean is 1. */
  rates: readonly number[];
  /** Phases that never have demand, which chance would not do. */
  closed: readonly boolean[];
}

/**
 * The season that explains most for its number of phases, by Akaike's criterion, or the profile of none, whose period is
 * 1. What a phase shows is drawn to the mean of all by how much of the differences chance would make: James and Stein's
 * rule in the form of Efron and Morris (1973), Stein's estimation rule and its competitors.
 * @param y demand of each step, none negative, at least one positive
 * @param periods in steps
 */
export function profileOf(y: Float64Array, periods: readonly number[]): Profile {
  const demand = { phases: y.map((_, t) => t), values: y.map((value) => (value > 0 ? 1 : 0)) };
  const steps = Array.from(y.keys()).filter((t) => y[t]! > 0);
  const size = { phases: Float64Array.from(steps), values: Float64Array.from(steps, (t) => y[t]!) };
  const period = bestPeriod(demand, size, periods);
  const ofDemand = effectsOf(demand, period);
  const closed = ofDemand.sums.map((sum, k) => sum === 0 && isClosed(ofDemand, k));
  const ofSize = effectsOf(size, period);
  const open = closed.map((isShut, k) => (isShut ? 0 : 1) * ofDemand.counts[k]!);
  const openSteps = open.reduce((sum, count) => sum + count, 0);
  // Phases that are shut would make all others seem to differ from the mean.
  const openMean = steps.length / openSteps;
  const shrinkage = shrinkageOf(ofDemand, open, openMean);
  const shares = ofDemand.sums.map((sum, k) =>
    closed[k] ? 0 : openMean + shrinkage * (sum / ofDemand.counts[k]! - openMean),
  );
  const sizeMean = size.values.reduce((sum, value) => sum + value, 0) / steps.length;
  const sizeShrinkage = shrinkageOf(ofSize, ofSize.counts, sizeMean);
  const sizes = ofSize.sums.map((sum, k) =>
    ofSize.counts[k] === 0 ? 1 : 1 + sizeShrinkage * (sum / ofSize.counts[k]! / sizeMean - 1),
  );
  const products = shares.map((share, k) => share * sizes[k]!);
  const mean = products.reduce((sum, value) => sum + value, 0) / period;
  return { period, shares, sizes, rates: products.map((value) => value / mean), closed };
}

interface Observed {
  /** The step of each value. */
  phases: Float64Array;
  values: Float64Array;
}

interface Effects {
  /** For each phase. */
  sums: number[];
  counts: number[];
  /** Within the phases. */
  squares: number;
}

function effectsOf({ phases, values }: Observed, period: number): Effects {
  const sums = Array<number>(period).fill(0);
  const counts = Array<number>(period).fill(0);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const phase = phases[i]! % period;
    sums[phase] = sums[phase]! + values[i]!;
    counts[phase] = counts[phase]! + 1;
    squares += values[i]! ** 2;
  }
  for (let k = 0; k < period; k++) squares -= counts[k]! > 0 ? sums[k]! ** 2 / counts[k]! : 0;
  return { sums, counts, squares: Math.max(0, squares) };
}

function bestPeriod(demand: Observed, size: Observed, periods: readonly number[]): number {
  let [best, least] = [1, Infinity];
  for (const period of [1, ...periods]) {
    const criterion = [demand, size].reduce((sum, { phases, values }) => {
      const { squares, counts } = effectsOf({ phases, values }, period);
      const filled = counts.filter((count) => count > 0).length;
      const n = values.length;
      // Where every value has a phase of its own, nothing is left to explain, and nothing is explained.
      if (n < filled + 2) return sum + (period === 1 ? 0 : Infinity);
      // A criterion of corrected kind, as phases are many and cycles are few.
      return sum + n * Math.log(squares / n + tiny) + (2 * filled * n) / (n - filled - 1);
    }, 0);
    if (criterion < least) [best, least] = [period, criterion];
  }
  return best;
}

/** Squares below this share of a typical value's are rounding errors. */
const tiny = 1e-6;

/** Of the differences between phases, the share that chance does not explain: 1 - 1/F, of the analysis of variance. */
function shrinkageOf({ sums, counts, squares }: Effects, open: readonly number[], mean: number): number {
  let [between, phases, n] = [0, 0, 0];
  for (const [k, count] of open.entries()) {
    if (count === 0) continue;
    between += count * (sums[k]! / counts[k]! - mean) ** 2;
    phases++;
    n += count;
  }
  if (phases < 2 || n <= phases || between <= 0) return 0;
  return Math.max(0, 1 - squares / (n - phases) / (between / (phases - 1)));
}

/** Whether chance would hardly leave the phase without demand in all of its steps, had it the share of those that have. */
function isClosed({ sums, counts }: Effects, phase: number): boolean {
  let [demands, steps] = [0, 0];
  for (const [k, sum] of sums.entries()) {
    if (sum === 0) continue;
    demands += sum;
    steps += counts[k]!;
  }
  return sums.length * (1 - demands / steps) ** counts[phase]! < chance;
}

/** Of any phase; a level of significance as is usual. */
const chance = 0.01;
