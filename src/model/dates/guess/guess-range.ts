// Patterns of a span of time, of which the start is the date: `01.01.2024 00:00 - 01.01.2024 01:00`, `2024-01-01/2024-01-07`,
// `2024-01-01 00:00 - 01:00`.
import type { Guess } from "./cell.ts";

const separators =
  /\s*(?:\.\.+|--|[-~→/\u2010-\u2015\u2212\uff5e\u301c])\s*|\s+(?:to|bis|until|till|through|thru|al?|au|до)\s+/giu;

/** How a text looks, whatever its digits and letters. */
const looksOf = (text: string): string =>
  text
    .replaceAll(/\d+/g, (digits) => (digits.length < 3 ? "9" : `<${digits.length}>`))
    .replaceAll(/\p{L}+/gu, "a");

/** Of the meaning of what may be no range. */
export const rangeSuffix = " range";

const timeAtEnd = /^\d{1,2}:\d\d(?::\d\d)?$/;

/**
 * @param guess patterns of the start alone
 * @returns undefined for a cell that is no range; the -01:00 behind a time may be its zone, too, and is read both ways
 */
export function rangeGuesses(
  text: string,
  guess: (start: string) => readonly Guess[],
): readonly Guess[] | undefined {
  for (const { 0: separator, index } of text.matchAll(separators)) {
    const [start, end] = [text.slice(0, index), text.slice(index + separator.length)];
    const isTime = timeAtEnd.test(end) && looksOf(start).endsWith(looksOf(end));
    // Numbers alone are years, as of a season 2023/2024, or days.
    if (start === "" || (!isTime && (looksOf(start) !== looksOf(end) || !isDateLike(start)))) continue;
    const starts = guess(start).filter(
      ({ meaning, pattern }) => !meaning.includes("no year") && !/\{/.test(pattern),
    );
    if (starts.length === 0 || (isTime && !starts.some(({ pattern }) => /[Hh]/.test(pattern)))) continue;
    const own = isTime ? `||${"HH:mm:ss".slice(0, end.length > 5 ? 8 : 5)}` : "";
    const ranges = starts.map((each) => ({ ...each, pattern: `${each.pattern}{${separator}${own}}` }));
    if (!isTime || /\s/.test(separator)) return ranges;
    return [...guess(text), ...ranges.map((each) => ({ ...each, meaning: each.meaning + rangeSuffix }))];
  }
  return undefined;
}

const isDateLike = (text: string): boolean => /^\d{8}$/.test(text) || /\d\D+\d|\p{L}/u.test(text);
