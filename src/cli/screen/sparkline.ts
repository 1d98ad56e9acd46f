// A line of small bars, one character for a step or for several.
import type { View } from "../shell/view.ts";

const bars = {
  unicode: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  ascii: ["_", ".", "-", "=", "+", "*", "#"],
};

export interface SparklineOptions {
  view: Pick<View, "unicode">;
  /** Characters at most; each then stands for the largest of its values. */
  width: number;
  /** The value of the highest bar. */
  top: number;
}

/** A blank where there is no value; what is not nothing never looks like nothing. */
export function sparkline(
  values: readonly (number | null)[],
  { view, width, top }: SparklineOptions,
): string {
  const levels = view.unicode ? bars.unicode : bars.ascii;
  const each = Math.ceil(values.length / Math.max(1, width));
  const cells = Array.from({ length: Math.ceil(values.length / each) }, (_, index) =>
    largest(values.slice(index * each, (index + 1) * each)),
  );
  const bar = (value: number | null) => {
    if (value === null) return " ";
    if (value <= 0 || top <= 0) return levels[0]!;
    return levels[Math.max(1, Math.min(levels.length - 1, Math.round((value / top) * (levels.length - 1))))]!;
  };
  return cells.map(bar).join("");
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
