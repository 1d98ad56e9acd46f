// The benchmark of the M4 competition: Makridakis, Spiliotis and Assimakopoulos (2020), "The M4 Competition: 100,000
// time series and 61 forecasting methods".
import { mean } from "../../src/model/backtest/accuracy.ts";

/** The naive forecast of the series without its season, where a test finds one; the season is put back. */
export function naive2(history: readonly number[], season: number, horizon: number): number[] {
  const last = history.at(-1)!;
  const indices = isSeasonal(history, season) ? seasonalIndices(history, season) : undefined;
  const indexAt = (t: number) => indices?.[t % season] ?? 1;
  const level = last / indexAt(history.length - 1);
  return Array.from({ length: horizon }, (_, h) => level * indexAt(history.length + h));
}

/** The autocorrelation at the season's lag beyond its 90 % limit. */
function isSeasonal(history: readonly number[], season: number): boolean {
  if (season < 2 || history.length < 3 * season) return false;
  const centre = mean(history);
  const power = history.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const correlation = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < history.length; t++) sum += (history[t]! - centre) * (history[t - lag]! - centre);
    return sum / power;
  };
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += correlation(lag) ** 2;
  return Math.abs(correlation(season)) > 1.645 * Math.sqrt((1 + 2 * squares) / history.length);
}

/** Classical multiplicative decomposition. */
function seasonalIndices(history: readonly number[], season: number): number[] {
  const ratios = Array.from({ length: season }, (): number[] => []);
  const half = Math.floor(season / 2);
  for (let t = half; t < history.length - half; t++) {
    let trend = 0;
    for (let i = t - half; i <= t + half; i++) {
      const isEnd = season % 2 === 0 && (i === t - half || i === t + half);
      trend += (isEnd ? 0.5 : 1) * history[i]!;
    }
    ratios[t % season]!.push((history[t]! * season) / trend);
  }
  const indices = ratios.map(mean);
  const average = mean(indices);
  return indices.map((index) => index / average);
}
