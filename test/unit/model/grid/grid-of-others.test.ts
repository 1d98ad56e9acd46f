// A short series of a file takes the frequency of the others where its rows fit it.
import { expect, test } from "vitest";
import { gridOfOthers } from "../../../../src/model/grid/grid-of-others.ts";
import { inferGrid } from "../../../../src/model/grid/infer-frequency.ts";
import { parseFrequency } from "../../../../src/model/time/frequency-name.ts";

const dates = (text: string) => Float64Array.from(text.split(" "), (each) => Date.parse(each) / 1000);
const days = (numbers: readonly number[]) => Float64Array.from(numbers, (day) => (19_723 + day) * 86_400);

const frequencyOf = (ds: Float64Array, typical: string) => {
  const known = parseFrequency(typical, () => [1]);
  return gridOfOthers(ds, inferGrid(ds), known)?.grid.frequency === known;
};

test.each<[rows: Float64Array, typical: string]>([
  [dates("1990 1995 2000"), "YS"],
  [dates("1972 1982 1987 1992 1997 2002"), "YS"],
  [dates("1972 1982 1987 1992 1997 2002 2003"), "YS"],
  [dates("1961 1994 2002"), "YS"],
  [days([0, 7, 14]), "D"],
  [days([0, 7, 21, 28, 35]), "D"],
])("%o belongs to %s", (ds, typical) => {
  expect(frequencyOf(ds, typical)).toBe(true);
});

test.each<[why: string, rows: Float64Array, typical: string]>([
  ["each step of its own has a row", dates("1980 1985 1990 1995 2000"), "YS"],
  ["its rows are on other days", dates("1990-06-03 1995-06-03 2000-06-03"), "MS"],
  ["it is long enough", days([0, 7, 21, 28, 35, 42, 49, 56]), "D"],
  ["it is finer", days([0, 1, 2]), "YS"],
  ["it is finer, too", dates("1990 1991 1992"), "5YS"],
])("it has a frequency of its own where %s", (_, ds, typical) => {
  expect(frequencyOf(ds, typical)).toBe(false);
});
