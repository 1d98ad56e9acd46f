import type { Fit } from "./trend.ts";

/** What a fit is told beside its rows and their features. */
export interface FitOptions {
  growth: Fit["growth"];
  changepointPriorScale: number;
  /** Seconds, ascending, within the history. */
  changepoints: readonly number[];
}
