// What was explained of a series as a page takes it: terms for pictures, held-out rows as a line and as errors.
import type { HeldOutErrors } from "../../core/report/report-data.ts";
import type { Parts } from "../../core/report/parts.ts";
import { bias, mean, smape } from "../../model/backtest/accuracy.ts";
import { createClockWriter } from "../../model/clock/future-clock.ts";
import type { Explained } from "./explain-series.ts";
import type { JoinedSeries } from "./joined-series.ts";
import type { SeriesRows } from "./pack-series.ts";

type More = Pick<SeriesRows, "more" | "parts" | "heldOut">;

export function moreOf(
  { id, history, forecast }: Pick<JoinedSeries, "id" | "history" | "forecast">,
  explained: Explained | undefined,
): More {
  if (explained === undefined) return {};
  const { parts, outcome } = explained;
  const sentence = outcome.explanation?.sentence;
  // Of a single series they stand with the file.
  const more =
    id.length === 0
      ? {}
      : { ...(sentence !== undefined && { explanation: sentence }), warnings: outcome.warnings };
  if (parts === undefined || history === undefined || parts.future.length !== forecast.yhat.length)
    return { more };
  const write = createClockWriter(history.style, history.clock);
  const { note, methods } = parts;
  return {
    more,
    parts: {
      axis: { at: parts.history, dates: parts.history.map(write) },
      terms: parts.terms.map((term) => ({
        ...term,
        history: term.history.map(short),
        future: term.future.map(short),
      })),
      rest: parts.rest.map(short),
      note,
      methods,
      windows: parts.heldOut.map((window) => errorsOf(window, write)),
    },
    heldOut: heldOutLine(parts.heldOut, write),
  };
}

type Window = Parts["heldOut"][number];

/** Pictures show no more digits. */
const short = (value: number): number => Number(value.toPrecision(7));

function errorsOf({ at, values, actual }: Window, write: (wall: number) => string): HeldOutErrors {
  return {
    from: write(at[0]!),
    to: write(at.at(-1)!),
    rows: at.length,
    mae: mean(actual.map((value, row) => Math.abs(value - values[row]!))),
    smape: smape(actual, values),
    bias: bias(actual, values),
  };
}

/** Windows may overlap; each date is that of the newest which has it. */
function heldOutLine(windows: readonly Window[], write: (wall: number) => string): SeriesRows["heldOut"] {
  const found = new Map<number, number>();
  for (const { at, values } of windows) {
    for (const [row, seconds] of at.entries())
      if (!found.has(seconds)) found.set(seconds, short(values[row]!));
  }
  const rows = [...found].sort(([a], [b]) => a - b);
  if (rows.length === 0) return undefined;
  const at = rows.map(([seconds]) => seconds);
  return { at, dates: at.map(write), values: rows.map(([, value]) => value) };
}
