// Columns of text. Widths count characters as shown, so cells may hold colour codes.
import { shownLength, unpainted } from "./paint.ts";
import type { View } from "./view.ts";

/** Names and values, the names dimmed; what has no value is left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | undefined])[],
  { paint }: Pick<View, "paint">,
): string {
  return table(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[paint.dim(name), value]])));
}

/** Rows of cells, each one line, padded into columns two spaces apart; the last column is never padded. */
export function table(given: readonly (readonly string[])[], indent = ""): string {
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/\r?\n/g, String.raw`\n`)));
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

/**
 * Breaks lines between words, so that none is longer than `width` unless one word is. What follows a break stands below
 * the last column of the line, or below its beginning where that would leave too little room.
 */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => (shownLength(line) > width ? wrapLine(line, width) : [line]))
    .join("\n");
}

function wrapLine(text: string, width: number): string[] {
  const plain = unpainted(text);
  const columns = [...plain.matchAll(/ {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  const margin = " ".repeat(columns.findLast((column) => column <= width / 2) ?? 0);
  const lines: string[] = [];
  let line = text.slice(0, text.length - text.trimStart().length);
  let isEmpty = true;
  for (const word of text.slice(line.length).split(" ")) {
    if (!isEmpty && shownLength(line) + 1 + shownLength(word) > width) {
      lines.push(line.trimEnd());
      line = margin + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
