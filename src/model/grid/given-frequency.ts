// The grid of a frequency that the user names: few rows that are not on it are as odd as where it is inferred.
import { daySeconds, weekday } from "../time/calendar.ts";
import type { Numbers } from "../numeric/numbers.ts";
import type { Frequency } from "../time/frequency.ts";
import { settle } from "./infer-frequency.ts";
import { monthsGrid } from "./infer-months.ts";
import { commonest, isFew, residue, type Grid } from "./spacings.ts";

/**
 * @param ds seconds since the epoch, strictly ascending
 * @returns undefined where most rows are not on such a grid, or the frequency keeps no fixed step
 */
export function gridFor(ds: Numbers, frequency: Frequency): Grid | undefined {
  if (ds.length < 2) return undefined;
  if (frequency.kind === "months") {
    const time = commonest(ds.map((seconds) => residue(seconds, daySeconds)));
    const grid = monthsGrid(ds, { ...frequency, months: Math.min(1, frequency.months) }, time, Infinity);
    const isSame = grid?.frequency.kind === "months" && grid.frequency.months === frequency.months;
    return isSame && grid.odd.length > 0 ? { ...grid, frequency, drifting: [] } : undefined;
  }
  if (frequency.kind !== "fixed" && frequency.kind !== "business") return undefined;
  const step = frequency.kind === "fixed" ? frequency.seconds : daySeconds;
  const phase = commonest(ds.map((seconds) => residue(seconds, step)));
  const isOff = (seconds: number) =>
    residue(seconds, step) !== phase || (frequency.kind === "business" && weekday(seconds) > 4);
  const off = [...ds.keys()].filter((row) => isOff(ds[row]!));
  if (off.length === 0 || !isFew(off.length, ds.length)) return undefined;
  return { ...settle(ds, off, step, phase), frequency };
}
