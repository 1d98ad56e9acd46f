// Columns of text. Widths count characters as shown, so cells may hold colour codes. What the screen has no room for side by
// side stands below each other: nothing is cut.
import { piecesOf, wrap } from "../layout/wrap.ts";
import { shownLength, unpainted } from "./paint.ts";
import type { View } from "./view.ts";

type Screen = Pick<View, "paint" | "wrapsAt">;

export interface TableOptions {
  /** Before each line. */
  indent?: string;
  /** Of the columns; they name the cells where those stand below each other. */
  heads?: readonly string[];
  /** Columns that say nothing new, by their heads: left out, one by one, where the screen has no room for them. */
  spare?: readonly string[];
}

/** Names and values, the names dimmed; what has no value is left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | undefined])[],
  view: Screen,
  options: TableOptions = {},
): string {
  const rows = pairs.flatMap(([name, value]) => (value === undefined ? [] : [[view.paint.dim(name), value]]));
  return table(rows, view, options);
}

/** Rows of cells, padded into columns two spaces apart; the last column is never padded. */
export function table(
  rows: readonly (readonly string[])[],
  view: Screen,
  options: TableOptions = {},
): string {
  const { head, blocks } = tableRows(rows, view, options);
  return [...head, ...blocks].join("\n");
}

/** The same in pieces, one for each row, for who has more to say of a row. */
export function tableRows(
  given: readonly (readonly string[])[],
  view: Screen,
  options: TableOptions = {},
): { head: string[]; blocks: string[] } {
  const { indent = "", heads, spare = [] } = options;
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/\r?\n/g, String.raw`\n`)));
  const top = heads === undefined ? [] : [heads.map((head) => view.paint.dim(head))];
  const widths = widthsOf([...top, ...rows]);
  const last = widths.length - 1;
  const room = view.wrapsAt - indent.length;
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const side = (row: readonly string[]) => `${indent}${padded(row, widths)}`.trimEnd();
  if (before + (widths[last] ?? 0) <= room) return { head: top.map(side), blocks: rows.map(side) };
  const [dropped, ...others] = [...emptyColumns(heads, rows), ...spare];
  if (heads !== undefined && dropped !== undefined) {
    const kept = (cells: readonly string[]) => cells.filter((_, index) => heads[index] !== dropped);
    const less = { ...options, heads: kept(heads), spare: others };
    return tableRows(rows.map(kept), view, less);
  }
  const fits = room - before >= leastRoom(view.wrapsAt);
  const longestWord = Math.max(0, ...rows.flatMap((row) => piecesOf(row[last] ?? "").map(shownLength)));
  if (fits && (heads === undefined || longestWord <= room - before)) {
    const hang = (row: readonly string[]) => hanging(row, widths, { indent, room, before });
    return { head: top.map(hang), blocks: rows.map(hang) };
  }
  return { head: [], blocks: rows.map((row) => stacked(row, heads, view, indent)) };
}

const emptyColumns = (heads: readonly string[] = [], rows: readonly (readonly string[])[]): string[] =>
  heads.filter((_, index) => rows.every((row) => (row[index] ?? "") === ""));

/** Text in a narrower column than this is hard to read. */
const leastRoom = (width: number): number => Math.max(18, Math.floor(width / 4));

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, shownLength(cell));
  }
  return widths;
}

const padded = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, index) =>
      index === row.length - 1 ? cell : cell + " ".repeat(widths[index]! - shownLength(cell)),
    )
    .join("  ");

/** The last cell goes on below itself; what has a word too long for that stands below its row. */
function hanging(
  row: readonly string[],
  widths: readonly number[],
  { indent, room, before }: { indent: string; room: number; before: number },
): string {
  if (row.length < widths.length) return `${indent}${padded(row, widths)}`.trimEnd();
  const cell = row.at(-1)!;
  const isTooLong = piecesOf(cell).some((word) => shownLength(word) > room - before);
  if (isTooLong) {
    const rest = wrap(`${indent}  ${cell}`, indent.length + room);
    return [`${indent}${padded(row.slice(0, -1), widths)}`.trimEnd(), rest].join("\n");
  }
  const [first = "", ...more] = wrap(cell, room - before, 0).split("\n");
  const lines = [
    padded([...row.slice(0, -1), first], widths),
    ...more.map((line) => `${" ".repeat(before)}${line.trimStart()}`),
  ];
  return lines.map((line) => `${indent}${line}`.trimEnd()).join("\n");
}

const isMark = /^(?:[^\p{L}\p{N}]{1,2}|ok|x)$/u;

/** The first cell, and the others below it; a mark stands before it. */
function stacked(
  row: readonly string[],
  heads: readonly string[] | undefined,
  view: Screen,
  indent: string,
): string {
  const marks = isMark.test(unpainted(row[0] ?? "")) && row.length > 1 ? 1 : 0;
  // Options without a short form begin further to the right, so that they stand below each other.
  const title = wrap(
    `${indent}${row
      .slice(0, marks + 1)
      .join(" ")
      .replace(/^ {4}/, "")}`,
    view.wrapsAt,
  );
  const rest = row.slice(marks + 1);
  const margin = `${indent}${heads === undefined ? "    " : "  "}`;
  if (heads === undefined) {
    const text = rest.filter((cell) => cell !== "").join("  ");
    if (shownLength(title) + 2 + shownLength(text) <= view.wrapsAt) return `${title}  ${text}`.trimEnd();
    return text === "" ? title : `${title}\n${wrap(`${margin}${text}`, view.wrapsAt)}`;
  }
  const named = rest.map((cell, index): [string, string | undefined] => [
    heads[marks + 1 + index] ?? "",
    shownLength(cell) === 0 ? undefined : cell,
  ]);
  return [title, facts(named, view, { indent: margin })].join("\n").trimEnd();
}
