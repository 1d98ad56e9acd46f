// What is in each file, what is wrong in it, and how to fix that.
import { plural } from "../../../core/duration.ts";
import { rejectionError } from "../../../library/predict/rejection-error.ts";
import { exitCodeOf } from "../../shell/exit-code.ts";
import { errorDocument } from "../../../core/error-document.ts";
import { renderOneFailure } from "../../shell/render-error.ts";
import type { View } from "../../shell/view.ts";
import type { ShownFile, ShownResult } from "./run.ts";
import type { FaultyFile, SoundFile, SoundTable, SeriesFault } from "../../../library/check/checked-file.ts";

export function render({ files, failed }: ShownResult, view: View): string {
  const blocks = files.map((file) => {
    if (file.status === "failed") return faulty(file, view);
    return "frequency" in file ? fine(file, view) : table(file, view);
  });
  if (failed > 0 && files.length > 1)
    blocks.push(`\n${files.length - failed} of ${files.length} files are fine, ${failed} failed.`);
  return blocks.join("\n");
}

/** What is wrong with a file has the fields that it has of `predict`, too. */
export const document = ({ files, ...counts }: ShownResult): object => ({
  files: files.map((file) => {
    if (file.status === "ok") return file;
    const { input, error, commands } = file;
    const fields = errorDocument(rejectionError(input, error));
    return { ...file, error: { ...fields, ...error, ...(commands && { commands }) } };
  }),
  ...counts,
});

export const exitCode = ({ files, failed }: ShownResult): number => exitCodeOf(failed, files.length);

/** As many faults of series as fit below each other; `--json` has them all. */
const mostShown = 10;

function fine(file: SoundFile, { paint, symbols }: View): string {
  const { input, rows, values, from, to, frequency, columns, model, horizon, season, format, series } = file;
  const left = rows === values ? "" : `, ${values} with a value`;
  const further = columns.further.length === 0 ? "" : `, further columns ${columns.further.join(", ")}`;
  const ids = columns.id === undefined ? "" : `, ids in ${columns.id.join(" and ")}`;
  const of = series === undefined ? "" : ` of ${series.count} series`;
  const each = series === undefined ? "" : " for each series";
  const least = series === undefined || series.leastHorizon === horizon ? "" : `${series.leastHorizon} to `;
  const mark = paint.yellow(symbols.warning);
  return [
    `${paint.green(symbols.ok)} ${input}  ${plural(rows, "row")}${of}${left}, ${from} to ${to}, frequency ${frequency}`,
    `  dates in column ${columns.date}, values in ${columns.target}${ids}${further}; ${model} would forecast ${least}${plural(horizon, "row")}${each}`,
    `  read as ${readAs(format)}${season > 1 ? `; a season has ${season} rows` : ""}`,
    ...faultsOf(series?.faults ?? [], mark),
    ...file.warnings.map((warning) => `  ${mark} ${warning}`),
    ...file.suggestions.map((suggestion) => `  ${paint.cyan(symbols.bullet)} ${suggestion}`),
  ].join("\n");
}

function readAs({ kind, headerLine, dates, numbers }: SoundFile["format"]): string {
  // Elsewhere names stand in no line.
  const isText = kind === "csv" || kind === "xlsx";
  const names = !isText ? "" : headerLine === undefined ? "no names, " : `names in line ${headerLine}, `;
  return `${kinds[kind]}: ${names}dates ${dates}; numbers with ${numbers}`;
}

const kinds: Readonly<Record<SoundFile["format"]["kind"], string>> = {
  csv: "CSV",
  xlsx: "an Excel sheet",
  parquet: "Parquet",
  json: "JSON",
  ndjson: "NDJSON",
};

function table(file: SoundTable, { paint, symbols }: View): string {
  const { input, rows, columns, model, warnings } = file;
  return [
    `${paint.green(symbols.ok)} ${input}  ${plural(rows, "row")}`,
    `  ${model} would score each by ${columns.model.join(", ")}; the result has ${[...columns.id, "prediction"].join(", ")}`,
    ...warnings.map((warning) => `  ${paint.yellow(symbols.warning)} ${warning}`),
  ].join("\n");
}

function faultsOf(faults: readonly SeriesFault[], mark: string): string[] {
  const lines = faults.slice(0, mostShown).map(({ id, message, line, fallsBack, code }) => {
    const at = line === undefined ? "" : ` (line ${line})`;
    const then = fallsBack ? "a fallback would forecast it" : "it would have no forecast";
    return `  ${mark} series ${id.map(shownId).join(", ")}${at}: ${message} ${code}; ${then}`;
  });
  const more = faults.length - lines.length;
  return more > 0 ? [...lines, `  ${mark} and ${more} more series with faults`] : lines;
}

/** On one line, and seen when it is empty. */
const shownId = (id: string): string => (id === "" || /\p{Cc}/u.test(id) ? JSON.stringify(id) : id);

function faulty({ input, error, commands = [] }: FaultyFile & ShownFile, view: View): string {
  const { message, details, fix } = rejectionError(input, error);
  return renderOneFailure(`${message}  ${view.paint.dim(error.code)}`, { details, fix, commands }, view);
}
