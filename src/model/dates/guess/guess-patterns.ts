// All patterns by which one cell may be a date. Which of them the column has, find-date-format.ts finds out.
import { quoteLiteral } from "../pattern/date-pattern.ts";
import { nameAt, type Fields, type Guess } from "./cell.ts";
import { namedDates, numericDates } from "./guess-date.ts";
import { eraDates, nameEra, rocDates } from "./guess-era.ts";
import { numberGuesses } from "./guess-number.ts";
import { withoutTime } from "./guess-time.ts";
import { unitDates } from "./guess-unit.ts";
import { readWords } from "./read-words.ts";
import type { Token } from "./split-cell.ts";
import type { Words } from "../words.ts";

export function guessPatterns(tokens: readonly Token[], words: Words): Guess[] {
  const text = tokens.map((token) => token.text).join("");
  const single = numberGuesses(text);
  // Of numbers with a point only 01.2024 goes on, and 001.2024 of SAP.
  if (single.length > 0 || (/^\d+[.,]\d+$/.test(text) && !/^0?\d{1,2}[.,]\d{4}$/.test(text))) return single;
  if (tokens.length > 30 || tokens.some(isForeign)) return [];
  if (tokens[0]?.kind === "other" && !/^['"[]$/.test(tokens[0].text)) return [];
  const fields: Fields = new Map();
  const rest = withoutTime(tokens, fields);
  const era = nameEra(tokens, rest);
  if (era !== undefined) fields.set(era, "G");
  const found = readWords(tokens, fields, words, rest);
  if (found === undefined) return [];
  const { hasMonth, units } = found;
  const assigned =
    units.length > 0
      ? unitDates(tokens, rest, units)
      : hasMonth
        ? namedDates(tokens, rest)
        : era === undefined
          ? [...numericDates(tokens, rest), ...rocDates(tokens, rest)]
          : eraDates(tokens, rest);
  return assigned.map(({ dates, meaning, rank, calendar }) => ({
    pattern: (calendar === undefined ? "" : `${calendar}:`) + join(tokens, new Map([...fields, ...dates])),
    meaning: (hasMonth ? "name " : "") + meaning,
    rank,
  }));
}

/** Dates have no such characters, but for Kibana's `Jan 1, 2024 @ 00:00:00.000`. */
const isForeign = ({ kind, text }: Token): boolean =>
  kind === "other" && text !== " @ " && /[+=%&#@*?!<>|~^\p{Sc}]/u.test(text);

function join(tokens: readonly Token[], fields: Fields): string {
  let pattern = "";
  let literal = "";
  for (const [index, { text }] of tokens.entries()) {
    const field = fields.get(index);
    if (field === undefined) {
      const isBehindName = ["MMM", "E"].includes(fields.get(index - 1) ?? "");
      const dot = isBehindName ? nameAt(tokens, index - 1).length - tokens[index - 1]!.text.length : 0;
      literal += text.slice(dot);
      continue;
    }
    pattern += quoteLiteral(literal) + field;
    literal = "";
  }
  return pattern + quoteLiteral(literal);
}
