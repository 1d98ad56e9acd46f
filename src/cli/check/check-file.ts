// One file, judged as the container will judge it, without the models that lie only in the image.
import { checkCsv } from "../../model/check-csv.ts";
import { frequencyName } from "../../model/frequency.ts";
import { InputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/model-descriptions.ts";
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

export interface FaultyFile {
  status: "failed";
  input: string;
  error: Rejection;
}

export type CheckedFile = FineFile | FaultyFile;

/** Anything but a fault of the input or of the parameters is thrown. */
export function checkFile(input: string, content: Uint8Array, parameters: RawParameters): CheckedFile {
  try {
    const { model, series, frequency, future, warnings } = checkCsv(content, parameters, modelDescriptions);
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
