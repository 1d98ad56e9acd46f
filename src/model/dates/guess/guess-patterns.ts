// All patterns by which one cell may be a date. Which of them the column has, find-date-format.ts finds out.
import { quoteLiteral } from "../pattern/date-pattern.ts";
import { isNumber, suffixes, type Fields, type Guess } from "./cell.ts";
import { namedDates, numericDates } from "./guess-date.ts";
import { numberGuesses } from "./guess-number.ts";
import { hourSuffix, minuteSuffix, secondSuffix, withoutTime } from "./guess-time.ts";
import { isBesideNumber, unitDates, unitWords, type Unit } from "./guess-unit.ts";
import { foldName, halfOf } from "../languages.ts";
import type { Token } from "./split-cell.ts";
import type { Words } from "../words.ts";

/** Words that say nothing: `5 de enero de 2024`, `Jan 5th`. */
const emptyWords = new Set(
  "t de d del da do dei di of the th st nd rd le el den der on um at a à às kl klo ore alle las les en г р m y ค.ศ พ.ศ u г р feira lúc vào saat στις в о".split(
    " ",
  ),
);
const yearWords = /^(?:fy|cy|year|ay|gj|wj|jahr|ano|año|année)$/;

export function guessPatterns(tokens: readonly Token[], words: Words): Guess[] {
  const text = tokens.map((token) => token.text).join("");
  const single = numberGuesses(text);
  // Of numbers with a point only 01.2024 goes on.
  if (single.length > 0 || (/^\d+[.,]\d+$/.test(text) && !/^\d{1,2}[.,]\d{4}$/.test(text))) return single;
  if (tokens.length > 30 || tokens[0]?.kind === "other") return [];
  const fields: Fields = new Map();
  const rest = withoutTime(tokens, fields);
  if (rest === undefined) return [];
  const { names, units } = readWords(tokens, fields, words, rest);
  if (names === undefined) return [];
  const assigned =
    units.length > 0
      ? unitDates(tokens, rest, units)
      : names.has("MMM")
        ? namedDates(tokens, rest)
        : numericDates(tokens, rest);
  return assigned.map(({ dates, meaning, rank }) => ({
    pattern: join(tokens, new Map([...fields, ...dates])),
    meaning: (names.has("MMM") ? "name " : "") + meaning,
    rank,
  }));
}

function join(tokens: readonly Token[], fields: Fields): string {
  let pattern = "";
  let literal = "";
  for (const [index, { text }] of tokens.entries()) {
    const field = fields.get(index);
    if (field === undefined) {
      literal += isDotOfName(tokens, fields, index) ? text.slice(1) : text;
      continue;
    }
    pattern += quoteLiteral(literal) + field;
    literal = "";
  }
  return pattern + quoteLiteral(literal);
}

/** The dot of "janv. 2024" belongs to the name; that of "5.Jan.2024" parts the date. */
function isDotOfName(tokens: readonly Token[], fields: Fields, index: number): boolean {
  const text = tokens[index]!.text;
  const isBehindName = ["MMM", "E"].includes(fields.get(index - 1) ?? "");
  return isBehindName && text.startsWith(".") && (text !== "." || !isNumber(tokens[index + 1]));
}

/** @returns names: undefined when a word has no meaning in a date */
function readWords(
  tokens: readonly Token[],
  fields: Fields,
  words: Words,
  rest: readonly number[],
): { names: Set<string> | undefined; units: Unit[] } {
  const names = new Set<string>();
  const units: Unit[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "word") continue;
    const folded = foldName(text);
    const before = tokens[index - 1]?.kind;
    const after = tokens[index + 1]?.kind;
    const isTime =
      before === "number" && [hourSuffix, minuteSuffix, secondSuffix].some((suffix) => suffix.test(text));
    if (suffixes[text] !== undefined && before === "number") continue;
    if (isTime && fields.has(index - 1)) continue;
    if (/^(?:tháng|thg|ngày|năm)$/.test(text.toLowerCase())) continue;
    if (folded === "t" && before === "number" && after === "number" && fields.size > 0) continue;
    const found =
      rest.length <= 3 && unitWords.filter(([, pattern]) => pattern.test(folded)).map(([unit]) => unit);
    if (found && found.length > 0 && isBesideNumber(tokens, index)) {
      units.push(...found.map((unit) => ({ unit, index })));
      continue;
    }
    if (yearWords.test(folded)) continue;
    // "mar" is a Tuesday or March: what three numbers leave open is the weekday.
    const isFull = rest.length >= 3 || names.has("MMM") || monthFollows(tokens, index, words);
    if (!isFull && words.month(text) > 0) {
      names.add("MMM");
      fields.set(index, "MMM");
    } else if (!names.has("E") && words.weekday(text) > 0) {
      names.add("E");
      fields.set(index, "E");
    } else if (rest.length === 2 && !names.has("MMM") && words.month(text) > 0) {
      names.add("MMM");
      fields.set(index, "MMM");
    } else if (!emptyWords.has(folded) && halfOf(text) < 0) return { names: undefined, units };
  }
  return { names, units };
}

function monthFollows(tokens: readonly Token[], from: number, words: Words): boolean {
  return tokens.some(({ kind, text }, index) => index > from && kind === "word" && words.month(text) > 0);
}
