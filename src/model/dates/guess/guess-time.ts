// Where in a cell its time stands.
import { is, isNumber, type Fields } from "./cell.ts";
import type { Token } from "./split-cell.ts";

export const hourSuffix = /^(?:h|hr|hrs|uhr|時|时|点|點|시)$/i;
export const minuteSuffix = /^(?:m|min|分|분)$/i;
export const secondSuffix = /^(?:s|sec|秒|초)$/i;

/** Finds the time and the zone. @returns the numbers that are left */
export function withoutTime(tokens: readonly Token[], fields: Fields): number[] {
  const numbers = tokens.flatMap(({ kind }, index) => (kind === "number" ? [index] : []));
  for (const [index, { kind }] of tokens.entries()) {
    if (kind === "zone") fields.set(index, "X");
    if (kind === "half") fields.set(index, "a");
    if (kind === "ordinal") fields.set(index, "o");
  }
  const hour = [...fields.values()].includes("a") ? "h" : "H";
  // The colons of 2024:01:05 13:45 are the date's.
  const start = numbers.findIndex((index) => {
    const [previous, next] = [tokens[index - 1], tokens[index + 1]];
    if (!isNumber(tokens[index], 1, 2)) return false;
    const isColoned =
      is(next, ":") &&
      isNumber(tokens[index + 2], 1, 2) &&
      !(is(previous, ":") && is(tokens[index - 3], ":"));
    const isExif =
      isColoned && is(previous, ":") && isNumber(tokens[index - 2], 4, 4) && !is(tokens[index + 3], ":");
    const suffix = is(next, " ") ? tokens[index + 2] : next;
    const isSuffixed = suffix?.kind === "word" && hourSuffix.test(suffix.text) && index > 0;
    const half = next?.kind === "half" ? next : is(next, " ") ? tokens[index + 2] : undefined;
    // In East Asia the half stands before the hour.
    const isHalved = half?.kind === "half" && /^[apπμ]/i.test(half.text);
    return (isColoned && !isExif) || isSuffixed || isHalved;
  });
  if (start >= 0) return takeTime(tokens, fields, numbers, start, hour);
  const date = numbers.findIndex((index) => isNumber(tokens[index], 6, 8));
  const compact = numbers.findIndex((index, order) => {
    const link = tokens[index - 1]?.text ?? "";
    if (order === 0 || !isNumber(tokens[index], 2, 6) || tokens[index]!.text.length % 2 !== 0) return false;
    if (/^[tT]$/.test(link)) return order >= 3 || date === order - 1;
    // PVGIS: 20230101:0010.
    if (link === ":") return date === order - 1 && tokens[index]!.text.length > 2;
    return link === " " && (date === order - 1 || (order >= 3 && tokens[index]!.text.length > 2));
  });
  if (compact > 0) {
    const index = numbers[compact]!;
    fields.set(index, "HHmmss".slice(0, tokens[index]!.text.length));
    const fraction = takeFraction(tokens, fields, index);
    return numbers.filter((number) => number !== index && number !== fraction);
  }
  return numbers;
}

function takeFraction(tokens: readonly Token[], fields: Fields, second: number): number | undefined {
  const isFraction = /^[.,]$/.test(tokens[second + 1]?.text ?? "") && isNumber(tokens[second + 2], 1, 9);
  if (!isFraction) return undefined;
  fields.set(second + 2, "S".repeat(tokens[second + 2]!.text.length));
  return second + 2;
}

function takeTime(
  tokens: readonly Token[],
  fields: Fields,
  numbers: readonly number[],
  start: number,
  hour: string,
): number[] {
  const taken = new Set<number>();
  const take = (index: number, letter: string) => {
    fields.set(index, letter.repeat(letter === "H" || letter === "h" ? tokens[index]!.text.length : 2));
    taken.add(index);
  };
  const first = numbers[start]!;
  take(first, hour);
  const next = (index: number, suffix: RegExp) => {
    const isBlank = is(tokens[index + 1], " ") && suffix.test(tokens[index + 2]?.text ?? "");
    const link = tokens[index + (isBlank ? 2 : 1)];
    if (is(link, ":") || (is(link, ".") && suffix === minuteSuffix)) return index + 2;
    if (link?.kind !== "word") return -1;
    const behind = index + (isBlank ? 3 : 2);
    return is(tokens[behind], " ") ? behind + 1 : behind;
  };
  const minute = next(first, hourSuffix);
  if (minute > 0 && isNumber(tokens[minute], 1, 2)) {
    take(minute, "m");
    const second = next(minute, minuteSuffix);
    if (second > 0 && isNumber(tokens[second], 1, 2)) {
      take(second, "s");
      const fraction = takeFraction(tokens, fields, second);
      if (fraction !== undefined) taken.add(fraction);
    }
  }
  return numbers.filter((index) => !taken.has(index));
}

/** Numbers behind a whole date, as in `2004-11-24-23` or `01.05.2024 13.45`. */
export function timesBehind(tokens: readonly Token[], numbers: readonly number[]): Fields | undefined {
  const letters = ["HH", "mm", "ss"];
  if (numbers.length > 4 || numbers.some((index, order) => !isNumber(tokens[index], 1, order === 3 ? 9 : 2)))
    return undefined;
  return new Map(
    numbers.map((index, order) => [index, letters[order] ?? "S".repeat(tokens[index]!.text.length)]),
  );
}
