// What the bands of a forecast are called for people.
import { percent } from "../../model/numeric/percent.ts";

/** @param interval the parameter: `0.8`, or `0.8,0.95` */
export function bandNames(interval: unknown): string[] {
  const levels = (typeof interval === "string" || typeof interval === "number" ? String(interval) : "")
    .split(",")
    .map(Number);
  return levels.filter((level) => level > 0).map((level) => `${percent(level)} % interval`);
}
