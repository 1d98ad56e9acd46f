// The result of a file, put together from what the threads say of its series: the rows of all, what was used and warned
// of, and which series failed. Imports no danfo.
import type { FailedSeries, InputFault, SeriesCounts } from "../../core/contract.ts";
import { forecastHeader } from "../csv/write-forecast.ts";
import type { Dataset } from "../series/dataset.ts";
import type { Explanation, SeriesOutcome } from "../series/forecast-table.ts";
import { commonKind, type DateKind } from "../results/date-cells.ts";
import type { OtherFormat } from "../results/result-format.ts";
import type { Forecasts, Plan } from "./plan.ts";
import { explanationOf, failedSeries, faultOfTally, sentencesOfTally, tallyOf, type Tally } from "./tally.ts";

/** Its parameters have defaults and inferred values filled in. */
export interface Prediction extends Pick<Plan, "model" | "modelVersion" | "parameters" | "warnings"> {
  csv: Uint8Array;
  /** Its parts in the output bucket, in their order, where the lines of a large panel are put together there; `csv` is empty then. */
  stored?: readonly { name: string; generation: string }[];
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
  series?: { count: number; failed: FailedSeries[]; stored?: StoredReport };
}

/** The report on failed series in parts in the output bucket, where there may be too many for memory; `failed` has only the first. */
export interface StoredReport extends Pick<SeriesCounts, "fellBack" | "left"> {
  parts: readonly { name: string; generation: string }[];
}

/** A forecast, or why there can never be one. */
export type Answer =
  | { kind: "prediction"; prediction: Prediction }
  | { kind: "rejection"; rejection: InputFault };

/** @param parts of the dataset, in its order */
export function answerOf(dataset: Dataset, plan: Plan, parts: readonly Forecasts<Uint8Array>[]): Answer {
  const outcomes = parts.flatMap((part) => part.outcomes);
  const isOne = dataset.idColumns.length === 0;
  const tally = tallyOf(dataset, outcomes);
  const hopeless = faultOfTally(tally);
  if (hopeless !== undefined) return { kind: "rejection", rejection: hopeless };
  const { rowsIn } = dataset;
  const { model, modelVersion } = plan;
  const made = {
    csv: Buffer.concat([headerOf(plan, dataset.idColumns), ...parts.map(({ csv }) => csv)]),
    dates: commonKind(parts.map(({ dates }) => dates)),
    model,
    modelVersion,
    rowsIn,
    rowsOut: tally.rowsOut,
  };
  const about = isOne
    ? aboutOne(dataset, outcomes[0]!)
    : aboutMany(dataset, plan, tally, { failed: failedSeries(dataset, outcomes) });
  return { kind: "prediction", prediction: { ...made, ...about } };
}

export const headerOf = ({ levels }: Pick<Plan, "levels">, idColumns: readonly string[]): Uint8Array =>
  new TextEncoder().encode(forecastHeader(levels, idColumns));

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

/** @param dataset whose warnings are those on its reading */
export function aboutMany(
  dataset: Pick<Dataset, "warnings" | "idColumns" | "dateColumn" | "targetColumn">,
  plan: Pick<Plan, "parameters" | "warnings">,
  tally: Tally,
  failures: Omit<NonNullable<Prediction["series"]>, "count">,
): About {
  const { warnings, idColumns, dateColumn, targetColumn } = dataset;
  const [frequency, ...others] = tally.frequencies;
  const [horizon, ...longer] = tally.horizons;
  return {
    parameters: {
      ...plan.parameters,
      ...(horizon !== undefined && longer.length === 0 && { horizon }),
      ...(frequency !== undefined && others.length === 0 && { frequency: frequency[0] }),
      date: dateColumn,
      target: targetColumn,
      id: idColumns.join(","),
    },
    warnings: [...warnings, ...plan.warnings, ...sentencesOfTally(tally)],
    explanation: explanationOf(tally),
    series: { count: tally.count, ...failures },
  };
}
