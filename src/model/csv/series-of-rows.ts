// A series from its rows: on one time line, sorted, with one row a date and the known future behind it.
import { createMomentWriter } from "../clock/future-clock.ts";
import { momentsOf, timeLine, type Clock, type Times, type Zones } from "../clock/local-clock.ts";
import { areClockChanges, isRare, sameDates, type SameDate } from "../grid/doubled-rows.ts";
import { exchanged, exchangedDay } from "../grid/exchanged-days.ts";
import { lateMidnights, midnightLater } from "../grid/late-midnights.ts";
import type { Series } from "../series/dataset.ts";
import { duplicateDate, exchangedDays } from "./cell-errors.ts";
import type { Place } from "../input-error.ts";
import { styleAt, type GrowingRows, type SeriesRows } from "./growing-rows.ts";
import { dayStyle, formatDate } from "./parse-date.ts";

/** What the reader says of all series together. */
export interface FoundSeries {
  series: Series;
  wasSorted: boolean;
  /** Rows left out because they have no value, and the line of the first of them. */
  leftOut: { count: number; firstLine: number };
  /** Sentences about rows of one date and about clocks. */
  notes: string[];
}

export interface SeriesContext {
  /** Of the further columns. */
  names: readonly string[];
  dateColumn: number;
  /** Whether each row keeps its line, for notes; of many series that would be a lot. */
  keepsLines: boolean;
  zones: Zones;
  /** Whether rows may have one date. */
  aggregates: boolean;
  /** Whether the user says how dates are written, and thereby that they are right. */
  areDatesTold: boolean;
  /** Columns that may hold the dates instead, where rows have one date. */
  datesInstead: readonly string[];
  /** The date as it stands in the file, and its place; where the file is gone by then, the line alone is known. */
  dateAt: (line: number) => { text: string; place: Place } | undefined;
}

