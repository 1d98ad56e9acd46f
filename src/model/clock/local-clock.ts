// One time line out of rows whose clock may change. A day keeps its shape on the local clock, so the rows go by it where
// their offsets change as those of one zone do.
import type { Numbers } from "../numeric/numbers.ts";
import { commonest, countOf, differences, median, residue } from "../grid/spacings.ts";
import { daySeconds, fromSeconds, toSeconds } from "../time/calendar.ts";
import {
  bestZone,
  zoneOffsets,
  zonesOfChanges,
  zonesOfMidnights,
  type Change,
  type FittingZone,
  type FoundZone,
} from "./zone-rules.ts";

/** How the clock of a series goes on, and how its times are written. Plain data. */
export interface Clock {
  /** IANA name, where it is known. */
  zone?: string | undefined;
  /** Whether the zone is the best-known of several that will go on in different ways. */
  isGuess: boolean;
  /** Seconds ahead of UTC of the last row; for the time to come where the zone is not known. */
  offset: number;
  /** The file writes UTC, though its rows keep local time. */
  isUtc: boolean;
  /** How the rows write their zones, by offset. */
  texts: Record<number, string>;
  /** Seconds between the first and the last row that no clock has shown, since it went forward. */
  skipped: number;
}

export interface Times {
  /** Seconds since the epoch of the time on the clock, as written. */
  wall: Float64Array;
  /** Seconds ahead of UTC; undefined while all are 0. */
  offset: Float64Array | undefined;
}

export interface TimeLine {
  /** Of each row the time on the one clock by which the series goes. */
  past: Float64Array;
  next: Float64Array;
  /** Where clocks change. */
  clock?: Clock;
}

/**
 * Named by the user, or found. What was found is remembered, since the series of a file mostly change their clocks together, and
 * only by all that it depends on: no series may get another zone for those beside it.
 */
export interface Zones {
  named: string | undefined;
  found: Map<string, { fitting: FittingZone[]; best: Map<string, FoundZone | undefined> }>;
}

