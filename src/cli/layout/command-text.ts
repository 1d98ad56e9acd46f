// Commands on the screen: whoever copies one gets it whole, however narrow the terminal is.
import { shownLength } from "../shell/paint.ts";
import { table } from "../shell/table.ts";
import type { View } from "../shell/view.ts";
import { unbroken, wrap } from "./wrap.ts";

type Screen = Pick<View, "wrapsAt" | "breaksCommands" | "paint" | "placed">;

/** The command in a line, or in several that a shell reads as one where the screen is narrower. */
export function commandText(given: string, view: Screen, indent = "  "): string {
  const command = view.placed?.(given) ?? given;
  if (indent.length + shownLength(command) <= view.wrapsAt) return `${indent}${command}`;
  const goesOn = `${indent}  `;
  const words = view.breaksCommands ? shellWords(command, view.wrapsAt - goesOn.length - 2) : [];
  if (words.length < 2 || command.includes("\n")) return `${indent}${unbroken(command, view)}`;
  const lines: string[] = [];
  let line = `${indent}${words[0]}`;
  for (const [index, word] of words.entries()) {
    if (index === 0) continue;
    const isLast = index === words.length - 1;
    if (shownLength(line) + 1 + shownLength(word) + (isLast ? 0 : 2) > view.wrapsAt) {
      lines.push(`${line} \\`);
      line = `${goesOn}${word}`;
    } else line += ` ${word}`;
  }
  return [...lines, line].map((each) => unbroken(each, view)).join("\n");
}

/** Commands and what each does: beside it, or below it where the screen is too narrow for that. */
export function commandTable(
  given: readonly (readonly [command: string, what: string])[],
  view: Screen,
  indent = "  ",
): string {
  const rows = given.map(([command, what]) => [view.placed?.(command) ?? command, what] as const);
  const widest = Math.max(...rows.map(([command]) => shownLength(command)));
  const longest = Math.max(...rows.map(([, what]) => shownLength(what)));
  const room = view.wrapsAt - indent.length - widest - 2;
  if (room >= Math.min(longest, leastRoom)) return table(rows, view, { indent });
  return rows
    .flatMap(([command, what]) => [
      commandText(command, view, indent),
      wrap(`${indent}    ${view.paint.dim(what)}`, view.wrapsAt),
    ])
    .join("\n");
}

/** What a command does is hard to read in a narrower column. */
const leastRoom = 20;

/** Parted at the spaces that a shell would part it at; an option stays with its value where there is room for both. */
function shellWords(command: string, room: number): string[] {
  const words = command.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs) ?? [];
  return words.reduce<string[]>((pieces, word) => {
    const last = pieces.at(-1);
    const takesIt = last !== undefined && /^--?[a-z][\w-]*$/.test(last) && !word.startsWith("-");
    return takesIt && shownLength(`${last} ${word}`) <= room
      ? [...pieces.slice(0, -1), `${last} ${word}`]
      : [...pieces, word];
  }, []);
}
