// Shares and percentages: what a forecast of them does not exceed.

const whole = [1, 100];

/**
 * 1 or 100, where no value ever exceeds it and some reach it in the first half of the history and in the second: so a number of sales
 * that happens to grow to 100 has no ceiling. Infinity for any other series.
 * @param y in the units of the file
 */
export function ceilingOf(y: Float64Array): number {
  const most = y.reduce((high, value) => Math.max(high, value), -Infinity);
  const middle = y.length / 2;
  const isReached = y.indexOf(most) < middle && y.lastIndexOf(most) >= middle;
  return isReached && whole.includes(most) ? most : Infinity;
}
