// Reads a cell by its pattern: one date, or a range of which the start is the date.
import { numberUnitOf, parsePattern, type RangeEnd } from "./date-pattern.ts";
import { lengthsOf } from "./range-length.ts";
import { createPatternReader, type PatternReader, type PatternSettings } from "./read-pattern.ts";
import { daySeconds } from "../../time/calendar.ts";

/** @param pattern one that parsePattern reads, or a word for a number */
export function createCellReader(pattern: string, settings: PatternSettings): PatternReader {
  const end = numberUnitOf(pattern) === undefined ? parsePattern(pattern)!.at(-1) : undefined;
  if (end?.kind !== "end") return createPatternReader(pattern, settings);
  return createRangeReader(pattern.slice(0, pattern.lastIndexOf("{")), end, settings);
}

function createRangeReader(pattern: string, end: RangeEnd, settings: PatternSettings): PatternReader {
  const start = createPatternReader(pattern, settings);
  const other = createPatternReader(end.pattern === "" ? pattern : end.pattern, settings);
  const lengths = new Map<string, number>();

  function read(text: string): number {
    const pieces = text.split(end.separator);
    const half = pieces.length / 2;
    // The separator may stand inside of the dates, too: 2024-01-01-2024-01-07.
    const cut = end.pattern === "" && Number.isInteger(half) ? half : pieces.length - 1;
    const last = other.read(pieces.slice(cut).join(end.separator));
    const first = start.read(pieces.slice(0, cut).join(end.separator));
    if (Number.isNaN(last)) return NaN;
    // Where clocks go back, an hour may end at the time at which it begins.
    if (end.pattern === "" && last < first - 2 * 3600) return NaN;
    const day = (((last - first) % daySeconds) + daySeconds) % daySeconds || daySeconds;
    const found = end.pattern === "" ? lengthsOf(first, last) : [String(day)];
    for (const length of found) lengths.set(length, (lengths.get(length) ?? 0) + 1);
    return first;
  }

  return {
    ...start,
    read,
    get problem() {
      return start.problem;
    },
    get zone() {
      return start.zone;
    },
    get era() {
      return start.era;
    },
    get widths() {
      const ofEnd = other.widths;
      return new Map(
        [...start.widths].map(([part, { short, padded }]) => {
          const end = ofEnd.get(part)!;
          return [part, { short: short || end.short, padded: padded || end.padded }];
        }),
      );
    },
    lengths,
  };
}
