// How often each weekday, hour of the day or step of the week has a row.
import type { Numbers } from "../numeric/numbers.ts";

/** Of rows in cycles, such as weeks, that are divided into units, such as weekdays. */
export interface Cycles {
  /** The cycles that have a row at all, ascending. */
  active: number[];
  /** For each unit the active cycles in which it could have had a row. */
  possible: Int32Array;
  /** For each unit the active cycles in which it has one. */
  seen: Int32Array;
  /** For each unit the active cycles behind its last row. */
  since: Int32Array;
  /** For each unit the most active cycles in a row without one, those behind the last row included. */
  longestAbsence: Int32Array;
  /** For each row its unit, and its cycle by its place among the active ones. */
  unitOfRow: Int32Array;
  cycleOfRow: Int32Array;
}

/**
 * @param ds seconds since the epoch, ascending
 * @param units how many a cycle has
 */
export function cyclesOf(
  ds: Numbers,
  units: number,
  cycleAt: (seconds: number) => number,
  unitAt: (seconds: number) => number,
): Cycles {
  const active: number[] = [];
  const seen = new Int32Array(units);
  const last = new Int32Array(units).fill(-1);
  const longestAbsence = new Int32Array(units);
  const unitOfRow = Int32Array.from(ds, unitAt);
  const cycleOfRow = new Int32Array(ds.length);
  const [firstUnit, lastUnit] = [unitOfRow[0]!, unitOfRow.at(-1)!];
  for (let row = 0; row < ds.length; row++) {
    const cycle = cycleAt(ds[row]!);
    if (active.at(-1) !== cycle) active.push(cycle);
    const [unit, at] = [unitOfRow[row]!, active.length - 1];
    cycleOfRow[row] = at;
    if (last[unit] === at) continue;
    // Before its first row a unit of the first cycle may lie before the first row of all.
    const start = last[unit] === -1 && unit < firstUnit ? 0 : last[unit]!;
    longestAbsence[unit] = Math.max(longestAbsence[unit]!, at - start - 1);
    seen[unit] = seen[unit]! + 1;
    last[unit] = at;
  }
  const possible = new Int32Array(units);
  const since = new Int32Array(units);
  for (let unit = 0; unit < units; unit++) {
    const [early, late] = [unit < firstUnit ? 1 : 0, unit > lastUnit ? 1 : 0];
    possible[unit] = Math.max(0, active.length - early - late);
    since[unit] = last[unit] === -1 ? possible[unit]! : Math.max(0, active.length - 1 - late - last[unit]!);
    longestAbsence[unit] = Math.max(longestAbsence[unit]!, since[unit]!);
  }
  return { active, possible, seen, since, longestAbsence, unitOfRow, cycleOfRow };
}

/** For each active cycle 1 when the unit has a row in it. */
export function seenBy({ active, unitOfRow, cycleOfRow }: Cycles, unit: number): Uint8Array {
  const seen = new Uint8Array(active.length);
  for (let row = 0; row < unitOfRow.length; row++) if (unitOfRow[row] === unit) seen[cycleOfRow[row]!] = 1;
  return seen;
}

/** The share of its cycles in which a typical unit out of these has a row; units without any row do not count. */
export function fillOf({ seen, possible }: Cycles, units: Iterable<number>): number {
  let [rows, cycles] = [0, 0];
  for (const unit of units) {
    if (seen[unit] === 0) continue;
    rows += seen[unit]!;
    cycles += possible[unit]!;
  }
  return cycles === 0 ? 0 : rows / cycles;
}
