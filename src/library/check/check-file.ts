// One file, judged as the container will judge it, without the models that lie only in the image.
import type { InputFault, RawParameters } from "../../core/contract.ts";
import { checkCsv } from "../../model/check/check-csv.ts";
import { checkPanel } from "../../model/check/check-panel.ts";
import type { CheckedPanel } from "../../model/check/check-panel.ts";
import { frequencyName } from "../../model/time/frequency.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/parameters/model-descriptions.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeOwn } from "../../model/own/describe-own.ts";
import { readRows } from "../../model/own/read-rows.ts";
import { parseParameters } from "../../model/parameters/parameters.ts";
import { formatDate } from "../../model/csv/parse-date.ts";

export interface FineFile {
  status: "ok";
  input: string;
  /** Rows with a date and, of these, rows with a value. */
  rows: number;
  values: number;
  /** First and last date with a value, as the file writes dates. */
  from: string;
  to: string;
  /** Of several series all that occur, as `D, W`. */
  frequency: string;
  columns: { date: string; target: string; further: string[]; id?: string[] };
  /** What a forecast with these parameters would be. */
  model: string;
  /** Rows; of several series the most. */
  horizon: number;
  /** Only for a file of several series. */
  series?: { count: number; leastHorizon: number; faults: SeriesFault[] };
  /** What was mended or left out, in sentences. */
  warnings: string[];
}

/** A table for a model that scores rows. */
export interface FineTable {
  status: "ok";
  input: string;
  rows: number;
  columns: { id: string[]; model: string[] };
  model: string;
  warnings: string[];
}

/** A series that the model cannot forecast, although the file as a whole is fine. */
export interface SeriesFault extends InputFault {
  id: string[];
  /** Whether a fallback would forecast it instead. */
  fallsBack: boolean;
}

export interface FaultyFile {
  status: "failed";
  input: string;
  error: InputFault;
}

export type CheckedFile = FineFile | FineTable | FaultyFile;

/**
 * Anything but a fault of the input or of the parameters is thrown.
 * @param own a model of the user's own, which is then the default
 */
export function checkFile(
  input: string,
  content: Uint8Array,
  given: RawParameters,
  own?: OwnModel,
): CheckedFile {
  const parameters = own === undefined ? given : { model: own.name, ...given };
  try {
    if (own?.kind === "rows" && parameters["model"] === own.name) {
      return checkTable(input, content, parameters, own);
    }
    const added = own === undefined || own.kind === "rows" ? [] : [describeOwn(own)];
    const models = [...added, ...modelDescriptions];
    const panel = checkPanel(content, parameters, models);
    if (panel !== undefined) return finePanel(input, panel);
    const { model, series, frequency, future, warnings } = checkCsv(content, parameters, models);
    return {
      status: "ok",
      input,
      rows: series.rowsIn,
      values: series.y.length,
      from: formatDate(series.ds[0]!, series.style),
      to: formatDate(series.ds.at(-1)!, series.style),
      frequency: frequencyName(frequency),
      columns: {
        date: series.dateColumn,
        target: series.targetColumn,
        further: Object.keys(series.columns),
      },
      model: model.name,
      horizon: future.ds.length,
      warnings,
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { status: "failed", input, error: faultOf(error) };
  }
}

function checkTable(
  input: string,
  content: Uint8Array,
  raw: RawParameters,
  own: OwnModel & { kind: "rows" },
): FineTable {
  const { common, warnings } = parseParameters(raw, [describeOwn(own)]);
  const { ids, rows } = readRows(content, own.columns, common.id);
  const columns = { id: ids.map(({ name }) => name), model: Object.keys(own.columns) };
  return { status: "ok", input, rows, columns, model: own.name, warnings };
}

function finePanel(input: string, { panel, model, series, warnings }: CheckedPanel): FineFile {
  const forecasts = series.flatMap(({ forecast }) => (forecast === undefined ? [] : [forecast]));
  const dates = (which: "from" | "to") => series.map((each) => each[which]).filter((date) => date !== "");
  const horizons = new Set(forecasts.map(({ horizon }) => horizon));
  const { dateColumn, targetColumn, idColumns, rowsIn } = panel;
  return {
    status: "ok",
    input,
    rows: rowsIn,
    values: series.reduce((sum, { values }) => sum + values, 0),
    // Dates of one form are in the order of their letters.
    from: dates("from").reduce((least, date) => (date < least ? date : least)),
    to: dates("to").reduce((most, date) => (date > most ? date : most)),
    frequency: [...new Set(forecasts.map(({ frequency }) => frequency))].join(", "),
    columns: {
      date: dateColumn,
      target: targetColumn,
      further: Object.keys(panel.series[0]?.columns ?? {}),
      id: idColumns,
    },
    model: model.name,
    horizon: Math.max(0, ...horizons),
    series: {
      count: series.length,
      leastHorizon: horizons.size === 0 ? 0 : Math.min(...horizons),
      faults: series.flatMap(({ id, fault, fallsBack }) =>
        fault === undefined ? [] : [{ id, ...fault, fallsBack }],
      ),
    },
    warnings,
  };
}
