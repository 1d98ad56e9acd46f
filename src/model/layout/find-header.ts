// Which row above the data holds the names of the columns.
import { isNumberLike, isTyped, kindOf } from "./cell-kind.ts";
import { columnKinds, fitOf, type ColumnKinds } from "./column-kinds.ts";
import { countsUp, fitted } from "./fit-names.ts";
import { isWideHeader, nameScore, namesDate } from "./name-score.ts";
import { isBlankRecord, type LayoutRecord } from "./split-records.ts";
import { looksLikeUnits } from "./words.ts";

export interface FoundHeader {
  /** Index of the header's record; undefined when no row above the data has names. */
  at: number | undefined;
  /** Of the first row that is data; as many as there are records when none is. */
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
  // A text and a number may be names, where nothing has dates: the first line is taken for them.
  const isName =
    first !== undefined &&
    !isDated &&
    fitOf(first, kinds).numbers < 2 &&
    !first.cells.every((cell) => cell === "" || isTyped(cell));
  if (first === undefined || isName || countsUp(first.cells)) {
    return { at: found < 0 ? 0 : found, firstData: firstData + 1, names: (first ?? records[0]!).cells };
  }
  // A value may be missing in the first row.
  return { at: undefined, firstData: fits(false), names: [] };
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

const isRule = ({ cells }: LayoutRecord): boolean => cells.every((cell) => /^[-=+:_*\s]*$/.test(cell));
