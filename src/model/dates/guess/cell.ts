// What is known of a cell while its patterns are guessed.
import type { CalendarName } from "../calendars.ts";
import type { Token } from "./split-cell.ts";

export interface Guess {
  pattern: string;
  /** Cells of one column may differ in shape (with a time, without one) when what their numbers mean is the same. */
  meaning: string;
  /** 0 for what is common; a higher one is taken only where no lower one fits as many cells. */
  rank: number;
}

/** Fields of a pattern by the index of their token. */
export type Fields = Map<number, string>;

/** One way to take the numbers of a cell for a date. */
export interface Assigned {
  dates: Fields;
  meaning: string;
  rank: number;
  /** Other than ours. */
  calendar?: CalendarName;
}

export const isNumber = (token: Token | undefined, least = 1, most = 99): boolean =>
  token?.kind === "number" && token.text.length >= least && token.text.length <= most;

export const is = (token: Token | undefined, text: string): boolean => token?.text === text;

export const yearField = (token: Token): string | undefined =>
  token.text.length === 4 ? "yyyy" : token.text.length === 2 ? "yy" : undefined;

/** 年 and its like say of the number before them what it is. */
export const suffixes: Readonly<Record<string, "y" | "M" | "d">> = {
  年: "y",
  년: "y",
  月: "M",
  월: "M",
  日: "d",
  號: "d",
  号: "d",
  일: "d",
};

/** The name as the reader takes it: with its dot, "janv." of "15 janv. 2024", unless the dot parts the date: 5.Jan.2024. */
export function nameAt(tokens: readonly Token[], index: number): string {
  const next = tokens[index + 1]?.text ?? "";
  const hasDot = /^[.׳॰․]/.test(next) && (next.length > 1 || !isNumber(tokens[index + 2]));
  return tokens[index]!.text + (hasDot ? next.charAt(0) : "");
}
