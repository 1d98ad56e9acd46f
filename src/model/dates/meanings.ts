// Counts how many cells of a column each meaning of its numbers reads, and keeps what choosing between them needs.
import { numberUnitOf } from "./pattern/date-pattern.ts";
import type { Guess } from "./guess/cell.ts";
import { guessPatterns } from "./guess/guess-patterns.ts";
import type { Languages } from "./languages.ts";
import { createPatternReader, type PatternReader } from "./pattern/read-pattern.ts";
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
}

export interface PatternCount {
  reader: PatternReader;
  fits: number;
}

export interface Meanings {
  add(text: string): void;
  words: Words;
  state(): { cells: number; found: readonly Meaning[]; firstText: string };
}

/** Readings of cells that look alike. */
type Readings = { meaning: Meaning; count: PatternCount }[];

/** POSIX: 69 to 99 are 1969 to 1999. */
export const posixFirstYear = 1969;

const mostWalls = 10_000;
const mostMisses = 20;
const mostShapes = 60;
const longestCell = 80;
/** A column that holds no dates in so many cells holds none. */
const enough = 1000;

/** @param wanted the only pattern, where the user has named one */
export function createMeanings(languages: Languages, wanted?: string): Meanings {
  const words = createWords(languages);
  const meanings: Meaning[] = [];
  const shapes = new Set<string>();
  /** The latest first. */
  const known: Readings[] = [];
  const firstTexts = new Map<string, number>();
  let cells = 0;
  let changes = 0;
  let isHopeless = false;

  if (wanted !== undefined) addReadings([{ pattern: wanted, meaning: wanted, rank: 0 }], "");

  function addReadings(guesses: readonly Guess[], text: string): Readings {
    const readings = guesses.map((guess) => {
      let meaning = meanings.find((known) => known.meaning === guess.meaning);
      if (meaning === undefined) {
        meaning = newMeaning(guess, text, firstTexts);
        meanings.push(meaning);
      }
      let count = meaning.patterns.get(guess.pattern);
      if (count === undefined) {
        count = { reader: createPatternReader(guess.pattern, { words, firstYear: posixFirstYear }), fits: 0 };
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
      if (Number.isNaN(wall) || (meaning.isNumber && wanted === undefined && !isUsual(meaning, wall)))
        continue;
      count.fits++;
      meaning.fits++;
      meaning.last = cells;
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

  function readAsNew(text: string): void {
    if (wanted !== undefined || shapes.size >= mostShapes || text.length > longestCell || !/\d/.test(text))
      return;
    const tokens = splitCell(text);
    const guesses = guessPatterns(tokens, words);
    const shape = shapeOf(tokens, (word) => words.know(["months", word]) || words.know(["weekdays", word]));
    if (shapes.has(shape)) return;
    shapes.add(shape);
    readBy(addReadings(guesses, text), text);
  }

  return {
    words,
    add(text) {
      cells++;
      if (isHopeless) return;
      if (cells <= mostMisses) firstTexts.set(text, (firstTexts.get(text) ?? 0) + 1);
      const plain = plainDigits(text);
      if (!readByKnown(plain)) readAsNew(plain);
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
  };
}

/** Numbers are taken for dates of 1500 to 2200 only, Excel's from its day 10,000 (1927) and seconds from 1973 on. */
function isUsual({ pattern }: Meaning, wall: number): boolean {
  const least = pattern.startsWith("excel")
    ? -1_345_075_200
    : pattern.startsWith("unix")
      ? 1e8
      : -14_831_769_600;
  return wall >= least && wall < 7_289_654_400;
}
