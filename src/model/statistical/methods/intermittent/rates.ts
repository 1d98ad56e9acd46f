// How much intermittent demand comes in a step: methods whose forecast is a mean rate, not what the next step brings.

/** Smoothing parameters that are tried; 0 is the plain mean of all that came so far. Syntetos and Boylan (2005) took 0.05 to 0.2. */
const smoothings = [0, 0.02, 0.05, 0.1, 0.2, 0.3];

/** Of sizes none is smoothed by more, so that one huge order is not all that is forecast. */
const sizeSmoothings = smoothings.filter((alpha) => alpha <= 0.1);

/**
 * Mean demand of a step ahead, in units of the series.
 * @param y demand of each step, none negative, at least one positive
 * @param horizon how many steps it is forecast for
 */
export type RateMethod = (y: Float64Array, horizon: number) => number;

/** All of demand over all of the steps. */
export const meanRate: RateMethod = (y) => y.reduce((sum, value) => sum + value, 0) / y.length;

/**
 * Croston's method with the correction of Syntetos and Boylan: sizes z and intervals p of demand are smoothed where there
 * is demand, and (1 - α/2) z / p is the rate. Croston (1972), Forecasting and stock control for intermittent demands;
 * Syntetos and Boylan (2005), The accuracy of intermittent demand estimates.
 */
export const syntetosBoylan: RateMethod = (y, horizon) =>
  averaged(y, horizon, smoothings, (alpha) => {
    let [size, interval, count, since, rate] = [0, 0, 0, 0, 0];
    return (value) => {
      since++;
      if (value === 0) return rate;
      const gain = Math.max(alpha, 1 / ++count);
      size += gain * (value - size);
      interval += gain * (since - interval);
      since = 0;
      return (rate = ((1 - alpha / 2) * size) / interval);
    };
  });

/**
 * The share of steps with demand, smoothed at every step, times the size of demand, smoothed where there is some: what
 * has no demand any more goes to zero. Teunter, Syntetos and Babai (2011), Intermittent demand: linking forecasting to
 * inventory obsolescence.
 */
export const teunterSyntetosBabai: RateMethod = (y, horizon) => shareTimesSize(y, horizon, smoothings);

/** The same where demand has ended: as the share was once, it is not any more. */
export const endedDemand: RateMethod = (y, horizon) =>
  shareTimesSize(
    y,
    horizon,
    smoothings.filter((alpha) => alpha >= 0.05),
  );

function shareTimesSize(y: Float64Array, horizon: number, allowed: readonly number[]): number {
  // One step ahead, so that it is the quickest to see that demand has changed.
  const share = smoothed(
    y.map((value) => (value > 0 ? 1 : 0)),
    1,
    allowed,
  );
  const sizes = y.filter((value) => value > 0);
  const size = smoothed(sizes, Math.round((horizon * sizes.length) / y.length), sizeSmoothings);
  return share * size;
}

/**
 * Demand of blocks of steps, each as long as the mean interval of demand, so that few blocks are empty, by simple
 * exponential smoothing: ADIDA of Nikolopoulos, Syntetos, Boylan, Petropoulos and Assimakopoulos (2011), An
 * aggregate-disaggregate intermittent approach (ADIDA) to forecasting.
 */
export const aggregated: RateMethod = (y, horizon) => smoothedBlocks(y, meanInterval(y), horizon);

/**
 * The mean over blocks of 1, 2, … steps up to the mean interval: IMAPA of Petropoulos and Kourentzes (2015), Forecast
 * combinations for intermittent demand.
 */
export const multiplyAggregated: RateMethod = (y, horizon) => {
  const longest = meanInterval(y);
  const step = Math.max(1, Math.ceil(longest / mostLevels));
  let [sum, count] = [0, 0];
  for (let length = 1; length <= longest; length += step, count++) sum += smoothedBlocks(y, length, horizon);
  return sum / count;
};

/** Levels of aggregation; neighbours say nearly the same. */
const mostLevels = 8;

/** In steps. Of a block at most a quarter of the series is made. */
function meanInterval(y: Float64Array): number {
  const demands = y.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  return Math.max(1, Math.min(Math.ceil(y.length / Math.max(1, demands)), Math.floor(y.length / 4)));
}

/** Sums of blocks of so many steps, the last one at the end of the series. */
function blocksOf(y: Float64Array, length: number): Float64Array {
  const first = y.length % length;
  const sums = new Float64Array((y.length - first) / length);
  for (let t = first; t < y.length; t++) {
    const block = Math.floor((t - first) / length);
    sums[block] = sums[block]! + y[t]!;
  }
  return sums;
}

const smoothedBlocks = (y: Float64Array, length: number, horizon: number): number =>
  smoothed(blocksOf(y, length), Math.round(horizon / length)) / length;

/** Simple exponential smoothing that starts as the mean of what came so far. */
const smoothed = (values: Float64Array, horizon: number, allowed: readonly number[] = smoothings): number =>
  averaged(values, horizon, allowed, (alpha) => {
    let [mean, count] = [0, 0];
    return (value) => (mean += Math.max(alpha, 1 / ++count) * (value - mean));
  });

/**
 * What a method ends with, averaged over smoothing parameters by Akaike's weights (Burnham and Anderson, 2002, Model
 * selection and multimodel inference, section 2.9): by the best alone one more value might change the forecast by half.
 * Errors are those of the mean of so many steps ahead, since demand that comes in clusters says much of tomorrow and little
 * of a month; squared, as their best answer is the mean; and those of steps that overlap count as one. Smoothing has one
 * parameter more than the plain mean, and as many values of it are tried as share the weight of one.
 * @param start a method with the parameter: a function that takes the values in their order, each time gives the forecast
 */
function averaged(
  values: Float64Array,
  horizon: number,
  allowed: readonly number[],
  start: (alpha: number) => (value: number) => number,
): number {
  const n = values.length;
  const ahead = Math.max(1, Math.min(horizon, Math.floor(n / 4)));
  const sums = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) sums[t + 1] = sums[t]! + values[t]!;
  const count = (n - ahead) / ahead;
  const demands = values.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const tried = demands < fewDemands ? allowed.slice(0, 1) : allowed;
  const price = 2 + 2 * Math.log(tried.length);
  const fits = tried.map((alpha) => {
    const method = start(alpha);
    let [forecast, squares] = [0, 0];
    for (let t = 0; t < n; t++) {
      if (t > 0 && t + ahead <= n) squares += ((sums[t + ahead]! - sums[t]!) / ahead - forecast) ** 2;
      forecast = method(values[t]!);
    }
    return { forecast, criterion: count * Math.log(squares + 1e-300) + (alpha > 0 ? price : 0) };
  });
  const least = Math.min(...fits.map(({ criterion }) => criterion));
  let [sum, total] = [0, 0];
  for (const { forecast, criterion } of fits) {
    const weight = Math.exp((least - criterion) / 2);
    sum += weight * forecast;
    total += weight;
  }
  return sum / total;
}

/** Of fewer nobody can tell whether demand has changed. */
const fewDemands = 5;
