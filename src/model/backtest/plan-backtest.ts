// A file, parameters and models to the windows that each model is tried on, before any model runs.
import { checkHistory } from "../check-csv.ts";
import type { CheckedHistory } from "../check-csv.ts";
import { frequencyName, habitOf, stepsBetween } from "../frequency.ts";
import { InputError, quote } from "../input-error.ts";
import type { ModelDescription } from "../model-description.ts";
import type { RawParameters } from "../parameters.ts";
import type { DateStyle } from "../parse-date.ts";
import { scaleSeason } from "./accuracy.ts";
import { frequencyFor, holdOut, knownAhead } from "./rolling-origin.ts";
import type { HeldOut } from "./rolling-origin.ts";
import { writeWindow } from "./write-window.ts";

export interface BacktestPlan {
  /** In the order asked for. */
  models: PlannedModel[];
  /** Steps of each window. */
  horizon: number;
  frequency: string;
  /** All that the file tells of the values, for a drawing. */
  history: { ds: readonly number[]; y: readonly number[] };
  /** How the file writes its dates. */
  style: DateStyle;
  levels: readonly number[];
  /** The season by which MASE scales. */
  season: number;
  warnings: string[];
}

export interface PlannedModel {
  model: string;
  /** Oldest first; none when the model cannot take this file. */
  windows: PlannedWindow[];
  error?: InputError;
}

export interface PlannedWindow extends HeldOut {
  /** The file that would have been sent on the day before, and the parameters that would have gone along. */
  request(): { input: Uint8Array; parameters: RawParameters };
}

export interface BacktestChoice {
  /** Names of the models to try. */
  models: readonly string[];
  /** All that there are: their parameters may stand among those given. */
  known: readonly ModelDescription[];
  /** Whether a model for which the file is too long is left out without a word of failure. */
  leavesOutTooLong: boolean;
  /** Fewer are held out when the history is short. */
  windows: number;
}

/**
 * @param raw parameters without `model`
 * @throws InputError for a file that no model can take, or that is too short for one window
 */
export function planBacktest(input: Uint8Array, raw: RawParameters, choice: BacktestChoice): BacktestPlan {
  const checked = choice.models
    .map((model) => check(input, { ...raw, model }, choice.known))
    .filter(({ error }) => !(choice.leavesOutTooLong && error?.code === "csv.too-long"));
  const fine = checked.flatMap(({ found }) => found ?? []);
  const first = fine[0];
  if (first === undefined) throw checked[0]?.error ?? new Error("There are no models to try.");
  const { frequency, series } = first;
  const { common } = first.parameters;
  const known = Math.max(...fine.map((each) => knownAhead(each.series, frequency)));
  const horizon = common.horizon ?? (known > 0 ? known : habitOf(frequency).horizon);
  const steps = stepsBetween(frequency, series.ds[0]!, series.ds.at(-1)!) + 1;
  const windows = windowsThatFit(steps, horizon, choice.windows, series.lastLine);
  const ownSeason = fine.map(({ parameters }) => parameters.own["season-length"]);
  return {
    models: checked.map(({ model, found, error }) => ({
      model,
      windows:
        found === undefined ? [] : windowsOf(found, raw, { windows, horizon, named: common.frequency }),
      ...(error !== undefined && { error }),
    })),
    horizon,
    frequency: frequencyName(frequency),
    history: series,
    style: series.style,
    levels: common.interval,
    season: ownSeason.find((season) => typeof season === "number") ?? scaleSeason(frequency),
    warnings: [
      ...series.warnings,
      ...(windows < choice.windows
        ? [`The history has room for ${windows} of ${choice.windows} windows of ${horizon} rows.`]
        : []),
      ...fine.flatMap((each) => continuedColumns(each, horizon)),
    ],
  };
}

interface Checked {
  model: string;
  found?: CheckedHistory;
  error?: InputError;
}

function check(
  input: Uint8Array,
  raw: RawParameters & { model: string },
  known: readonly ModelDescription[],
): Checked {
  try {
    return { model: raw.model, found: checkHistory(input, raw, known) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { model: raw.model, error };
  }
}

function windowsOf(
  { model, series, frequency }: CheckedHistory,
  raw: RawParameters,
  choice: { windows: number; horizon: number; named: string | undefined },
): PlannedWindow[] {
  return holdOut(series, frequency, choice).map((window) => ({
    ...window,
    request() {
      const name = frequencyFor(window.history.ds, frequency, choice.named);
      const parameters = { ...raw, model: model.name, horizon: window.horizon, date: "ds", target: "y" };
      return {
        input: writeWindow(window, series.style),
        parameters: name === undefined ? parameters : { ...parameters, frequency: name },
      };
    },
  }));
}

/** No model takes less, and a window behind less would tell nothing. */
const leastHistory = 3;

/** Further windows only as long as each has a history of its own length. */
function windowsThatFit(steps: number, horizon: number, wanted: number, lastLine: number): number {
  const room = Math.floor((steps - Math.max(horizon, leastHistory)) / horizon);
  if (room >= 1) return Math.min(room, wanted);
  if (steps - horizon >= leastHistory) return 1;
  const longest = Math.max(1, Math.floor((steps - leastHistory) / Math.max(1, wanted)));
  throw new InputError(
    `The history has ${steps} steps; a window of ${horizon} held out leaves less than ${leastHistory} to learn from.`,
    {
      code: "backtest.too-short",
      line: lastLine,
      column: 1,
      fix: `Set horizon to ${longest} or less, or send a longer history.`,
    },
  );
}

function continuedColumns({ model, series, frequency }: CheckedHistory, horizon: number): string[] {
  const names = Object.keys(series.columns);
  const known = knownAhead(series, frequency);
  if (names.length === 0 || known >= horizon) return [];
  const told =
    known === 0
      ? "does not tell behind its last value"
      : `tells for ${known} of ${horizon} rows behind its last value`;
  return [
    `${model.name} is given ${names.map(quote).join(", ")}, which the file ${told}; beyond that each window continues ` +
      `them by what came before it. Rows below the history with these columns make them known in advance.`,
  ];
}
