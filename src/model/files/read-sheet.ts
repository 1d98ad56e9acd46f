// One sheet of an Excel workbook (.xlsx, .xlsm) to CSV text, with its rows at their places: row 7 of the sheet is line 7.
import { readXlsx, streamXlsxRows, type CellValue, type MergeRange } from "hucre/xlsx";
import { quote } from "../../core/quote.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { InputError } from "../input-error.ts";
import { csvPieces, type Cell, type Rows } from "./csv-text.ts";
import type { Workbook } from "./packed/open-zip.ts";
import { contentOf } from "./packed/zip-entries.ts";

/** Of one part of the workbook, unpacked. A sheet of a million rows and five columns has about so much. */
const mostOfPart = 256 * 2 ** 20;

/** Merged cells are known only behind the rows, so a sheet that has some is read as a whole; up to this size. */
const mostWithMerges = 32 * 2 ** 20;

const batchRows = 1000;

interface Sheet {
  name: string;
  index: number;
  isHidden: boolean;
}

/** @throws InputError csv.too-long, csv.broken, csv.no-table or csv.no-such-sheet */
export async function readSheet(
  workbook: Workbook,
  wanted: string | undefined,
  notes: string[],
): Promise<AsyncIterable<Uint8Array>> {
  const { hasMerges } = await checkParts(workbook);
  const { sheets, firstYear } = await readable(() => sheetsOf(workbook));
  const sheet = wanted === undefined ? firstOf(sheets) : sheetNamed(sheets, wanted);
  const others = sheets.filter((each) => each !== sheet && !each.isHidden);
  if (wanted === undefined && others.length > 0) {
    notes.push(
      `The first sheet, ${sheet.name}, is read; set the parameter sheet for ${others.length === 1 ? others[0]!.name : `one of the ${others.length} others`}.`,
    );
  } else notes.push(`The sheet ${sheet.name} is read.`);
  const rows = hasMerges ? wholeSheet(workbook, sheet) : rowsOf(workbook, sheet);
  return csvPieces(cellsOf(rows, firstYear));
}

/** Of the sheets that are shown, in their order. @throws InputError csv.too-long or csv.broken */
export async function sheetNames(workbook: Workbook): Promise<string[]> {
  await checkParts(workbook);
  const { sheets } = await readable(() => sheetsOf(workbook));
  return sheets.flatMap(({ name, isHidden }) => (isHidden ? [] : [name]));
}

/** The library unpacks a part in one go, so all are unpacked here before, piece by piece, as far as the limit. */
async function checkParts({ entries }: Workbook): Promise<{ hasMerges: boolean }> {
  let hasMerges = false;
  let largest = 0;
  for (const entry of entries) {
    const isSheet = /\/worksheets\/[^/]+$/i.test(entry.name);
    let bytes = 0;
    let end = "";
    for await (const piece of contentOf(entry, mostOfPart)) {
      bytes += piece.length;
      if (!isSheet || hasMerges) continue;
      const text = end + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1");
      hasMerges = text.includes("mergeCell ");
      end = text.slice(-10);
    }
    if (isSheet) largest = Math.max(largest, bytes);
  }
  return { hasMerges: hasMerges && largest <= mostWithMerges };
}

/** The dates of a workbook count from the end of 1899, or from 1904 on. */
async function sheetsOf({ bytes }: Workbook): Promise<{ sheets: Sheet[]; firstYear: number }> {
  const sheets: Sheet[] = [];
  const { dateSystem } = await readXlsx(bytes, {
    sheets: ({ name, index, hidden, veryHidden }) => {
      sheets.push({ name, index, isHidden: hidden === true || veryHidden === true });
      return false;
    },
  });
  return { sheets, firstYear: dateSystem === "1904" ? 1904 : 1899 };
}

function firstOf(sheets: readonly Sheet[]): Sheet {
  const found = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  if (found !== undefined) return found;
  throw new InputError("The workbook has no sheet with cells.", {
    code: "csv.no-table",
    line: 1,
    column: 1,
    fix: "Send a workbook whose first sheet holds the series, or a CSV file.",
  });
}

/** By name, else without regard to case, else by its number from 1. */
function sheetNamed(sheets: readonly Sheet[], wanted: string): Sheet {
  const same = (name: string) => name.trim().toLowerCase() === wanted.trim().toLowerCase();
  const found =
    sheets.find(({ name }) => name === wanted) ??
    sheets.find(({ name }) => same(name)) ??
    (/^\d+$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined);
  if (found !== undefined) return found;
  const names = sheets.map(({ name }) => name);
  const near = nearestName(wanted, names);
  throw new InputError(
    `The workbook has no sheet ${quote(wanted)}; it has ${names.slice(0, 20).map(quote).join(", ")}.`,
    {
      code: "csv.no-such-sheet",
      fix: `Set the parameter sheet to ${near === undefined ? "one of them, or to its number from 1" : quote(near)}.`,
    },
  );
}

async function* rowsOf({ bytes }: Workbook, { index }: Sheet): AsyncGenerator<CellValue[][]> {
  let batch: CellValue[][] = [];
  let next = 0;
  const rows = streamXlsxRows(bytes, { sheet: index });
  for (;;) {
    const { done, value } = await readable(() => rows.next());
    if (done === true) break;
    for (; next < value.index; next++) batch.push([]);
    next = value.index + 1;
    batch.push(value.values);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function* wholeSheet({ bytes }: Workbook, { index }: Sheet): AsyncGenerator<CellValue[][]> {
  const { sheets } = await readable(() => readXlsx(bytes, { sheets: [index] }));
  const { rows = [], merges = [] } = sheets[0] ?? {};
  for (const merge of merges) fillDown(rows, merge);
  yield rows;
}

/** A cell merged with those below it, such as a region beside its months, holds for each of their rows. */
function fillDown(rows: CellValue[][], { startRow, endRow, startCol }: MergeRange): void {
  const value = rows[startRow]?.[startCol];
  for (let row = startRow + 1; row <= Math.min(endRow, rows.length - 1); row++) {
    rows[row]![startCol] = value ?? null;
  }
}

async function* cellsOf(batches: AsyncIterable<CellValue[][]>, firstYear: number): AsyncGenerator<Rows> {
  for await (const rows of batches) {
    yield rows.map((row) => row.map((value) => (value instanceof Date ? dateIn(value, firstYear) : value)));
  }
}

/** A time without a day is stored on the day before the first. Fractions of a second are noise of fractions of a day. */
function dateIn(date: Date, firstYear: number): Cell {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  if (Number.isNaN(rounded.getTime())) return undefined;
  const text = rounded.toISOString();
  const isTimeOnly = firstYear === 1904 ? /^1904-01-01T(?!00:00:00)/.test(text) : text < "1900";
  return isTimeOnly ? text.slice(11, 19) : rounded;
}

/** Whatever the library says of a workbook is a fault of the file. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof InputError) throw error;
    throw new InputError(`The workbook cannot be read: ${error.message}`, {
      code: "csv.broken",
      fix: "Open it in Excel or LibreOffice, save it as .xlsx or CSV, and send that file.",
      cause: error,
    });
  }
}
