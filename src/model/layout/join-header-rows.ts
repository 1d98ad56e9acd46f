// Names of columns that stand in several rows: groups above names (spreadsheets, with merged cells), and the levels that
// pandas and yfinance write, whose last row names the index only.
import { kindOf } from "./cell-kind.ts";
import { isBlankRecord, type LayoutRecord } from "./split-records.ts";
import { isDateWord, looksLikeUnits } from "./words.ts";

export interface HeaderRows {
  names: string[];
  /** Indices of the first and the last record that hold names. */
  top: number;
  bottom: number;
}

export function joinHeaderRows(
  records: readonly LayoutRecord[],
  { at, firstData, names }: { at: number; firstData: number; names: readonly string[] },
): HeaderRows {
  const width = names.length;
  const isLevel = (index: number): boolean => {
    const row = records[index];
    return row !== undefined && !row.isComment && row.cells.length === width && !isBlankRecord(row);
  };
  const single = { names: [...names], top: at, bottom: at };
  if (width < 2) return single;

  const indexRow = firstData - 1;
  if (indexRow > at && isLevel(indexRow) && namesIndexOnly(records[indexRow]!.cells)) {
    let top = at;
    while (top > 0 && isLevel(top - 1) && !isUnique(names.slice(1)) && isFull(records[top - 1]!.cells)) top--;
    const first = records[indexRow]!.cells[0]!;
    const levels = records.slice(top, indexRow).map(({ cells }) => cells);
    const isOfIndex = levels.length > 1 || names[0] === "" || isDateWord(first);
    if (isOfIndex && levels.every((cells, index) => isLevel(top + index) && isFull(cells))) {
      const telling = levels.filter(varies);
      const joined = (telling.length > 0 ? telling : levels.slice(0, 1)).reduce((upper, lower) =>
        lower.map((cell, index) => joinedName(upper[index]!, cell)),
      );
      return { names: [first, ...joined.slice(1)], top, bottom: indexRow };
    }
  }
  if (at > 0 && isLevel(at - 1)) {
    const joined = withGroups(records[at - 1]!.cells, names, names);
    if (joined !== undefined) return { ...single, names: joined, top: at - 1 };
  }
  if (at + 1 < firstData && isLevel(at + 1) && !looksLikeUnits(records[at + 1]!.cells)) {
    const joined = withGroups(names, records[at + 1]!.cells, names);
    if (joined !== undefined) return { ...single, names: joined, bottom: at + 1 };
  }
  return single;
}

/**
 * @param header the row of the two that would be the header alone
 * @returns undefined when the upper row is none of groups
 */
function withGroups(
  upper: readonly string[],
  lower: readonly string[],
  header: readonly string[],
): string[] | undefined {
  const filled = upper.slice(1).filter((cell) => cell !== "").length;
  const isAside = upper[0] !== "" && lower[0] !== "" && upper[0] !== lower[0];
  if (filled === 0 || (isAside && isUnique(lower))) return undefined;
  // A group stands above its first column only.
  let group = "";
  const joined = lower.map((name, index) => {
    if (index === 0) return isAside ? name : joinedName(upper[0]!, name);
    if (upper[index] !== "") group = upper[index]!;
    return joinedName(name === "" ? upper[index]! : group, name);
  });
  const names = header.filter((name) => name !== "");
  const isNeeded = !isUnique(names);
  const isSparse = filled > 1 && upper.slice(1).some((cell, index) => cell === "" && lower[index + 1] !== "");
  return (isNeeded || isSparse) && isUnique(joined) ? joined : undefined;
}

const isUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;

/** All but the first, which pandas leaves blank. */
const isFull = ([, ...others]: readonly string[]): boolean => others.every((cell) => cell !== "");

const joinedName = (upper: string, lower: string): string =>
  upper === lower ? lower : [upper, lower].filter((name) => name !== "").join(" ");

const namesIndexOnly = ([first = "", ...others]: readonly string[]): boolean =>
  kindOf(first) === "text" && others.every((cell) => cell === "");

/** Whether a level tells columns apart. */
const varies = ([, ...others]: readonly string[]): boolean => others.some((cell) => cell !== others[0]);
