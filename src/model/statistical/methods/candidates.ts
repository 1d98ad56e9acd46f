// The forecasts that auto weighs: every way to take the seasons out with every way to continue what is left, on the
// values and on their logarithms, and the plain ones. One call computes them all, since they share decompositions.
import { addDemandMethods } from "./intermittent/candidates.ts";
import { autoregress, autoregressSteps } from "./autoregression.ts";
import { classicalSeason, seasonOf, withoutSeason, withSeason, type ClassicalSeason } from "./classical.ts";
import { smoothComplex } from "./ets/complex.ts";
import { fitBest, forecastFit } from "./ets/fit.ts";
import { regressOnLags } from "./lag-regression.ts";
import { smooth } from "./smoothing.ts";
import { decompose, repeatSeasons } from "./stl.ts";
import { dynamicTheta } from "./theta.ts";

export type Candidates = Map<string, number[]>;

/** Longest lag of an autoregression. */
const maximumOrder = 30;

/** Cycles of the longest season that a look at the recent past takes in. */
const recentCycles = 5;

/** Each row of a longer season is a state of its own; R's `ets` stops there too. */
const longestOfFamily = 24;

/** Whether a season goes into the method itself, as the authors of ETS and theta have it. */
export const isOfFamily = (periods: readonly number[]): boolean =>
  periods.length === 1 && periods[0]! <= longestOfFamily;

type Continuation = (y: ArrayLike<number>, horizon: number) => ArrayLike<number>;

const continuations = {
  ets: (y, horizon) => smooth(y).forecast(horizon),
  theta: dynamicTheta,
  ar: (y, horizon) => autoregress(y, horizon, maximumOrder),
  steps: (y, horizon) => autoregressSteps(y, horizon, maximumOrder),
} satisfies Readonly<Record<string, Continuation>>;

/**
 * @param y at least 4 values
 * @param periods ascending, each at most half as long as the series
 * @param wanted says which candidates to compute, by name
 */
export function forecastCandidates(
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
  wanted: (name: string) => boolean,
): Candidates {
  const result: Candidates = new Map();
  const add = (name: string, forecast: () => ArrayLike<number> | undefined) => {
    if (!wanted(name)) return;
    const values = forecast();
    if (values === undefined) return;
    const list: number[] = [];
    for (let h = 0; h < values.length; h++) {
      if (!Number.isFinite(values[h])) return;
      list.push(values[h]!);
    }
    result.set(name, list);
  };
  add("naive", () => Array<number>(horizon).fill(y.at(-1)!));
  add("drift", () => drift(y, horizon));
  add("ces", () => smoothComplex(y, horizon));
  for (const period of periods) {
    add(`seasonal-naive-${period}`, () => repeatCycles(y, period, 1, horizon));
    add(`seasonal-mean-${period}`, () =>
      repeatCycles(y, period, Math.min(4, Math.floor(y.length / period)), horizon),
    );
  }
  addForm(add, "", () => y, y.length, periods, horizon, wanted);
  add("ets-family", () => {
    const fit = fitBest(y, isOfFamily(periods) ? periods[0]! : 1);
    return fit && forecastFit(fit, horizon);
  });
  addDemandMethods(add, y, periods, horizon, wanted);
  let [low, high] = [Infinity, -Infinity];
  for (let t = 0; t < y.length; t++) {
    if (y[t]! < low) low = y[t]!;
    if (y[t]! > high) high = y[t]!;
  }
  // Logarithms of values many orders apart would let the smallest decide.
  if (low > 0 && high / low < 1e6) {
    const top = Math.log(high) + Math.max(1, Math.log(high / low));
    const back = (values: ArrayLike<number> | undefined) => {
      if (values === undefined) return undefined;
      const list: number[] = [];
      for (let h = 0; h < values.length; h++) list.push(Math.exp(Math.min(values[h]!, top)));
      return list;
    };
    let logs: Float64Array | undefined;
    addForm(
      (name, forecast) => add(name, () => back(forecast())),
      "log-",
      // Many a model wants none of them.
      () => (logs ??= y.map(Math.log)),
      y.length,
      periods,
      horizon,
      wanted,
    );
  }
  return result;
}

