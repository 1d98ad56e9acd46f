// Which of the meanings that read a column equally well is meant: by how common it is, by its calendar, by even spacing.
import { daySeconds, fromSeconds } from "../time/calendar.ts";
import { chooseCalendar } from "./choose-calendar.ts";
import { describeDateFormat, type DateFormat } from "./date-format.ts";
import { rangeSuffix } from "./guess/guess-range.ts";
import type { Meaning } from "./meanings.ts";
import { regularity } from "./spacing.ts";

export interface Choice {
  /** One, or all that are equally good. */
  of: readonly Meaning[];
  notes: (format: DateFormat, build: (meaning: Meaning) => { format: DateFormat }) => string[];
  /** Whether it may be no year that they have. */
  isUnclear?: boolean;
}

/** A reading is even from here on. */
export const even = 0.5;

export function choose(all: readonly Meaning[]): Choice {
  const leastRank = Math.min(...all.map(({ rank }) => rank));
  // What hardly anyone writes stands back where a common reading fits as well.
  const tied = all.filter(({ rank }) => rank < 2 || rank === leastRank);
  return chooseBySpacing(chooseCalendar(byYear(byLength(tied))), leastRank);
}

/** 00:00-01:00, 01:00-02:00 are hours; zones do not change from row to row. */
function byLength(tied: readonly Meaning[]): readonly Meaning[] {
  const isRange = ({ meaning }: Meaning) => meaning.endsWith(rangeSuffix);
  const ranges = tied.filter(isRange);
  if (ranges.length === 0 || ranges.length === tied.length) return tied;
  const isSteady = ({ patterns, fits, walls }: Meaning) => {
    const counts = [...patterns.values()].flatMap(({ reader }) => [...(reader.lengths?.values() ?? [])]);
    return walls.size > 1 && Math.max(0, ...counts) >= 0.9 * fits;
  };
  const steady = ranges.filter(isSteady);
  return steady.length > 0 ? steady : tied.filter((meaning) => !isRange(meaning));
}

/**
 * 20-01-05 may have the year in front or at the end; dates of one column lie together, so that the reading that scatters
 * them over ten times the time, and over years, is not meant.
 */
function byYear(tied: readonly Meaning[]): readonly Meaning[] {
  const spanOf = ({ walls }: Meaning) => {
    let [least, most] = [Infinity, -Infinity];
    for (const wall of walls) [least, most] = [Math.min(least, wall), Math.max(most, wall)];
    return most - least;
  };
  const groups = [
    tied.filter(({ meaning }) => ["yMd", "name year day"].includes(meaning)),
    tied.filter(({ meaning }) => ["dMy", "Mdy", "name day year"].includes(meaning)),
  ];
  const compared = groups.flat().length;
  if (groups.some((group) => group.length === 0) || compared < tied.length || tied[0]!.walls.size < 3)
    return tied;
  const [first, last] = groups.map((group) => Math.min(...group.map(spanOf)));
  const isScattered = (span: number, other: number, group: readonly Meaning[]) =>
    span >= 5 * 365 * 86_400 && span >= 10 * other && !group.some(isOfMonths);
  if (isScattered(last!, first!, groups[1]!)) return groups[0]!;
  return isScattered(first!, last!, groups[0]!) ? groups[1]! : tied;
}

/** First or last days of months or years, evenly spaced, are not scattered: 01-01-05, 01-01-06, 01-01-07. */
const isOfMonths = ({ walls }: Meaning): boolean =>
  [0, daySeconds].some((ahead) => [...walls].every((wall) => fromSeconds(wall + ahead).day === 1)) &&
  regularity(walls) >= even;

/** Without an example, which may be the same for both. */
const orderOf = (format: DateFormat): string => describeDateFormat(format).replace(/, as .*$/, "");

function chooseBySpacing(tied: readonly Meaning[], leastRank: number): Choice {
  const none = () => [];
  if (tied.length === 1) return { of: tied, notes: none };
  const scored = tied
    .map((meaning) => ({ meaning, score: regularity(meaning.walls) }))
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  const noteOf =
    (other: Meaning, why: string): Choice["notes"] =>
    (format, build) =>
      other.rank > 0
        ? []
        : [`The dates are read as ${orderOf(format)}, not as ${orderOf(build(other).format)}: ${why}.`];
  if (first!.score >= even && second!.score <= first!.score / 2)
    return { of: [first!.meaning], notes: noteOf(second!.meaning, "that way they are evenly spaced") };
  const common = tied.filter(({ rank }) => rank === leastRank);
  if (common.length === 1) return { of: common, notes: none, isUnclear: isUnclear(common[0]!, scored) };
  // 01/01/2024 and 01/01/2025, or 02/02/2024.
  if (common.every(({ digest }) => digest === common[0]!.digest))
    return { of: common.slice(0, 1), notes: none };
  const dayFirst = common.find(({ meaning, pattern }) => meaning === "dMy" && /d\.M+\.y/.test(pattern));
  if (dayFirst !== undefined)
    return {
      of: [dayFirst],
      notes: noteOf(common.find((other) => other !== dayFirst)!, "dates with dots have the day first"),
    };
  return { of: common, notes: none };
}

/** Jan-24, Jan-25 and Jan-26 are Januaries of three years, or three days. */
function isUnclear(
  { meaning, walls }: Meaning,
  scored: readonly { meaning: Meaning; score: number }[],
): boolean {
  if (meaning.includes("no year") || walls.size < 2) return false;
  const isDaily = scored.some((other) => other.meaning.meaning.includes("no year") && other.score >= even);
  return isDaily && new Set([...walls].map((wall) => fromSeconds(wall).month)).size === 1;
}
