// The frequency of a dataset: that of most of its series.
import type { Series } from "../series/dataset.ts";
import { frequencyName } from "./frequency.ts";
import type { Frequency } from "./frequency.ts";
import { inferFrequency } from "./infer-frequency.ts";

/** Series that are looked at. */
const looked = 50;

/** The frequency that most of the first series have. */
export function typicalFrequencyOf(series: readonly Series[]): Frequency | undefined {
  const counts = new Map<string, { frequency: Frequency; count: number }>();
  const long = series.filter(({ ds, fault }) => fault === undefined && ds.length >= 3);
  for (const { ds } of long.slice(0, looked)) {
    const frequency = inferFrequency(ds)?.frequency;
    if (frequency === undefined) continue;
    const known = counts.get(frequencyName(frequency));
    if (known) known.count++;
    else counts.set(frequencyName(frequency), { frequency, count: 1 });
  }
  // Of equals the first.
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.frequency;
}
