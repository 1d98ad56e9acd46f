// Counts how many cells of a column each meaning of its numbers reads, and keeps what choosing between them needs.
import { calendarOfPattern, numberUnitOf } from "./pattern/date-pattern.ts";
import type { Guess } from "./guess/cell.ts";
import { inItsCalendar, usualSpans, yearKindOf } from "./guess/guess-calendar.ts";
import { guessPatterns } from "./guess/guess-patterns.ts";
import { rangeGuesses } from "./guess/guess-range.ts";
import type { Languages } from "./languages.ts";
import { createCellReader } from "./pattern/read-cell.ts";
import type { PatternReader } from "./pattern/read-pattern.ts";
import { plainDigits } from "./plain-digits.ts";
import { shapeOf, splitCell } from "./guess/split-cell.ts";
import { createWords, type Words } from "./words.ts";

/** Patterns whose numbers mean the same, such as a day first. */
export interface Meaning {
  meaning: string;
  rank: number;
  /** Of its first cell. */
  pattern: string;
  /** Its cells are numbers and nothing else. */
  isNumber: boolean;
  /** Years of four digits, which keep a date apart from other numbers with dashes. */
  hasLongYear: boolean;
  /** Cells that it reads. */
  fits: number;
  /** Number of the last cell that it read. */
  last: number;
  /** Some of the cells that it does not read, with how often each came. */
  misses: Map<string, number>;
  firstText: string;
  /** A cell that another meaning takes for another date. */
  differing: string | undefined;
  /** Different dates, up to a limit. */
  walls: Set<number>;
  patterns: Map<string, PatternCount>;
  /** The same for two meanings that read all cells alike. */
  digest: number;
}

export interface PatternCount {
  reader: PatternReader;
  fits: number;
  /** Moments that it is believed in, unless it was asked for. */
  span: readonly [least: number, most: number];
  /** Whether it takes a Buddhist year for none of its own. */
  isOurs: boolean;
}

export interface Meanings {
  add(text: string): void;
  words: Words;
  state(): {
    cells: number;
    found: readonly Meaning[];
    firstText: string;
    /** Meanings that read cells of one shape. */
    rivals: readonly (readonly Meaning[])[];
    /** Cells that no meaning reads, some of them. */
    unread: ReadonlyMap<string, number>;
  };
}

/** Readings of cells that look alike. */
type Readings = { meaning: Meaning; count: PatternCount }[];

/** POSIX: 69 to 99 are 1969 to 1999. */
export const posixFirstYear = 1969;

/** From 2400 up to 2700, which are Buddhist years. */
const buddhist = [13_569_465_600, 23_036_486_400] as const;

const mostWalls = 10_000;
const mostMisses = 20;
const mostShapes = 60;
const longestCell = 80;
/** A column that holds no dates in so many cells holds none. */
const enough = 1000;

