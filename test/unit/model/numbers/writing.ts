// Numbers as the world's locales write them.

/** With the currency of each place. */
export const locales = Object.fromEntries(
  `en-US USD, en-GB GBP, en-IN INR, en-ZA ZAR, de-DE EUR, de-AT EUR, de-CH CHF, fr-FR EUR, fr-CA CAD, fr-CH CHF,
  it-IT EUR, es-ES EUR, es-MX MXN, es-CL CLP, pt-BR BRL, pt-PT EUR, nl-NL EUR, sv-SE SEK, nb-NO NOK, da-DK DKK,
  fi-FI EUR, pl-PL PLN, cs-CZ CZK, hu-HU HUF, ro-RO RON, bg-BG BGN, ru-RU RUB, uk-UA UAH, el-GR EUR, tr-TR TRY,
  he-IL ILS, ar-EG EGP, ar-AE AED, fa-IR IRR, hi-IN INR, bn-BD BDT, mr-IN INR, ne-NP NPR, th-TH-u-nu-thai THB,
  th-TH THB, ja-JP JPY, zh-CN CNY, ko-KR KRW, vi-VN VND, id-ID IDR, lv-LV EUR, lt-LT EUR, et-EE EUR, sl-SI EUR,
  hr-HR EUR, eu-ES EUR, kk-KZ KZT, ka-GE GEL`
    .split(/,\s+/)
    .map((pair) => pair.split(" ") as [locale: string, currency: string]),
);

export const styles = [
  "decimal",
  "decimal",
  "plain",
  "currency",
  "code",
  "accounting",
  "percent",
  "unit",
] as const;

export interface Writing {
  locale: string;
  style: (typeof styles)[number];
  decimals: number;
}

/** As spreadsheets of that place separate fields. */
export const delimiterOf = ({ locale }: Writing) =>
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
export function write(units: readonly number[], { locale, style, decimals }: Writing): string[] {
  const format = new Intl.NumberFormat(locale, {
    ...stylesOf(locales[locale]!)[style],
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const power = style === "percent" ? decimals + 2 : decimals;
  return units.map((count) => format.format(`${count}e-${power}` as Intl.StringNumericLiteral).trim());
}
