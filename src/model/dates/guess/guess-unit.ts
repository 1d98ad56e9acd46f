// Patterns of quarters, weeks, months and halves of a year that are called so: `2024Q1`, `W05 2024`.
import { isNumber, yearField, type Assigned } from "./cell.ts";
import { foldName } from "../languages.ts";
import type { Token } from "./split-cell.ts";

export interface Unit {
  unit: "quarter" | "week" | "month" | "half";
  index: number;
}

export const unitWords: readonly (readonly [unit: "quarter" | "week" | "month" | "half", RegExp])[] = [
  [
    "quarter",
    /^(?:q|qtr|quarter|quartal|quarts?|trim|trimestre|trimester|t|tr|kv|kvartal|kwartaal|k|кв|квартал|季度|분기)$/,
  ],
  [
    "week",
    /^(?:w|wk|week|kw|cw|woche|sem|semaine|semana|settimana|sett|s|v|vecka|uge|uke|viikko|vk|tyden|周|週|주)$/,
  ],
  ["month", /^(?:m|mon|month|мес)$/],
  ["half", /^(?:h|hy|half|s|sem|semestre|semester|semestr|halbjahr|hj)$/],
];
export function isBesideNumber(tokens: readonly Token[], index: number): boolean {
  const near = (step: number) =>
    isNumber(tokens[index + step]) ||
    (/^[ .]+$/.test(tokens[index + step]?.text ?? "") && isNumber(tokens[index + 2 * step]));
  return near(1) || near(-1);
}

/** `2024Q1`, `Q1 2024`, `2024-W05-1`, `W05 2024`, `2024M01`, `1H24`. */
export function unitDates(
  tokens: readonly Token[],
  rest: readonly number[],
  units: readonly Unit[],
): Assigned[] {
  return units.flatMap(({ unit, index }) => {
    const at = numberOfUnit(tokens, rest, index);
    const others = rest.filter((number) => number !== at);
    const year = others.find((number) => yearField(tokens[number]!) !== undefined);
    if (at === undefined || year === undefined) return [];
    const length = tokens[at]!.text.length;
    const further = others.filter((number) => number !== year);
    const text = yearField(tokens[year]!)!;
    const assign = (meaning: string, letter: string, width = length, yearText = text): Assigned[] => [
      {
        dates: new Map([
          [year, yearText],
          [at, letter.repeat(width)],
        ]),
        meaning,
        rank: 0,
      },
    ];
    if (unit === "week") {
      const [day] = further;
      const week = text === "yyyy" ? "YYYY" : undefined;
      // 2024W051 has its weekday without a dash.
      if (length === 3 && week !== undefined)
        return [
          {
            dates: new Map([
              [year, week],
              [at, "wwe"],
            ]),
            meaning: "week day",
            rank: 0,
          },
        ];
      if (length > 2 || week === undefined || further.length > 1) return [];
      if (day === undefined)
        return foldName(tokens[index]!.text) === "s" && length < 2 ? [] : assign("week", "w", length, week);
      return isNumber(tokens[day], 1, 1)
        ? [
            {
              dates: new Map([
                [year, week],
                [at, "w".repeat(length)],
                [day, "e"],
              ]),
              meaning: "week day",
              rank: 0,
            },
          ]
        : [];
    }
    if (further.length > 0) return [];
    if (unit === "quarter") return length <= 2 ? assign("quarter", "Q") : [];
    if (unit === "half") return length === 1 ? assign("half", "b") : [];
    return length <= 2 ? assign("year month", "M") : [];
  });
}

/** The number that a unit stands at: behind it, or before it where that is no year. */
function numberOfUnit(tokens: readonly Token[], rest: readonly number[], index: number): number | undefined {
  const beside = (step: number) => {
    const number = isNumber(tokens[index + step]) ? index + step : index + 2 * step;
    return rest.includes(number) && tokens[number]!.text.length <= 3 ? number : undefined;
  };
  const [behind, before] = [beside(1), beside(-1)];
  const isBehind =
    behind !== undefined && (behind === index + 1 || before !== index - 1 || tokens[before]!.text.length > 1);
  return isBehind && !(before === index - 1 && tokens[before]!.text.length === 1) ? behind : before;
}