/** @throws InputError csv.duplicate-date or csv.exchanged-days, or for a fault in a row of the known future */
export function seriesOfRows(rows: SeriesRows, context: SeriesContext): FoundSeries {
  const { closed, open, openErrors, id } = rows;
  const { names } = context;
  const isKnown = names.length > 0;
  const moved = context.areDatesTold ? undefined : lateMidnights(timesOf(closed).wall);
  const meant = (times: Times): Times =>
    moved === undefined ? times : { ...times, wall: times.wall.map(midnightLater) };
  const [pastTimes, nextTimes] = [meant(timesOf(closed)), isKnown ? meant(timesOf(open)) : noTimes];
  const writesUtc = /^(z|utc)$/i.test(rows.firstStyle?.zone ?? "");
  const { past, next, clock } = timeLine(pastTimes, nextTimes, context.zones, writesUtc);
  const sorted = orderOf(past);
  const swapped = context.areDatesTold ? undefined : exchangedDay(past, context.keepsLines);
  if (swapped !== undefined) throw swappedAt(swapped);
  const style = styleAt(closed, sorted?.at(-1) ?? closed.count - 1) ?? rows.firstStyle!;
  const doubles = context.aggregates ? [] : sameDates(past, sorted);
  const notes = doubles.length === 0 ? [] : judge(doubles);
  const order = doubles.length === 0 ? sorted : withoutDoubles(past, sorted);
  const ds = pick(past, order);
  const moments = clock === undefined ? next : momentsOf(nextTimes);
  const last =
    clock === undefined
      ? (ds.at(-1) ?? Infinity)
      : momentsOf(pastTimes).reduce((a, b) => Math.max(a, b), -Infinity);
  const usable = isKnown
    ? [...next.keys()].filter(
        (row) => moments[row]! > last && open.further.every((column) => !Number.isNaN(column[row]!)),
      )
    : [];
  const future = usable.sort((a, b) => moments[a]! - moments[b]! || a - b);
  const again = future.findIndex((row, i) => i > 0 && moments[row] === moments[future[i - 1]!]);
  if (again > 0 && !context.aggregates)
    throw twice(open.line[future[again - 1]!]!, open.line[future[again]!]!, moments[future[again]!]!);
  for (const row of future) if (openErrors.has(row)) throw openErrors.get(row)!;
  const used = new Set(future);
  const firstLeftOut = open.count > used.size ? open.line.findIndex((_, row) => !used.has(row)) : -1;
  return {
    series: {
      id,
      ds,
      y: meansOf(pick(closed.y.subarray(0, closed.count), order), closed.y),
      columns: Object.fromEntries(
        Object.entries(furtherOf(closed, names, order)).map(([name, values], column) => [
          name,
          meansOf(values, closed.further[column]!),
        ]),
      ),
      ahead: { ds: Float64Array.from(future, (row) => next[row]!), columns: furtherOf(open, names, future) },
      style,
      ...(clock && { clock: { ...clock, texts: zoneTexts(closed) } }),
      ...(context.keepsLines && {
        lines:
          order === undefined ? closed.line.slice(0, closed.count) : order.map((row) => closed.line[row]!),
      }),
      ...(doubles.length > 0 && { doubled: past.length - ds.length }),
      rowsIn: rows.rowsIn - (past.length - ds.length),
      lastLine: rows.lastLine,
    },
    wasSorted: sorted === undefined,
    leftOut: {
      count: open.count - used.size,
      firstLine: firstLeftOut < 0 ? 0 : open.line[firstLeftOut]!,
    },
    notes: [...(moved === undefined ? [] : [midnightNote]), ...clockNote(clock, style, ds), ...notes],
  };

  /** @returns what is said of rows that share a date @throws InputError csv.duplicate-date */
  function judge(all: readonly SameDate[]): string[] {
    const at = momentsOf(pastTimes);
    const isAgain = ([first, ...others]: SameDate) => others.every((row) => at[row] !== at[first!]);
    const isSame = ([first, ...others]: SameDate) =>
      others.every((row) => [closed.y, ...closed.further].every((column) => column[row] === column[first!]));
    const rest = all.filter((group) => !isAgain(group));
    const entered = areClockChanges(
      rest.map(([first]) => past[first!]!),
      past,
    )
      ? []
      : rest;
    const different = entered.filter((group) => !isSame(group));
    const same = entered.filter(isSame);
    for (const groups of [different, same]) {
      const surplus = groups.reduce((sum, group) => sum + group.length - 1, 0);
      if (isRare(surplus, past.length) || (groups === same && areCopies(same))) continue;
      const [first, second] = groups[0]!;
      throw twice(closed.line[first!]!, closed.line[second!]!, past[second!]!);
    }
    const hours = rest.filter((group) => !entered.includes(group));
    return [
      ...sentence(
        all.filter(isAgain),
        "is two moments, an hour apart, since clocks go back; a day has each hour once, so they are one row with their mean",
        "are two moments each, since clocks go back; a day has each hour once, so they are one row each with the mean",
        // One offset would be wrong for the other.
        { ...style, zone: "" },
      ),
      ...sentence(
        hours,
        "comes twice, as where clocks go back; its rows are one with their mean",
        "come twice, as where clocks go back; their rows are one each with the mean",
      ),
      ...sentence(
        same,
        "is there twice with one value; one row is left out",
        "are there twice with one value; one row of each is left out",
      ),
      ...sentence(
        different,
        "is there twice with different values; their mean is taken",
        "are there twice with different values; their means are taken",
      ),
    ];
  }

  /** Whether whole rows are there again, as in a file that was appended to itself; equal sales of one day are no copies. */
  function areCopies(groups: readonly SameDate[]): boolean {
    const values = closed.y.subarray(0, closed.count);
    const rowAt = (row: number) => context.dateAt(closed.line[row]!)?.place.excerpt;
    return (
      groups.every(({ length }) => length === groups[0]!.length) &&
      values.some((value) => value !== values[0]) &&
      groups.slice(0, mostCompared).every(([first, second]) => {
        const text = rowAt(first!);
        // Of a long row only its beginning is known.
        return text !== undefined && !text.endsWith("…") && text === rowAt(second!);
      })
    );
  }

  function sentence(groups: readonly SameDate[], one: string, many: string, as = style): string[] {
    const shown = groups.slice(0, 3).map(([first, ...others]) => {
      const lines = [first!, ...others].map((row) => closed.line[row]!);
      return `${formatDate(past[first!]!, as)} (lines ${lines.slice(0, -1).join(", ")} and ${lines.at(-1)})`;
    });
    if (groups.length === 0) return [];
    if (groups.length === 1) return [`The date ${shown[0]} ${one}.`];
    const more = groups.length > 3 ? ` and ${groups.length - 3} more` : "";
    return [`${groups.length} dates ${many}: ${shown.join(", ")}${more}.`];
  }

  function meansOf(values: Float64Array, all: Float64Array): Float64Array {
    if (doubles.length === 0) return values;
    const rowOf = new Map(Array.from(order!, (row, at) => [row, at]));
    for (const group of doubles) {
      const at = rowOf.get(group[0]!)!;
      values[at] = group.reduce((sum, row) => sum + all[row]! / group.length, 0);
    }
    return values;
  }

  function twice(firstLine: number, line: number, date: number) {
    const { text, place } = dateOn(line, date, style);
    return duplicateDate(place, text, firstLine, context.datesInstead);
  }

  function swappedAt(row: number) {
    const style = styleAt(closed, row) ?? rows.firstStyle!;
    const { text, place } = dateOn(closed.line[row]!, past[row]!, style);
    return exchangedDays(place, text, formatDate(exchanged(past[row]!), style));
  }

  function dateOn(line: number, date: number, as: Series["style"]) {
    return (
      context.dateAt(line) ?? { text: formatDate(date, as), place: { line, column: context.dateColumn + 1 } }
    );
  }
}

