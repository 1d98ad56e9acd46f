// Numbers that are known, written as the world's locales write them: a column is read as it was meant, or a question is
// asked one of whose answers is right. A column that is read as something else is the one unforgivable fault.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createNumberReader, type NumberFormat } from "../../../../src/model/numbers/find-number-format.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { find, type Options } from "./support.ts";
import { delimiterOf, locales, styles, write, type Writing } from "./writing.ts";

const writing: fc.Arbitrary<Writing> = fc.record({
  locale: fc.constantFrom(...Object.keys(locales)),
  style: fc.constantFrom(...styles),
  decimals: fc.integer({ min: 0, max: 4 }),
});

/** Of one size, of all sizes, or small. */
const columns: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }), { minLength: 1, maxLength: 30 }),
  fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 1, maxLength: 30 }),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }))
    .map(([size, steps]) => [0, ...steps].map((step) => Math.round(10 ** size * (0.8 + step / 20)))),
  fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 5 }))
      .map(([count, zeros]) => count * 10 ** zeros),
    { minLength: 1, maxLength: 30 },
  ),
);

/** What the cells may mean, with the option that says so: nothing, one meaning or two. */
function meanings(cells: string[], options: Options): { values: number[]; decimal: "." | "," | undefined }[] {
  const finding = find(cells, options);
  const valuesBy = (format: NumberFormat) =>
    // -0 is 0.
    cells.map(createNumberReader(format)).map((value) => value! + 0);
  if (finding.kind === "found") return [{ values: valuesBy(finding.format), decimal: undefined }];
  return finding.kind === "none"
    ? []
    : finding.readings.map(({ format, option }) => ({
        values: valuesBy(format),
        decimal: option === "--decimal ." ? "." : ",",
      }));
}

test(
  "a column in any locale and style is read as it was meant, or asked about",
  () => {
    let [found, asked] = [0, 0];
    fc.assert(
      fc.property(columns, writing, (units, how) => {
        fc.pre(how.style !== "percent" || units.every((count) => Math.abs(count) < 10 ** (how.decimals + 3)));
        const cells = write(units, how);
        const meant = units.map((count) => Number(`${count}e-${how.decimals}`) + 0);
        const delimiter = delimiterOf(how);
        const read = meanings(cells, { delimiter });
        const right = read.find(({ values }) => isDeepStrictEqual(values, meant));
        expect(right, `${cells.join(" | ")} are ${meant.join(" | ")}`).toBeDefined();
        if (read.length === 1) found++;
        else asked++;
        // The answer to the question is believed.
        expect(meanings(cells, { delimiter, decimal: right!.decimal })).toEqual([
          { values: meant, decimal: undefined },
        ]);
      }),
      fuzz(600),
    );
    // It must not pass by asking always.
    expect(found).toBeGreaterThan(20 * asked);
  },
  fuzzTimeoutMs,
);

const pieces = fc.constantFrom(
  ..."1|12|123|1234|0|00|.|,| |\u00a0|'|_|-|−|+|(|)|$|€|%|k|M|Mio|E|e5|kWh|*|p|\"|=|٣|२|٫|٬|²|m|CHF|NA|\u200f|😀".split(
    "|",
  ),
);

test(
  "cells of any pieces end in a finding, and what was found can be read",
  () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join("").trim()),
          { maxLength: 12 },
        ),
        fc.constantFrom(",", ";", "\t", undefined),
        (cells, delimiter) => {
          const finding = find(cells, delimiter === undefined ? {} : { delimiter });
          if (finding.kind !== "found") return;
          const values = cells.map(createNumberReader(finding.format));
          const strays = finding.strays.reduce((sum, { count }) => sum + count, 0);
          expect(values.filter((value) => value === undefined)).toHaveLength(strays);
          expect(values.filter((value) => Number.isNaN(value))).toHaveLength(finding.missing);
          expect(finding.known + finding.missing).toBe(cells.length);
        },
      ),
      fuzz(1500),
    );
  },
  fuzzTimeoutMs,
);
