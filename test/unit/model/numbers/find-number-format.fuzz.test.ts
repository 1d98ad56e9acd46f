// Numbers that are known, written as the world's locales write them: a column is read as it was meant, or a question is
// asked one of whose answers is right. A column that is read as something else is the one unforgivable fault.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createNumberReader, type NumberFormat } from "../../../../src/model/numbers/find-number-format.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { find, type Options } from "./support.ts";

/** With the currency of each place. */
const locales = Object.fromEntries(
  `en-US USD, en-GB GBP, en-IN INR, en-ZA ZAR, de-DE EUR, de-AT EUR, de-CH CHF, fr-FR EUR, fr-CA CAD, fr-CH CHF,
  it-IT EUR, es-ES EUR, es-MX MXN, es-CL CLP, pt-BR BRL, pt-PT EUR, nl-NL EUR, sv-SE SEK, nb-NO NOK, da-DK DKK,
  fi-FI EUR, pl-PL PLN, cs-CZ CZK, hu-HU HUF, ro-RO RON, bg-BG BGN, ru-RU RUB, uk-UA UAH, el-GR EUR, tr-TR TRY,
  he-IL ILS, ar-EG EGP, ar-AE AED, fa-IR IRR, hi-IN INR, bn-BD BDT, mr-IN INR, ne-NP NPR, th-TH-u-nu-thai THB,
  th-TH THB, ja-JP JPY, zh-CN CNY, ko-KR KRW, vi-VN VND, id-ID IDR, lv-LV EUR, lt-LT EUR, et-EE EUR, sl-SI EUR,
  hr-HR EUR, eu-ES EUR, kk-KZ KZT, ka-GE GEL`
    .split(/,\s+/)
    .map((pair) => pair.split(" ") as [locale: string, currency: string]),
);

const styles = ["decimal", "decimal", "plain", "currency", "code", "accounting", "percent", "unit"] as const;

interface Writing {
  locale: string;
  style: (typeof styles)[number];
  decimals: number;
}

/** As spreadsheets of that place separate fields. */
const delimiterOf = ({ locale }: Writing) =>
  new Intl.NumberFormat(locale, { numberingSystem: "latn" }).format(0.5).includes(",") ? ";" : ",";

const stylesOf = (currency: string): Record<Writing["style"], Intl.NumberFormatOptions> => ({
  decimal: {},
  plain: { useGrouping: false },
  currency: { style: "currency", currency },
  code: { style: "currency", currency, currencyDisplay: "code" },
  accounting: { style: "currency", currency, currencySign: "accounting" },
  percent: { style: "percent" },
  unit: { style: "unit", unit: "celsius" },
});

/** @param units count in 10^-decimals, so that the number is known exactly */
function write(units: readonly number[], { locale, style, decimals }: Writing): string[] {
  const format = new Intl.NumberFormat(locale, {
    ...stylesOf(locales[locale]!)[style],
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const power = style === "percent" ? decimals + 2 : decimals;
  return units.map((count) => format.format(`${count}e-${power}` as Intl.StringNumericLiteral).trim());
}

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
