// A series on the times that occur: what never has a row is not forecast, and the few rows there are set aside.
import { daySeconds } from "../time/calendar.ts";
import { closedTimes, type ClosedTimes } from "./closed-times.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { openFrequency, type Frequency } from "../time/frequency.ts";
import { formatDate } from "../csv/parse-date.ts";
import { daysName, openName } from "../time/open-name.ts";
import { isOpen, type OpenTimes } from "../time/open-times.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Rows, Series } from "../series/dataset.ts";

export type OpenChoice = Pick<CommonParameters, "closed" | "fill">;

export interface Opened {
  history: Series;
  frequency: Frequency;
  /** Sentences: what is closed, and which rows were set aside. */
  warnings: string[];
}

/** @param frequency of all steps; anything but a fixed step stays as it is */
export function withoutClosed(series: Series, frequency: Frequency, choice: OpenChoice): Opened {
  const found = closedIn(series.ds, frequency, choice);
  if (found !== undefined) {
    const { open } = found;
    const { history, aside } = keepOpen(series, open);
    return {
      history,
      frequency: openFrequency(open),
      warnings: [closedNote(found), ...asideNote(aside, series, "otherwise have none")],
    };
  }
  if (frequency.kind !== "business" && frequency.kind !== "open")
    return { history: series, frequency, warnings: [] };
  const { history, aside } = keepOpen(series, frequency.kind === "open" ? frequency : businessDays);
  const why = `do not occur at frequency ${frequencyName(frequency)}`;
  return { history, frequency, warnings: asideNote(aside, series, why) };
}

/** Undefined where nothing is closed. */
export function closedIn(
  ds: Numbers,
  frequency: Frequency,
  { closed, fill }: OpenChoice,
): ClosedTimes | undefined {
  if (frequency.kind !== "fixed" || closed !== "auto" || !isStep(ds, frequency.seconds)) return undefined;
  // Where a step without a row means 0, a few rows are a slow item's sales and not odd.
  return closedTimes(ds, frequency.seconds, fill !== "zero");
}

/** A shorter history cannot show which times are closed. */
const shortHistory = 28 * daySeconds;

/**
 * What is closed for most series of a file is closed for a new one, too.
 * @param typical frequency of most series beside it
 */
export function openAsOthers(
  { history, frequency, warnings }: Opened,
  typical: Frequency | undefined,
  { closed }: OpenChoice,
): Opened {
  const same = { history, frequency, warnings };
  const { ds } = history;
  if (frequency.kind !== "fixed" || closed !== "auto" || ds.at(-1)! - ds[0]! >= shortHistory) return same;
  if (typical?.kind !== "open" && typical?.kind !== "business") return same;
  const open = typical.kind === "open" ? typical : businessDays;
  if (open.seconds !== frequency.seconds || !ds.every((seconds) => isOpen(open, seconds))) return same;
  const note = `The history is too short to show closed times; it has those of most series (${frequencyName(typical)}).`;
  return { history: keepOpen(history, open).history, frequency: typical, warnings: [...warnings, note] };
}

const businessDays: OpenTimes = { kind: "open", seconds: daySeconds, slots: [0, 1, 2, 3, 4] };

function keepOpen(series: Series, open: OpenTimes): { history: Series; aside: Float64Array } {
  // What is open in summer alone was open when it had its rows.
  const always = { ...open, seasons: {} };
  const isKept = (seconds: number) => isOpen(always, seconds);
  const aside = series.ds.filter((seconds) => !isKept(seconds));
  // Of rows at closed times alone nothing would be left.
  if (aside.length === series.ds.length) return { history: series, aside: new Float64Array(0) };
  const isWhole = aside.length === 0 && series.ahead.ds.every(isKept);
  return { history: isWhole ? series : { ...series, ...rowsAt(series, isKept) }, aside };
}

/** Hours that are asked of daily rows are no opening hours. */
function isStep(ds: Numbers, step: number): boolean {
  if (step >= daySeconds) return true;
  let same = 0;
  for (let row = 1; row < ds.length; row++) if (ds[row]! - ds[row - 1]! === step) same++;
  return same * 4 >= ds.length - 1;
}

function rowsAt(series: Series, isKept: (seconds: number) => boolean): Partial<Series> {
  const kept = pick(series, isKept);
  const at = [...series.ds.keys()].filter((row) => isKept(series.ds[row]!));
  const ahead = pick(series.ahead, isKept);
  const aside = series.ds.length - kept.ds.length + series.ahead.ds.length - ahead.ds.length;
  const { y, lines } = series;
  return {
    ...kept,
    y: Float64Array.from(at, (row) => y[row]!),
    ...(lines && { lines: Uint32Array.from(at, (row) => lines[row]!) }),
    ahead,
    rowsIn: series.rowsIn - aside,
  };
}

function pick({ ds, columns }: Rows, isKept: (seconds: number) => boolean): Rows {
  const rows = [...ds.keys()].filter((row) => isKept(ds[row]!));
  const only = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return {
    ds: only(ds),
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, only(values)])),
  };
}

const weekdays = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/** What is closed, as a sentence. */
export function closedNote({ open, cycles, unit }: ClosedTimes): string {
  const { seconds, slots, seasons } = open;
  const turnOff = "`--closed no` turns this off";
  const changes =
    "at some times of the day there are none for weeks, so these are forecast in their season alone";
  if (seconds === daySeconds && seasons === undefined) {
    const none = [...weekdays.keys()].filter((day) => !slots.includes(day));
    const names = inWords(none.map((day) => weekdays[day]!));
    return `No rows on ${names} in ${cycles} weeks: ${names} are not forecast; ${turnOff}.`;
  }
  const spoken = seconds === daySeconds ? daysName(slots) : openName(slots, seconds);
  const rows =
    cycles === Infinity
      ? ""
      : `Rows are at ${spoken} alone in ${cycles} ${unit}: other times are not forecast; `;
  if (seasons === undefined) return `${rows}${turnOff}.`;
  return `${rows}${rows === "" ? "A" : "a"}${changes.slice(1)}; ${turnOff}.`;
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;

/** @param why what is to be said of these times */
function asideNote(aside: Float64Array, { style }: Series, why: string): string[] {
  if (aside.length === 0) return [];
  const first = formatDate(aside[0]!, style);
  return [
    aside.length === 1
      ? `1 row, that of ${first}, is at one of the times that ${why}, and was set aside.`
      : `${aside.length} rows are at times that ${why}, and were set aside; the first is of ${first}.`,
  ];
}
