// What a Prophet fit needs beside its rows and their features.
import type { Fit } from "./trend.ts";

export interface FitOptions {
  growth: Fit["growth"];
  changepointPriorScale: number;
  /** Seconds, ascending, within the history. */
  changepoints: readonly number[];
}
