// What a forecast of Prophet's is made of: its trend, seasons, holidays and regressors, in the history and behind it.
import type { Parts, Term } from "../../core/report/parts.ts";
import type { HeldOut } from "../statistical/methods/windows.ts";
import { forecastWindow } from "./calibration.ts";
import type { Feature } from "./features.ts";
import type { Fits, Fitted, Fitter } from "./fit.ts";
import { change, levelAt, stateAfterHistory, type Limits } from "./trend.ts";

interface Ahead {
  /** In the fit's time. */
  t: readonly number[];
  dates: readonly number[];
  limits: Limits | undefined;
  features: readonly Feature[];
}

interface About {
  /** What bands were taken from; none where they were drawn. */
  windows: readonly HeldOut[];
  fitter: Fitter;
  /** Names. */
  regressors: readonly string[];
  seasons: readonly string[];
}

export function prophetParts(
  fits: Fits,
  fitted: Fitted,
  { t, dates, limits, features }: Ahead,
  { windows, fitter, regressors, seasons }: About,
): Parts {
  const { ds, y } = fits.history;
  const trend: Term = {
    name: "trend",
    kind: "trend",
    isShare: false,
    history: pastTrend(fits, fitted),
    future: t.map((at, row) => levelAt(fitted.fit, stateAfterHistory(fitted.fit), at, limits, row)),
  };
  const kindOf = (name: string): Term["kind"] =>
    regressors.includes(name) ? "regressor" : seasons.includes(name) ? "season" : "holidays";
  const terms = new Map<string, Term>();
  for (const [index, feature] of features.entries()) {
    const kind = kindOf(feature.name);
    const name = kind === "holidays" ? "holidays" : feature.name;
    const isShare = feature.mode === "multiplicative";
    const key = JSON.stringify([kind, name, isShare]);
    const term = terms.get(key) ?? {
      name,
      kind,
      isShare,
      history: ds.map(() => 0),
      future: dates.map(() => 0),
    };
    terms.set(key, term);
    const weight = fitted.beta[index]! * (isShare ? 1 : fitted.fit.yScale);
    for (const side of ["history", "future"] as const) {
      for (let row = 0; row < term[side].length; row++) term[side][row]! += feature[side][row]! * weight;
    }
  }
  const all = [trend, ...terms.values()];
  const hasShares = all.some(({ isShare }) => isShare);
  return {
    history: [...ds],
    future: [...dates],
    terms: all,
    rest: y.map((value, row) => value - sumAt(all, "history", row)),
    note: hasShares
      ? "The forecast is the trend, with the shares of it that are given in percent, and the sum of all other terms."
      : "The forecast is the sum of these terms.",
    methods: [],
    heldOut: windows.map((window) => {
      const rows = { from: window.origin, to: window.origin + window.length };
      return {
        at: ds.slice(rows.from, rows.to),
        values: forecastWindow(fits, window, fitter),
        actual: y.slice(rows.from, rows.to),
      };
    }),
  };
}

/** What the terms make of a row. */
function sumAt([trend, ...terms]: readonly Term[], side: "history" | "future", row: number): number {
  let [sum, share] = [0, 0];
  for (const term of terms) {
    if (term.isShare) share += term[side][row]!;
    else sum += term[side][row]!;
  }
  return trend![side][row]! * (1 + share) + sum;
}

/** Its rate changes on the way. */
function pastTrend({ history: { ds, limits } }: Fits, { fit }: Fitted): number[] {
  const span = ds.at(-1)! - ds[0]!;
  const state = { k: fit.k, m: fit.m };
  let next = 0;
  return ds.map((seconds, row) => {
    const t = (seconds - ds[0]!) / span;
    while (fit.growth !== "flat" && next < fit.changepoints.length && fit.changepoints[next]! <= t) {
      change(fit, state, fit.changepoints[next]!, fit.delta[next]!);
      next++;
    }
    return levelAt(fit, state, t, limits, row);
  });
}
