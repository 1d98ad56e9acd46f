// Several columns of dates that say the same: a local time beside one in UTC, a date written twice, the start and the end of
// a span. Any reader takes one of them without asking.
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf } from "../csv/split-row.ts";
import { createDateReader } from "../dates/date-format.ts";
import { lengthsOf } from "../dates/pattern/range-length.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** Rows that show how two columns lie to each other. */
const mostRows = 2000;

/** Share of the rows in which they must lie so. */
const required = 0.9;

/** The dates of a column by row, seconds since the epoch; NaN where there is none. */
interface Dates {
  column: ColumnProfile;
  walls: number[];
  offsets: number[];
  zone: string;
}

/** @returns the one that any reader would take, and why; undefined where they say different things */
export function sameDates(
  columns: readonly ColumnProfile[],
  bytes: Uint8Array,
  body: Body,
): { column: ColumnProfile; why: string } | undefined {
  const all = columns.flatMap((column) => datesOf(column, bytes, body) ?? []);
  const [first, ...others] = all;
  if (first === undefined || all.length < columns.length) return undefined;
  if (others.every((other) => areSame(first, other))) {
    const best = all.reduce((most, next) => (usefulness(next) > usefulness(most) ? next : most));
    return { column: best.column, why: `${namesOf(all, best)} the same times` };
  }
  const start = all.find((dates) => all.every((other) => other === dates || isSpan(dates, other)));
  return start && { column: start.column, why: `${namesOf(all, start)} the ends of the same spans` };
}

function namesOf(all: readonly Dates[], but: Dates): string {
  const names = all.filter((dates) => dates !== but).map(({ column }) => column.name);
  return `${names.join(" and ")} ${names.length === 1 ? "holds" : "hold"}`;
}

export function datesOf(column: ColumnProfile, bytes: Uint8Array, body: Body): Dates | undefined {
  if (column.dates.kind !== "found") return undefined;
  const read = createDateReader(column.dates.format);
  const dates: Dates = { column, walls: [], offsets: [], zone: "" };
  scanRows(bytes, body, (row, fields) => {
    if (fields !== body.width || dates.walls.length >= mostRows) return;
    const date = read(textOf(row, column.index));
    const isDate = typeof date === "object";
    dates.walls.push(isDate ? date.wall : NaN);
    dates.offsets.push(isDate ? date.offset : 0);
    if (isDate) dates.zone = date.style.zone;
  });
  return dates;
}

const shareOf = (count: number, all: number): boolean => all > 0 && count >= required * all;

/** The same moments; or times on two clocks, which lie apart by one shift, or by two over a change to summer time. */
function areSame(a: Dates, b: Dates): boolean {
  const moments = a.zone !== "" && b.zone !== "";
  const shifts = new Map<number, number>();
  for (const [row, wall] of a.walls.entries()) {
    const shift = moments ? wall - a.offsets[row]! - (b.walls[row]! - b.offsets[row]!) : wall - b.walls[row]!;
    if (!Number.isNaN(shift)) shifts.set(shift, (shifts.get(shift) ?? 0) + 1);
  }
  const ranked = [...shifts].sort(([, x], [, y]) => y - x);
  const count = ranked.reduce((sum, [, each]) => sum + each, 0);
  const [usual, other] = ranked;
  if (usual === undefined) return false;
  if (moments || (usual[0] === 0 && shareOf(usual[1], count)))
    return usual[0] === 0 && shareOf(usual[1], count);
  const isClock = ([shift]: readonly [number, number]) => shift % 900 === 0 && Math.abs(shift) <= 14 * 3600;
  // An hour from start to end is no zone, unless a name says so.
  if (![a, b].some(({ column, zone }) => zone !== "" || isUtcName(column.name))) return false;
  if (!isClock(usual)) return false;
  const isTwo = other !== undefined && isClock(other) && Math.abs(usual[0] - other[0]) <= 7200;
  return shareOf(usual[1] + (isTwo ? other[1] : 0), count);
}

const isUtcName = (name: string): boolean =>
  /(?:^|[^a-z])(?:utc|gmt|zulu)(?:[^a-z]|$)|(?:Utc|UTC|GMT)$/i.test(name);

/** From the start of a step to its end: of one length, and over when the next begins. */
function isSpan(a: Dates, b: Dates): boolean {
  const lengths = new Map<string, number>();
  const starts = [...new Set(a.walls.filter((wall) => !Number.isNaN(wall)))].toSorted((x, y) => x - y);
  const next = new Map(starts.map((start, index) => [start, starts[index + 1] ?? Infinity]));
  let [rows, apart] = [0, 0];
  for (const [row, start] of a.walls.entries()) {
    const end = b.walls[row]!;
    if (Number.isNaN(start) || Number.isNaN(end)) continue;
    rows++;
    if (end > start && end <= next.get(start)!) apart++;
    for (const length of lengthsOf(start, end)) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  }
  return shareOf(apart, rows) && shareOf(Math.max(0, ...lengths.values()), rows);
}

/** A clock with its offset shows both the moment and the local day; else people live by the local clock. */
function usefulness({ zone, column, walls }: Dates): number {
  const isUtc = /^(?:z|utc|gmt)?$/i.test(zone);
  const isDay = walls.every((wall) => Number.isNaN(wall) || wall % 86_400 === 0);
  return (
    (zone !== "" && !isUtc ? 4 : 0) +
    (isUtcName(column.name) ? 0 : 2) +
    (zone === "" ? 0 : 1) -
    (isDay ? 8 : 0)
  );
}
