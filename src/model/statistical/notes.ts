// What the statistical models say of a series in the warnings of its result.
import { formatDate } from "../csv/parse-date.ts";
import { dayStyle, type DateStyle } from "../dates/date-style.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { stepsBetween, type Frequency } from "../time/frequency.ts";
import type { NewLevel } from "./new-level.ts";
import type { UnusualValue } from "./unusual-values.ts";

/** To find the date of a step. */
export interface RowNames {
  /** Dates of the file's rows. */
  ds: Numbers;
  frequency: Frequency;
  style: DateStyle | undefined;
  /** Steps of which an unusual value's row is counted; the last one is that of the last date. */
  rows: number;
}

/** In units of the largest value of the history: 12 % a month grow to 4 in a year. */
export const explosion = 5;

export function explosionNote(path: readonly number[]): string[] {
  const most = path.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  if (most <= explosion) return [];
  return [
    `The forecast grows to ${Math.round(most)} times the largest value of the history. Little grows like that for so long: the band reaches back towards that value, and a smaller horizon says more.`,
  ];
}

export function filledNote(filled: number): string[] {
  if (filled === 0) return [];
  return filled === 1
    ? ["1 step has no row and was interpolated."]
    : [`${filled} steps have no row and were interpolated.`];
}

/** @param scale what the values were divided by */
export function unusualNote(all: readonly UnusualValue[], scale: number, names: RowNames): string[] {
  const slips = all.filter(({ isEvent }) => !isEvent);
  const event = all.find(({ isEvent }) => isEvent);
  const inFile = (value: number, digits: number) => Number((value * scale).toPrecision(digits));
  const notes: string[] = [];
  if (slips.length > 0) {
    const shown = slips
      .slice(-mostNamed)
      .map(({ row, value }) => `${dateOf(row, names)}${inFile(value, 6)}`)
      .join(", ");
    notes.push(
      slips.length === 1
        ? `1 value stands far off the rows around it (${shown}); the forecast takes it for a slip that does not come again.`
        : `${slips.length} values stand far off the rows around them (${slips.length > mostNamed ? "among them " : ""}${shown}); the forecast takes them for slips that do not come again.`,
    );
  }
  if (event !== undefined) {
    notes.push(
      `The last row (${inFile(event.value, 6)}) stands out as one a year earlier did, and the forecast goes on from what was usual (about ${inFile(event.expected, 2)}).`,
    );
  }
  return notes;
}

const mostNamed = 3;

/** @param since the first row that is forecast from */
export function launchNote(since: number, names: RowNames): string[] {
  if (since === 0) return [];
  const date = dateOf(since, names).replace(": ", "");
  return [
    `The first ${since} rows are 0, as before something is sold; the forecast is made of the ${names.rows - since} rows ${date === "" ? "after them" : `from ${date} on`}.`,
  ];
}

/** With a colon behind it. */
function dateOf(row: number, { ds, frequency, style, rows }: RowNames): string {
  const last = ds.at(-1)!;
  for (let i = ds.length - 1; i >= 0; i--) {
    const back = stepsBetween(frequency, ds[i]!, last);
    if (back > rows - 1 - row) break;
    if (back === rows - 1 - row) return `${formatDate(ds[i]!, style ?? dayStyle)}: `;
  }
  return "";
}

export function newLevelNote(level: NewLevel | undefined, scale: number): string[] {
  if (level === undefined) return [];
  const last = level.values.map((value) => Number((value * scale).toPrecision(6)));
  return [
    `The last ${last.length} rows (${last.join(", ")}) lie far ${level.gap < 0 ? "below" : "above"} what the rows before let expect, about ${Number((level.expected * scale).toPrecision(2))}. Nobody can tell yet whether that stays, so the band reaches from the one to the other. If they are wrong or incomplete, leave them out of the file.`,
  ];
}
