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
import { InputError } from "../input-error.ts";
import { buildFormat } from "./build-format.ts";
import { calendarNote } from "./choose-calendar.ts";
import { choose, even } from "./choose-meaning.ts";
import { dayStyle } from "./date-style.ts";
import { readDate, type DateFormat } from "./date-format.ts";
import { optionOf, patternsOfOption } from "./pattern/date-option.ts";
import { allLanguages } from "./languages.ts";
import { createMeanings, type Meaning } from "./meanings.ts";
import { mixMeanings, type Mix } from "./mix-meanings.ts";
import { areMonthsOfYears } from "./months-of-years.ts";
import { regularity } from "./spacing.ts";
import { reasonFor } from "./unread-forms.ts";
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
      /** Of more than half of the cells a date was read, such as this one. */
      most?: string;
      /** Where more is known: one sentence. */
      reason?: string;
    };

/** Share of the cells that must be dates of one format. */
const requiredShare = 0.9;

/**
 * @param languages is shared by the finders of a file, so that no language is loaded twice
 * @throws InputError parameter.date-format or parameter.timezone
 */
export function createDateFinder(options: DateOptions = {}, languages = allLanguages): DateFinder {
  const wanted = options.format === undefined ? undefined : wantedPatterns(options.format);
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
      const { cells, found, firstText, rivals, unread } = meanings.state();
      const best = found.reduce((most, { fits }) => Math.max(most, fits), 0);
      const mix = best < cells && wanted === undefined ? mixMeanings(found, rivals, cells) : undefined;
      if (mix !== undefined) return ofMix(mix, cells, unread);
      if (best === 0 || best < requiredShare * cells) {
        const leader = found.find(({ fits }) => fits === best);
        const text = leader?.misses.keys().next().value ?? firstText;
        const reason = reasonFor(text);
        return {
          kind: "none",
          text,
          ...(reason !== undefined && { reason }),
          ...(leader?.hasLongYear === true &&
            !leader.isNumber &&
            2 * best > cells && { most: leader.firstText }),
        };
      }
      const months = found.find((meaning) => hasAnnualRows(meaning, cells));
      const chosen = choose(months === undefined ? found.filter(({ fits }) => fits === best) : [months]);
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
      if (wanted === undefined && areMonthsOfYears(first!)) {
        return {
          kind: "none",
          text: first!.firstText,
          reason:
            "It seems to be a year without its century and a month, in this order: write years in full, as in 2001-01.",
        };
      }
      // 01/01/2005 and 01/01/2006 are the same days whatever comes first.
      if (chosen.of.some(({ differing }) => chosen.of.length > 1 && differing !== undefined))
        return ambiguous(chosen.of.map((meaning) => ({ meaning, format: build(meaning).format })));
      if (wanted === undefined && isFarAhead(first!)) {
        const option = optionOf(build(first!).format.patterns[0]!);
        return {
          kind: "none",
          text: first!.firstText,
          reason: `Its year is of a calendar that is not read here; where it is meant so, add ${option}.`,
        };
      }
      const { format, notes } = build(first!);
      return {
        kind: "found",
        format,
        notes: [...chosen.notes(format, build), ...notes, ...remarks(first!, format)],
        certainty: certaintyOf(first!),
        strays: [...first!.misses].map(([text, count]) => ({ text, count })),
        strayCount: cells - first!.fits,
      };
    },
  };

  function remarks({ firstText, walls }: Meaning, format: DateFormat): string[] {
    const [first = 0] = walls;
    const [pattern = ""] = format.patterns;
    const note = calendarNote(pattern, firstText, first);
    return [
      ...(note === undefined ? [] : [note]),
      ...(format.patterns.some((each) => each.endsWith("}")) ? ["Of a range the start is its date."] : []),
    ];
  }

  function ofMix(mix: Mix, cells: number, unread: ReadonlyMap<string, number>): DateFinding {
    const [one, ...others] = mix;
    const differing = one!.find((meaning) => others.some((other) => !other.includes(meaning)));
    const formatOf = (of: readonly Meaning[]) => joined(of.map((meaning) => build(meaning).format));
    if (differing !== undefined) {
      const text = differing.differing ?? differing.firstText;
      return {
        kind: "ambiguous",
        text,
        certainty: "certain",
        readings: mix.map((of) => {
          // What differs is what is described.
          const open = of.filter((meaning) => !mix.every((other) => other.includes(meaning)));
          const format = formatOf([...open, ...of.filter((meaning) => !open.includes(meaning))]);
          return { format, iso: isoOf(text, format), option: optionOf(...formatOf(of).patterns) };
        }),
      };
    }
    const fits = one!.reduce((sum, meaning) => sum + meaning.fits, 0);
    const ways = one!.map(({ firstText }) => firstText).join(" and as ");
    const note = one!.some(({ meaning }) => meaning === "ydM")
      ? `The dates are written as ${ways}; their day and month were exchanged where that was possible, as Excel does, since that way they are evenly spaced.`
      : `The dates are written in ${one!.length} ways, as ${ways}, and all are read.`;
    return {
      kind: "found",
      format: formatOf(one!),
      notes: [note],
      certainty: "certain",
      strays: [...unread].map(([text, count]) => ({ text, count })),
      strayCount: cells - fits,
    };
  }
}

/** From 2200 to 7000: no history begins so late, but the years of Jews (5784) and of Koreans (4357) lie here. */
const farAhead = [7_258_118_400, 158_731_488_000] as const;

const isFarAhead = ({ walls, isNumber }: Meaning): boolean =>
  !isNumber && walls.size > 0 && [...walls].every((wall) => wall >= farAhead[0] && wall < farAhead[1]);

/** `201013` and `201113` among months are whole years, as the EIA has them; weeks would go on behind them. */
const hasAnnualRows = ({ pattern, fits, misses }: Meaning, cells: number): boolean =>
  pattern === "yyyyMM" &&
  fits >= requiredShare * cells &&
  misses.size > 1 &&
  [...misses.keys()].every((text) => /^\d{4}13$/.test(text));

function joined(formats: readonly DateFormat[]): DateFormat {
  const named = formats.find(({ names }) => names.months.length > 0) ?? formats[0]!;
  return { ...named, patterns: formats.flatMap(({ patterns }) => patterns) };
}

function wantedPatterns(format: string): readonly string[] {
  const patterns = patternsOfOption(format);
  if (patterns !== undefined) return patterns;
  throw new InputError(`"${format}" is not a format of dates.`, {
    code: "parameter.date-format",
    fix: "Write it as %d.%m.%Y or dd.MM.yyyy, with a year in it; or as unix, unix-ms, unix-us, unix-ns, excel or decimal-year for dates that are a number.",
  });
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

/** The year 1500. */
const mostEarly = -14_831_769_600;

/** Numbers may be anything; only how they step tells that they are dates. */
function certaintyOf({ pattern, walls, isNumber, hasLongYear }: Meaning): Certainty {
  if (!isNumber && hasLongYear) return "certain";
  if (/^(?:excel|yyDDD$|yyMM$|roc:yyyMM$)/.test(pattern)) return "possible";
  const isEarly = isNumber && pattern === "yyyy" && [...walls].some((wall) => wall < mostEarly);
  // Most numbers from 1000 to 1499 are something else.
  if (isEarly) return "possible";
  const isEven = regularity(walls) >= even && walls.size >= 3;
  if (!isNumber) return isEven ? "certain" : "likely";
  return isEven || (walls.size >= 3 && /^(?:\w+:)?y+M+d+/.test(pattern)) ? "likely" : "possible";
}
