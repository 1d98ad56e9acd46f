// One line that must not be longer than the screen, such as that of a spinner: cut in the middle, where least is lost.
import { shownLength } from "../shell/paint.ts";

/** The text as it is, or its beginning and its end with an ellipsis between. @param width in columns */
export function shortenMiddle(text: string, width: number, ellipsis: string): string {
  if (shownLength(text) <= width) return text;
  const room = Math.max(0, width - shownLength(ellipsis));
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const begin = taken(characters, Math.ceil(room / 2));
  const end = taken(characters.toReversed(), room - shownLength(begin.join("")));
  return [...begin, ellipsis, ...end.toReversed()].join("");
}

function taken(characters: readonly string[], width: number): string[] {
  const found: string[] = [];
  let room = width;
  for (const character of characters) {
    room -= shownLength(character);
    if (room < 0) break;
    found.push(character);
  }
  return found;
}
