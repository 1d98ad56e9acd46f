// A column of dates, found and read as the reader of a file does it.
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import { createDateReader, type DateFormat } from "../../../../src/model/dates/date-format.ts";
import {
  createDateFinder,
  type DateFinding,
  type DateOptions,
} from "../../../../src/model/dates/find-date-format.ts";
import { createLanguages } from "../../../../src/model/dates/languages.ts";

/** Loaded once for all tests of a file. */
const languages = createLanguages();

export function find(cells: readonly string[], options?: DateOptions): DateFinding {
  const finder = createDateFinder(options, languages);
  for (const cell of cells) finder.add(cell);
  return finder.result();
}

export function found(cells: readonly string[], options?: DateOptions): DateFinding & { kind: "found" } {
  const finding = find(cells, options);
  if (finding.kind !== "found") throw new Error(JSON.stringify(finding));
  return finding;
}

/** ISO times on the clock, or the problem. */
export function read(cells: readonly string[], format: DateFormat): string[] {
  const reader = createDateReader(format);
  return cells.map((cell) => {
    const date = reader(cell);
    return typeof date === "string" ? date : isoOf(date.wall);
  });
}

export const isoOf = (wall: number): string =>
  new Date(wall * 1000).toISOString().slice(0, 19).replace("T00:00:00", "");

/** Seconds since the epoch. */
export const wallOf = (iso: string): number => Date.parse(iso.includes("T") ? `${iso}Z` : iso) / 1000;

/** What a forecast of the column writes for other times. */
export function written(cells: readonly string[], format: DateFormat, walls: readonly number[]): string[] {
  const date = createDateReader(format)(cells.at(-1)!);
  if (typeof date === "string") throw new Error(date);
  return walls.map((wall) => formatDate(wall, date.style));
}
