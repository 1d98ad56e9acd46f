// Bands of intermittent demand: quantiles of what the history shows that a step may bring. Errors around the point say
// little here, since the point, a mean rate, is a value that hardly ever comes.
import type { Band } from "../../../series/forecast-table.ts";
import type { Demand } from "./kind.ts";
import type { Profile } from "./profile.ts";

export interface Ahead {
  /** The forecast of each step, from the first ahead on. */
  path: readonly number[];
  /** Of each row of the forecast, counted from 1. */
  ahead: readonly number[];
  levels: readonly number[];
  /** What the values of the history and of `path` were divided by. */
  scale: number;
}

/**
 * @param bands by the errors on windows; they stay for steady demand, and for demand by the season at steps that have some
 * @param y each step of the history
 */
export function withDemandBands(
  bands: Band[],
  { kind, profile, open }: Demand,
  y: Float64Array,
  { path, ahead, levels, scale }: Ahead,
): Band[] {
  if (profile === undefined) return bands;
  // With so few open steps, the 80 % quantile of all errors would be that of a closed one.
  const isSparse = kind === "intermittent" || open < fewOpen;
  const { period, closed } = profile;
  const keeps = (step: number) => !isSparse && !closed[(y.length + step - 1) % period];
  const own = demandBands(y, profile, path, levels);
  return bands.map(({ lower, upper }, i) => ({
    lower: lower.map((value, row) => (keeps(ahead[row]!) ? value : own[i]!.lower[ahead[row]! - 1]! * scale)),
    upper: upper.map((value, row) => (keeps(ahead[row]!) ? value : own[i]!.upper[ahead[row]! - 1]! * scale)),
  }));
}

const fewOpen = 0.2;

/**
 * Of a step with the probability π of demand whose sizes have the distribution G, the value is at most u with the
 * probability 1 - π (1 - G(u)). The band goes from the quantile (1 - level) / 2 to (1 + level) / 2, so it starts at zero
 * wherever zeros are not rare, and holds at least `level` of all values. Where the forecast is another rate than the mean
 * of the history, demand is more or less likely, and larger where it cannot be more likely.
 * @param y demand of each step of the history
 * @param path the forecast of each step ahead, from the first on
 * @returns one band a level, for each step of `path`; holds the point
 */
export function demandBands(
  y: Float64Array,
  { period, shares, sizes, closed }: Profile,
  path: readonly number[],
  levels: readonly number[],
): Band[] {
  // Sizes as in a phase of the mean size.
  const all = y.map((value, t) => value / Math.max(sizes[t % period]!, 1e-3)).filter((value) => value > 0);
  const sorted = all.sort();
  const meanSize = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const meanShare = sorted.length / y.length;
  // No demand ahead, or demand at every step, is never certain: the band is as wide as if one more step had brought the mean size.
  const oneMore = meanSize / (y.length + 1);
  const cycles = y.length / period;
  const steps = path.map((rate, h) => {
    const phase = (y.length + h) % period;
    // As if one step more of all phases together had been seen in this phase.
    const share = period === 1 ? meanShare : (cycles * shares[phase]! + meanShare) / (cycles + 1);
    const usual = shares[phase]! * sizes[phase]! * meanSize;
    const factor = closed[phase] || usual === 0 ? 1 : rate / usual;
    const likely = Math.min(1, share * factor);
    const size = likely === 0 ? 0 : (sizes[phase]! * share * factor) / likely;
    const isCertain = rate === 0 || likely === 1;
    const least = isCertain && !closed[phase] ? oneMore : 0;
    return { rate, likely, size, mean: likely * size * meanSize, least };
  });
  const quantile = ({ likely, size }: { likely: number; size: number }, probability: number): number => {
    const among = 1 - (1 - probability) / likely;
    if (!(among > 0)) return 0;
    // Of n sizes, the largest is the quantile n / (n + 1).
    const rank = Math.min(sorted.length, Math.max(1, Math.ceil(among * (sorted.length + 1))));
    return sorted[rank - 1]! * size;
  };
  return levels.map((level) => ({
    lower: steps.map((step) =>
      Math.max(0, Math.min(quantile(step, (1 - level) / 2), step.rate - step.least)),
    ),
    upper: steps.map((step) => Math.max(quantile(step, (1 + level) / 2), step.rate + step.least, step.mean)),
  }));
}
