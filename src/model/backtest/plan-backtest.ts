// A file, parameters and models to the windows that each model is tried on, before any model runs.
import type { RawParameters } from "../../core/contract.ts";
import { checkLength } from "../check/check-length.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { closedTimes } from "../open/closed-times.ts";
import type { Frequency } from "../time/frequency.ts";
import { asInputError, isInputError, orInputError, type InputError } from "../input-error.ts";
import { quote } from "../../core/quote.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { parseParameters, type ParsedParameters } from "../parameters/parameters.ts";
import { plain } from "../parameters/resolve-parameters.ts";
import type { DateStyle } from "../csv/parse-date.ts";
import type { Dataset } from "../series/dataset.ts";
import { chooseWindows, type Chosen } from "./choose-windows.ts";
import { readSource, type Source, type SourceSeries } from "./source.ts";
import { frequencyFor, holdOut, knownAhead, type HeldOut } from "./rolling-origin.ts";

export type BacktestPlan = Awaited<ReturnType<typeof planBacktest>>;

export interface PlannedModel {
  model: string;
  /** Series by series in the order of the file, the oldest window of each first. */
  windows: PlannedWindow[];
  /** Why the model cannot take this file at all; it has no windows then. */
  error?: InputError;
}

export interface PlannedWindow extends HeldOut {
  /** Of its series; empty for one series. */
  id: readonly string[];
  /** In its series, from 1. */
  window: number;
  /** By which MASE scales. */
  season: number;
  /** How the series writes its dates. */
  style: DateStyle;
  /** What would have been read on the day before, and the parameters that would have gone along. */
  request: () => { chunk: Dataset; parameters: RawParameters };
}

export interface BacktestChoice {
  /** Names of the models to try. */
  models: readonly string[];
  /** All that there are: their parameters may stand among those given. */
  known: readonly ModelDescription[];
  /** Whether a model for which the file is too long is left out without a word of failure. */
  leavesOutTooLong: boolean;
  /** Of each series; fewer are held out of a short history. */
  windows: number;
}

/**
 * @param raw parameters without `model`
 * @throws InputError for a file that no model can take, or that is too short for one window
 */
export async function planBacktest(input: Uint8Array, raw: RawParameters, choice: BacktestChoice) {
  const read = readOnce(input);
  const answers = await Promise.all(
    choice.models.map((model) => tryModel({ ...raw, model }, choice.known, read)),
  );
  const tried = answers.filter(({ error }) => !(choice.leavesOutTooLong && error?.code === "csv.too-long"));
  const fits = tried.flatMap(({ fit }) => fit ?? []);
  const [first] = fits;
  if (first === undefined) throw tried[0]?.error ?? new Error("There are no models to try.");
  const { chosen, warnings } = chooseForAll(fits, choice.windows);
  const all = [...chosen.values()];
  const cut = cutOnce(chosen, first.parameters.common.frequency);
  return {
    /** In the order asked for. */
    models: tried.map(
      ({ model, fit, error }): PlannedModel => ({
        model,
        windows: fit === undefined ? [] : windowsOf(fit, cut, { ...raw, model }),
        ...(error !== undefined && { error }),
      }),
    ),
    /** Columns that distinguish the series of a panel; none for one series. */
    idColumns: first.source.dataset.idColumns,
    /** Series that are tried, and their rows with a value. */
    series: all.length,
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    /** Steps of a window; the most of several series. */
    horizon: Math.max(...all.map(({ horizon }) => horizon)),
    /** All that occur, as `D, W`. */
    frequency: [...new Set(all.map(({ frequency }) => frequency))].join(", "),
    levels: first.parameters.common.interval,
    /** By which MASE scales; the longest of several series. */
    season: Math.max(...all.map(({ season }) => season)),
    warnings: [
      ...first.source.warnings,
      ...warnings,
      ...fits.flatMap((fit) => continuedColumns(fit, chosen)),
    ],
  };
}

/** A model that takes the file. */
interface Fit {
  model: ModelDescription;
  parameters: ParsedParameters;
  source: Source;
}

type Read = (parameters: ParsedParameters, columns: readonly string[] | undefined) => Promise<Source>;

/** Models without further columns, most of them, share one reading and its windows. */
function readOnce(input: Uint8Array): Read {
  const sources = new Map<string, Promise<Source>>();
  return ({ common }, columns = []) => {
    const key = JSON.stringify(columns);
    const source = sources.get(key) ?? readSource(input, common, columns);
    sources.set(key, source);
    return source;
  };
}

async function tryModel(
  raw: RawParameters & { model: string },
  known: readonly ModelDescription[],
  read: Read,
): Promise<{ model: string; fit?: Fit; error?: InputError }> {
  const fit = await fitOf(raw, known, read).catch(asInputError);
  return isInputError(fit) ? { model: raw.model, error: fit } : { model: raw.model, fit };
}

async function fitOf(
  raw: RawParameters & { model: string },
  known: readonly ModelDescription[],
  read: Read,
): Promise<Fit> {
  const parameters = parseParameters(raw, known);
  const model = known.find(({ name }) => name === raw.model)!;
  const source = await read(parameters, model.columns?.(parameters.own));
  // In a panel a series that does not suit the model is only one of many.
  if (source.dataset.idColumns.length === 0) {
    const { y, lastLine } = source.series[0]!;
    checkLength(y.length, model, { line: lastLine, target: source.dataset.targetColumn });
  }
  return { model, parameters, source };
}

