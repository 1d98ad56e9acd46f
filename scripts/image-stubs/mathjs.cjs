// The few functions of mathjs that danfo calls; the module itself has 1.5 MB and takes 300 ms to load.
const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const variance = (values) => {
  const center = mean(values);
  return values.length > 1 ? sum(values.map((value) => (value - center) ** 2)) / (values.length - 1) : 0;
};
const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const mode = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
};
const round = (value, digits = 0) => {
  const scale = 10 ** digits;
  const one = (number) => Math.round(number * scale) / scale;
  return Array.isArray(value) ? value.map(one) : one(value);
};
module.exports = {
  sum,
  mean,
  variance,
  std: (values) => Math.sqrt(variance(values)),
  median,
  mode,
  min: (values) => values.reduce((least, value) => Math.min(least, value), Infinity),
  max: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  round,
};