const midnightNote =
  "The midnight of each day stands behind its other times, so it is read as the end of that day: 00:00 of the next one. Set the parameter date-format to read all times as they stand.";

/** Rows that are compared in full, which takes a look through the file each. */
const mostCompared = 5;

const noTimes: Times = { wall: new Float64Array(0), offset: undefined };

const timesOf = ({ wall, offset, count }: GrowingRows): Times => ({
  wall: wall.subarray(0, count),
  offset: offset?.subarray(0, count),
});

/** The first row of each date. */
function withoutDoubles(dates: Float64Array, order: Order): Uint32Array {
  const sorted = order === undefined ? Uint32Array.from(dates.keys()) : Uint32Array.from(order);
  return sorted.filter((row, i) => i === 0 || dates[row] !== dates[sorted[i - 1]!]);
}

/** How the rows write each offset. */
function zoneTexts({ styles, offset }: GrowingRows): Clock["texts"] {
  return Object.fromEntries(styles.map(({ from, style }) => [offset?.[from] ?? 0, style.zone]));
}

function clockNote(clock: Clock | undefined, style: Series["style"], ds: Float64Array): string[] {
  if (clock?.zone === undefined) return [];
  const others =
    "other zones that fit the history will change at other times, so set the parameter timezone where it is another one";
  if (!clock.isUtc)
    return clock.isGuess ? [`The offsets are taken to be those of ${clock.zone}; ${others}.`] : [];
  const written = createMomentWriter(style, clock)(ds.at(-1)! - clock.offset);
  return [
    `The dates are those of a clock that changes as in ${clock.zone}, written in UTC: ${written} is ${formatDate(ds.at(-1)!, { ...style, zone: "" })} there${clock.isGuess ? `; ${others}` : ""}.`,
  ];
}

/** Without a single row that a model or a fallback could use. */
export const emptySeries = (rows: SeriesRows): Series => ({
  id: rows.id,
  ds: new Float64Array(0),
  y: new Float64Array(0),
  columns: {},
  ahead: { ds: new Float64Array(0), columns: {} },
  style: rows.firstStyle ?? dayStyle,
  rowsIn: rows.rowsIn,
  lastLine: rows.lastLine,
});

/** Undefined when nothing has to move. */
function orderOf(ds: Float64Array): Uint32Array | undefined {
  for (let i = 1; i < ds.length; i++) {
    if (ds[i]! < ds[i - 1]!) return Uint32Array.from(ds.keys()).sort((a, b) => ds[a]! - ds[b]! || a - b);
  }
  return undefined;
}

type Order = ArrayLike<number> | undefined;

const pick = (values: Float64Array, order: Order): Float64Array =>
  order === undefined ? values.slice() : Float64Array.from(order, (row) => values[row]!);

const furtherOf = (rows: GrowingRows, names: readonly string[], order: Order): Record<string, Float64Array> =>
  Object.fromEntries(
    names.map((name, column) => [name, pick(rows.further[column]!.subarray(0, rows.count), order)]),
  );
