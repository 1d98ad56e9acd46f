// The result of a file, put together from what the threads say of its series: the rows of all, what was used and warned
// of, and which series failed. Imports no danfo.
import type { FailedSeries, InputFault } from "../../core/contract.ts";
import { faultOfAll } from "../check/fallback-dates.ts";
import { forecastHeader } from "../csv/write-forecast.ts";
import type { Dataset } from "../series/dataset.ts";
import type { Explanation, SeriesOutcome } from "../series/forecast-table.ts";
import { commonKind, type DateKind } from "../results/date-cells.ts";
import type { OtherFormat } from "../results/result-format.ts";
import type { Forecasts, Plan } from "./plan.ts";

/** Its parameters have defaults and inferred values filled in. */
export interface Prediction extends Pick<Plan, "model" | "modelVersion" | "parameters" | "warnings"> {
  csv: Uint8Array;
  /** What its dates are, where they are written for a format that has types for them. */
  dates?: DateKind | undefined;
  /** What is written instead, where another format is asked for. */
  other?: { format: OtherFormat; content: Uint8Array };
  /** Rows of the input, those left out included. */
  rowsIn: number;
  rowsOut: number;
  /** Why the forecast is what it is, where the model says so. */
  explanation?: Explanation;
  /** Of a file of many: how many series it has, and those that the model could not forecast. */
  series?: { count: number; failed: FailedSeries[] };
}

/** A forecast, or why there can never be one. */
export type Answer =
  | { kind: "prediction"; prediction: Prediction }
  | { kind: "rejection"; rejection: InputFault };

/** @param parts of the dataset, in its order */
export function answerOf(dataset: Dataset, plan: Plan, parts: readonly Forecasts<Uint8Array>[]): Answer {
  const outcomes = parts.flatMap((part) => part.outcomes);
  const hopeless = faultOfAll(outcomes.map(({ rows, fault }) => ({ hasForecast: rows > 0, fault })));
  if (hopeless !== undefined) return { kind: "rejection", rejection: hopeless };
  const { idColumns, rowsIn } = dataset;
  const { model, modelVersion, levels } = plan;
  const header = new TextEncoder().encode(forecastHeader(levels, idColumns));
  const made = {
    csv: Buffer.concat([header, ...parts.map(({ csv }) => csv)]),
    dates: commonKind(parts.map(({ dates }) => dates)),
    model,
    modelVersion,
    rowsIn,
    rowsOut: outcomes.reduce((sum, { rows }) => sum + rows, 0),
  };
  const about = idColumns.length === 0 ? aboutOne(dataset, outcomes[0]!) : aboutMany(dataset, plan, outcomes);
  return { kind: "prediction", prediction: { ...made, ...about } };
}

/**
 * Of a table whose rows were scored.
 * @param notes on the file that holds it
 */
export function answerOfTable(
  { model, modelVersion }: Plan,
  { csv, outcomes }: Forecasts<Uint8Array>,
  notes: readonly string[] = [],
): Answer {
  const { rows, parameters = {}, warnings } = outcomes[0]!;
  const made = { csv, model, modelVersion, parameters, rowsIn: rows, rowsOut: rows };
  return { kind: "prediction", prediction: { ...made, warnings: [...notes, ...warnings] } };
}

type About = Pick<Prediction, "parameters" | "warnings" | "explanation" | "series">;

const aboutOne = (dataset: Dataset, { parameters = {}, explanation, warnings }: SeriesOutcome): About => ({
  parameters,
  warnings: [...dataset.warnings, ...warnings],
  ...(explanation !== undefined && { explanation }),
});

function aboutMany(dataset: Dataset, plan: Plan, outcomes: readonly SeriesOutcome[]): About {
  const { warnings, idColumns, dateColumn, targetColumn } = dataset;
  const made = outcomes.filter(({ rows }) => rows > 0);
  const frequencies = counted(made.map(({ frequency }) => frequency));
  const [frequency, ...others] = Object.keys(frequencies);
  const [horizon, ...longer] = new Set(made.map(({ rows }) => rows));
  return {
    parameters: {
      ...plan.parameters,
      ...(horizon !== undefined && longer.length === 0 && { horizon }),
      ...(frequency !== undefined && others.length === 0 && { frequency }),
      date: dateColumn,
      target: targetColumn,
      id: idColumns.join(","),
    },
    warnings: [...warnings, ...plan.warnings, ...warningsOf(dataset, outcomes)],
    explanation: explain(outcomes, frequencies),
    series: { count: outcomes.length, failed: failedSeries(dataset, outcomes) },
  };
}

function failedSeries({ idColumns, series }: Dataset, outcomes: readonly SeriesOutcome[]): FailedSeries[] {
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

/** Hundreds of series may be warned of alike, so each kind of warning is said once, with its first series. */
function warningsOf({ series }: Dataset, outcomes: readonly SeriesOutcome[]): string[] {
  const kinds = new Map<string, { count: number; text: string }>();
  for (const [index, { warnings }] of outcomes.entries()) {
    for (const warning of warnings) {
      const kind = warning.replaceAll(/\d+/g, "#");
      const known = kinds.get(kind);
      if (known) known.count++;
      else kinds.set(kind, { count: 1, text: `Series ${series[index]!.id.join(", ")}: ${warning}` });
    }
  }
  return [...kinds.values()].map(({ count, text }) =>
    count === 1 ? text : `${text} The like holds for ${count - 1} more.`,
  );
}

function explain(outcomes: readonly SeriesOutcome[], frequencies: Record<string, number>): Explanation {
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
  };
}

/** How often each occurs, the most frequent first. */
function counted(values: readonly (string | undefined)[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
