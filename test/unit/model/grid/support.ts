// Rows by their dates, and what the grid of them says.
import { futureDates } from "../../../../src/model/time/frequency.ts";
import { frequencyName } from "../../../../src/model/time/frequency-name.ts";
import { inferGrid } from "../../../../src/model/grid/infer-frequency.ts";

export const seconds = (text: string) =>
  Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`) / 1000;
export const text = (at: number) => new Date(at * 1000).toISOString().replace(/(T00:00)?:00\.000Z$/, "");
export const day = 86_400;

/** Rows every so many seconds. */
export const every = (step: number, first: string, count: number) =>
  Array.from({ length: count }, (_, i) => seconds(first) + i * step);

/** The name, the dates that follow the last row on the grid, and the rows that are not. */
export function gridOf(rows: readonly number[], count = 2) {
  const ds = rows.toSorted((a, b) => a - b);
  const grid = inferGrid(ds);
  if (grid === undefined) return undefined;
  const { frequency, odd, moved, drifting } = grid;
  const last = ds.findLastIndex((_, row) => !odd.includes(row));
  return {
    name: frequencyName(frequency),
    next: futureDates(frequency, moved.get(last) ?? ds[last]!, count).map(text),
    odd: odd.map((row) => text(ds[row]!)),
    moved: [...moved].map(([row, to]) => `${text(ds[row]!)} > ${text(to)}`),
    drifting: drifting.length,
  };
}
