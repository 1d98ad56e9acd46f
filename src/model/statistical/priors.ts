// What each candidate of `auto` counts before any of its errors is seen: what did well on other series of the kind.
import { isOfFamily } from "./methods/candidates.ts";
import { isDemandMethod } from "./methods/intermittent/candidates.ts";
import type { Traits } from "./traits.ts";

/**
 * All were chosen on every second series of the training parts of M1, M3, M4 Hourly and Weekly, and of generated ones that grow in
 * percent with a season that grows along, as those of tourism do; and confirmed on the others, and on windows half a
 * horizon earlier. Half or twice of each changes no group by more than 0.6 %, but for those that a comment names.
 */
type Priors = Readonly<Record<string, number>>;

/**
 * Below 50 rows without a season windows say next to nothing. Most such series grow, so a random walk with drift and theta are
 * known to do well; the mean of a few rows is no level to return to. Half the drift made yearly series of M1 worse by 3 %, twice of it
 * generated ones, which grow in percent, by 4 %. Twice of theta of logarithms made generated ones better by 2 % and those of M3 worse by 0.6 %.
 */
const ofFewRows: Priors = {
  drift: 6,
  theta: 3,
  ces: 3,
  "log-theta": 1,
  "log-steps": 2,
  "log-ets": 0.5,
  naive: 0.5,
  ar: 0.1,
  "log-ar": 0.1,
};

/**
 * Where a season may hide, as in 20 months, the last value and the mean step say little. With the priors above, sMAPE of M1's series
 * of less than two years was 3 to 9 % worse than with these.
 */
const ofHiddenSeason: Priors = {
  theta: 6,
  "log-theta": 1,
  drift: 0.5,
  "log-steps": 0.5,
  "log-ets": 0.5,
  ar: 0.1,
  "log-ar": 0.1,
};

const fewRows = 50;

/** One season of up to 24 rows grows with the level more often than not: MASE of generated quarterly series fell by 3 %. */
const ofOneSeason: Priors = { "log-mstl-theta": 6, "log-mstl-ets": 3, "log-ets": 2, "log-steps": 2 };

/**
 * Several seasons, as of hours, take autoregressions that remember them. With these, and 1 for theta, MASE of M4 Hourly fell by 1.4 % and sMAPE
 * by 2 %. Twice of those on logarithms would have taken another 0.9 % of sMAPE.
 */
const ofSeveralSeasons: Priors = { "periodic-ar": 3, "log-periodic-ar": 3 };

export const isShortWithoutSeason = ({ rows, periods }: Traits): boolean =>
  periods.length === 0 && rows < fewRows;

export function priorOf(name: string, traits: Traits): number {
  const { periods, mayHideSeason } = traits;
  if (isShortWithoutSeason(traits)) {
    return ((mayHideSeason ? ofHiddenSeason : ofFewRows)[name] ?? 1) * shareOfFewRows(name, traits);
  }
  const own = periods.length > 1 ? ofSeveralSeasons : isOfFamily(periods) ? ofOneSeason : {};
  const share = periods.length > 1 || isOfFamily(periods) ? shareOfSeasonal(name, traits) : 1;
  return share * shareBySeason(name, traits) * (own[name] ?? usual(name, periods));
}

/**
 * What the steps of the whole history say: logarithms where they grow with the level or go one way for sure, the mean step where none is undone by
 * the next, and theta, which smooths, where they are. At most the root of e or of 2 times. Twice these exponents were better by 1 % on
 * half of M1's and M3's series; on series that nobody had chosen by, the training parts of the tourism competition, and on five
 * origins of M1 and M3, they were worse by 0.1 % on average, by 0.5 % on M3's yearly series: evidence of so few rows moves belief a little.
 */
function shareOfFewRows(name: string, { steps }: Traits): number {
  const ofLogarithms = name.startsWith("log-") ? Math.exp(steps.logarithms / 2) * 2 ** (steps.growth / 2) : 1;
  if (name === "drift") return 2 ** (steps.wandering / 2);
  return ofLogarithms * (name.endsWith("theta") ? 2 ** (-steps.wandering / 2) : 1);
}

/**
 * The same of series with a season; of a single one autoregressions of the steps follow a walk, and logarithms count by half, as above (MASE of
 * tourism's quarters 0.6 % better, of the others within 0.1 %). Several seasons: sMAPE of M4 Hourly fell by 0.8 %, MASE stayed. Without a
 * season that goes into the method, of 50 rows or more, nothing came of it.
 */
function shareOfSeasonal(name: string, { steps, periods }: Traits): number {
  const isSingle = periods.length === 1;
  return (
    (name.startsWith("log-") ? Math.exp(isSingle ? steps.logarithms / 2 : steps.logarithms) : 1) *
    (isSingle && name.endsWith("steps") ? 2 ** steps.wandering : 1)
  );
}

/**
 * Theta did best of all on series of at most one season, regressions on lags on long ones. Without a season that goes into the method itself,
 * smoothing did as well, and what it leaves to an autoregression is little: with 1 for these, the sMAPE of M4 Weekly and of M3's other series was 1 to 1.5 % worse,
 * MASE 0.3 and 2 %, on both halves of the series and both windows; smoothing 3 to 6 did alike within 1 %.
 */
function usual(name: string, periods: readonly number[]): number {
  if (name.endsWith("lags")) return 4;
  if (periods.length > 1) return 1;
  if (name.endsWith("theta")) return 3;
  if (isOfFamily(periods)) return 1;
  const continuation = /(ets|steps|ar)$/.exec(name)?.[1];
  return continuation === "ets" ? 3 : continuation === "steps" ? 2 : continuation === "ar" ? 0.5 : 1;
}

/** How sure the season is decides between candidates that follow it and others. */
function shareBySeason(name: string, { rows, periods, evidence }: Traits): number {
  if (periods.length === 0) return 1;
  if (/mstl|periodic|recent|seasonal|classical/.test(name)) return evidence;
  // Autoregressions may see a season by themselves once they have three of them, and demand methods do.
  if (isDemandMethod(name) || (rows >= 3 * periods[0]! && /^(log-)?(ar|steps)$/.test(name))) return 0.5;
  return 1 - evidence;
}
