// Rows for the steps that have none, where the parameters say what these mean.
import { InputError } from "../input-error.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { futureDates, stepsBetween, type Frequency } from "./frequency.ts";

export interface FilledRows {
  ds: Numbers;
  y: Numbers;
  columns?: Readonly<Record<string, Numbers>>;
}

export interface FillLimits {
  /** Fills up to this date instead of the last row, in seconds since the epoch. */
  until?: number | undefined;
  /** Whether the clock of the rows shows a time. */
  isShown?: (seconds: number) => boolean;
}

/** More rows would take a thread's memory. */
const mostSteps = 1_000_000;

/**
 * A row for every step from the first row to the last. Further columns keep the value before.
 * @param rows at least one, ascending
 * @returns the same rows when none is missing
 * @throws InputError parameter.fill for more steps than a forecast can take
 */
export function fillSteps<Rows extends FilledRows>(
  rows: Rows,
  frequency: Frequency,
  fill: "zero" | "previous",
  { until = rows.ds.at(-1)!, isShown = () => true }: FillLimits = {},
): Rows {
  const first = rows.ds[0]!;
  const length = stepsBetween(frequency, first, until);
  if (length > mostSteps) {
    throw new InputError(
      `From the first row to the last there are ${length} steps; filled they would be too many.`,
      {
        code: "parameter.fill",
        fix: "Set fill to interpolate, which needs no rows, or look for a date that is far off all others.",
      },
    );
  }
  const taken = new Set(Array.from(rows.ds, (date) => stepsBetween(frequency, first, date)));
  const added = (length > 0 ? futureDates(frequency, first, length) : []).filter(
    (date) => date <= until && isShown(date) && !taken.has(stepsBetween(frequency, first, date)),
  );
  if (added.length === 0) return rows;
  // Each place is the row that is kept, or for an added one that before it.
  const ds = new Float64Array(rows.ds.length + added.length);
  const from = new Int32Array(ds.length);
  const isAdded = new Uint8Array(ds.length);
  for (let at = 0, row = 0, next = 0; at < ds.length; at++) {
    isAdded[at] = next < added.length && (row === rows.ds.length || added[next]! < rows.ds[row]!) ? 1 : 0;
    ds[at] = isAdded[at] === 1 ? added[next++]! : rows.ds[row++]!;
    from[at] = row - 1;
  }
  const spread = (values: Numbers) => Float64Array.from(from, (row) => values[row]!);
  const y = spread(rows.y);
  if (fill === "zero") for (const [at, is] of isAdded.entries()) if (is === 1) y[at] = 0;
  const columns = Object.entries(rows.columns ?? {}).map(([name, values]) => [name, spread(values)]);
  return { ...rows, ds, y, ...(rows.columns !== undefined && { columns: Object.fromEntries(columns) }) };
}
