// Series of all sizes, written as their kind of file writes them: read as they were meant, or asked about.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { read } from "./support.ts";

/** Numbers as files have them, by what separates their fields. */
const writings = [
  { name: "German thousands", delimiters: [";"], locale: "de-DE", grouped: true, places: [0, 0] },
  { name: "English thousands", delimiters: [",", "\t", "|"], locale: "en-US", grouped: true, places: [0, 0] },
  {
    name: "points, zeros dropped",
    delimiters: [",", ";", "\t", "|"],
    locale: "en-US",
    grouped: false,
    places: [0, 3],
  },
  {
    name: "points, three places",
    delimiters: [",", ";", "\t", "|"],
    locale: "en-US",
    grouped: false,
    places: [3, 3],
  },
  {
    name: "commas, zeros dropped",
    delimiters: [";", "\t", "|"],
    locale: "de-DE",
    grouped: false,
    places: [0, 3],
  },
  {
    name: "commas, three places",
    delimiters: [";", "\t", "|"],
    locale: "de-DE",
    grouped: false,
    places: [3, 3],
  },
] as const;

/** Values about a level, on a walk, lumpy, or of all sizes. */
const series = fc
  .record({
    power: fc.double({ min: -1, max: 5, noNaN: true }),
    kind: fc.constantFrom("level", "walk", "lumpy", "sizes"),
    steps: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 60 }),
  })
  .map(({ power, kind, steps }) => {
    let walk = 10 ** power;
    return steps.map((step) => {
      walk *= 1 + step / 10;
      if (kind === "level") return 10 ** power * (1 + step / 4);
      if (kind === "walk") return walk;
      return kind === "lumpy" ? Math.max(0, step) * 10 ** power : 10 ** (power + step);
    });
  });

test.each(writings)(
  "$name",
  ({ delimiters, locale, grouped, places: [least, most] }) => {
    const format = new Intl.NumberFormat(locale, {
      useGrouping: grouped,
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
    let asked = 0;
    fc.assert(
      fc.property(series, fc.constantFrom(...delimiters), (values, delimiter) => {
        const cells = values.map((value) => format.format(value));
        const found = read(cells, { delimiter });
        const plain = cells.map((cell) =>
          Number(locale === "en-US" ? cell.replaceAll(",", "") : cell.replaceAll(".", "").replace(",", ".")),
        );
        if (found === "ambiguous") asked++;
        expect(found === "ambiguous" ? plain : found, `${cells.join(" ")} with ${delimiter}`).toEqual(plain);
      }),
      fuzz(300),
    );
    expect(asked).toBeLessThan(fuzz(150).numRuns!);
  },
  fuzzTimeoutMs,
);