type ChosenById = ReadonlyMap<string, Chosen>;

const keyOf = ({ id }: Pick<SourceSeries, "id">): string => JSON.stringify(id);

/** The same windows for all models. @throws InputError when no series has room for one */
function chooseForAll(fits: readonly Fit[], windows: number): { chosen: ChosenById; warnings: string[] } {
  const byId = Map.groupBy(new Set(fits.flatMap(({ source }) => source.series)), keyOf);
  const { horizon } = fits[0]!.parameters.common;
  const seasons = fits.map(({ parameters }) => parameters.own["season-length"]);
  const wanted = { windows, horizon, season: seasons.find((season) => typeof season === "number") };
  const chosen = new Map<string, Chosen>();
  const leftOut = [...fits[0]!.source.leftOut];
  for (const [key, same] of byId) {
    const choice = orInputError(() => chooseWindows(same, wanted));
    if (isInputError(choice)) leftOut.push({ id: same[0]!.id, error: choice });
    else chosen.set(key, choice);
  }
  if (chosen.size === 0) throw leftOut[0]!.error;
  const [only] = chosen.size === 1 ? chosen.values() : [];
  const fewer = [...chosen.values()].filter((each) => each.windows < windows).length;
  const room =
    only === undefined
      ? `In ${fewer} of ${chosen.size} series the history has room for less than ${windows} windows.`
      : `The history has room for ${only.windows} of ${windows} windows of ${only.horizon} rows.`;
  const [one] = leftOut;
  return {
    chosen,
    warnings: [
      ...(fewer === 0 ? [] : [room]),
      ...(one === undefined
        ? []
        : [
            `${leftOut.length} of ${leftOut.length + chosen.size} series ${leftOut.length === 1 ? "is" : "are"} left out; the first is ${one.id.join(", ")}: ${one.error.message}`,
          ]),
    ],
  };
}

type Cut = (series: SourceSeries) => Omit<PlannedWindow, "request">[];

/** Models that share a reading share its windows, too. */
function cutOnce(chosen: ChosenById, named: string | undefined): Cut {
  const cuts = new Map<SourceSeries, ReturnType<Cut>>();
  return (series) => {
    const { id, frequency, style } = series;
    const choice = chosen.get(keyOf(series));
    if (choice === undefined) return [];
    const { season } = choice;
    const windows =
      cuts.get(series) ??
      holdOut(series, frequency, { ...choice, named }).map((window, at) => ({
        ...window,
        id,
        window: at + 1,
        season,
        style,
      }));
    cuts.set(series, windows);
    return windows;
  };
}

function windowsOf({ model, parameters, source }: Fit, cut: Cut, raw: RawParameters): PlannedWindow[] {
  return source.series.flatMap((series) =>
    cut(series).map((window) => ({
      ...window,
      request() {
        const sent = {
          ...raw,
          ...model.knownAt?.(parameters.own, window.history.ds.at(-1)!),
          frequency: frequencyFor(window.history.ds, series.frequency, parameters.common.frequency),
          ...(opensLater(window.history.ds, series.frequency) && { closed: "no" }),
          horizon: window.horizon,
          // Done already; rows would be counted as one each.
          aggregate: undefined,
        };
        return { chunk: datasetOf(window, source.dataset), parameters: plain(sent) };
      },
    })),
  );
}

/** Whether times seem closed on the day before a window that are open by the whole history; then it keeps the file's steps. */
const opensLater = (ds: Numbers, frequency: Frequency): boolean =>
  frequency.kind === "fixed" && closedTimes(ds, frequency.seconds, true) !== undefined;

/** A window is one series, whichever it comes from. */
function datasetOf({ history, future, style }: Omit<PlannedWindow, "request">, dataset: Dataset): Dataset {
  const rowsIn = history.ds.length + future.ds.length;
  const series = { id: [], ...history, ahead: future, style, rowsIn, lastLine: rowsIn + 1 };
  const { lastDate: _, ...about } = dataset;
  return { ...about, idColumns: [], series: [series], rowsIn, typicalFrequency: undefined, warnings: [] };
}

function continuedColumns({ parameters, source }: Fit, chosen: ChosenById): string[] {
  const short = source.series.flatMap((series) => {
    const horizon = chosen.get(keyOf(series))?.horizon ?? 0;
    const known = knownAhead(series, series.frequency);
    return known < horizon ? [{ known, horizon }] : [];
  });
  const names = Object.keys(source.series[0]?.columns ?? {});
  const [first] = short.toSorted((a, b) => a.known - b.known);
  if (names.length === 0 || first === undefined) return [];
  const told =
    first.known === 0
      ? "does not tell behind its last value"
      : `tells for ${first.known} of ${first.horizon} rows behind its last value`;
  return [
    `${parameters.common.model} is given ${names.map(quote).join(", ")}, which the file ${told}; beyond that each window ` +
      `continues them by what came before it. Rows below the history with these columns make them known in advance.`,
  ];
}
