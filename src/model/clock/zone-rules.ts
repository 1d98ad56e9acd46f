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

export interface FoundZone {
  name: string;
  /** Whether all that fit as well go on in the same way. */
  isSure: boolean;
}

/**
 * The best-known zone whose clock changes then and only so.
 * @param future moments to come on which zones agree or not
 */
export function zoneOfChanges(changes: readonly Change[], future: readonly number[]): FoundZone | undefined {
  return bestZone(future, 0, (offsetAt) =>
    changes.every(({ before, from, after, to }) => offsetAt(before) === from && offsetAt(after) === to)
      ? 0
      : 1,
  );
}

/** Share of the moments that may be at another time; these are odd rows. */
const oddShare = 0.05;

/**
 * A zone where most of these moments are midnights; else one where they are at one time of day.
 * @param moments not too many
 */
export function zoneOfMidnights(
  moments: readonly number[],
  future: readonly number[],
): FoundZone | undefined {
  const missesOf = (wanted: (first: number) => number) => (offsetAt: OffsetAt) => {
    const timeOf = (utc: number) => (((utc + offsetAt(utc)) % daySeconds) + daySeconds) % daySeconds;
    const time = wanted(timeOf(moments[0]!));
    let misses = 0;
    for (const utc of moments) if (timeOf(utc) !== time && ++misses > oddShare * moments.length) break;
    return misses;
  };
  const most = Math.floor(oddShare * moments.length);
  return (
    bestZone(
      future,
      most,
      missesOf(() => 0),
    ) ??
    bestZone(
      future,
      most,
      missesOf((first) => first),
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

/** @param most misses with which a zone still fits */
function bestZone(
  future: readonly number[],
  most: number,
  missesOf: (offsetAt: OffsetAt) => number,
): FoundZone | undefined {
  return (
    bestOf(representatives.split(" "), future, most, missesOf) ??
    bestOf(Intl.supportedValuesOf("timeZone"), future, most, missesOf)
  );
}

/** The first of those with the fewest misses. */
function bestOf(
  names: readonly string[],
  future: readonly number[],
  most: number,
  missesOf: (offsetAt: OffsetAt) => number,
): FoundZone | undefined {
  let best: (FoundZone & { misses: number; goesOn: string }) | undefined;
  for (const name of names) {
    const offsetAt = zoneOffsets(name);
    const misses = missesOf(offsetAt);
    if (misses > (best?.misses ?? most)) continue;
    // By how much it changes matters, not how far from UTC it is.
    const goesOn = future.map((utc) => offsetAt(utc) - offsetAt(future[0]!)).join();
    if (best === undefined || misses < best.misses) best = { name, isSure: true, misses, goesOn };
    else if (goesOn !== best.goesOn) best.isSure = false;
  }
  return best;
}
