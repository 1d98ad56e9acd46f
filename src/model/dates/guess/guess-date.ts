// Patterns of a year with a month and a day, by numbers or with the month's name.
import { compactGuesses } from "./guess-number.ts";
import { suffixes, yearField, type Assigned } from "./cell.ts";
import { timesBehind } from "./guess-time.ts";
import type { Token } from "./split-cell.ts";

/** With the name of the month. */
export function namedDates(tokens: readonly Token[], rest: readonly number[]): Assigned[] {
  const [first, second] = rest;
  if (first === undefined) return [];
  const length = (index: number) => tokens[index]!.text.length;
  const dayField = (index: number) => "d".repeat(length(index));
  if (second === undefined) {
    const year = yearField(tokens[first]!);
    return [
      ...(year === undefined ? [] : [{ dates: new Map([[first, year]]), meaning: "month year", rank: 0 }]),
      ...(length(first) <= 2
        ? [{ dates: new Map([[first, dayField(first)]]), meaning: "no year", rank: 1 }]
        : []),
    ];
  }
  const times = timesBehind(tokens, rest.slice(2));
  if (times === undefined) return [];
  const orders: [day: number, year: number, rank: number][] = [];
  if (length(first) <= 2) orders.push([first, second, 0]);
  if (length(second) <= 2) orders.push([second, first, length(first) === 4 ? 0 : 1]);
  return orders.flatMap(([day, year, rank]) => {
    const text = yearField(tokens[year]!);
    const meaning = rank === 0 ? "day year" : "year day";
    return text === undefined
      ? []
      : [{ dates: new Map([...times, [day, dayField(day)], [year, text]]), meaning, rank }];
  });
}

const between = /^[-/., _:\u2010-\u2015\u2212\u200e\u200f年月日號号년월일]+$/u;

export function numericDates(tokens: readonly Token[], rest: readonly number[]): Assigned[] {
  const [first, second, third] = rest.map((index) => tokens[index]!.text.length);
  const isApart = rest.every((index, order) => order === 0 || linkOf(tokens, rest[order - 1]!, index));
  if (first === undefined || !isApart) return [];
  const isFiscal = tokens.some(({ kind, text }) => kind === "word" && /^fy$/i.test(text));
  if (second === undefined && first === 2 && isFiscal)
    return [{ dates: new Map([[rest[0]!, "yy"]]), meaning: "year", rank: 0 }];
  if (second === undefined) {
    // Before a time, or with words: `FY2001`, `20240131T1800`.
    return compactGuesses(tokens[rest[0]!]!.text).map(({ pattern, meaning, rank }) => ({
      dates: new Map([[rest[0]!, pattern]]),
      meaning,
      rank,
    }));
  }
  if (third === undefined) {
    const all = twoNumbers(tokens, rest);
    return isFiscal ? all.filter(({ meaning }) => meaning === "fiscal") : all;
  }
  const times = timesBehind(tokens, rest.slice(3));
  if (times === undefined) return [];
  return ["yMd", "dMy", "Mdy", "ydM"].flatMap((order) => {
    const letters = order.split("");
    const dates = new Map(times);
    for (const [place, letter] of letters.entries()) {
      const index = rest[place]!;
      const token = tokens[index]!;
      const hint = hintOf(tokens, index);
      if (hint !== undefined && hint !== letter) return [];
      const field =
        letter === "y"
          ? yearField(token)
          : token.text.length <= 2
            ? letter.repeat(token.text.length)
            : undefined;
      if (field === undefined) return [];
      dates.set(index, field);
    }
    const isLong = first === 4;
    if (order === "ydM" && !isLong) return [];
    // Underscores hold names together; 41_10_12 is none of our dates.
    if (
      rest.slice(0, 3).every((index) => tokens[index]!.text.length < 4) &&
      tokens[rest[0]! + 1]!.text === "_"
    )
      return [];
    return [{ dates, meaning: order, rank: order === "ydM" ? 2 : 0 }];
  });
}

function linkOf(tokens: readonly Token[], from: number, to: number): boolean {
  const link = tokens.slice(from + 1, to);
  return link.every(({ kind, text }) => kind === "word" || between.test(text));
}

export function hintOf(tokens: readonly Token[], index: number): string | undefined {
  const next = tokens[index + 1];
  if (next?.kind === "word" && suffixes[next.text] !== undefined) return suffixes[next.text];
  const word = tokens[index - 2]?.text.toLowerCase();
  return word === "tháng" || word === "thg" ? "M" : undefined;
}

function twoNumbers(tokens: readonly Token[], rest: readonly number[]): Assigned[] {
  const [a, b] = [rest[0]!, rest[1]!];
  const [first, second] = [tokens[a]!.text.length, tokens[b]!.text.length];
  const guess = (one: string, two: string, meaning: string, rank = 0): Assigned => ({
    dates: new Map([
      [a, one],
      [b, two],
    ]),
    meaning,
    rank,
  });
  const month = (length: number) => "M".repeat(length);
  const hints = [hintOf(tokens, a), hintOf(tokens, b)];
  if (hints.includes("d")) return [];
  if (hints.includes("M")) {
    const [one, two] =
      hints[0] === "M" ? [month(first), yearField(tokens[b]!)] : [yearField(tokens[a]!), month(second)];
    return one === undefined || two === undefined ? [] : [guess(one, two, "year month")];
  }
  if (first === 4 && second <= 2) {
    return [
      guess("yyyy", month(second), "year month"),
      ...(second === 1 ? [guess("yyyy", "Q", "quarter")] : [guess("yyyy", "ff", "fiscal", 1)]),
    ];
  }
  if (first <= 2 && second === 4) {
    return [
      guess(month(first), "yyyy", "year month"),
      ...(first === 1 ? [guess("Q", "yyyy", "quarter")] : []),
    ];
  }
  // Periods of SAP: 001.2024.
  if (first === 3 && second === 4 && tokens[a]!.text.startsWith("0"))
    return [guess("0MM", "yyyy", "year month")];
  if (first === 4 && second === 4) return [guess("yyyy", "ffff", "fiscal")];
  if (first === 4 && second === 3) return [guess("yyyy", "DDD", "year day")];
  if (first > 2 || second > 2) return [];
  return [
    ...(second === 2 ? [guess(month(first), "yy", "month year")] : []),
    ...(first === 2 ? [guess("yy", month(second), "year month")] : []),
    ...(first === 2 && second === 2 ? [guess("yy", "ff", "fiscal", 1)] : []),
    guess("d".repeat(first), month(second), "no year dM", 1),
    guess(month(first), "d".repeat(second), "no year Md", 1),
  ];
}
