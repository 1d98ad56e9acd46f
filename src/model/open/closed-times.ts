// Which steps of the week never have a row: weekdays, hours of the day, and steps of single weekdays. They are closed: not
// forecast and not filled in.
import { daySeconds } from "../time/calendar.ts";
import { seasonOf, type Season } from "./closed-seasons.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { slotOf, startOfWeek, unitOf, weekOf, weekSeconds, type OpenTimes } from "../time/open-times.ts";
import { cyclesOf, fillOf, seenBy, type Cycles } from "./row-cycles.ts";

export interface ClosedTimes {
  open: OpenTimes;
  /** For so long what is closed had no row; the least of all that is. */
  cycles: number;
  unit: "days" | "weeks";
}

/** Without a row in so many cycles a time may be closed. */
const leastCycles = 4;

/** As for business days: no row on two weekends. */
const leastWeekends = 2;

/** What had rows once may be closed after so long a time without, in seconds. */
const longAbsence = 28 * daySeconds;

/** A closed time has a row in at most this share of its cycles, and in none of the last ones; the others are full then. */
const oddShare = 0.05;
const fullShare = 0.8;

/** Gaps by chance look like closed times in no more than this share of series. */
const chance = 0.01;

/** Weekdays, hours (steps) of the day, or steps of the week. */
interface Kind {
  units: Cycles;
  cycle: typeof day | typeof week;
}

const day = {
  name: "days",
  seconds: daySeconds,
  at: (seconds: number) => Math.floor(seconds / daySeconds),
  startOf: (at: number) => at * daySeconds,
} as const;
const week = { name: "weeks", seconds: weekSeconds, at: weekOf, startOf: startOfWeek } as const;

/**
 * @param ds seconds since the epoch, ascending
 * @param step seconds of the regular step
 * @param takesOdd whether a time with very few rows may be closed, too
 * @returns undefined when every step of the week is open
 */
export function closedTimes(ds: Numbers, step: number, takesOdd: boolean): ClosedTimes | undefined {
  if (ds.length < 2 || step > daySeconds || weekSeconds % step !== 0) return undefined;
  // Most series have a row at every step.
  if (ds.length > (ds.at(-1)! - ds[0]!) / step) return undefined;
  const slotsOfWeek = weekSeconds / step;
  const closed = new Uint8Array(slotsOfWeek);
  const seasons: Record<number, string> = {};
  let cycles = Infinity;
  let unit: ClosedTimes["unit"] = "weeks";

  closeWeekdays();
  if (step < daySeconds && daySeconds % step === 0) closeHours();
  if (step < daySeconds) closeSingleSteps();
  const slots = [...closed.keys()].filter((slot) => closed[slot] === 0);
  const changes = Object.keys(seasons).length > 0;
  if (slots.length === 0 || (slots.length === slotsOfWeek && !changes)) return undefined;
  return { open: { kind: "open", seconds: step, slots, ...(changes && { seasons }) }, cycles, unit };

  function closeWeekdays(): void {
    const dayOf = (slot: number) => Math.floor((slot * step) / daySeconds);
    const kind = kindOf(7, week, (date) => dayOf(slotOf(date, step)));
    const { units } = kind;
    const fill = fillOf(units, units.seen.keys());
    const isWeekend = [5, 6].every((at) => units.seen[at] === 0 && units.possible[at]! >= leastWeekends);
    for (const at of units.seen.keys()) {
      const state = isWeekend && at >= 5 ? "closed" : stateOf(kind, at, fill);
      if (state === "closed") close((slot) => dayOf(slot) === at, kind, at);
      else if (state !== "open" && step === daySeconds) seasons[at] = state.weeks;
    }
  }

  function closeHours(): void {
    const kind = kindOf(daySeconds / step, day, (date) => unitOf(slotOf(date, step), step));
    const fill = fillOf(kind.units, kind.units.seen.keys());
    for (const at of kind.units.seen.keys()) {
      const state = stateOf(kind, at, fill);
      if (state === "closed") close((slot) => unitOf(slot, step) === at, kind, at);
      else if (state !== "open") seasons[at] = state.weeks;
    }
  }

  /** Opening hours that differ by weekday. */
  function closeSingleSteps(): void {
    const kind = kindOf(slotsOfWeek, week, (date) => slotOf(date, step));
    const perDay = daySeconds / step;
    for (let at = 0; at < slotsOfWeek; at++) {
      const isKnown = closed[at] === 1 || seasons[unitOf(at, step)] !== undefined;
      if (isKnown || kind.units.since[at]! < leastCycles) continue;
      // An hour that seldom has a row on other days has none on this one by chance.
      const sameHour = Array.from({ length: 7 }, (_, later) => Math.round(at + later * perDay) % slotsOfWeek);
      if (stateOf(kind, at, fillOf(kind.units, sameHour)) === "closed")
        close((slot) => slot === at, kind, at);
    }
  }

  function kindOf(units: number, cycle: Kind["cycle"], unitAt: (seconds: number) => number): Kind {
    return { units: cyclesOf(ds, units, cycle.at, unitAt), cycle };
  }

  function close(isOf: (slot: number) => boolean, { units, cycle }: Kind, at: number): void {
    for (let slot = 0; slot < slotsOfWeek; slot++) if (isOf(slot)) closed[slot] = 1;
    if (units.since[at]! < cycles) [cycles, unit] = [units.since[at]!, cycle.name];
  }

  /** @param fill the share of their cycles in which open units have a row */
  function stateOf({ units, cycle }: Kind, at: number, fill: number): Season {
    const [seen, possible, since] = [units.seen[at]!, units.possible[at]!, units.since[at]!];
    const isByChance = (count: number) => units.seen.length * (1 - fill) ** count > chance;
    const isOdd = seen > 0 && takesOdd && fill >= fullShare && seen <= oddShare * possible;
    if (seen === 0 || isOdd) return since >= leastCycles && !isByChance(since) ? "closed" : "open";
    const longest = units.longestAbsence[at]!;
    if (longest * cycle.seconds < longAbsence || isByChance(longest)) return "open";
    return seasonOf({
      starts: units.active.map(cycle.startOf),
      seen: seenBy(units, at),
      isHour: cycle === day,
    });
  }
}
