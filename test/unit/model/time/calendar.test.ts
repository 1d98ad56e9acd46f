// Dates from seconds are those of Date, as far as it reaches.
import { describe, expect, test } from "vitest";
import { daySeconds, fromSeconds, toSeconds } from "../../../../src/model/time/calendar.ts";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";

const furthest = 8.64e12;
const random = createRandom(xoshiro128([1, 2, 3, 4]));
const edges = [-furthest, -62_167_219_200, -1, 0, 951_782_400, 951_868_800, 4_107_542_400, furthest];
const drawn = Array.from({ length: 2000 }, (_, i) =>
  Math.floor((2 * random.uniform() - 1) * (i % 2 === 0 ? furthest : 200 * 366 * daySeconds)),
);

describe("fromSeconds", () => {
  test("agrees with Date", () => {
    for (const seconds of [...edges, ...drawn]) {
      const date = new Date(seconds * 1000);
      expect({ seconds, ...fromSeconds(seconds) }).toEqual({
        seconds,
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        time: seconds - Math.floor(seconds / daySeconds) * daySeconds,
      });
    }
  });

  test("is undone by toSeconds", () => {
    for (const seconds of [...edges, ...drawn]) expect(toSeconds(fromSeconds(seconds))).toBe(seconds);
  });

  test("gives no number where Date gives none", () => {
    for (const seconds of [-furthest - 1, furthest + 1, Number.NaN, Infinity]) {
      const { year, month, day } = fromSeconds(seconds);
      expect([year, month, day]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
  });
});
