// What the cells of a column tell about its decimal mark, counted.
import type { NumberBucket } from "./cell-buckets.ts";
import { readingOf } from "./cell-form.ts";
import { mergeValues, noValues, type Cells } from "./decimal-mark.ts";

/** @param numbers in the unit of the column */
export function cellsOf(numbers: readonly NumberBucket[], unit: string): Cells {
  const sure = { ".": 0, ",": 0 };
  const open = { ".": noValues(), ",": noValues() };
  const small = noValues();
  let longest = 0;
  let shortest = Infinity;
  for (const { form, count, values } of numbers) {
    const [point, comma] = [readingOf(form, "."), readingOf(form, ",")];
    if (point !== undefined && comma === undefined) sure["."] += count;
    else if (comma !== undefined && point === undefined) sure[","] += count;
    else if (values === undefined) {
      if (/^[1-9]\d{3,}$/.test(form.body)) longest = Math.max(longest, form.body.length);
    } else if (form.body.length <= 3) mergeValues(small, values);
    else {
      mergeValues(open[form.body.includes(".") ? "." : ","], values);
      shortest = Math.min(shortest, form.body.length - 4);
    }
  }
  return {
    sure,
    open,
    small,
    longest,
    shortest,
    unit,
    isUnitFirst: numbers.some(({ form }) => form.isUnitFirst),
  };
}
