// Dates that are no dates: `1-01` to `3-12` are the months of a first, second and third year, and look like months of 2001 to 2012.
import { fromSeconds } from "../time/calendar.ts";
import type { Meaning } from "./meanings.ts";

const leastRows = 6;

/** Whether a month and the last two digits of a year, the other way round, are a month after the other, as the rows stand. */
export function areMonthsOfYears({ pattern, walls }: Meaning): boolean {
  if (walls.size < leastRows || !/^M+[^y]yy$/.test(pattern)) return false;
  const swapped = [...walls].map((wall) => {
    const { year, month } = fromSeconds(wall);
    return { year: month, month: year % 100 };
  });
  if (swapped.some(({ month }) => month < 1 || month > 12)) return false;
  const steps = swapped.slice(1).map(({ year, month }, at) => {
    const before = swapped[at]!;
    return (year - before.year) * 12 + month - before.month;
  });
  return steps.every((step) => step === steps[0]) && Math.abs(steps[0]!) === 1;
}
