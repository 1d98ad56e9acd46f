// The mean of a fitted model in rows behind those that it was fitted to.
import type { FutureRows } from "./band.ts";
import type { Feature } from "./features.ts";
import type { Fitted } from "./fit.ts";
import { levelAt, stateAfterHistory, type Limits } from "./trend.ts";

interface Rows {
  /** In the fit's time, which ends at 1. */
  t: readonly number[];
  /** Logistic growth only. */
  limits: Limits | undefined;
  features: readonly Feature[];
  /** Of each feature, in these rows. */
  values: readonly Float64Array[];
}

/** In units of y, with what it is made of. */
export function meansOf(
  { fit, beta }: Fitted,
  { t, limits, features, values }: Rows,
): FutureRows & { yhat: number[] } {
  const [additive, multiplicative] = [Array<number>(t.length).fill(0), Array<number>(t.length).fill(0)];
  for (const [index, { mode }] of features.entries()) {
    const isAdditive = mode === "additive";
    const sums = isAdditive ? additive : multiplicative;
    const weight = beta[index]! * (isAdditive ? fit.yScale : 1);
    const column = values[index]!;
    for (let row = 0; row < sums.length; row++) sums[row]! += column[row]! * weight;
  }
  const state = stateAfterHistory(fit);
  const yhat = t.map(
    (at, row) => levelAt(fit, state, at, limits, row) * (1 + multiplicative[row]!) + additive[row]!,
  );
  return { t, additive, multiplicative, limits, yhat };
}
