// A result as an Excel workbook with one sheet. Excel knows no zones: times are those on the clock of the input.
import { writeXlsxStream, type CellValue } from "hucre/xlsx";
import { InputError } from "../input-error.ts";
import { formatDate, dayStyle } from "../csv/parse-date.ts";
import { columnsOf, rowsOf, type ResultCell, type ResultColumn, type ResultTable } from "./result-table.ts";
import type { WriteOptions } from "./write-result.ts";

/** Excel's own limit, the header included: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3 */
const mostRows = 1_048_576;

/** 1900-03-01: before it, Excel counts a day that never was, and negative numbers are no dates. */
const firstDay = -2_203_891_200;

const rowsBetweenPauses = 5000;

const formats: Partial<Record<ResultColumn["type"], string>> = {
  day: "yyyy-mm-dd",
  time: "yyyy-mm-dd hh:mm:ss",
  moment: "yyyy-mm-dd hh:mm:ss",
};

export async function writeSheet(table: ResultTable, { pause }: WriteOptions): Promise<Uint8Array> {
  if (linesIn(table.csv) > mostRows) throw tooManyRows();
  const columns = columnsOf(table);
  async function* rows(): AsyncGenerator<CellValue[]> {
    let count = 0;
    for (const row of rowsOf(table, columns, { isOnClock: true })) {
      if (++count % rowsBetweenPauses === 0) await pause();
      yield row.map((cell, index) => valueOf(cell, columns[index]!.type));
    }
  }
  const stream = writeXlsxStream(rows(), {
    name: "forecast",
    columns: columns.map(({ name, type }) => {
      const numFmt = formats[type];
      return { header: name, width: numFmt === undefined ? 16 : 20, ...(numFmt !== undefined && { numFmt }) };
    }),
    freezePane: { rows: 1 },
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of stream as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

function valueOf(cell: ResultCell, type: ResultColumn["type"]): CellValue {
  if (type === "number" || type === "text") return cell;
  const seconds = Number(cell);
  return seconds < firstDay ? formatDate(seconds, dayStyle) : new Date(seconds * 1000);
}

/** Before any work; the few rows with a line break in an id count twice. */
function linesIn(csv: Uint8Array): number {
  let lines = 0;
  for (let at = csv.indexOf(10); at >= 0; at = csv.indexOf(10, at + 1)) lines++;
  return lines;
}

const tooManyRows = (): InputError =>
  new InputError(
    `The forecast has more rows than the ${mostRows - 1} that a sheet of Excel can have below its header.`,
    {
      code: "parameter.format",
      fix: "Set format to parquet or csv, or set a smaller horizon.",
    },
  );
