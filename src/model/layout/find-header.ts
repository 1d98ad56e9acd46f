// Which row above the data holds the names of the columns.
import { isNamedDate, isNumberLike, isTyped, kindOf } from "./cell-kind.ts";
import { columnKinds, fitOf, type ColumnKinds } from "./column-kinds.ts";
import { isBlankRecord, type LayoutRecord } from "./split-records.ts";
import { isDateWord, isNoteWord, looksLikeUnits } from "./words.ts";

export interface FoundHeader {
  /** Index of the header's record; undefined when the first row is data already. */
  at: number | undefined;
  /** Of the first row that is data for sure; as many as there are records when none is. */
  firstData: number;
  /** One for each cell of a row of the table. */
  names: string[];
}

/** @param isNext whether the first row that is no comment is the header, because the user says so */
export function findHeader(records: readonly LayoutRecord[], width: number, isNext: boolean): FoundHeader {
  const rows = records.filter((row) => row.cells.length === width && isRow(row));
  const kinds = columnKinds(rows, width);
  const isDated = kinds.includes("date") || kinds.includes("mixed");
  const numeric = kinds.filter((kind) => kind === "number").length;
  const fits = (isStrict: boolean) =>
    records.findIndex((row) => {
      if (!isRow(row) || row.cells.length !== width || isWideHeader(row, kinds)) return false;
      const { isData, strange, dates, numbers } = fitOf(row, kinds);
      const isWhole = isDated ? dates > 0 && (numbers > 0 || numeric === 0) : numbers * 2 > numeric;
      return isData && (!isStrict || (strange === 0 && isWhole));
    });
  const clean = fits(true);
  const found = clean >= 0 ? clean : fits(false);
  const firstData = found < 0 ? records.length : found;
  const first = records[firstData];
  const above = { kinds, firstData, rows };
  const at = isNext ? nextRow(records, above) : bestRow(records, above);
  const earlier = isNext ? undefined : earlierTable(records.slice(0, at ?? firstData));
  if (earlier !== undefined) return findHeader(records.slice(0, at ?? firstData), earlier, false);
  if (at !== undefined) {
    return {
      at,
      firstData: Math.max(firstData, at + 1),
      names: fitted(records[at]!, rows, width) ?? records[at]!.cells,
    };
  }
  if (first === undefined || countsUp(first.cells)) {
    return { at: found < 0 ? 0 : found, firstData: firstData + 1, names: (first ?? records[0]!).cells };
  }
  return { at: undefined, firstData, names: [] };
}

/**
 * Where rows of data stand above, another table begins there: it is not skipped, and what follows will be called ragged.
 * @returns its width
 */
function earlierTable(above: readonly LayoutRecord[]): number | undefined {
  const rows = above.filter((row) => {
    const filled = isRow(row) ? row.cells.filter((cell) => kindOf(cell) !== "blank") : [];
    return filled.length > 1 && filled.every(isTyped);
  });
  // A row or two of numbers may say of what place the table is.
  const isTable =
    rows.length > 2 || rows.some(({ cells }) => cells.some((cell) => isTyped(cell) && !isNumberLike(cell)));
  return isTable ? rows[0]!.cells.length : undefined;
}

const isRow = (row: LayoutRecord): boolean => !row.isComment && !isBlankRecord(row);

/** @returns undefined when it is data */
function nextRow(records: readonly LayoutRecord[], { kinds, firstData, rows }: Above): number | undefined {
  const next = records.findIndex(isRow);
  if (next >= 0 && next < firstData) return next;
  return commentHeader(records, { kinds, firstData, rows });
}

interface Above {
  kinds: ColumnKinds;
  firstData: number;
  rows: readonly LayoutRecord[];
}

/** The nearest block of lines above the data that holds a row of names, and of its rows the one with the most names. */
function bestRow(records: readonly LayoutRecord[], { kinds, firstData, rows }: Above): number | undefined {
  const width = kinds.length;
  const candidates: { index: number; score: number; block: number }[] = [];
  let block = 0;
  for (let index = 0; index < firstData; index++) {
    const row = records[index]!;
    if (isBlankRecord(row)) block++;
    if (!isRow(row)) continue;
    if (fitted(row, rows, width) === undefined || (width > 1 && isRule(row))) continue;
    const fit = fitOf(row, kinds);
    if (fit.isData && fit.dates > 0) continue;
    candidates.push({ index, score: nameScore(row, kinds), block });
  }
  for (const isSure of [true, false]) {
    for (let wanted = block; wanted >= 0; wanted--) {
      const inside = candidates.filter((each) => each.block === wanted && (!isSure || each.score > 0));
      const most = Math.max(...inside.map(({ score }) => score));
      const best = inside.filter(({ score }) => score === most).map(({ index }) => index);
      if (best.length > 0) return firstOrLast(best, records, { kinds, firstData });
    }
  }
  return commentHeader(records, { kinds, firstData, rows }) ?? otherWidth(records, firstData);
}

/** Names that are more or fewer than the cells below them: the rows will be called ragged. */
function otherWidth(records: readonly LayoutRecord[], firstData: number): number | undefined {
  const index = records.findIndex(isRow);
  const isNames = (cells: readonly string[]) =>
    cells.length > 1 && cells.every((cell) => kindOf(cell) === "text");
  return index >= 0 && index < firstData && isNames(records[index]!.cells) ? index : undefined;
}

/** Of rows with equally many names. */
function firstOrLast(
  best: readonly number[],
  records: readonly LayoutRecord[],
  { kinds, firstData }: Omit<Above, "rows">,
): number {
  const dated = best.find((at) => namesDate(records[at]!.cells, kinds));
  if (dated !== undefined) return dated;
  if (firstData === records.length) return best[0]!;
  const named = best.filter((at) => !looksLikeUnits(records[at]!.cells));
  const last = named.at(-1) ?? best[0]!;
  // Pairs of a name and a value that run on until the data begins: the first is what the table is called by.
  return last + 1 < firstData && named.length > 1 ? named[0]! : last;
}

