// The dates to forecast where clocks change: the moments, and what the local clock shows then.
import { futureDates, type Frequency } from "../time/frequency.ts";
import { formatDate, type DateStyle } from "../csv/parse-date.ts";
import type { Clock } from "./local-clock.ts";
import { zoneOffsets, type OffsetAt } from "./zone-rules.ts";

export interface FutureTimes {
  /** On the clock of the series, as models see them; an hour that comes twice is there twice. */
  ds: number[];
  /** Seconds since the epoch, in UTC; undefined where `ds` is what is written. */
  moments: number[] | undefined;
}

/** Steps up to an hour go on by true time: the day of the change has 23 or 25 of them. */
const byTrueTime = 3600;

/** @param last on the clock of the series */
export function futureTimes(
  frequency: Frequency,
  last: number,
  count: number,
  clock: Clock | undefined,
): FutureTimes {
  if (clock === undefined) return { ds: futureDates(frequency, last, count), moments: undefined };
  const offsetAt = offsetsOf(clock);
  // Where the last row was set aside, the one before it may have another offset.
  const isOwn = offsetAt(last - clock.offset) === clock.offset;
  const lastMoment = isOwn ? last - clock.offset : momentOf(last, offsetAt);
  if (frequency.kind === "fixed" && frequency.seconds <= byTrueTime && byTrueTime % frequency.seconds === 0) {
    const moments = Array.from({ length: count }, (_, i) => lastMoment + (i + 1) * frequency.seconds);
    // Models take no dates that go back: while an hour comes again, its end stands.
    let least = last;
    const ds = moments.map((utc) => (least = Math.max(least, utc + offsetAt(utc))));
    return { ds, moments };
  }
  const ds = futureDates(frequency, last, count);
  return { ds, moments: ds.map((wall) => momentOf(wall, offsetAt)) };
}

/** Of an hour that comes twice the first; an hour that is left out is counted by the offset before it. */
function momentOf(wall: number, offsetAt: OffsetAt): number {
  const [before, after] = [offsetAt(wall - 50_400), offsetAt(wall + 50_400)];
  return before === after || offsetAt(wall - before) === before || offsetAt(wall - after) !== after
    ? wall - before
    : wall - after;
}

/** Whether the clock of a series shows a time at all: where clocks go forward an hour is left out. */
export function shownBy(clock: Clock | undefined): (wall: number) => boolean {
  if (clock === undefined) return () => true;
  const offsetAt = offsetsOf(clock);
  return (wall) => {
    const moment = momentOf(wall, offsetAt);
    return moment + offsetAt(moment) === wall;
  };
}

const offsetsOf = ({ zone, offset }: Clock): OffsetAt =>
  zone === undefined ? () => offset : zoneOffsets(zone);

/** Writes times on the clock of a series as the file writes them. */
export function createClockWriter(style: DateStyle, clock: Clock | undefined): (wall: number) => string {
  if (clock === undefined) return (wall) => formatDate(wall, style);
  const [write, offsetAt] = [createMomentWriter(style, clock), offsetsOf(clock)];
  return (wall) => write(momentOf(wall, offsetAt));
}

/** Writes moments as the file writes its times. */
export function createMomentWriter(style: DateStyle, clock: Clock): (moment: number) => string {
  if (clock.isUtc) return (moment) => formatDate(moment, style);
  const offsetAt = offsetsOf(clock);
  return (moment) => {
    const offset = offsetAt(moment);
    const zone =
      clock.texts[offset] ?? (offset === clock.offset ? style.zone : offsetText(offset, style.zone));
    return formatDate(moment + offset, { ...style, zone });
  };
}

/** `+02:00`, with or without the colon, as the file writes another. */
function offsetText(offset: number, like: string): string {
  if (like === "") return "";
  const minutes = Math.abs(Math.round(offset / 60));
  const two = (value: number) => String(value).padStart(2, "0");
  const rest =
    /^[+-]\d\d$/.test(like) && minutes % 60 === 0
      ? ""
      : `${/^[+-]\d{4}$/.test(like) ? "" : ":"}${two(minutes % 60)}`;
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${rest}`;
}
