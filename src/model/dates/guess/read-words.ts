// What the words of a cell are: names of months and weekdays, units such as Q, or words that say nothing.
import { nameAt, suffixes, type Fields } from "./cell.ts";
import { hourSuffix, minuteSuffix, secondSuffix } from "./guess-time.ts";
import { isBesideNumber, unitWords, type Unit } from "./guess-unit.ts";
import { foldName } from "../languages.ts";
import type { Token } from "./split-cell.ts";
import type { Words } from "../words.ts";

/** Words that say nothing in many languages; those of the language of a name come from Intl. */
const emptyWords: ReadonlySet<string> = new Set(
  "t de d del da do dei di of the le el den der on um a at y feira er uhr o kl klo luc г 第 度 民國 民国 中華民國 中华民国 พ.ศ พศ week ending beginning starting commencing".split(
    " ",
  ),
);
const yearWords = /^(?:fy|cy|year|ay|gj|wj|jahr|ano|año|année)$/;
const vietnamese = /^(?:tháng|thg|ngày|năm)$/;

/**
 * Adds the names to the fields.
 * @param rest the numbers that are no part of the time
 * @returns undefined when a word has no meaning in a date
 */
export function readWords(
  tokens: readonly Token[],
  fields: Fields,
  words: Words,
  rest: readonly number[],
): { hasMonth: boolean; units: Unit[] } | undefined {
  const units: Unit[] = [];
  const open: number[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "word" || fields.get(index) === "G" || isOfNumber(tokens, fields, index)) continue;
    const folded = foldName(text);
    const found = unitWords.filter(([, pattern]) => pattern.test(folded)).map(([unit]) => unit);
    if (rest.length <= 3 && found.length > 0 && isBesideNumber(tokens, index))
      units.push(...found.map((unit) => ({ unit, index })));
    else if (!yearWords.test(folded)) open.push(index);
  }
  const isFull = isNumericDate(tokens, rest);
  // Languages are loaded for what looks like a name beside a day or a year only.
  const isNamed = rest.length > 0 && rest.every((index) => tokens[index]!.text.length <= 4);
  const names = isNamed ? open.filter((index) => tokens[index]!.text.length > 1) : [];
  const months = (index: number | undefined) =>
    index === undefined ? [] : [["months", nameAt(tokens, index)] as const];
  const weekdays = (index: number | undefined) =>
    index === undefined ? [] : [["weekdays", nameAt(tokens, index)] as const];
  let month = isFull ? undefined : names.find((index) => words.know(...months(index)));
  let weekday = names.find((index) => index !== month && words.know(...weekdays(index), ...months(month)));
  // "mar" is a Tuesday or March: of two names the first is the weekday.
  if (month !== undefined && weekday === undefined) {
    const first = month;
    const later = names.find((index) => index > first && words.know(...weekdays(first), ...months(index)));
    if (later !== undefined) [weekday, month] = [first, later];
  }
  if (month !== undefined) fields.set(month, "MMM");
  if (weekday !== undefined) fields.set(weekday, "E");
  const found = [...months(month), ...weekdays(weekday)];
  const isKnown = (index: number) => {
    const folded = foldName(tokens[index]!.text);
    return (
      fields.has(index) || emptyWords.has(folded) || (found.length > 0 && words.isFiller(folded, ...found))
    );
  };
  if (!open.every(isKnown)) return undefined;
  return { hasMonth: month !== undefined, units: month === undefined ? units : [] };
}

/** The h of 13h30, the 年 of 2024年 and the T before a time. */
function isOfNumber(tokens: readonly Token[], fields: Fields, index: number): boolean {
  const { text } = tokens[index]!;
  const isBehind = tokens[index - 1]?.kind === "number";
  const isApart = tokens[index - 1]?.text === " " && fields.has(index - 2);
  if (isApart && [hourSuffix, minuteSuffix, secondSuffix].some((suffix) => suffix.test(text))) return true;
  const isTime = [hourSuffix, minuteSuffix, secondSuffix].some((suffix) => suffix.test(text));
  if (isBehind && (suffixes[text] !== undefined || (isTime && fields.has(index - 1)))) return true;
  if (vietnamese.test(text.toLowerCase())) return true;
  return isBehind && tokens[index + 1]?.kind === "number" && fields.size > 0 && /^t$/i.test(text);
}

/** Whether the numbers are a year, a month and a day already, so that a name is the weekday's. */
function isNumericDate(tokens: readonly Token[], rest: readonly number[]): boolean {
  const [first, second, third] = rest;
  if (first === undefined || second === undefined || third === undefined) return false;
  const between = tokens.slice(first, third);
  const isApart = between.some(
    ({ kind, text }) =>
      kind === "word" && suffixes[text] === undefined && !vietnamese.test(text.toLowerCase()),
  );
  return !isApart && tokens[second]!.text.length < 3;
}
