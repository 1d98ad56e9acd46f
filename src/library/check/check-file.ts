// One file, judged as the container will judge it, without the models that lie only in the image.
import type { RawParameters } from "../../core/contract.ts";
import { checkDataset, type CheckedDataset } from "../../model/check/check-dataset.ts";
import { frequencyName } from "../../model/time/frequency-name.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/parameters/model-descriptions.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import type { OwnModel } from "../../model/own/define-model.ts";
import { describeOwn } from "../../model/own/describe-own.ts";
import { readRows } from "../../model/own/read-rows.ts";
import { parseParameters } from "../../model/parameters/parameters.ts";
import { createClockWriter } from "../../model/clock/future-clock.ts";
import { describeDateFormat } from "../../model/dates/date-format.ts";
import { describeNumberFormat, plainFormat } from "../../model/numbers/number-format.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import { defaultsFor } from "../../model/time/frequency.ts";
import { suggestionsFor } from "./suggestions.ts";
import type { CheckedFile, FileFormat, SoundFile, SoundTable } from "./checked-file.ts";

/**
 * Anything but a fault of the input or of the parameters is thrown.
 * @param own a model of the user's own, which is then the default
 */
export async function checkFile(
  input: string,
  content: Uint8Array,
  given: RawParameters,
  own?: OwnModel,
): Promise<CheckedFile> {
  const parameters = own === undefined ? given : { model: own.name, ...given };
  try {
    const opened = await readText(content, fileOptionsIn(parameters, input));
    const found = await explaining(opened, () => checkText(input, opened, parameters, own));
    return { ...found, warnings: [...opened.notes, ...found.warnings] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { status: "failed", input, error: faultOf(error) };
  }
}

async function checkText(
  input: string,
  { kind, text }: { kind: FileFormat["kind"]; text: Uint8Array },
  parameters: RawParameters,
  own: OwnModel | undefined,
): Promise<SoundFile | SoundTable> {
  if (own?.kind === "rows" && parameters["model"] === own.name) {
    return checkTable(input, text, parameters, own);
  }
  const added = own === undefined || own.kind === "rows" ? [] : [describeOwn(own)];
  const checked = await checkDataset(text, parameters, [...added, ...modelDescriptions]);
  return fineFile(input, kind, parameters, checked);
}

function checkTable(
  input: string,
  content: Uint8Array,
  raw: RawParameters,
  own: OwnModel & { kind: "rows" },
): SoundTable {
  const { common, warnings } = parseParameters(raw, [describeOwn(own)]);
  const { ids, rows } = readRows(content, own.columns, common.id);
  const columns = { id: ids.map(({ name }) => name), model: Object.keys(own.columns) };
  return { status: "ok", input, rows, columns, model: own.name, warnings };
}

function fineFile(
  input: string,
  kind: FileFormat["kind"],
  parameters: RawParameters,
  { dataset, model, series, warnings }: CheckedDataset,
): SoundFile {
  const { dateColumn, targetColumn, idColumns, rowsIn } = dataset;
  const dated = dataset.series.filter(({ ds }) => ds.length > 0);
  const dates = (row: 0 | -1) =>
    dated.map(({ ds, style, clock }) => createClockWriter(style, clock)(ds.at(row)!));
  const forecasts = series.flatMap(({ checked }) => checked ?? []);
  const horizons = forecasts.map(({ future }) => future.ds.length);
  const from = dates(0).reduce((least, date) => (date < least ? date : least));
  const frequencies = new Set(forecasts.map(({ frequency }) => frequencyName(frequency)));
  return {
    status: "ok",
    input,
    rows: rowsIn,
    values: dataset.series.reduce((sum, { y, doubled = 0 }) => sum + y.length + doubled, 0),
    // Dates in one format sort as text.
    from,
    to: dates(-1).reduce((most, date) => (date > most ? date : most)),
    frequency: [...frequencies].join(", "),
    columns: {
      date: dateColumn,
      target: targetColumn,
      further: Object.keys(dataset.series.find(({ fault }) => fault === undefined)?.columns ?? {}),
      ...(idColumns.length > 0 && { id: idColumns }),
    },
    format: { kind, ...formatOf(dataset, from) },
    season: frequencies.size === 1 ? defaultsFor(forecasts[0]!.frequency).season : 1,
    suggestions: suggestionsFor(forecasts, parameters),
    model: model.name,
    horizon: Math.max(0, ...horizons),
    ...(idColumns.length > 0 && {
      series: {
        count: series.length,
        leastHorizon: horizons.reduce((least, horizon) => Math.min(least, horizon), horizons[0] ?? 0),
        faults: series.flatMap(({ series: { id }, fault, fallsBack }) =>
          fault === undefined ? [] : [{ id, ...fault, fallsBack }],
        ),
      },
    }),
    warnings,
  };
}

/** @param example a date as the file writes it */
function formatOf({ belief, targetColumn }: Dataset, example: string): Omit<FileFormat, "kind"> {
  if (belief === undefined)
    return { headerLine: 1, dates: `year first, as ${example}`, numbers: describeNumberFormat(plainFormat) };
  const { headerLine, dates, numbers } = belief;
  const values = numbers.find(({ column }) => column === targetColumn) ?? numbers[0];
  return {
    ...(headerLine !== undefined && { headerLine }),
    dates: describeDateFormat(dates),
    numbers: describeNumberFormat(values?.format ?? plainFormat),
  };
}
