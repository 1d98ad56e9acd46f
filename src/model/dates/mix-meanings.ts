// A column in which dates are written in two ways or more, each of which has one meaning: `2024-01-31`, then `02/15/2024`.
import { fromSeconds } from "../time/calendar.ts";
import { choose, even } from "./choose-meaning.ts";
import type { Meaning } from "./meanings.ts";
import { precisionOf } from "./pattern/date-pattern.ts";
import { regularity } from "./spacing.ts";

/** Readings of all cells, each by one meaning for each way of writing; several where a way has several meanings. */
export type Mix = readonly (readonly Meaning[])[];

/** Share of the cells that must be dates. */
const requiredShare = 0.9;

/** Dates by whose own spacing their meaning can be told. */
const leastAlone = 10;

/** @returns undefined where the column is not written in several ways */
export function mixMeanings(
  found: readonly Meaning[],
  rivals: readonly (readonly Meaning[])[],
  cells: number,
): Mix | undefined {
  const ways = waysOf(found, rivals).map((way) => {
    const most = Math.max(...way.map(({ fits }) => fits));
    const fitting = way.filter(({ fits }) => fits === most);
    const least = Math.min(...fitting.map(({ rank }) => rank));
    // Few dates are even by chance; how they go on with the others says more.
    const isFew = fitting.every(({ walls }) => walls.size < leastAlone);
    return { of: isFew ? fitting.filter(({ rank }) => rank === least) : choose(fitting).of, most };
  });
  ways.sort((a, b) => b.most - a.most);
  const [main, ...others] = ways;
  if (main === undefined || !isWritten(main.of[0]!)) return undefined;
  const kept = [
    main,
    ...others.filter(({ of, most }) => isAlike(of[0]!, main.of[0]!) && (of.length === 1 || most > 1)),
  ];
  if (kept.length < 2 || kept.reduce((sum, { most }) => sum + most, 0) < requiredShare * cells)
    return undefined;
  const clear = kept.filter(({ of }) => of.length === 1).flatMap(({ of }) => of);
  const swapped = swappedByExcel(clear, found);
  if (swapped !== undefined) return [swapped];
  const all = combinations(kept.map(({ of }) => of));
  return all.length === 1 ? all : (evenest(all) ?? all);
}

/** Meanings that read cells of one shape are meanings of one way of writing. */
function waysOf(found: readonly Meaning[], rivals: readonly (readonly Meaning[])[]): Meaning[][] {
  const ways: Set<Meaning>[] = [];
  for (const group of rivals) {
    const fitting = group.filter((meaning) => found.includes(meaning));
    const known = ways.filter((way) => fitting.some((meaning) => way.has(meaning)));
    for (const way of known) ways.splice(ways.indexOf(way), 1);
    if (fitting.length > 0) ways.push(new Set([...known.flatMap((way) => [...way]), ...fitting]));
  }
  return ways.map((way) => [...way]);
}

const isWritten = ({ meaning, isNumber, hasLongYear }: Meaning): boolean =>
  hasLongYear && !isNumber && !meaning.includes("no year");

/** A year among months is their total. */
function isAlike(meaning: Meaning, main: Meaning): boolean {
  const isDay = ({ pattern }: Meaning) => ["day", "time"].includes(precisionOf(pattern));
  return isWritten(meaning) && isDay(meaning) && isDay(main);
}

const combinations = (ways: Mix): Mix =>
  ways.reduce<readonly (readonly Meaning[])[]>(
    (all, way) => all.flatMap((before) => way.map((meaning) => [...before, meaning])),
    [[]],
  );

const scoreOf = (meanings: readonly Meaning[]): number =>
  regularity(new Set(meanings.flatMap(({ walls }) => [...walls])));

function evenest(all: Mix): Mix | undefined {
  const scored = all.map((of) => ({ of, score: scoreOf(of) })).toSorted((a, b) => b.score - a.score);
  const [first, second] = scored;
  return first!.score >= even && second!.score <= first!.score / 2 ? [first!.of] : undefined;
}

/**
 * Excel takes 05/01/2024 for 1 May where it expects the month first, and leaves 13/01/2024 as text: days of dates to 12 alone,
 * days of texts from 13 on. Only an even spacing shows it.
 */
function swappedByExcel(
  clear: readonly Meaning[],
  found: readonly Meaning[],
): readonly Meaning[] | undefined {
  const iso = clear.find(({ meaning }) => meaning === "yMd");
  const text = clear.find(({ meaning }) => meaning === "dMy");
  const swapped = found.find(({ meaning, fits }) => meaning === "ydM" && fits === iso?.fits);
  if (iso === undefined || text === undefined || swapped === undefined || clear.length > 2) return undefined;
  if (![...text.walls].every((wall) => fromSeconds(wall).day > 12)) return undefined;
  const score = scoreOf([swapped, text]);
  return score >= even && score > 1.25 * scoreOf([iso, text]) ? [swapped, text] : undefined;
}
