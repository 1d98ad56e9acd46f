// One file, judged as the container will judge it, without the models that lie only in the image.
import { checkCsv } from "../../model/check-csv.ts";
import { frequencyName } from "../../model/frequency.ts";
import { InputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/model-descriptions.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeOwn } from "../../model/own/describe-own.ts";
import { readRows } from "../../model/own/read-rows.ts";
import { parseParameters } from "../../model/parameters.ts";
import type { RawParameters } from "../../model/parameters.ts";
import { formatDate } from "../../model/parse-date.ts";
import { rejectionOf } from "../predict/rejection-error.ts";
import type { Rejection } from "../predict/rejection-error.ts";

export interface FineFile {
  status: "ok";
  input: string;
  /** Rows with a date and, of these, rows with a value. */
  rows: number;
  values: number;
  /** First and last date with a value, as the file writes dates. */
  from: string;
  to: string;
  frequency: string;
  columns: { date: string; target: string; further: string[] };
  /** What a forecast with these parameters would be. */
  model: string;
  horizon: number;
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

export interface FaultyFile {
  status: "failed";
  input: string;
  error: Rejection;
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
    const { model, series, frequency, future, warnings } = checkCsv(content, parameters, [
      ...added,
      ...modelDescriptions,
    ]);
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
    return { status: "failed", input, error: rejectionOf(error) };
  }
}

function checkTable(
  input: string,
  content: Uint8Array,
  raw: RawParameters,
  own: OwnModel & { kind: "rows" },
): FineTable {
  const { own: parameters, warnings } = parseParameters(raw, [describeOwn(own)]);
  const { ids, rows } = readRows(content, own.columns, parameters["id"] as string | undefined);
  const columns = { id: ids.map(({ name }) => name), model: Object.keys(own.columns) };
  return { status: "ok", input, rows, columns, model: own.name, warnings };
}
