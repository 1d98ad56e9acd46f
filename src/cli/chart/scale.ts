// Axes: round tick values and dates as short as the span allows.
import type { ChartData } from "./chart-data.ts";

export interface Range {
  from: number;
  to: number;
}

/** Round values inside and around the range, about `count` of them; first and last enclose it. */
export function niceTicks({ from, to }: Range, count: number): number[] {
  if (!(to > from)) {
    const pad = Math.abs(from) > 0 ? Math.abs(from) / 2 : 1;
    return niceTicks({ from: representable(from - pad), to: representable(from + pad) }, count);
  }
  // Each by itself, since the whole span of numbers is larger than any number.
  const parts = Math.max(1, count - 1);
  const rough = to / parts - from / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999)!;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => representable((first + index) * step));
}

/** A tick beyond the largest number is that number. */
const representable = (value: number): number =>
  Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

/** Where a value lies between two others: 0 at the first, 1 at the second. */
export const shareOf = (value: number, from: number, to: number): number =>
  Number.isFinite(to - from) ? (value - from) / (to - from) : (value / 2 - from / 2) / (to / 2 - from / 2);

/** As many as doubles have. */
const mostDecimals = 15;

/** All labels of one axis with the same number of decimals; large values with k, M, G, T, those beyond with a power of ten. */
export function tickLabels(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  const largest = Math.max(...ticks.map(Math.abs));
  const [divisor, suffix] = unitOf(largest);
  const scaledStep = step / divisor;
  const decimals = Math.min(mostDecimals, Math.max(0, -Math.floor(Math.log10(scaledStep) + 1e-9)));
  const needsMore = Math.abs(scaledStep * 10 ** decimals - Math.round(scaledStep * 10 ** decimals)) > 1e-6;
  return ticks.map((tick) => {
    const text = (tick / divisor).toFixed(decimals + (needsMore ? 1 : 0));
    const isPower = suffix.startsWith("e");
    if (isPower && Number(text) === 0) return "0";
    return `${/^-0(\.0*)?$/.test(text) ? text.slice(1) : text}${suffix}`;
  });
}

function unitOf(largest: number): [divisor: number, suffix: string] {
  if (largest >= 1e16 || (largest > 0 && largest < 1e-4)) {
    const power = Math.floor(Math.log10(largest) + 1e-9);
    return [Number(`1e${power}`), `e${power < 0 ? "-" : "+"}${Math.abs(power)}`];
  }
  if (largest >= 1e13) return [1e12, "T"];
  if (largest >= 1e10) return [1e9, "G"];
  if (largest >= 1e7) return [1e6, "M"];
  return largest >= 1e5 ? [1e3, "k"] : [1, ""];
}

const dayMs = 86_400_000;

/** `2024`, `2024-05`, `2024-05-01` or `05-01 14:30`, by the spacing of the data. */
export function dateLabel(at: number, stepMs: number): string {
  const iso = new Date(at).toISOString();
  if (stepMs >= 360 * dayMs) return iso.slice(0, 4);
  if (stepMs >= 28 * dayMs) return iso.slice(0, 7);
  if (stepMs >= dayMs) return iso.slice(0, 10);
  return iso.slice(5, 16).replace("T", " ");
}

/** The usual distance of two rows. */
export function stepOf({ history, forecast }: Pick<ChartData, "history" | "forecast">): number {
  const points = forecast.length > 1 ? forecast : history;
  return points.length > 1 ? (points.at(-1)!.at - points[0]!.at) / (points.length - 1) : dayMs;
}

export function valueRange({
  history,
  forecast,
  lines = [],
}: Pick<ChartData, "history" | "forecast" | "lines">): Range {
  const values = [
    ...[history, ...lines.map(({ points }) => points)].flatMap((points) => points.map(({ value }) => value)),
    ...forecast.flatMap((point) => [point.value, point.lower ?? point.value, point.upper ?? point.value]),
  ].filter(Number.isFinite);
  return values.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...values), to: Math.max(...values) };
}

export function timeRange({ history, forecast }: Pick<ChartData, "history" | "forecast">): Range {
  const first = history[0] ?? forecast[0];
  const last = forecast.at(-1) ?? history.at(-1);
  return { from: first?.at ?? 0, to: last?.at ?? 1 };
}
