// The forecasts that auto weighs: every way to take the seasons out with every way to continue what is left, on the
// values and on their logarithms, and the plain ones. One call computes them all, since they share decompositions.
import { autoregress, autoregressSteps } from "./autoregression.ts";
import { regressOnLags } from "./lag-regression.ts";
import { smooth } from "./smoothing.ts";
import { decompose, repeatSeasons, type Decomposition } from "./stl.ts";
import { dynamicTheta } from "./theta.ts";

export type Candidates = Map<string, number[]>;

/** Longest lag of an autoregression. */
const maximumOrder = 30;

/** Cycles of the longest season that a look at the recent past takes in. */
const recentCycles = 5;

type Continuation = (y: ArrayLike<number>, horizon: number) => ArrayLike<number>;

const continuations: Readonly<Record<string, Continuation>> = {
  ets: (y, horizon) => smooth(y).forecast(horizon),
  theta: dynamicTheta,
  ar: (y, horizon) => autoregress(y, horizon, maximumOrder),
  steps: (y, horizon) => autoregressSteps(y, horizon, maximumOrder),
};

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
    const list = Array.from(values);
    if (list.every(Number.isFinite)) result.set(name, list);
  };
  add("naive", () => Array<number>(horizon).fill(y.at(-1)!));
  for (const period of periods) {
    add(`seasonal-naive-${period}`, () => repeatCycles(y, period, 1, horizon));
    add(`seasonal-mean-${period}`, () =>
      repeatCycles(y, period, Math.min(4, Math.floor(y.length / period)), horizon),
    );
  }
  addForm(add, "", y, periods, horizon, wanted);
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) [low, high] = [Math.min(low, value), Math.max(high, value)];
  // Logarithms of values many orders apart would let the smallest decide.
  if (low > 0 && high / low < 1e6) {
    const top = Math.log(high) + Math.max(1, Math.log(high / low));
    const back = (values: ArrayLike<number> | undefined) =>
      values && Array.from(values, (value) => Math.exp(Math.min(value, top)));
    addForm(
      (name, forecast) => add(name, () => back(forecast())),
      "log-",
      Float64Array.from(y, Math.log),
      periods,
      horizon,
      wanted,
    );
  }
  return result;
}

function addForm(
  add: (name: string, forecast: () => ArrayLike<number> | undefined) => void,
  form: string,
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
  wanted: (name: string) => boolean,
): void {
  const ways: [string, () => Decomposition][] = [];
  if (periods.length > 0) {
    ways.push(
      ["mstl", () => decompose(y, periods, "changing")],
      ["periodic", () => decompose(y, periods, "periodic")],
    );
    const recent = recentCycles * periods.at(-1)!;
    if (y.length >= 1.5 * recent) {
      ways.push(["recent", () => decompose(y.subarray(y.length - recent), periods, "changing")]);
    }
  }
  for (const [way, decomposition] of ways) {
    const names = Object.keys(continuations).map((name) => ({ name, full: `${form}${way}-${name}` }));
    if (!names.some(({ full }) => wanted(full))) continue;
    const parts = decomposition();
    const seasons = repeatSeasons(parts, periods, horizon);
    for (const { name, full } of names) {
      add(full, () => sum(continuations[name]!(parts.adjusted, horizon), seasons));
    }
  }
  for (const [name, continuation] of Object.entries(continuations)) {
    add(`${form}${name}`, () => continuation(y, horizon));
  }
  add(`${form}lags`, () => regressOnLags(y, periods, horizon));
  add(`${form}step-lags`, () => regressStepsOnLags(y, periods, horizon));
}

function repeatCycles(y: Float64Array, period: number, cycles: number, horizon: number): number[] {
  return Array.from({ length: horizon }, (_, h) => {
    let total = 0;
    for (let k = 1; k <= cycles; k++) total += y[y.length - k * period + (h % period)]!;
    return total / cycles;
  });
}

function regressStepsOnLags(
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
): number[] | undefined {
  const steps = Float64Array.from({ length: y.length - 1 }, (_, t) => y[t + 1]! - y[t]!);
  const future = regressOnLags(steps, periods, horizon);
  let level = y.at(-1)!;
  return future?.map((step) => (level += step));
}

const sum = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: b.length }, (_, i) => a[i]! + b[i]!);
