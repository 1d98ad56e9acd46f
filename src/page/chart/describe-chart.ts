// A chart in words, for those who do not see it.
import type { ChartLine, JoinedChart } from "./chart-data.ts";
import type { Range } from "./zoom.ts";

/**
 * Digits that a picture can show; tables have them all.
 * @param decimals where values beside each other differ in no others
 */
export function shortNumber(value: number, decimals?: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (decimals === undefined && (size >= 1e15 || size < 1e-6)) return value.toExponential(4);
  const plain = size >= 1e6 ? value.toFixed(0) : String(Number(value.toPrecision(7)));
  const [whole = "", behind] = (decimals === undefined ? plain : value.toFixed(decimals)).split(".");
  return whole.replaceAll(/\B(?=(\d{3})+$)/g, "\u202f") + (behind === undefined ? "" : `.${behind}`);
}

export function describeChart({ lines, dates, at }: JoinedChart): string {
  const sentences = lines.map(({ line, values }) => {
    const rows = values.flatMap((value, row) => (typeof value === "number" ? [row] : []));
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return `${line.name} has no values.`;
    const numbers = rows.map((row) => values[row] as number);
    const least = numbers.reduce((a, b) => Math.min(a, b));
    const most = numbers.reduce((a, b) => Math.max(a, b));
    const span = first === last ? `on ${dates[first]}` : `from ${dates[first]} to ${dates[last]}`;
    return (
      `${line.name}: ${rows.length} ${rows.length === 1 ? "value" : "values"} ${span}, ` +
      `first ${shortNumber(numbers[0]!)}, last ${shortNumber(numbers.at(-1)!)}, ` +
      `least ${shortNumber(least)}, most ${shortNumber(most)}.`
    );
  });
  return at.length === 0 ? "There is nothing to draw." : sentences.join(" ");
}

/** What a row says, for a screen reader. */
export function describeRow({ lines, dates }: JoinedChart, row: number): string {
  const parts = lines.flatMap(({ line, values, bands }) => {
    const value = values[row];
    if (typeof value !== "number") return [];
    const [band] = bands;
    const [lower, upper] = [band?.lower[row], band?.upper[row]];
    const between =
      typeof lower === "number" && typeof upper === "number"
        ? `, ${band!.name} ${shortNumber(lower)} to ${shortNumber(upper)}`
        : "";
    return [`${line.name} ${shortNumber(value)}${between}`];
  });
  return `${dates[row]}: ${parts.join("; ")}`;
}

/** What a part of all dates shows, for a screen reader. */
export function describeRange({ at, dates }: JoinedChart, { from, to }: Range): string {
  const shown = dates.filter((_, row) => at[row]! >= from && at[row]! <= to);
  return `Shown: ${shown[0]} to ${shown.at(-1)}`;
}

/** The colour of a line, as a variable of base.css. */
export function lineColour(lines: readonly ChartLine[], index: number): string {
  const line = lines[index]!;
  if (line.role === "history") return "--history";
  const forecasts = lines.filter(({ role }) => role === "forecast");
  if (line === forecasts[0]) return "--forecast";
  const others = lines.filter((each) => each.role !== "history" && each !== forecasts[0]);
  return `--line-${others.indexOf(line) % 6}`;
}
