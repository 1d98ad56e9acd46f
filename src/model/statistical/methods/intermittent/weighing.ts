// How the methods for intermittent demand are weighed.
import type { Weighing } from "../weigh.ts";
import type { Demand } from "./kind.ts";
import { isDemandMethod } from "./candidates.ts";

/**
 * The prior of sba was chosen on series drawn at random, of 5 to 60 % of steps with demand, of equal, similar and lumpy
 * sizes, level, growing, doubling, in clusters, ending and dying out: it missed the true rate most where demand changes.
 */
export const demandWeighing = ({ ended }: Demand): Weighing => ({
  // The mean and Croston's method do not see that demand has ended.
  isCandidate: (name) =>
    isDemandMethod(name) && !(ended ? ["sba", "demand-mean"] : ["tsb-ended"]).includes(name),
  prior: (name) => (name === "sba" ? 0.5 : 1),
  loss: cumulativeError,
});

/** For demand whose season says when it comes: all that follows a season. */
export const followsSeason = (name: string): boolean =>
  (isDemandMethod(name) && name !== "tsb-ended") || /mstl|periodic|recent|seasonal|lags/.test(name);

/**
 * The cumulative error, root mean square over the steps of a window: its best answer is the mean, while that of the mean
 * absolute error is the median, which is 0 where most steps have no demand. Wallström and Segerstedt (2010), Evaluation of
 * forecasting error measurements and techniques for intermittent demand, on cumulated errors and periods in stock.
 * @param errors of one window, in their order
 */
function cumulativeError(errors: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let j = 0; j < errors.length; j++) {
    sum += errors[j]!;
    squares += sum * sum;
  }
  return Math.sqrt(squares / errors.length) / errors.length;
}