/**
 * A way to take the seasons out, and the methods that continue what is left. Others stand beside these but added nothing on
 * windows held out of the training parts of M1, M3, M4 Hourly and Weekly: after fixed seasons only an autoregression did.
 */
interface Way {
  name: string;
  by: readonly (keyof typeof continuations)[];
  deseasoned: () => Deseasoned;
}

const trends = ["ets", "theta", "steps"] as const;

/** A series without its seasons, and the way back. */
interface Deseasoned {
  adjusted: Float64Array;
  withSeasons: (forecast: ArrayLike<number>) => ArrayLike<number>;
}

function addForm(
  add: (name: string, forecast: () => ArrayLike<number> | undefined) => void,
  form: string,
  values: () => Float64Array,
  rows: number,
  periods: readonly number[],
  horizon: number,
  wanted: (name: string) => boolean,
): void {
  const ways: Way[] = [];
  const decomposed = (y: Float64Array, width: "changing" | "periodic"): Deseasoned => {
    const parts = decompose(y, periods, width);
    const seasons = repeatSeasons(parts, periods, horizon);
    return { adjusted: parts.adjusted, withSeasons: (forecast) => sum(forecast, seasons) };
  };
  if (periods.length > 0) {
    ways.push(
      { name: "mstl", by: trends, deseasoned: () => decomposed(values(), "changing") },
      { name: "periodic", by: ["ar"], deseasoned: () => decomposed(values(), "periodic") },
    );
    const recent = recentCycles * periods.at(-1)!;
    if (rows >= 1.5 * recent) {
      const newest = () => values().subarray(rows - recent);
      ways.push({ name: "recent", by: trends, deseasoned: () => decomposed(newest(), "changing") });
    }
    if (isOfFamily(periods)) {
      // What logarithms add is what multiplies values.
      const season = () =>
        form === "" ? seasonOf(values(), periods[0]!) : classicalSeason(values(), periods[0]!, "additive")!;
      ways.push({ name: "classical", by: ["theta"], deseasoned: () => without(values(), season()) });
    }
  }
  for (const { name: way, by, deseasoned } of ways) {
    const names = by.map((name) => ({ name, full: `${form}${way}-${name}` }));
    if (!names.some(({ full }) => wanted(full))) continue;
    const { adjusted, withSeasons } = deseasoned();
    for (const { name, full } of names) {
      add(full, () => withSeasons(continuations[name](adjusted, horizon)));
    }
  }
  for (const [name, continuation] of Object.entries(continuations)) {
    add(`${form}${name}`, () => continuation(values(), horizon));
  }
  add(`${form}lags`, () => regressOnLags(values(), periods, horizon));
}

function without(y: Float64Array, season: ClassicalSeason): Deseasoned {
  return {
    adjusted: withoutSeason(y, season),
    withSeasons: (forecast) => withSeason(forecast, season, y.length),
  };
}

/** The last value and as much more each step as there was on average: a random walk with drift. */
function drift(y: Float64Array, horizon: number): number[] {
  const last = y.at(-1)!;
  const step = (last - y[0]!) / (y.length - 1);
  return Array.from({ length: horizon }, (_, h) => last + (h + 1) * step);
}

function repeatCycles(y: Float64Array, period: number, cycles: number, horizon: number): number[] {
  return Array.from({ length: horizon }, (_, h) => {
    let total = 0;
    for (let k = 1; k <= cycles; k++) total += y[y.length - k * period + (h % period)]!;
    return total / cycles;
  });
}

function sum(a: ArrayLike<number>, b: Float64Array): Float64Array {
  const both = new Float64Array(b.length);
  for (let i = 0; i < both.length; i++) both[i] = a[i]! + b[i]!;
  return both;
}
