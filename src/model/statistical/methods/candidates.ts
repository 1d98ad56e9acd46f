// The forecasts that auto weighs: every way to take the seasons out with every way to continue what is left, on the
// values and on their logarithms, and the plain ones. One call computes them all, since they share decompositions.
import { addDemandMethods } from "./intermittent/candidates.ts";
import { autoregress, autoregressSteps } from "./autoregression.ts";
import { classicalSeason, seasonOf, withoutSeason, withSeason, type ClassicalSeason } from "./classical.ts";
import { smoothComplex } from "./ets/complex.ts";
import { fitBest, forecastFit } from "./ets/fit.ts";
import { regressOnLags } from "./lag-regression.ts";
import { smooth } from "./smoothing.ts";
import { createDecomposer, repeatSeasons, type Decomposition, type SeasonWidth } from "./stl.ts";
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
  const decompose = createSharedDecomposer(periods);
  addForm(add, names.plain, () => y, { rows: y.length, periods, horizon, wanted, decompose });
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
      names.logarithms,
      // Many a model wants none of them.
      () => (logs ??= y.map(Math.log)),
      { rows: y.length, periods, horizon, wanted, decompose },
    );
  }
  return result;
}

/**
 * A way to take the seasons out, and the methods that continue what is left. Others stand beside these but added nothing on
 * windows held out of the training parts of M1, M3, M4 Hourly and Weekly: after fixed seasons only an autoregression did.
 */
interface Way {
  by: readonly Named[];
  deseasoned: () => Deseasoned;
}

interface Named {
  name: keyof typeof continuations;
  /** The candidate's. */
  full: string;
}

const trends = ["ets", "theta", "steps"] as const;

/** Made once, since each window asks for all of them. */
const names = { plain: namesOf(""), logarithms: namesOf("log-") };

type Names = ReturnType<typeof namesOf>;

function namesOf(form: string) {
  const named = (way: string, by: readonly Named["name"][]): Named[] =>
    by.map((name) => ({ name, full: `${form}${way}${name}` }));
  return {
    isLog: form !== "",
    mstl: named("mstl-", trends),
    periodic: named("periodic-", ["ar"]),
    recent: named("recent-", trends),
    classical: named("classical-", ["theta"]),
    alone: named("", ["ets", "theta", "ar", "steps"]),
    lags: `${form}lags`,
  };
}

/** A series without its seasons, and the way back. */
interface Deseasoned {
  adjusted: Float64Array;
  withSeasons: (forecast: ArrayLike<number>) => ArrayLike<number>;
}

interface Shared {
  rows: number;
  periods: readonly number[];
  horizon: number;
  wanted: (name: string) => boolean;
  decompose: (y: Float64Array, width: SeasonWidth) => Decomposition;
}

/** Values and their logarithms are as long, so that one set of weights does for both. */
function createSharedDecomposer(periods: readonly number[]): Shared["decompose"] {
  const made = new Map<string, ReturnType<typeof createDecomposer>>();
  return (y, width) => {
    const key = `${width} ${y.length}`;
    const known = made.get(key);
    if (known !== undefined) return known(y);
    const decompose = createDecomposer(y.length, periods, width);
    made.set(key, decompose);
    return decompose(y);
  };
}

function addForm(
  add: (name: string, forecast: () => ArrayLike<number> | undefined) => void,
  { isLog, mstl, periodic, recent, classical, alone, lags }: Names,
  values: () => Float64Array,
  { rows, periods, horizon, wanted, decompose }: Shared,
): void {
  const ways: Way[] = [];
  const decomposed = (y: Float64Array, width: SeasonWidth): Deseasoned => {
    const parts = decompose(y, width);
    const seasons = repeatSeasons(parts, periods, horizon);
    return { adjusted: parts.adjusted, withSeasons: (forecast) => sum(forecast, seasons) };
  };
  if (periods.length > 0) {
    ways.push(
      { by: mstl, deseasoned: () => decomposed(values(), "changing") },
      { by: periodic, deseasoned: () => decomposed(values(), "periodic") },
    );
    const newest = recentCycles * periods.at(-1)!;
    if (rows >= 1.5 * newest) {
      ways.push({
        by: recent,
        deseasoned: () => decomposed(values().subarray(rows - newest), "changing"),
      });
    }
    if (isOfFamily(periods)) {
      // What logarithms add is what multiplies values.
      const season = () =>
        isLog ? classicalSeason(values(), periods[0]!, "additive")! : seasonOf(values(), periods[0]!);
      ways.push({ by: classical, deseasoned: () => without(values(), season()) });
    }
  }
  for (const { by, deseasoned } of ways) {
    if (!by.some(({ full }) => wanted(full))) continue;
    const { adjusted, withSeasons } = deseasoned();
    for (const { name, full } of by) {
      add(full, () => withSeasons(continuations[name](adjusted, horizon)));
    }
  }
  for (const { name, full } of alone) {
    add(full, () => continuations[name](values(), horizon));
  }
  add(lags, () => regressOnLags(values(), periods, horizon));
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
