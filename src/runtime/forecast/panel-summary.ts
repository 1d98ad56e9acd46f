// What is said of a panel's forecast as a whole: its parameters, warnings, explanation, and which series failed.
import type { FailedSeries } from "../../core/contract.ts";
import type { PanelItem } from "../../model/series/panel-item.ts";
import type { PanelPlan } from "../../model/predict/predict-csv.ts";
import type { SeriesOutcome } from "../../model/predict/predict-series.ts";
import type { Panel } from "../../model/series/read-panel.ts";
import type { Prediction } from "./forecaster.ts";

export function summaryOf(
  { warnings, idColumns, dateColumn, targetColumn }: Panel,
  plan: PanelPlan,
  items: readonly PanelItem[],
  outcomes: readonly SeriesOutcome[],
): Pick<Prediction, "parameters" | "warnings" | "explanation"> {
  const made = outcomes.filter(({ rows }) => rows > 0);
  const frequencies = counted(made.map(({ frequency }) => frequency));
  const horizons = new Set(made.map(({ rows }) => rows));
  return {
    parameters: {
      ...plan.parameters,
      ...(horizons.size === 1 && { horizon: [...horizons][0] }),
      ...(Object.keys(frequencies).length === 1 && { frequency: Object.keys(frequencies)[0] }),
      date: dateColumn,
      target: targetColumn,
      id: idColumns.join(","),
    },
    warnings: [...warnings, ...plan.warnings, ...warningsOf(items, outcomes)],
    explanation: explain(outcomes, frequencies),
  };
}

export function failedSeries(
  { idColumns }: Panel,
  items: readonly PanelItem[],
  outcomes: readonly SeriesOutcome[],
): FailedSeries[] {
  return outcomes.flatMap(({ fault, model }, index) => {
    if (fault === undefined) return [];
    const { id, series } = items[index]!;
    const place = series === undefined ? {} : { line: series.lastLine, column: 1 };
    return {
      id: Object.fromEntries(idColumns.map((name, column) => [name, id[column]!])),
      ...place,
      ...fault,
      fallback: model ?? null,
    };
  });
}

/** Hundreds of series may be warned of alike, so each kind of warning is said once, with its first series. */
function warningsOf(items: readonly PanelItem[], outcomes: readonly SeriesOutcome[]): string[] {
  const kinds = new Map<string, { count: number; text: string }>();
  for (const [index, { warnings }] of outcomes.entries()) {
    for (const warning of warnings) {
      const kind = warning.replaceAll(/\d+/g, "#");
      const known = kinds.get(kind);
      if (known) known.count++;
      else kinds.set(kind, { count: 1, text: `Series ${items[index]!.id.join(", ")}: ${warning}` });
    }
  }
  return [...kinds.values()].map(({ count, text }) =>
    count === 1 ? text : `${text} The like holds for ${count - 1} more.`,
  );
}

function explain(
  outcomes: readonly SeriesOutcome[],
  frequencies: Record<string, number>,
): { sentence: string } {
  const models = counted(outcomes.map(({ rows, model }) => (rows > 0 ? model : "no model")));
  const heaviest = counted(outcomes.map((outcome) => outcome.heaviest));
  const [most] = Object.entries(heaviest);
  const by = Object.entries(models)
    .map(([model, count]) => `${count} by ${model}`)
    .join(", ");
  const weighed =
    most === undefined
      ? ""
      : `; of the methods weighed, ${most[0]} was heaviest most often, ${most[1]} times`;
  return {
    sentence: `${outcomes.length} series: ${by}${weighed}.`,
    models,
    frequencies,
    ...(most !== undefined && { heaviest }),
  } as { sentence: string };
}

/** How often each occurs, the most frequent first. */
function counted(values: readonly (string | undefined)[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
