// The forms of exponential smoothing: how its errors, its trend and its season enter.

export interface Form {
  error: "A" | "M";
  trend: "N" | "A" | "Ad";
  season: "N" | "A" | "M";
}

/** Values that the form fits to a series: parameters, states at the start, and the deviation of the errors. */
export function parametersOf({ trend, season }: Form, period: number): number {
  const ofTrend = trend === "N" ? 0 : trend === "A" ? 2 : 3;
  return 3 + ofTrend + (season === "N" ? 0 : period);
}

/**
 * The forms among which R's `ets` chooses: no multiplicative trend, and no additive errors beside a multiplicative
 * season, whose variance is infinite in places. Hyndman, Koehler, Ord and Snyder (2008), sections 2.5.1 and 15.2.
 */
export function formsFor(period: number, isPositive: boolean): Form[] {
  const forms: Form[] = [];
  for (const error of isPositive ? (["A", "M"] as const) : (["A"] as const)) {
    for (const trend of ["N", "A", "Ad"] as const) {
      forms.push({ error, trend, season: "N" });
      if (period < 2) continue;
      forms.push({ error, trend, season: "A" });
      if (error === "M") forms.push({ error, trend, season: "M" });
    }
  }
  return forms;
}
