// The rules of IANA zones, as Intl knows them: how far a zone is ahead of UTC, when that changes, and which zones a file's
// offsets may be of.
import { daySeconds } from "../time/calendar.ts";

/** @param utc seconds since the epoch @returns seconds ahead of UTC */
export type OffsetAt = (utc: number) => number;

/** @throws RangeError for a name that is none of an IANA zone */
export function zoneOffsets(name: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  const exact = (utc: number): number => {
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(utc * 1000));
    if (match === null) return 0;
    const [, sign, hours, minutes, seconds = "0"] = match;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
  const days = new Map<number, number>();
  const atDay = (day: number): number => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const offset = exact(day * daySeconds);
    days.set(day, offset);
    return offset;
  };
  return (utc) => {
    const day = Math.floor(utc / daySeconds);
    const offset = atDay(day);
    // Few days have a change of clocks.
    return offset === atDay(day + 1) ? offset : exact(utc);
  };
}

/** The offset changes between two moments that lie beside each other. */
export interface Change {
  before: number;
  from: number;
  after: number;
  to: number;
}

/** A zone whose clock changes then and only so. Undefined where none does, or where several go on in different ways. */
export const zoneOfChanges = (changes: readonly Change[], until: number): string | undefined =>
  onlyZone(until, (offsetAt) =>
    changes.every(({ before, from, after, to }) => offsetAt(before) === from && offsetAt(after) === to),
  );

/** Share of the moments that must be on the hour; others are odd rows. */
const requiredShare = 0.95;

/** A zone where these moments are midnights; else one where they are at one time of day. @param moments not too many */
export function zoneOfMidnights(moments: readonly number[], until: number): string | undefined {
  const isAt = (time: (first: number) => number) => (offsetAt: OffsetAt) => {
    const timeOf = (utc: number) => (((utc + offsetAt(utc)) % daySeconds) + daySeconds) % daySeconds;
    const wanted = time(timeOf(moments[0]!));
    let allowed = Math.floor((1 - requiredShare) * moments.length);
    return moments.every((utc) => timeOf(utc) === wanted || --allowed >= 0);
  };
  return (
    onlyZone(
      until,
      isAt(() => 0),
    ) ??
    onlyZone(
      until,
      isAt((first) => first),
    )
  );
}

/**
 * One zone of each set of rules that is in use, or was since 2000, the well-known ones first. A zone costs about a
 * millisecond, so the other four hundred are asked only when none of these fits.
 */
const representatives =
  "Europe/Berlin Europe/London Europe/Athens America/New_York America/Chicago America/Denver America/Los_Angeles " +
  "America/Anchorage America/Adak America/Halifax America/St_Johns America/Havana America/Santiago America/Asuncion " +
  "America/Sao_Paulo America/Mexico_City America/Montevideo America/Nuuk America/Miquelon America/Port-au-Prince " +
  "Atlantic/Azores Europe/Lisbon Europe/Chisinau Europe/Istanbul Europe/Moscow Europe/Samara Africa/Cairo " +
  "Africa/Casablanca Africa/Windhoek Africa/Tunis Asia/Jerusalem Asia/Gaza Asia/Beirut Asia/Amman Asia/Damascus " +
  "Asia/Tehran Asia/Baku Asia/Yerevan Asia/Ulaanbaatar Asia/Yekaterinburg Asia/Novosibirsk Asia/Vladivostok " +
  "Australia/Sydney Australia/Adelaide Australia/Lord_Howe Pacific/Auckland Pacific/Chatham Pacific/Apia " +
  "Pacific/Fiji Pacific/Easter Pacific/Norfolk Antarctica/Troll";

/** How far the zones that fit must agree. */
const ahead = 2 * 366 * daySeconds;

function onlyZone(until: number, fits: (offsetAt: OffsetAt) => boolean): string | undefined {
  const found =
    agreeing(representatives.split(" "), until, fits) ??
    agreeing(Intl.supportedValuesOf("timeZone"), until, fits);
  return found === "" ? undefined : found;
}

/** The first zone that fits; empty where those that do will differ, undefined where none does. */
function agreeing(
  names: readonly string[],
  until: number,
  fits: (offsetAt: OffsetAt) => boolean,
): string | undefined {
  let [found, rules]: (string | undefined)[] = [];
  for (const name of names) {
    const offsetAt = zoneOffsets(name);
    if (!fits(offsetAt)) continue;
    const own = rulesAfter(offsetAt, until);
    if (rules !== undefined && own !== rules) return "";
    found ??= name;
    rules = own;
  }
  return found;
}

/**
 * The changes in the time to come, as a text to compare: days and by how much. At which hour of the night Havana's clock
 * changes is not worth a question.
 */
function rulesAfter(offsetAt: OffsetAt, from: number): string {
  const changes: number[] = [];
  const stride = 20 * daySeconds;
  for (let at = from; at < from + ahead; at += stride) {
    const by = offsetAt(at + stride) - offsetAt(at);
    if (by !== 0) changes.push(Math.floor(changeBetween(offsetAt, at, at + stride) / daySeconds), by);
  }
  return changes.join();
}

/** The first moment with the later offset. */
function changeBetween(offsetAt: OffsetAt, from: number, to: number): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offsetAt(from)) before = middle;
    else after = middle;
  }
  return after;
}
