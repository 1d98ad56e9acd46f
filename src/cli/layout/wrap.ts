// Text in lines that a screen has room for, broken between words. A command stays in one piece, so that it can be copied.
import { glue, shownLength, unpainted } from "../shell/paint.ts";
import type { View } from "../shell/view.ts";

/**
 * Breaks lines between words, so that none is longer than `width` unless one word is. What follows a break stands below
 * the last column of the line, or below its beginning where that would leave too little room.
 * @param margin where it stands instead
 */
export function wrap(text: string, width: number, margin?: number): string {
  return text
    .split("\n")
    .flatMap((line) => (shownLength(line) > width ? wrapLine(line, width, margin) : [line]))
    .join("\n");
}

/** The text in a line of its own however long it is: a terminal breaks it, and copies it whole. */
export const unbroken = (text: string, { wrapsAt }: Pick<View, "wrapsAt">): string =>
  wrapsAt === Infinity ? text : text.replaceAll(" ", glue);

/** Room that what follows a break must have at least. */
const leastRoom = 0.5;

function wrapLine(text: string, width: number, given?: number): string[] {
  const plain = unpainted(text);
  const columns = [...plain.matchAll(/ {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  const begun = openingOf(plain);
  const starts = [begun, ...columns].map((column) => shownLength(plain.slice(0, column)));
  const margin = given ?? Math.max(0, ...starts.filter((start) => start <= width * leastRoom));
  const lines: string[] = [];
  let line = text.slice(0, text.length - text.trimStart().length);
  let isEmpty = true;
  for (const word of piecesOf(text.slice(line.length))) {
    if (!isEmpty && shownLength(line) + 1 + shownLength(word) > width) {
      lines.push(line.trimEnd());
      // A long word begins further to the left where that keeps it in one piece.
      const free = width - shownLength(word);
      line = " ".repeat(free < 0 ? margin : Math.min(margin, free)) + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Columns of what a line begins with and the rest of it does not stand below: a mark, or two of "Fix:". */
function openingOf(plain: string): number {
  const marked = /^ *(?:[✔✖⚠•→]|ok|x|!|-) (?=\S)/.exec(plain);
  if (marked !== null) return marked[0].length;
  const titled = /^( *)(?:Fix|Next): /.exec(plain);
  return titled === null ? 0 : titled[1]!.length + 2;
}

/** Words, and commands in backticks with the spaces in them. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let isOpen = false;
  for (const word of text.split(" ")) {
    // A backslash ends the line of a command that goes on in the next.
    if (isOpen || (word === "\\" && pieces.length > 0)) pieces.push(`${pieces.pop()} ${word}`);
    else pieces.push(word);
    if ((word.split("`").length - 1) % 2 === 1) isOpen = !isOpen;
  }
  // A backtick that nothing closes is one of somebody else's.
  return isOpen ? text.split(" ") : pieces;
}
