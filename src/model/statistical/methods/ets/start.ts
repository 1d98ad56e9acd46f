// Where exponential smoothing starts: level, slope and season of the first values, by the heuristics of R's `ets`.
// Hyndman, Koehler, Ord and Snyder (2008), section 2.6.1.
import { leastSquares } from "../least-squares.ts";
import { classicalSeason, seasonBeside, withoutSeason, type ClassicalSeason } from "../classical.ts";
import type { Form } from "./form.ts";

export interface Start {
  level: number;
  slope: number;
  seasons: Float64Array;
}

/** @returns undefined where the season does not fit the series */
export function startOf(y: Float64Array, { trend, season }: Form, period: number): Start | undefined {
  let adjusted = y;
  let seasons = new Float64Array(0);
  if (season !== "N") {
    const found = seasonAtStart(y, period, season === "A" ? "additive" : "multiplicative");
    if (found === undefined) return undefined;
    adjusted = withoutSeason(y, found);
    seasons = Float64Array.from(found.figure);
  }
  const first = adjusted.subarray(0, Math.max(10, 2 * seasons.length));
  if (trend !== "N") return { ...lineThrough(first), seasons };
  let level = 0;
  for (const value of first) level += value / first.length;
  return { level, slope: 0, seasons };
}

/** Two to three seasons are too few for moving averages: a straight line beside a wave of that length stands for them. */
function seasonAtStart(
  y: Float64Array,
  period: number,
  kind: "additive" | "multiplicative",
): ClassicalSeason | undefined {
  if (y.length >= 3 * period) return classicalSeason(y, period, kind);
  const turn = (2 * Math.PI) / period;
  const rows = new Float64Array(4 * y.length);
  for (let t = 0; t < y.length; t++) rows.set([1, t, Math.cos(turn * t), Math.sin(turn * t)], 4 * t);
  // In two steps a cycle the wave is only half there.
  const line = leastSquares(rows, 4, y, period === 2 ? 1e-6 : 0);
  return line && seasonBeside(y, (t) => line[0]! + line[1]! * t, period, kind);
}

/** By least squares; the level is that of the step before the first. */
function lineThrough(y: Float64Array): { level: number; slope: number } {
  const n = y.length;
  const middle = (n + 1) / 2;
  let [mean, products, squares] = [0, 0, 0];
  for (let t = 0; t < n; t++) mean += y[t]! / n;
  for (let t = 0; t < n; t++) {
    products += (t + 1 - middle) * (y[t]! - mean);
    squares += (t + 1 - middle) ** 2;
  }
  const slope = squares > 0 ? products / squares : 0;
  return { level: mean - slope * middle, slope };
}
