// Columns of text. Widths count characters as shown, so cells may hold colour codes.
import { stripVTControlCharacters } from "node:util";
import type { View } from "./view.ts";

const shownLength = (cell: string): number => stripVTControlCharacters(cell).length;

/** Names and values, the names dimmed; what has no value is left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | undefined])[],
  { paint }: Pick<View, "paint">,
): string {
  return table(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[paint.dim(name), value]])));
}

/** Rows of cells, padded into columns two spaces apart; the last column is never padded. */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, shownLength(cell));
  }
  return rows
    .map((row) => {
      const line = row
        .map((cell, index) =>
          index === row.length - 1 ? cell : cell + " ".repeat(widths[index]! - shownLength(cell)),
        )
        .join("  ");
      return `${indent}${line}`.trimEnd();
    })
    .join("\n");
}
