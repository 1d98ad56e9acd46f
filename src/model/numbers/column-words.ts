// What the words beside the numbers of a column mean, by all of its cells.
import { countOf, type NumberBucket } from "./cell-buckets.ts";
import type { NumberFormat } from "./number-format.ts";
import { isSameUnit, unitOf } from "./number-unit.ts";
import { powerOfScale, weakScales } from "./number-words.ts";

export type ColumnWords = Omit<NumberFormat, "decimal" | "thousands">;

/** The unit is a currency that some cells have, or whatever most have. */
export function wordsOf(numbers: readonly NumberBucket[]): ColumnWords {
  const scales = scalesOf(numbers);
  // Where every number has the same letter, it is a unit: seconds, for example.
  const hasFlags = numbers.some(({ form }) => form.flag === "");
  const units = new Map<string, number>();
  for (const { form, count } of numbers) {
    const unit = unitOf(form, { scales, hasFlags });
    units.set(unit, (units.get(unit) ?? 0) + count);
  }
  const bare = units.get("") ?? 0;
  units.delete("");
  const [most = ""] = [...units.keys()].toSorted((a, b) => units.get(b)! - units.get(a)!);
  const inMost = numbers.filter(({ form }) => isSameUnit(unitOf(form, { scales, hasFlags }), most));
  const isCurrency = most !== "" && inMost.some(({ form }) => form.isCurrency);
  return {
    isPlain: false,
    unit: isCurrency || countOf(inMost) > bare ? most : "",
    isCurrency,
    scales,
    hasFlags,
    hasNumberedNotes: isMinority(numbers, ({ form }) => /\d/.test(form.mark)),
  };
}

/** A lone word that is a unit elsewhere is one here: 5 m are metres. */
function scalesOf(numbers: readonly NumberBucket[]): Record<string, number> {
  const words = new Set(numbers.map(({ form }) => form.scale));
  words.delete("");
  const [only = ""] = words;
  const isUnit = words.size === 1 && weakScales.has(only) && !numbers.some(({ form }) => form.isCurrency);
  return Object.fromEntries(isUnit ? [] : [...words].map((word) => [word, powerOfScale(word)]));
}

const isMinority = (numbers: readonly NumberBucket[], test: (bucket: NumberBucket) => boolean): boolean =>
  countOf(numbers.filter(test)) * 2 < countOf(numbers);
