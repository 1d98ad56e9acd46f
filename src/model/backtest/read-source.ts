// The series of a file for a backtest: one, or those of a panel.
import { frequencyOf } from "../check/check-series.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import type { PanelSeries } from "../series/panel-series.ts";
import type { DateStyle } from "../csv/parse-date.ts";
import { readPanel } from "../series/read-panel.ts";
import { readSeries } from "../series/read-series.ts";
import type { Series } from "../series/read-series.ts";

export interface Source {
  /** Columns that tell the series of a panel apart; none for one series. */
  idColumns: string[];
  targetColumn: string;
  series: SourceSeries[];
  /** Series of a panel that no model can be tried on. */
  leftOut: { id: string[]; error: InputError }[];
  warnings: string[];
}

export interface SourceSeries extends Pick<Series, "ds" | "y" | "columns" | "ahead" | "lastLine"> {
  /** Empty for one series. */
  id: string[];
  frequency: Frequency;
  style: DateStyle;
}

/**
 * @param columns further ones
 * @throws InputError csv.* for a fault of the file
 */
export function readSource(
  input: Uint8Array,
  common: CommonParameters,
  columns: readonly string[] | undefined,
): Source {
  const panel = readPanel(input, { ...common, columns });
  if (panel === undefined) {
    const series = readSeries(input, { ...common, columns });
    const { frequency, warnings } = frequencyOf(series, common);
    return {
      idColumns: [],
      targetColumn: series.targetColumn,
      series: [{ ...series, id: [], frequency }],
      leftOut: [],
      warnings: [...series.warnings, ...warnings],
    };
  }
  const source: Source = { ...panel, series: [], leftOut: [...panel.faults] };
  for (const each of panel.series) {
    try {
      source.series.push(seriesOf(each, common));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      source.leftOut.push({ id: each.id, error });
    }
  }
  return source;
}

function seriesOf(
  { id, ds, y, columns, ahead, style, lastLine, rowsIn }: PanelSeries,
  common: CommonParameters,
): SourceSeries {
  if (ds.length < 2) {
    throw new InputError("There are fewer than 2 rows with a value.", {
      code: "csv.too-short",
      line: lastLine,
      column: 1,
      fix: "Send a longer history of this series.",
    });
  }
  const plain = (all: Record<string, Float64Array>) =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Array.from(values)]));
  const series = {
    id,
    ds: Array.from(ds),
    y: Array.from(y),
    columns: plain(columns),
    ahead: { ds: Array.from(ahead.ds), columns: plain(ahead.columns) },
    style,
    lastLine,
  };
  return { ...series, frequency: frequencyOf({ ...series, rowsIn }, common).frequency };
}
