// One series of a panel on its way to a forecast. Everything survives a structured clone.
import { frequencyName } from "../time/frequency.ts";
import type { Frequency } from "../time/frequency.ts";
import { inferFrequency } from "../time/infer-frequency.ts";
import { faultOf } from "../input-error.ts";
import type { InputFault } from "../../core/contract.ts";
import type { SeriesToCheck } from "../check/check-series.ts";
import type { PanelSeries } from "./panel-series.ts";
import type { Panel } from "./read-panel.ts";

export interface PanelItem {
  /** One text for each id column. */
  id: string[];
  /** Undefined when the file holds no usable row of it. */
  series: PanelSeries | undefined;
  /** Why no model is asked any more; a fallback may still be. */
  fault?: InputFault;
}

/** All series, faulty ones too, in the order in which the file first names them. */
export function itemsOf({ series, faults }: Panel): PanelItem[] {
  const found = [
    ...series.map((each) => ({ line: each.firstLine, item: { id: each.id, series: each } })),
    ...faults.map(({ id, error, firstLine, rest }) => ({
      line: firstLine,
      item: { id, series: rest, fault: faultOf(error) },
    })),
  ];
  return found.sort((a, b) => a.line - b.line).map(({ item }) => item);
}

/** The form in which a series is checked and models see it. */
export function asSeries(
  series: PanelSeries,
  targetColumn: string,
): SeriesToCheck & { columns: Record<string, number[]> } {
  return {
    ds: Array.from(series.ds),
    y: Array.from(series.y),
    columns: asArrays(series.columns),
    ahead: { ds: Array.from(series.ahead.ds), columns: asArrays(series.ahead.columns) },
    style: series.style,
    targetColumn,
    rowsIn: series.rowsIn,
    lastLine: series.lastLine,
  };
}

const asArrays = (columns: Readonly<Record<string, Float64Array>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]));

/** Series that are looked at for what is usual in a panel. */
const looked = 50;

/** The frequency that most of the first series have: a guess for one that is too short to show its own. */
export function usualFrequency(items: readonly PanelItem[]): Frequency | undefined {
  const counts = new Map<string, { frequency: Frequency; count: number }>();
  const long = items.filter(({ series, fault }) => fault === undefined && series!.ds.length >= 3);
  for (const { series } of long.slice(0, looked)) {
    const frequency = inferFrequency(Array.from(series!.ds))?.frequency;
    if (frequency === undefined) continue;
    const known = counts.get(frequencyName(frequency));
    if (known) known.count++;
    else counts.set(frequencyName(frequency), { frequency, count: 1 });
  }
  // Of equals the first.
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.frequency;
}
