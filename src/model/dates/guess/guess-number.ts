// Patterns of cells that are digits, and nothing between them.
import type { Guess } from "./cell.ts";

/** Dates without anything between. */
export function compactGuesses(digits: string): Guess[] {
  const guess = (pattern: string, meaning: string, rank = 0) => ({ pattern, meaning, rank });
  switch (digits.length) {
    case 4:
      return [guess("yyyy", "year")];
    case 6:
      return [
        guess("yyyyMM", "year month"),
        // Numbers above 12 show that they are weeks.
        guess("YYYYww", "week", 1),
        guess("yyMMdd", "yMd", 1),
        guess("ddMMyy", "dMy", 1),
        guess("MMddyy", "Mdy", 1),
      ];
    case 7:
      return [
        guess("yyyyDDD", "year day"),
        ...(/^1\d\d[01]/.test(digits) ? [guess("roc:yyyMMdd", "yMd roc")] : []),
      ];
    case 8:
      return [guess("yyyyMMdd", "yMd"), guess("ddMMyyyy", "dMy", 1), guess("MMddyyyy", "Mdy", 1)];
    case 10:
      return [guess("yyyyMMddHH", "yMd")];
    case 12:
      return [guess("yyyyMMddHHmm", "yMd"), guess("yyMMddHHmmss", "yMd short", 1)];
    case 14:
      return [guess("yyyyMMddHHmmss", "yMd")];
    case 17:
      return [guess("yyyyMMddHHmmssSSS", "yMd")];
    default:
      return [];
  }
}

/** Of cells that are a number and nothing else. */
export function numberGuesses(text: string): Guess[] {
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(text);
  if (match === null) return [];
  const [, whole = "", decimals = ""] = match;
  const zeros = "0".repeat(decimals.length);
  const guess = (pattern: string, meaning = pattern, rank = 0) => ({ pattern, meaning, rank });
  const guesses = decimals === "" ? compactGuesses(whole) : [];
  const tail = decimals === "" ? "" : `.${zeros}`;
  const { length } = whole;
  // pandas makes decimals of whole numbers where a cell is missing.
  if ((length === 6 || length === 8) && decimals !== "" && decimals === zeros)
    guesses.push(
      ...compactGuesses(whole).map(({ pattern, meaning, rank }) => guess(pattern + tail, meaning, rank)),
    );
  if (length === 4 && decimals !== "") {
    if (decimals === zeros) guesses.push(guess(`yyyy.${zeros}`, "year"));
    guesses.push(guess(`decimal-year.${zeros}`, "decimal-year", decimals === zeros ? 1 : 0));
    if (decimals.length <= 2) guesses.push(guess(`yyyy.${"M".repeat(decimals.length)}`, "year month", 1));
    if (decimals.length === 1) guesses.push(guess("yyyy.Q", "quarter", 1));
  }
  // Of the Republic of China: 11301 is January 2024.
  if (/^1\d\d[01]\d$/.test(whole) && decimals === "") guesses.push(guess("roc:yyyMM", "year month roc"));
  // A year of two digits with its month; beside a year that may be Buddhist no less likely.
  if (/^\d\d(?:0[1-9]|1[0-2])$/.test(whole) && decimals === "")
    guesses.push(guess("yyMM", "month year", /^2[4-6]/.test(whole) ? 0 : 1));
  // Or with its day, as mainframes write it.
  if (/^[0-3]\d(?:[0-2]\d\d|3[0-6]\d)$/.test(whole) && decimals === "")
    guesses.push(guess("yyDDD", "short year day"));
  if (length === 5)
    guesses.push(guess(decimals === "" || decimals === zeros ? `excel${tail}` : "excel", "excel"));
  if (length === 9 || length === 10) guesses.push(guess(`unix${tail}`, "unix", 1));
  if (length === 12 || length === 13) guesses.push(guess(`unix-ms${tail}`, "unix-ms", 1));
  if (length === 15 || length === 16) guesses.push(guess(`unix-us${tail}`, "unix-us"));
  if (length === 18 || length === 19) guesses.push(guess(`unix-ns${tail}`, "unix-ns"));
  return guesses;
}
