// What became of many series, as counts that can be put together: of some of them, and of the next ones. Imports no danfo.
import type { FailedSeries, InputFault } from "../../core/contract.ts";
import { isOfAll } from "../check/fallback-dates.ts";
import type { Dataset } from "../series/dataset.ts";
import type { Explanation, SeriesOutcome } from "../series/forecast-table.ts";

/** How often each text occurs, in the order in which they first do. */
type Counts = [text: string, count: number][];

/** Plain JSON. */
export interface Tally {
  /** Series. */
  count: number;
  /** Series with a forecast. */
  made: number;
  rowsOut: number;
  /** Whether each has a fault that has nothing to do with its values. */
  isOfAll: boolean;
  firstFault?: InputFault;
  frequencies: Counts;
  models: Counts;
  heaviest: Counts;
  /** Different numbers of rows that a series got; no more than two are kept. */
  horizons: number[];
  /** What was warned of, the numbers left out, with the first such sentence. */
  warnings: { kind: string; count: number; text: string }[];
}

export function tallyOf(
  dataset: Pick<Dataset, "idColumns" | "series">,
  outcomes: readonly SeriesOutcome[],
): Tally {
  const made = outcomes.filter(({ rows }) => rows > 0);
  const firstFault = outcomes.find(({ fault }) => fault !== undefined)?.fault;
  return {
    count: outcomes.length,
    made: made.length,
    rowsOut: outcomes.reduce((sum, { rows }) => sum + rows, 0),
    isOfAll: outcomes.every(({ fault }) => fault !== undefined && isOfAll(fault.code)),
    ...(firstFault && { firstFault }),
    frequencies: counted(made.map(({ frequency }) => [frequency, 1])),
    models: counted(outcomes.map(({ rows, model }) => [rows > 0 ? model : "no model", 1])),
    heaviest: counted(outcomes.map(({ heaviest }) => [heaviest, 1])),
    horizons: [...new Set(made.map(({ rows }) => rows))].slice(0, 2),
    warnings: warningsOf(dataset, outcomes),
  };
}

/** @param parts in the order of their series */
export function joinedTallies(parts: readonly Tally[]): Tally {
  const total = (of: (part: Tally) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const firstFault = parts.find((part) => part.firstFault)?.firstFault;
  const warnings = new Map<string, Tally["warnings"][number]>();
  for (const each of parts.flatMap((part) => part.warnings)) {
    const known = warnings.get(each.kind);
    if (known) known.count += each.count;
    else warnings.set(each.kind, { ...each });
  }
  return {
    count: total(({ count }) => count),
    made: total(({ made }) => made),
    rowsOut: total(({ rowsOut }) => rowsOut),
    isOfAll: parts.every((part) => part.isOfAll),
    ...(firstFault && { firstFault }),
    frequencies: counted(parts.flatMap(({ frequencies }) => frequencies)),
    models: counted(parts.flatMap(({ models }) => models)),
    heaviest: counted(parts.flatMap(({ heaviest }) => heaviest)),
    horizons: [...new Set(parts.flatMap(({ horizons }) => horizons))].slice(0, 2),
    warnings: [...warnings.values()],
  };
}

/** The fault of the file, where that is what all series have. */
export const faultOfTally = ({ made, isOfAll: areAll, firstFault }: Tally): InputFault | undefined =>
  made === 0 || areAll ? firstFault : undefined;

/** Hundreds of series may be warned of alike, so each kind of warning is said once, with its first series. */
export const sentencesOfTally = ({ warnings }: Tally): string[] =>
  warnings.map(({ count, text }) => (count === 1 ? text : `${text} The like holds for ${count - 1} more.`));

/** The most frequent first. */
const byCount = (counts: Counts): Record<string, number> =>
  Object.fromEntries(counts.toSorted(([, a], [, b]) => b - a));

export function explanationOf({ count, ...tally }: Tally): Explanation {
  const models = byCount(tally.models);
  const heaviest = byCount(tally.heaviest);
  const [most] = Object.entries(heaviest);
  const by = Object.entries(models)
    .map(([model, of]) => `${of} by ${model}`)
    .join(", ");
  const weighed =
    most === undefined
      ? ""
      : `; of the methods weighed, ${most[0]} was heaviest most often, ${most[1]} times`;
  return {
    sentence: `${count} series: ${by}${weighed}.`,
    models,
    frequencies: byCount(tally.frequencies),
    ...(most !== undefined && { heaviest }),
  };
}

/** In the order of the series. */
export function failedSeries(
  { idColumns, series }: Pick<Dataset, "idColumns" | "series">,
  outcomes: readonly SeriesOutcome[],
): FailedSeries[] {
  return outcomes.flatMap(({ fault, model }, index) => {
    if (fault === undefined) return [];
    const { id, ds, lastLine, fault: found } = series[index]!;
    return {
      id: Object.fromEntries(idColumns.map((name, column) => [name, id[column]!])),
      // Where no row is left of a faulty series, only its fault knows the place.
      ...((ds.length > 0 || found === undefined) && { line: lastLine, column: 1 }),
      ...fault,
      fallback: model ?? null,
    };
  });
}

function warningsOf(
  { series }: Pick<Dataset, "series">,
  outcomes: readonly SeriesOutcome[],
): Tally["warnings"] {
  const kinds = new Map<string, Tally["warnings"][number]>();
  for (const [index, { warnings }] of outcomes.entries()) {
    for (const warning of warnings) {
      const kind = warning.replaceAll(/\d+/g, "#");
      const known = kinds.get(kind);
      if (known) known.count++;
      else kinds.set(kind, { kind, count: 1, text: `Series ${series[index]!.id.join(", ")}: ${warning}` });
    }
  }
  return [...kinds.values()];
}

function counted(found: readonly (readonly [text: string | undefined, count: number])[]): Counts {
  const counts = new Map<string, number>();
  for (const [text, count] of found) {
    if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + count);
  }
  return [...counts];
}
