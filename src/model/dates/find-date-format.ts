// Finds the one format that a column of dates has, from all of its cells.
//
//   const finder = createDateFinder();
//   for (const cell of column) finder.add(cell);
//   const finding = finder.result();
//
// Each cell is read by every pattern that one of its shape may have (guess-patterns.ts). Patterns with one meaning, such
// as a day first, with and without a time, count together. The meaning that reads most cells wins; of several that read
// as many, the one whose dates are evenly spaced.
import { formatDate } from "../csv/parse-date.ts";
import { fromSeconds } from "../time/calendar.ts";
import { InputError } from "../input-error.ts";
import { buildFormat } from "./build-format.ts";
import { dayStyle } from "./date-style.ts";
import { describeDateFormat, readDate, type DateFormat } from "./date-format.ts";
import { optionOf, patternOfOption } from "./pattern/date-option.ts";
import { createLanguages } from "./languages.ts";
import { createMeanings, type Meaning } from "./meanings.ts";
import { regularity } from "./spacing.ts";
import { isTimezone } from "./zones.ts";

export interface DateOptions {
  /** What the user says of the format: a pattern such as `%d.%m.%Y` or `dd.MM.yyyy`, or a word such as `unix-ms`. */
  format?: string | undefined;
  /** IANA zone of times that are written without one. */
  timezone?: string | undefined;
}

export interface DateFinder {
  /** Takes a cell of the column, trimmed and not empty; in any order, repeats allowed. */
  add(text: string): void;
  result(): DateFinding;
}

/**
 * How sure it is that a column holds dates at all. `certain`: no number looks so. `likely`: numbers that step as dates do,
 * such as years in a row. `possible`: numbers that could be dates, if one knows that they are.
 */
export type Certainty = "certain" | "likely" | "possible";

export type DateFinding =
  | {
      kind: "found";
      format: DateFormat;
      /** What had to be chosen, one sentence each. */
      notes: string[];
      certainty: Certainty;
      /** Cells that are no dates of the format, such as a total at the end: some of them, and the count of each. */
      strays: { text: string; count: number }[];
      /** Of all of them. */
      strayCount: number;
    }
  | {
      kind: "ambiguous";
      /** A cell that the readings take for different dates. */
      text: string;
      readings: { format: DateFormat; iso: string; option: string }[];
      certainty: Certainty;
    }
  | {
      kind: "none";
      /** The first cell that no format with most cells reads. */
      text: string;
      /** Where more is known: one sentence. */
      reason?: string;
    };

/** Constant: the names of months and weekdays, of each language when it is first asked for. */
const allLanguages = createLanguages();

/** Share of the cells that must be dates of one format. */
const requiredShare = 0.9;

/**
 * @param languages is shared by the finders of a file, so that no language is loaded twice
 * @throws InputError parameter.date-format or parameter.timezone
 */
export function createDateFinder(options: DateOptions = {}, languages = allLanguages): DateFinder {
  const wanted = options.format === undefined ? undefined : wantedPattern(options.format);
  const { timezone } = options;
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw new InputError(`"${timezone}" is not a time zone.`, {
      code: "parameter.timezone",
      fix: "Use a name of the IANA list, such as Europe/Berlin or America/New_York.",
    });
  }
  const meanings = createMeanings(languages, wanted);
  const build = (meaning: Meaning) => buildFormat(meaning, meanings.words, timezone);

  return {
    add: (text) => meanings.add(text),
    result() {
      const { cells, found, firstText } = meanings.state();
      const best = found.reduce((most, { fits }) => Math.max(most, fits), 0);
      if (best === 0 || best < requiredShare * cells) {
        const leader = found.find(({ fits }) => fits === best);
        return { kind: "none", text: leader?.misses.keys().next().value ?? firstText };
      }
      const chosen = choose(found.filter(({ fits }) => fits === best));
      const [first] = chosen.of;
      if (first!.meaning.startsWith("name") && meanings.words.rival() !== undefined) {
        return {
          kind: "none",
          text: first!.firstText,
          reason: "Its month is another one in another language: write months as numbers.",
        };
      }
      if (chosen.isUnclear === true) {
        const option = optionOf(build(first!).format.patterns[0]!);
        return {
          kind: "none",
          text: first!.firstText,
          reason: `It may be a month with its year or a day without one: write the year in full, or, where it is a year, add ${option}.`,
        };
      }
      if (first!.meaning.includes("no year")) {
        return { kind: "none", text: first!.firstText, reason: "The dates have no year." };
      }
      if (chosen.of.length > 1)
        return ambiguous(chosen.of.map((meaning) => ({ meaning, format: build(meaning).format })));
      const { format, notes } = build(first!);
      return {
        kind: "found",
        format,
        notes: [...chosen.notes(format, build), ...notes],
        certainty: certaintyOf(first!),
        strays: [...first!.misses].map(([text, count]) => ({ text, count })),
        strayCount: cells - best,
      };
    },
  };
}

function wantedPattern(format: string): string {
  const pattern = patternOfOption(format);
  if (pattern !== undefined) return pattern;
  throw new InputError(`"${format}" is not a format of dates.`, {
    code: "parameter.date-format",
    fix: "Write it as %d.%m.%Y or dd.MM.yyyy, with a year in it; or as unix, unix-ms, unix-us, unix-ns, excel or decimal-year for dates that are a number.",
  });
}

interface Choice {
  /** One, or all that are equally good. */
  of: readonly Meaning[];
  notes: (format: DateFormat, build: (meaning: Meaning) => { format: DateFormat }) => string[];
  /** Whether it may be no year that they have. */
  isUnclear?: boolean;
}

/** A reading is even from here on. */
const even = 0.5;

function choose(all: readonly Meaning[]): Choice {
  const leastRank = Math.min(...all.map(({ rank }) => rank));
  // What hardly anyone writes stands back where a common reading fits as well.
  const tied = all.filter(({ rank }) => rank < 2 || rank === leastRank);
  return chooseBySpacing(byYear(tied), leastRank);
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
  const isScattered = (span: number, other: number) => span >= 5 * 365 * 86_400 && span >= 10 * other;
  if (isScattered(last!, first!)) return groups[0]!;
  return isScattered(first!, last!) ? groups[1]! : tied;
}

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

function ambiguous(all: readonly { meaning: Meaning; format: DateFormat }[]): DateFinding {
  const text = all[0]!.meaning.differing ?? all[0]!.meaning.firstText;
  return {
    kind: "ambiguous",
    text,
    certainty: certaintyOf(all[0]!.meaning),
    readings: all.map(({ format }) => ({
      format,
      iso: isoOf(text, format),
      option: optionOf(format.patterns[0]!),
    })),
  };
}

function isoOf(text: string, format: DateFormat): string {
  const date = readDate(text, format);
  if (typeof date === "string") return "";
  return formatDate(date.wall, {
    ...dayStyle,
    ...(date.wall % 86_400 !== 0 && { precision: "time" as const }),
  });
}

/** Numbers may be anything; only how they step tells that they are dates. */
function certaintyOf({ pattern, walls, isNumber, hasLongYear }: Meaning): Certainty {
  if (!isNumber && hasLongYear) return "certain";
  if (pattern.startsWith("excel")) return "possible";
  const isEven = regularity(walls) >= even && walls.size >= 3;
  if (!isNumber) return isEven ? "certain" : "likely";
  return isEven || (walls.size >= 3 && /^y+M+d+/.test(pattern)) ? "likely" : "possible";
}
