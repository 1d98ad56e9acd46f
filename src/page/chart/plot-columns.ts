// The numbers of a chart as uPlot takes them: columns beside the dates, in a unit that it can draw.
import type { AlignedData } from "uplot";
import type { Column, JoinedChart } from "./chart-data.ts";
import { shortNumber } from "./describe-chart.ts";

/** The dates, then each line with the upper and lower edges of its bands, in units of the plot. */
export function plotColumns(chart: JoinedChart): AlignedData {
  const unit = unitOf(chart);
  const columns = columnsOf(chart);
  return [
    chart.at,
    ...(unit === 1
      ? columns
      : columns.map((column) => column.map((value) => (typeof value === "number" ? value / unit : value)))),
  ];
}

const columnsOf = ({ lines }: JoinedChart): Column[] =>
  lines.flatMap(({ values, bands }) => [values, ...bands.flatMap(({ upper, lower }) => [upper, lower])]);

/** uPlot has no ticks beyond 1e32, and takes what is much smaller than 1e-20 for zero. */
const plain = { least: 1e-15, most: 1e25 };
/** Below it powers of ten lose digits. */
const leastPower = -307;

/** What one step of the plot's own numbers stands for: 1, but for values of extreme size. */
export function unitOf(chart: JoinedChart): number {
  let largest = 0;
  for (const column of columnsOf(chart)) {
    for (const value of column) if (typeof value === "number") largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0 || !Number.isFinite(largest) || (largest >= plain.least && largest <= plain.most))
    return 1;
  return Number(`1e${Math.max(leastPower, Math.floor(Math.log10(largest)))}`);
}

/** Where each line stands among the columns. */
export function columnsOfLines({ lines }: JoinedChart): number[] {
  let next = 1;
  return lines.map(({ bands }) => {
    const own = next;
    next += 1 + 2 * bands.length;
    return own;
  });
}

/**
 * What stands beside ticks of the plot's own numbers: nothing beside those that are larger than any number, and as many digits as
 * tell one from the next.
 */
export function valueLabels(ticks: readonly (number | null)[], unit: number): string[] {
  const values = ticks.map((tick) => (tick === null ? NaN : tick * unit));
  const shown = values.filter((value) => Number.isFinite(value));
  const write = labelOf(shown);
  return values.map((value) => (Number.isFinite(value) ? write(value) : ""));
}

function labelOf(values: readonly number[]): (value: number) => string {
  const texts = new Set(values.map((value) => shortNumber(value)));
  const isPower = [...texts].some((text) => text.includes("e"));
  const isMixed = isPower && [...texts].some((text) => text !== "0" && !text.includes("e"));
  if (!isMixed && texts.size === new Set(values).size) return shortNumber;
  const steps = values.slice(1).map((value, at) => Math.abs(value - values[at]!));
  const near = Math.min(...steps.filter((step) => step > 0)) / 100;
  const withDigits = (value: number, digits: number): string => {
    if (value === 0 && isPower) return "0";
    return isPower ? value.toExponential(digits) : value.toFixed(digits);
  };
  let digits = 0;
  while (digits < 16 && values.some((value) => Math.abs(Number(withDigits(value, digits)) - value) > near))
    digits += 1;
  return isPower ? (value) => withDigits(value, digits) : (value) => shortNumber(value, digits);
}
