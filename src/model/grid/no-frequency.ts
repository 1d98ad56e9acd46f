// What is said of dates without a common spacing.
import { InputError } from "../input-error.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { daySeconds } from "../time/calendar.ts";
import { commonest, countOf, differences, median } from "./spacings.ts";

/** @param ds seconds since the epoch, strictly ascending, at least two @returns csv.no-frequency */
export function noFrequency(ds: Numbers, line: number): InputError {
  const gaps = differences(ds);
  const usual = commonest(gaps);
  const count = countOf(gaps, (gap) => gap === usual);
  const step = stepFor(median(gaps));
  return new InputError(
    `The dates have no common spacing, so the dates to forecast are not clear: the commonest, ${spacingInWords(usual)}, lies between ${count} of ${gaps.length} rows and the next (${Math.round((100 * count) / gaps.length)} %).`,
    {
      code: "csv.no-frequency",
      line,
      column: 1,
      fix: `Say to which steps the rows belong and what several rows of one become: --frequency ${step} --aggregate sum (or mean, last, count).`,
      choices: {
        parameter: "aggregate",
        values: ["sum", "mean", "last", "count"],
        meanings: [
          `sum, of each ${step}: for what is counted or sold`,
          `mean, of each ${step}: for what is measured`,
          `last, of each ${step}: for a price or a stock`,
          `count, of each ${step}: for a list of events`,
        ],
        with: { frequency: step },
      },
    },
  );
}

const units = [
  ["day", daySeconds],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

function spacingInWords(seconds: number): string {
  const [unit, length] = units.find(([, each]) => seconds % each === 0)!;
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** The shortest step that most rows have one of. */
function stepFor(gap: number): string {
  if (gap <= 60) return "min";
  if (gap <= 3600) return "h";
  if (gap <= daySeconds) return "D";
  if (gap <= 7 * daySeconds) return "W";
  return gap <= 31 * daySeconds ? "MS" : gap <= 92 * daySeconds ? "QS" : "YS";
}
