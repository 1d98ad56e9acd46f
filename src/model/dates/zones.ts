// How far ahead of UTC a clock is: by a written offset, by an abbreviation, or by the rules of an IANA zone.
import { daySeconds } from "../time/calendar.ts";

/** Hours ahead of UTC. Of abbreviations with several meanings the one that JavaScript, Java and RFC 2822 know. */
const abbreviations: ReadonlyMap<string, number> = new Map(
  [
    "Z0 UTC0 GMT0 UT0 WET0 WEST1 BST1 CET1 MEZ1 CEST2 MESZ2 EET2 EEST3 MSK3 SAST2 IST5.5 HKT8 SGT8 AWST8 JST9 KST9",
    "ACST9.5 ACDT10.5 AEST10 AEDT11 NZST12 NZDT13 BRT-3 ART-3 EST-5 EDT-4 CST-6 CDT-5 MST-7 MDT-6 PST-8 PDT-7",
    "AKST-9 AKDT-8 HST-10",
  ]
    .join(" ")
    .split(" ")
    .map((entry) => {
      const name = /^[A-Z]+/.exec(entry)![0];
      return [name, Number(entry.slice(name.length))];
    }),
);

const offsetPattern = /^(?:UTC|GMT)?([+\-\u2212])(\d{1,2})(?::?(\d{2}))?$/i;

/** Both, as in `CEST+0200`. */
const namedOffset = /^([A-Z]{2,5})([+\-\u2212]\d{2}:?\d{2})$/;

/** By the time on the clock. */
export type OffsetAt = (wall: number) => number;

/** @returns undefined when the text names no zone */
export function offsetOfZone(text: string): OffsetAt | undefined {
  const named = /^(.*?)\s*[([]([^)\]]*)[)\]]$/.exec(text);
  if (named !== null && named[1] === "") return offsetOfZone(named[2]!);
  const plain = (named?.[1] ?? text).trim();
  const match = offsetPattern.exec(plain);
  if (match !== null) {
    const [, sign, hours, minutes = "0"] = match;
    if (Number(hours) > 15 || Number(minutes) > 59) return undefined;
    const offset = (sign === "+" ? 1 : -1) * (Number(hours) * 3600 + Number(minutes) * 60);
    return () => offset;
  }
  const both = namedOffset.exec(plain);
  if (both !== null && abbreviations.has(both[1]!)) return offsetOfZone(both[2]!);
  const hours = abbreviations.get(plain.toUpperCase());
  if (hours !== undefined) return () => hours * 3600;
  return plain.includes("/") && isTimezone(plain) ? createZoneClock(plain) : undefined;
}

/** Whether a name is one of an IANA zone, such as `Europe/Berlin`. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The offset of a zone at a local time. Of an hour that comes twice the first is meant; an hour that is left out is counted
 * by the offset before it.
 */
export function createZoneClock(name: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  const offsetAt = (utc: number): number => {
    const text = format.format(utc * 1000);
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
    if (match === null) return 0;
    const [, sign, hours, minutes, seconds = "0"] = match;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
  // Few days have a change of clocks; all others are looked up once.
  const days = new Map<number, readonly [before: number, after: number]>();
  return (wall) => {
    const day = Math.floor(wall / daySeconds);
    let offsets = days.get(day);
    if (offsets === undefined) {
      offsets = [offsetAt((day - 1) * daySeconds), offsetAt((day + 2) * daySeconds)];
      days.set(day, offsets);
    }
    const [before, after] = offsets;
    if (before === after || offsetAt(wall - before) === before) return before;
    return offsetAt(wall - after) === after ? after : before;
  };
}