/** @param last index of the last row in time @param writesUtc whether the rows are written in UTC, as with a Z */
export function timeLine(past: Times, next: Times, zones: Zones, writesUtc: boolean): TimeLine {
  const offsets = [past.offset, next.offset];
  if (offsets.every((offset) => offset === undefined)) {
    return inUtc(past.wall, next.wall, zones, writesUtc) ?? { past: past.wall, next: next.wall };
  }
  const [before, after] = [momentsOf(past), momentsOf(next)];
  const moments = joined(before, after);
  const order = Uint32Array.from(moments.keys()).sort((a, b) => moments[a]! - moments[b]! || a - b);
  const all = {
    wall: joined(past.wall, next.wall),
    offset: joined(offsetsOf(past), offsetsOf(next)),
  };
  const line = onClock(pick(all.wall, order), pick(all.offset, order), zones);
  const lastOffset = offsetsOf(past)[order.findLast((row) => row < before.length) ?? 0] ?? 0;
  if (line === undefined) {
    const counted = (times: Float64Array) => times.map((moment) => moment + lastOffset);
    const isSame = all.offset.every((offset) => offset === lastOffset);
    return isSame ? { past: past.wall, next: next.wall } : { past: counted(before), next: counted(after) };
  }
  return {
    past: past.wall,
    next: next.wall,
    clock: { ...line, offset: lastOffset, isUtc: false, texts: {} },
  };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

const offsetsOf = ({ wall, offset }: Times): Float64Array =>
  offset?.subarray(0, wall.length) ?? new Float64Array(wall.length);

/** Seconds since the epoch, in UTC. */
export function momentsOf(times: Times): Float64Array {
  const offset = offsetsOf(times);
  return times.wall.map((wall, row) => wall - offset[row]!);
}

const pick = (values: Float64Array, order: Uint32Array): Float64Array =>
  Float64Array.from(order, (row) => values[row]!);

/** More rarely and by less than this zones change; more often there are several zones in the file. */
const mostChanges = (seconds: number): number => 2 + (3 * seconds) / (365 * daySeconds);
const mostShift = 7200;

/** Moments that are asked of each zone. */
const mostAsked = 200;

/** Fewer days show no shape of a day. */
const leastSpan = 2 * daySeconds;

/**
 * @param wall in the order of the moments
 * @returns undefined where true time is the better line: for a few hours, for clocks of several zones, and for rows that
 * are regular in true time only
 */
function onClock(
  wall: Float64Array,
  offset: Float64Array,
  zones: Zones,
): Pick<Clock, "zone" | "isGuess" | "skipped"> | undefined {
  const changes: Change[] = [];
  let skipped = 0;
  for (let row = 1; row < wall.length; row++) {
    const [from, to] = [offset[row - 1]!, offset[row]!];
    if (from === to) continue;
    if (Math.abs(to - from) > mostShift) return undefined;
    changes.push({ before: wall[row - 1]! - from, from, after: wall[row]! - to, to });
    skipped += Math.max(0, to - from);
  }
  const [first, last] = [wall[0]! - offset[0]!, wall.at(-1)! - offset.at(-1)!];
  if (changes.length === 0 ? zones.named === undefined : changes.length > mostChanges(last - first))
    return undefined;
  const isDaily = wall.every((seconds) => residue(seconds, daySeconds) === residue(wall[0]!, daySeconds));
  if (!isDaily && (last - first < leastSpan || isRegularInTrueTime(wall, offset))) return undefined;
  const spacing = (last - first) / Math.max(1, wall.length - 1);
  const found =
    zones.named === undefined
      ? zoneFor(zones, JSON.stringify(changes), () => zonesOfChanges(changes), { last, spacing })
      : { name: zones.named, isSure: true };
  // Hours show exactly when a clock changes; a month that fits several zones is most often of the best-known.
  const zone = found?.isSure === true || isDaily ? found?.name : undefined;
  return { zone, isGuess: zone !== undefined && found?.isSure === false, skipped: isDaily ? 0 : skipped };
}

/** Every six hours in UTC, for example: the clock shows other hours in summer. */
function isRegularInTrueTime(wall: Float64Array, offset: Float64Array): boolean {
  const moments = wall.map((seconds, row) => seconds - offset[row]!);
  const step = commonest(differences(moments));
  if (step <= 3600) return false;
  const onGrid = (times: Float64Array) => {
    const phase = commonest(times.map((seconds) => residue(seconds, step)));
    return countOf(times, (seconds) => residue(seconds, step) === phase);
  };
  return onGrid(moments) > onGrid(wall);
}

/** How far the zones that fit must agree. */
const spanAhead = 2 * 366 * daySeconds;

/** Two years of the dates to come, about: of months their first days, otherwise at most one a day. */
function momentsAfter(last: number, spacing: number): number[] {
  const { year, month } = fromSeconds(last);
  if (spacing > 27 * daySeconds) {
    return Array.from({ length: 25 }, (_, i) =>
      toSeconds({
        year: year + Math.floor((month + i) / 12),
        month: ((month + i) % 12) + 1,
        day: 1,
        time: 0,
      }),
    );
  }
  const step = Math.max(daySeconds, spacing);
  return Array.from({ length: Math.floor(spanAhead / step) }, (_, i) => last + (i + 1) * step);
}

/** @param key says what the zones are to fit */
function zoneFor(
  { found }: Zones,
  key: string,
  find: () => FittingZone[],
  { last, spacing }: { last: number; spacing: number },
): FoundZone | undefined {
  const known = found.get(key) ?? { fitting: find(), best: new Map<string, FoundZone | undefined>() };
  found.set(key, known);
  const ahead = `${last}/${spacing}`;
  if (!known.best.has(ahead)) known.best.set(ahead, bestZone(known.fitting, momentsAfter(last, spacing)));
  return known.best.get(ahead);
}

/** Local midnights that are written in UTC: at 23:00 in winter and at 22:00 in summer, say. */
function inUtc(
  past: Float64Array,
  next: Float64Array,
  zones: Zones,
  writesUtc: boolean,
): TimeLine | undefined {
  if (past.length === 0 || (zones.named === undefined && !areDaysOfTwoTimes(past))) return undefined;
  const last = past.reduce((most, seconds) => Math.max(most, seconds), -Infinity);
  const named = zones.named === undefined ? undefined : { name: zones.named, isSure: true };
  const found = named === undefined ? zoneOfUtc(past, last, zones) : writesUtc ? named : undefined;
  if (found === undefined) return undefined;
  const { name: zone, isSure } = found;
  const offsetAt = zoneOffsets(zone);
  const local = (times: Float64Array) => times.map((utc) => utc + offsetAt(utc));
  if (named !== undefined && !isRegularThere(past, local(past))) return undefined;
  const clock = { zone, isGuess: !isSure, offset: offsetAt(last), isUtc: true, texts: {}, skipped: 0 };
  return { past: local(past), next: local(next), clock };
}

/** Hours are on any clock; midnights of UTC, say, would come at one o'clock and at two. */
function isRegularThere(utc: Float64Array, local: Float64Array): boolean {
  const step = commonest(differences(Float64Array.from(utc).sort()));
  return (step > 0 && step <= 3600) || local.every((time) => residue(time - local[0]!, daySeconds) === 0);
}

/** A quick look, since nearly all files have rows of one time of day, or of all. */
function areDaysOfTwoTimes(past: Numbers): boolean {
  const rows = past.length;
  if (rows < 6) return false;
  let [least, most, isMixed] = [past[0]!, past[0]!, false];
  const time = residue(least, daySeconds);
  for (let row = 0; row < rows; row++) {
    const seconds = past[row]!;
    if (seconds < least) least = seconds;
    else if (seconds > most) most = seconds;
  }
  if (most - least < 20 * 3600 * (rows - 1)) return false;
  const stride = Math.max(1, Math.floor(rows / mostAsked));
  for (let row = 0; row < rows; row += stride) isMixed ||= residue(past[row]!, daySeconds) !== time;
  return isMixed;
}

function zoneOfUtc(past: Numbers, last: number, zones: Zones): FoundZone | undefined {
  const sorted = Float64Array.from(past).sort();
  const spacing = median(differences(sorted));
  if (spacing < 23 * 3600) return undefined;
  const times = sorted.map((seconds) => residue(seconds, daySeconds));
  const usual = commonest(times);
  const other = commonest(times.filter((each) => each !== usual));
  const shift = Math.min(residue(usual - other, daySeconds), residue(other - usual, daySeconds));
  const covered = countOf(times, (each) => each === usual || each === other);
  if (shift > mostShift || shift % 1800 !== 0 || covered < 0.95 * times.length) return undefined;
  const stride = Math.ceil(sorted.length / mostAsked);
  const asked = Array.from(sorted.filter((_, row) => row % stride === 0));
  return zoneFor(zones, asked.join(), () => zonesOfMidnights(asked), { last, spacing });
}
