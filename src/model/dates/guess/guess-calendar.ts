// Years that are none of ours: 2567 is Buddhist, 1402 may be Persian or Islamic.
import type { Guess } from "./cell.ts";

/** By its years a cell has readings of its own, so it is another shape. */
export type YearKind = "buddhist" | "early" | "";

/** A time such as 1430 beside a year of ours says nothing. */
export function yearKindOf(text: string): YearKind {
  const years = [...text.matchAll(/(?<!\d)\d{4}(?!\d)|(?<!\d)\d{4}(?=(?:\d\d){1,5}(?!\d))/g)].map(Number);
  if (years.length === 0 || years.some((year) => year >= 1500 && year < 2400)) return "";
  if (years[0]! >= 2400 && years[0]! < 2700) return "buddhist";
  return years[0]! >= 1200 && years[0]! < 1500 ? "early" : "";
}

const isLongYear = ({ pattern }: Guess): boolean => /yyyy|YYYY/.test(pattern);

export function inItsCalendar(guesses: readonly Guess[], text: string, kind: YearKind): readonly Guess[] {
  // In Thai no other year has two digits.
  const isThai = /[\u0e01-\u0e2e]/.test(text);
  if (kind === "buddhist" || isThai) {
    const isBuddhist = (guess: Guess) =>
      kind === "buddhist" ? isLongYear(guess) : /(?<!y)yy(?!y)/.test(guess.pattern);
    return guesses.map((guess) =>
      isBuddhist(guess) ? { ...guess, pattern: `buddhist:${guess.pattern}` } : guess,
    );
  }
  if (kind === "") return guesses;
  const withDays = guesses.filter((guess) => isLongYear(guess) && /d/.test(guess.pattern));
  return [
    ...guesses,
    ...(["persian", "islamic"] as const).flatMap((calendar) =>
      withDays.map(({ pattern, meaning, rank }) => ({
        pattern: `${calendar}:${pattern}`,
        meaning: `${meaning} ${calendar}`,
        rank,
      })),
    ),
  ];
}

/** Seconds since the epoch, from and up to: Buddhist years 2400 to 2699, Persian and Islamic ones 1200 to 1499. */
export const usualSpans = {
  buddhist: [-3_565_900_800, 5_901_206_400],
  roc: [-1_830_384_000, 4_449_513_600],
  persian: [-4_701_974_400, 4_765_132_800],
  islamic: [-5_837_961_600, 3_376_684_800],
} as const;
