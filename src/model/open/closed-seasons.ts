// Open times that change: hours with daylight in summer alone, and a weekday on which a shop is closed from now on.
import { daySeconds } from "../time/calendar.ts";
import { weekOfYear } from "../time/open-times.ts";

/** What holds for the future: always, never, or in the weeks of the year that have a 1. */
export type Season = "open" | "closed" | { weeks: string };

/** A unit, such as an hour of the day, that had no row for four weeks or more, somewhere. */
export interface SeasonQuestion {
  /** When each cycle with a row of the series begins, in seconds, ascending. */
  starts: readonly number[];
  /** For each of these 1 when the unit has a row in it. */
  seen: Uint8Array;
  /** Hours change with the daylight; a weekday that comes or goes does so for good, unless a year shows otherwise. */
  isHour: boolean;
}

const window = 28 * daySeconds;
const year = 365 * daySeconds;
const weeksOfYear = 53;

/** Fewer closed weeks in a row are chance. */
const leastWeeks = 4;

export function seasonOf(question: SeasonQuestion): Season {
  const end = question.starts.at(-1)!;
  const recent = shareIn(question, end - window, end) ?? 0;
  const before = shareIn(question, end - year - window, end - year);
  if (recent === 0 && before !== undefined && before >= 0.5) return "closed";
  if (recent >= 0.5 && before === 0) return "open";
  if (!question.isHour && (recent > 0 || before === undefined)) return recent > 0 ? "open" : "closed";
  return weeksOf(question);
}

/** The share of the cycles with a row in which the unit has one; undefined where too few have any. */
function shareIn({ starts, seen, isHour }: SeasonQuestion, after: number, until: number): number | undefined {
  let [all, own] = [0, 0];
  for (const [at, start] of starts.entries()) {
    if (start <= after || start > until) continue;
    all++;
    own += seen[at]!;
  }
  return all < (isHour ? 14 : 3) ? undefined : own / all;
}

/** By the newest year. A week next to one with a row is open, and one without any row at all is as the one before it. */
function weeksOf({ starts, seen }: SeasonQuestion): Season {
  const state: ("?" | "0" | "1")[] = Array.from({ length: weeksOfYear }, () => "?");
  const from = starts.at(-1)! - year;
  for (const [at, start] of starts.entries()) {
    if (start <= from) continue;
    const week = weekOfYear(start);
    if (state[week] !== "1") state[week] = seen[at] === 1 ? "1" : "0";
  }
  const at = (states: typeof state, week: number) => states[(week + weeksOfYear) % weeksOfYear]!;
  const wide = state.map((own, week) =>
    own === "0" && [at(state, week - 1), at(state, week + 1)].includes("1") ? "1" : own,
  );
  const weeks = wide.map((own, week) => {
    let known = own;
    for (let back = 1; known === "?" && back < weeksOfYear; back++) known = at(wide, week - back);
    return known;
  });
  const text = weeks.join("");
  // Around the turn of the year, too; the weeks next to open ones are open already.
  return (text + text).includes("0".repeat(leastWeeks - 1)) ? { weeks: text } : "open";
}