/** @param wanted the only patterns, where the user has named some */
export function createMeanings(languages: Languages, wanted?: readonly string[]): Meanings {
  const words = createWords(languages);
  const meanings: Meaning[] = [];
  const shapes = new Set<string>();
  /** The latest first. */
  const known: Readings[] = [];
  const firstTexts = new Map<string, number>();
  const unread = new Map<string, number>();
  let cells = 0;
  let changes = 0;
  let isHopeless = false;

  for (const guess of wantedGuesses()) addReadings([guess], "");

  function wantedGuesses(): Guess[] {
    return (wanted ?? []).map((pattern) => ({ pattern, meaning: wanted!.join("|"), rank: 0 }));
  }

  function addReadings(guesses: readonly Guess[], text: string): Readings {
    const readings = guesses.map((guess) => {
      let meaning = meanings.find((known) => known.meaning === guess.meaning);
      if (meaning === undefined) {
        meaning = newMeaning(guess, text, firstTexts);
        meanings.push(meaning);
      }
      let count = meaning.patterns.get(guess.pattern);
      if (count === undefined) {
        count = {
          reader: createCellReader(guess.pattern, { words, firstYear: posixFirstYear }),
          fits: 0,
          isOurs: wanted === undefined && calendarOfPattern(guess.pattern) === undefined,
          span: wanted === undefined ? spanOf(guess.pattern, meaning.isNumber) : [-Infinity, Infinity],
        };
        meaning.patterns.set(guess.pattern, count);
      }
      return { meaning, count };
    });
    if (readings.length > 0) known.unshift(readings);
    return readings;
  }

  /** @returns whether one of the readings reads the cell */
  function readBy(readings: Readings, text: string): boolean {
    let first: Meaning | undefined;
    let firstWall = NaN;
    for (const { meaning, count } of readings) {
      if (meaning.fits + enough < cells / 2) continue;
      const wall = count.reader.read(text);
      const [least, most] = count.span;
      if (!(wall >= least && wall < most) || (count.isOurs && wall >= buddhist[0] && wall < buddhist[1]))
        continue;
      count.fits++;
      meaning.fits++;
      meaning.last = cells;
      meaning.digest = (meaning.digest * 31 + wall) % 4_294_967_291;
      if (meaning.walls.size < mostWalls) meaning.walls.add(wall);
      if (first === undefined) [firstWall, first] = [wall, meaning];
      else if (wall !== firstWall) {
        meaning.differing ??= text;
        first.differing ??= text;
      }
    }
    return first !== undefined;
  }

  function readByKnown(text: string): boolean {
    for (let index = 0; index < known.length; index++) {
      const readings = known[index]!;
      if (!readBy(readings, text)) continue;
      if (index > 0) known.unshift(...known.splice(index, 1));
      return true;
    }
    return false;
  }

  /** @returns whether it has become known */
  function readAsNew(text: string): boolean {
    if (shapes.size >= mostShapes || text.length > longestCell || !/\d/.test(text)) return false;
    if (wanted !== undefined) {
      // A format is that of the start of a range, too.
      const ranges = rangeGuesses(text, wantedGuesses) ?? [];
      return ranges.some((guess) => {
        const isKnown = shapes.has(guess.pattern);
        shapes.add(guess.pattern);
        return !isKnown && readBy(addReadings([guess], text), text);
      });
    }
    const tokens = splitCell(text);
    const years = yearKindOf(text);
    const isName = (word: string) => words.know(["months", word]) || words.know(["weekdays", word]);
    const shape = `${years} ${shapeOf(tokens, isName)}`;
    if (shapes.has(shape)) return false;
    shapes.add(shape);
    const guess = (start: string) =>
      inItsCalendar(guessPatterns(splitCell(start), words), start, yearKindOf(start));
    return readBy(addReadings(rangeGuesses(text, guess) ?? guess(text), text), text);
  }

  return {
    words,
    add(text) {
      cells++;
      if (isHopeless) return;
      if (cells <= mostMisses) firstTexts.set(text, (firstTexts.get(text) ?? 0) + 1);
      const plain = plainDigits(text);
      if (!readByKnown(plain) && !readAsNew(plain) && (unread.has(text) || unread.size < mostMisses))
        unread.set(text, (unread.get(text) ?? 0) + 1);
      if (words.changes !== changes) {
        // What was spaced by other months is no longer known.
        changes = words.changes;
        for (const { walls } of meanings) walls.clear();
      }
      for (const meaning of meanings) {
        if (meaning.last === cells) continue;
        const count = meaning.misses.get(text);
        if (count !== undefined || meaning.misses.size < mostMisses)
          meaning.misses.set(text, (count ?? 0) + 1);
      }
      if (cells % enough === 0) isHopeless = meanings.every(({ fits }) => fits < cells / 2);
    },
    state: () => ({
      cells,
      found: meanings.filter(({ fits }) => fits > 0),
      firstText: firstTexts.keys().next().value ?? "",
      rivals: known.map((readings) => readings.map(({ meaning }) => meaning)),
      unread,
    }),
  };
}

function newMeaning(guess: Guess, firstText: string, before: ReadonlyMap<string, number>): Meaning {
  const { meaning, rank, pattern } = guess;
  return {
    meaning,
    rank,
    pattern,
    isNumber: numberUnitOf(pattern) !== undefined || /^\d+[.,]?\d*$/.test(firstText),
    hasLongYear: /yyyy|YYYY/.test(pattern),
    fits: 0,
    last: -1,
    misses: new Map([...before].filter(([text]) => text !== firstText)),
    firstText,
    differing: undefined,
    walls: new Set(),
    patterns: new Map(),
    digest: 0,
  };
}

/**
 * Numbers are taken for dates of 1200 to 2200 only, years for those of 1000 on, Excel's from its day 10,000 (1927) and seconds from 1973 on; of other
 * calendars about the present.
 */
function spanOf(pattern: string, isNumber: boolean): PatternCount["span"] {
  const calendar = calendarOfPattern(pattern);
  if (calendar !== undefined) return usualSpans[calendar];
  if (!isNumber) return [-Infinity, Infinity];
  const least = pattern.startsWith("excel")
    ? -1_345_075_200
    : pattern.startsWith("unix")
      ? 1e8
      : pattern === "yyyy"
        ? -Infinity
        : -24_298_704_000;
  return [least, 7_289_654_400];
}
