// Did you mean: the known name that is fewest edits away from a word.
import { distance } from "fastest-levenshtein";

/** Undefined when none is near enough to be meant. Letter case and `_` for `-` do not count. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, edits: editsBetween(plain(word), plain(name)) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best === undefined) return undefined;
  return best.edits <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** What to do about a name that is none of those known. */
export function fixOfUnknown(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined
    ? `Remove it; known are ${known.join(", ")}.`
    : `Write ${near} instead, or remove it.`;
}

const plain = (name: string) => name.slice(0, 100).toLowerCase().replaceAll("_", "-");

/** The same letters in another order are one slip of the fingers. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits > 1 && lettersOf(a) === lettersOf(b) ? 1 : edits;
}

const lettersOf = (text: string) => Array.from(text).sort().join("");
