// What a column would have been taken for beyond the last day on which it was known.
import type { Numbers } from "../numeric/numbers.ts";

/**
 * A column that has only ever risen, or only fallen (a capacity, a counter, a switch that was thrown), keeps its last
 * value; any other repeats its last season, as far as the history has one, else its last value.
 * @param steps of the known values, ascending
 * @param wanted steps, all after the last known one
 */
export function continueColumn(
  steps: readonly number[],
  values: Numbers,
  wanted: readonly number[],
  season: number,
): number[] {
  const last = values.at(-1)!;
  if (isMonotone(values)) return wanted.map(() => last);
  const first = steps[0]!;
  const lastStep = steps.at(-1)!;
  const known = new Map(steps.map((step, i) => [step, values[i]!]));
  return wanted.map((step) => {
    const seasons = Math.ceil((step - lastStep) / season);
    for (let same = step - seasons * season; same >= first; same -= season) {
      const value = known.get(same);
      if (value !== undefined) return value;
    }
    return last;
  });
}

function isMonotone(values: Numbers): boolean {
  let [rises, falls] = [false, false];
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > values[i - 1]!) rises = true;
    if (values[i]! < values[i - 1]!) falls = true;
  }
  return !(rises && falls);
}