/** np.savetxt and many instruments write `# date,value` above rows without another header. */
function commentHeader(
  records: readonly LayoutRecord[],
  { kinds, firstData, rows }: Above,
): number | undefined {
  for (let index = firstData - 1; index >= 0; index--) {
    const row = records[index]!;
    if (!row.isComment) continue;
    if (kinds.length > 1 && fitted(row, rows, kinds.length) !== undefined && nameScore(row, kinds) > 0) {
      return index;
    }
  }
  return undefined;
}

/** Whether a row calls a column of dates by a name of dates. */
function namesDate(cells: readonly string[], kinds: ColumnKinds): boolean {
  const isDated = kinds.includes("date") || kinds.includes("mixed");
  const mayBeDate = (index: number) =>
    isDated ? kinds[index] === "date" || kinds[index] === "mixed" : kinds[index] === "number";
  const words = cells.filter((cell, index) => mayBeDate(index) && isDateWord(cell));
  // `Frequency,Quarter,Quarter` says something of each column.
  return words.length > 0 && new Set(words).size === words.length;
}

/** How many cells look like names, less those that look like data. */
function nameScore({ cells }: LayoutRecord, kinds: ColumnKinds): number {
  const inside = cells.slice(0, kinds.length);
  const isDate = (cell: string) => kindOf(cell) === "date" || (kindOf(cell) === "mixed" && isNamedDate(cell));
  const holdsNoDates = (index: number) => kinds[index] === "number" || kinds[index] === undefined;
  const dates = inside.filter((cell, index) => holdsNoDates(index) && isDate(cell)).length;
  let score = isWideHeader({ cells: inside }, kinds) ? inside.length : 0;
  for (const [index, cell] of inside.entries()) {
    const kind = kindOf(cell);
    if (kind === "blank") continue;
    // Dates above numbers are names where there are several: a column a date.
    if (isDate(cell)) score += dates > 1 && holdsNoDates(index) ? 1 : -0.5;
    else if (kind !== "number") score++;
    // `24h` may well be a name.
    else if (/\p{L}/u.test(cell)) score += 0.5;
    else score -= kind === kinds[index] ? 1 : 0.5;
  }
  // Less than a name, so that a row that names nothing but the index is no header.
  if (namesDate(inside, kinds)) score += 0.75;
  // A title, or a name and its value, is no row of names.
  const isEmptyFrom = (start: number) => inside.slice(start).every((cell) => cell === "");
  if (inside.length === 1) return score;
  if (isEmptyFrom(1)) score -= 0.75;
  else if (isEmptyFrom(2) && isNoteWord(inside[0]!)) score -= 1.5;
  return score;
}

/**
 * The names, one for each cell of a row of the table; undefined when the row cannot be its header. A delimiter too many
 * at the end, and a column of row names without a name (as R writes it), are evened out.
 */
function fitted(row: LayoutRecord, rows: readonly LayoutRecord[], width: number): string[] | undefined {
  const cells = row.isComment ? withoutMark(row.cells) : row.cells;
  if (cells.length === width) return cells;
  if (cells.length > width)
    return cells.slice(width).every((cell) => cell === "") ? cells.slice(0, width) : undefined;
  if (cells.length < 2 && width > 2) return undefined;
  const body = rows.filter((each) => each.line > row.line);
  if (body.every((each) => each.cells.slice(cells.length).every((cell) => cell === ""))) {
    return [...cells, ...Array.from({ length: width - cells.length }, () => "")];
  }
  return cells.length === width - 1 && numbersRows(body) ? ["", ...cells] : undefined;
}

const withoutMark = ([first = "", ...others]: readonly string[]): string[] => [
  first.replace(/^(?:[#%\s]|\/\/)+/, ""),
  ...others,
];

/** Whether the first cells are 0, 1, 2 or 1, 2, 3. */
function numbersRows(rows: readonly LayoutRecord[]): boolean {
  const first = Number(rows[0]?.cells[0] || NaN);
  return (first === 0 || first === 1) && rows.every(({ cells }, index) => Number(cells[0]) === first + index);
}

const isRule = ({ cells }: LayoutRecord): boolean => cells.every((cell) => /^[-=+:_*\s]*$/.test(cell));

/** Whether a row of numbers is a header all the same: names first, then years or months in their order. */
export function isWideHeader({ cells }: Pick<LayoutRecord, "cells">, kinds: ColumnKinds): boolean {
  if (kinds.includes("date") && kindOf(cells[kinds.indexOf("date")] ?? "") === "date") return false;
  const periods = cells.flatMap((cell) => {
    const kind = kindOf(cell);
    return kind === "number" || kind === "date" ? [cell.replace(/^["']|["']$/g, "")] : [];
  });
  if (periods.length < 2 || periods.length === cells.length) return false;
  if (!periods.every((text) => /^(?:1[5-9]|2[01])\d{2}(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?$/.test(text)))
    return false;
  const steps = periods.slice(1).map((text, index) => Number(text) - Number(periods[index]!));
  return steps.every((step) => step > 0) || steps.every((step) => step < 0);
}

/** A header of a table whose columns have numbers for names: `,0,1,2`. */
function countsUp(cells: readonly string[]): boolean {
  const numbers = (cells[0] === "" ? cells.slice(1) : cells).map((cell) => Number(cell || NaN));
  const [first] = numbers;
  return (first === 0 || first === 1) && numbers.every((value, index) => value === first + index);
}
