// One sheet of an Excel workbook (.xlsx, .xlsm) to CSV text, with its rows at their places: row 7 of the sheet is line 7.
import { readXlsx, streamXlsxRows, type CellValue, type MergeRange } from "hucre/xlsx";
import { quote } from "../../core/quote.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { InputError } from "../input-error.ts";
import { csvPieces, type Cell } from "./csv-text.ts";
import type { Workbook } from "./open-zip.ts";
import { contentOf } from "./zip-entries.ts";

/** Of one part of the workbook, unpacked. A sheet of a million rows and five columns has about so much. */
const mostOfPart = 256 * 2 ** 20;

/** Merged cells are known only behind the rows, so a sheet that has some is read as a whole; up to this size. */
const mostWithMerges = 32 * 2 ** 20;

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
  const sheets = await readable(() => sheetsOf(workbook));
  const sheet = wanted === undefined ? firstOf(sheets) : sheetNamed(sheets, wanted);
  const others = sheets.filter((each) => each !== sheet && !each.isHidden);
  if (wanted === undefined && others.length > 0) {
    notes.push(
      `The first sheet, ${sheet.name}, is read; set the parameter sheet for ${others.length === 1 ? others[0]!.name : `one of the ${others.length} others`}.`,
    );
  } else notes.push(`The sheet ${sheet.name} is read.`);
  return csvPieces(hasMerges ? await wholeSheet(workbook, sheet) : rowsOf(workbook, sheet));
}

/** The library unpacks a part in one go, so all are unpacked here before, piece by piece, as far as the limit. */
async function checkParts({ entries }: Workbook): Promise<{ hasMerges: boolean }> {
  let hasMerges = false;
  for (const entry of entries) {
    const isSheet = /\/worksheets\/[^/]+\.xml$/i.test(entry.name);
    if (!isSheet && !/\.(?:xml|rels)$/i.test(entry.name)) continue;
    let bytes = 0;
    let hasHere = false;
    for await (const piece of contentOf(entry, mostOfPart)) {
      bytes += piece.length;
      if (isSheet)
        hasHere ||= Buffer.from(piece.buffer, piece.byteOffset, piece.length).includes("mergeCell ");
    }
    if (bytes <= mostWithMerges) hasMerges ||= hasHere;
  }
  return { hasMerges };
}

async function sheetsOf({ bytes }: Workbook): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  await readXlsx(bytes, {
    sheets: ({ name, index, hidden, veryHidden }) => {
      sheets.push({ name, index, isHidden: hidden === true || veryHidden === true });
      return false;
    },
  });
  return sheets;
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

async function* rowsOf({ bytes }: Workbook, { index }: Sheet): AsyncGenerator<Cell[]> {
  let next = 0;
  const rows = streamXlsxRows(bytes, { sheet: index });
  for (;;) {
    const { done, value } = await readable(() => rows.next());
    if (done === true) return;
    for (; next < value.index; next++) yield [];
    next = value.index + 1;
    yield value.values.map(cellOf);
  }
}

async function wholeSheet({ bytes }: Workbook, { index }: Sheet): Promise<AsyncIterable<Cell[]>> {
  const { sheets } = await readable(() => readXlsx(bytes, { sheets: [index] }));
  const { rows = [], merges = [] } = sheets[0] ?? {};
  for (const merge of merges) fillDown(rows, merge);
  return (async function* all() {
    for (const row of rows) yield row.map(cellOf);
  })();
}

/** A cell merged with those below it, such as a region beside its months, holds for each of their rows. */
function fillDown(rows: CellValue[][], { startRow, endRow, startCol }: MergeRange): void {
  const value = rows[startRow]?.[startCol];
  for (let row = startRow + 1; row <= Math.min(endRow, rows.length - 1); row++)
    rows[row]![startCol] = value ?? null;
}

/** Times without a day stand on the day before the first. */
const isTimeOnly = (date: Date): boolean => date.getUTCFullYear() < 1900;

function cellOf(value: CellValue): Cell {
  return value instanceof Date && isTimeOnly(value) ? value.toISOString().slice(11, 19) : value;
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
