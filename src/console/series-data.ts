// One series as columns that a chart takes as they are.
import type { FailedSeries } from "../core/contract.ts";
import type { ForecastIndex, StoredSeries } from "../library/forecasts/index-forecast.ts";
import { historyDates } from "../library/report/joined-series.ts";
import type { Series } from "../model/series/dataset.ts";
import type { SeriesData } from "./contract/forecasts.ts";

export function seriesData(
  { history, dates, at, yhat, bands, fault }: StoredSeries,
  { at: index, of, mostRows }: { at: number; of: ForecastIndex; mostRows: number },
): SeriesData {
  const { id, state } = of.series[index]!;
  const rows = history?.ds.length ?? 0;
  const omittedRows = Math.max(0, rows - mostRows);
  const shown = history && { ds: history.ds.subarray(omittedRows), y: history.y.subarray(omittedRows) };
  return {
    index,
    id,
    state,
    ...(fault !== undefined && { reason: reasonOf(fault) }),
    clock: clockOf(history),
    hasTime:
      history === undefined
        ? at.some((seconds) => seconds % 86_400 !== 0)
        : history.style.precision === "time",
    omittedRows,
    history: {
      dates: history === undefined ? [] : historyDates({ ...history, ...shown } as Series),
      atMs: Array.from(shown?.ds ?? [], (seconds) => seconds * 1000),
      values: Array.from(shown?.y ?? [], finite),
    },
    forecast: {
      dates,
      atMs: at.map((seconds) => seconds * 1000),
      values: yhat.map(finite),
      bands: bands.map(({ lower, upper }, place) => ({
        level: of.levels[place] ?? NaN,
        lower: lower.map(finite),
        upper: upper.map(finite),
      })),
    },
  };
}

/** JSON has no other numbers. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const reasonOf = ({ code, message, fix, line, column }: Omit<FailedSeries, "id" | "fallback">) => ({
  code,
  message,
  fix,
  ...(line !== undefined && { line }),
  ...(column !== undefined && { column }),
});

function clockOf(history: StoredSeries["history"]): string {
  if (history === undefined) return "the file's own";
  const { clock, style } = history;
  if (clock?.zone !== undefined) return clock.zone;
  if (clock?.isUtc === true || style.zone === "Z") return "UTC";
  return style.zone === "" ? "the file's own, without a zone" : `UTC${style.zone}`;
}
