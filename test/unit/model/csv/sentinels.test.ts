// Nines that stand for missing values, and those that are values.
import { expect, test } from "vitest";
import { bytes, dailyCsv, readOne } from "../support.ts";

const read = async (values: readonly number[]) => {
  const { y, warnings } = await readOne(bytes(dailyCsv(values)));
  return { y, warnings };
};
const mild = Array.from({ length: 20 }, (_, day) => 10 + (day % 7));

test.each([
  ["-9999 twice", -9999, 2],
  ["-999 once", -999, 1],
  ["-99.9 twice", -99.9, 2],
  ["99999 twice", 99_999, 2],
])("%s is missing, and that is said", async (_, value, times) => {
  const { y, warnings } = await read([
    ...mild.slice(0, 5),
    ...Array.from({ length: times }, () => value),
    ...mild.slice(5),
  ]);
  expect(y).toEqual(mild);
  expect(warnings).toEqual([
    times === 1
      ? `${value} in column y stands for a missing value (line 7).`
      : `${value} in column y stands for a missing value (${times} times, first in line 7).`,
  ]);
});

test.each([
  ["a number of more nines than anyone writes", [...mild, -999_999_999.999]],
  ["a great value once", [...mild, 99_999]],
  ["a value near the others", [...mild, 99, 98, 97, 99, 60, 40]],
  ["a value beside few others", [1, 2, 3, -9999]],
  ["one of many large values", Array.from({ length: 20 }, (_, day) => 9000 + day * 111)],
])("%s stays a value", async (_, values) => {
  expect(await read(values)).toEqual({ y: values, warnings: [] });
});
