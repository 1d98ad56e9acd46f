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

export interface FittingZone {
  name: string;
  offsetAt: OffsetAt;
}

/** Zones whose clocks change then and only so, the best-known first. */
export function zonesOfChanges(changes: readonly Change[]): FittingZone[] {
  return zonesThatFit(0, (offsetAt) =>
    changes.every(({ before, from, after, to }) => offsetAt(before) === from && offsetAt(after) === to)
      ? 0
      : 1,
  );
}

/** Share of the moments that may be at another time; these are odd rows. */
const oddShare = 0.05;

/**
 * Zones where most of these moments are midnights; else those where they are at one time of day.
 * @param moments not too many
 */
export function zonesOfMidnights(moments: readonly number[]): FittingZone[] {
  const missesOf = (wanted: (first: number) => number) => (offsetAt: OffsetAt) => {
    const timeOf = (utc: number) => (((utc + offsetAt(utc)) % daySeconds) + daySeconds) % daySeconds;
    const time = wanted(timeOf(moments[0]!));
    let misses = 0;
    for (const utc of moments) if (timeOf(utc) !== time && ++misses > oddShare * moments.length) break;
    return misses;
  };
  const most = Math.floor(oddShare * moments.length);
  const atMidnight = zonesThatFit(
    most,
    missesOf(() => 0),
  );
  return atMidnight.length > 0
    ? atMidnight
    : zonesThatFit(
        most,
        missesOf((first) => first),
      );
}

/**
 * The best-known of zones that fit.
 * @param future moments to come on which they agree or not
 */
export function bestZone(zones: readonly FittingZone[], future: readonly number[]): FoundZone | undefined {
  const [first, ...others] = zones;
  if (first === undefined) return undefined;
  // By how much a zone changes matters, not how far from UTC it is.
  const goesOn = ({ offsetAt }: FittingZone) => future.map((utc) => offsetAt(utc) - offsetAt(future[0]!));
  const wanted = goesOn(first);
  const goesOnAlike = (zone: FittingZone) => goesOn(zone).every((change, at) => change === wanted[at]);
  return { name: first.name, isSure: others.every(goesOnAlike) };
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
function zonesThatFit(most: number, missesOf: (offsetAt: OffsetAt) => number): FittingZone[] {
  const known = withFewestMisses(representatives.split(" "), most, missesOf);
  return known.length > 0 ? known : withFewestMisses(Intl.supportedValuesOf("timeZone"), most, missesOf);
}

function withFewestMisses(
  names: readonly string[],
  most: number,
  missesOf: (offsetAt: OffsetAt) => number,
): FittingZone[] {
  let fewest = most;
  let zones: FittingZone[] = [];
  for (const name of names) {
    const offsetAt = zoneOffsets(name);
    const misses = missesOf(offsetAt);
    if (misses > fewest) continue;
    if (misses < fewest) zones = [];
    fewest = misses;
    zones.push({ name, offsetAt });
  }
  return zones;
}
