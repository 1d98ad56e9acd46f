// Windows held out of a series: what a forecaster would have had on the day before each, and what came then.
import { givenFrequency } from "../check/check-series.ts";
import { futureDates, defaultsFor, stepsBetween, type Frequency } from "../time/frequency.ts";
import { frequencyName, fullName } from "../time/frequency-name.ts";
import { inferFrequency } from "../grid/infer-frequency.ts";
import { isInputError, orInputError } from "../input-error.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { Rows, Series } from "../series/dataset.ts";
import { continueColumn } from "./continue-column.ts";
import type { Truth } from "./score.ts";

export interface HeldOut {
  /** Nothing in it is later than the origin. */
  history: Rows & { y: Float64Array };
  /** Rows to forecast, up to the window's end: more than the window has where rows are missing before it. */
  horizon: number;
  /** The further columns on these dates, as far as they would have been known; empty without such columns. */
  future: Rows;
  actual: Truth & { ds: Float64Array };
}

export interface WindowChoice {
  windows: number;
  /** Steps of each; the next window ends where the one after it begins. */
  horizon: number;
  /** The frequency as the user wrote it; else each history shows its own. */
  named: string | undefined;
}

type Source = Pick<Series, "ds" | "y" | "columns" | "ahead">;

/**
 * Cuts the newest windows, the oldest of them first. Those in which no row has a value are left out.
 *
 * Further columns are known so many steps ahead as the file itself gives them after its last value. Beyond that they
 * are continued by what came before the origin.
 */
export function holdOut(series: Source, frequency: Frequency, choice: WindowChoice): HeldOut[] {
  const { ds, y } = series;
  const { windows, horizon } = choice;
  const steps = Array.from(ds, (date) => stepsBetween(frequency, ds[0]!, date));
  const known = knownAhead(series, frequency);
  const cut: HeldOut[] = [];
  for (let window = windows; window >= 1; window--) {
    const from = steps.at(-1)! - window * horizon;
    const count = firstAfter(steps, from);
    const end = firstAfter(steps, from + horizon);
    if (count === 0 || end === count) continue;
    const last = steps[count - 1]!;
    const asked = from + horizon - last;
    const rows = { from: count, to: end };
    cut.push({
      history: { ds: ds.slice(0, count), y: y.slice(0, count), columns: upTo(series.columns, count) },
      horizon: asked,
      future: futureOf(series, frequency, steps, { ...rows, asked, known, named: choice.named }),
      actual: {
        ds: ds.slice(rows.from, rows.to),
        y: y.slice(rows.from, rows.to),
        row: steps.slice(rows.from, rows.to).map((step) => step - last - 1),
      },
    });
  }
  return cut;
}

/** Steps after the last value for which the file gives all further columns, without a gap. */
export function knownAhead({ ds, ahead }: Pick<Series, "ds" | "ahead">, frequency: Frequency): number {
  const given = new Set(Array.from(ahead.ds, (date) => stepsBetween(frequency, ds.at(-1)!, date)));
  let known = 0;
  while (given.has(known + 1)) known++;
  return known;
}

/** How a window names its frequency, so that it is not inferred again from fewer rows; undefined where it has no name. */
export function frequencyFor(
  history: Numbers,
  frequency: Frequency,
  named: string | undefined,
): string | undefined {
  // What the whole history shows to be closed may be open as far as a window sees.
  if (frequency.kind === "open") return fullName(frequency);
  if (named !== undefined && frequency.kind !== "business") return named;
  const name = frequencyName(frequency);
  return isSame(parsed(name, history), frequency) ? name : undefined;
}

/** Undefined where the name is none: every second month on the 15th, for example, has no name. */
function parsed(frequency: string, ds: Numbers): Frequency | undefined {
  const found = orInputError(() => givenFrequency(ds, { frequency }));
  return isInputError(found) ? undefined : found;
}

const isSame = (a: Frequency | undefined, b: Frequency): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Cut {
  /** Rows of the window. */
  from: number;
  to: number;
  asked: number;
  known: number;
  named: string | undefined;
}

function futureOf(source: Source, frequency: Frequency, steps: readonly number[], cut: Cut): Rows {
  const names = Object.keys(source.columns);
  if (names.length === 0) return { ds: new Float64Array(0), columns: {} };
  const { from, to, asked, known } = cut;
  const history = source.ds.slice(0, from);
  const last = steps[from - 1]!;
  const name = frequencyFor(history, frequency, cut.named);
  const own = (name === undefined ? inferFrequency(history)?.frequency : parsed(name, history)) ?? frequency;
  const wanted = Array.from({ length: asked }, (_, i) => last + 1 + i);
  const rowOfStep = new Map(
    steps.slice(from, to).flatMap((step, i) => (step - last <= known ? [[step, from + i] as const] : [])),
  );
  const { season } = defaultsFor(frequency);
  const columnOf = (values: Float64Array) => {
    const continued = continueColumn(steps.slice(0, from), values.slice(0, from), wanted, season);
    return Float64Array.from(wanted, (step, i) => {
      const row = rowOfStep.get(step);
      return row === undefined ? continued[i]! : values[row]!;
    });
  };
  return {
    ds: Float64Array.from(futureDates(own, history.at(-1)!, asked)),
    columns: Object.fromEntries(names.map((column) => [column, columnOf(source.columns[column]!)])),
  };
}

/** Index of the first row after a step. */
function firstAfter(steps: readonly number[], step: number): number {
  const index = steps.findIndex((each) => each > step);
  return index === -1 ? steps.length : index;
}

const upTo = (columns: Rows["columns"], count: number): Rows["columns"] =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(0, count)]));
