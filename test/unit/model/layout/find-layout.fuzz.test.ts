// Tables with titles, notes and comments above and totals and footnotes below: the same names and the same first row are
// found, and what stands below is left out.
import fc from "fast-check";
import { expect, test } from "vitest";
import { findLayout } from "../../../../src/model/layout/find-layout.ts";
import { judgeStrayRows, type StrayRow } from "../../../../src/model/layout/judge-stray-rows.ts";
import { splitRecords } from "../../../../src/model/layout/split-records.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";

const by = (locale: string, options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return (date: Date) => format.format(date);
};

const dateForms: Record<string, (date: Date) => string> = {
  iso: (date) => date.toISOString().slice(0, 10),
  time: (date) => `${date.toISOString().slice(0, 10)} 12:00:00`,
  zoned: (date) => `${date.toISOString().slice(0, 19)}Z`,
  german: by("de-DE", { day: "2-digit", month: "2-digit", year: "numeric" }),
  american: by("en-US", {}),
  english: by("en-GB", { day: "numeric", month: "short", year: "numeric" }),
  long: by("en-US", { dateStyle: "long" }),
  spanish: by("es-ES", { dateStyle: "long" }),
  finnish: by("fi-FI", { month: "long", year: "numeric" }),
  month: (date) => date.toISOString().slice(0, 7),
  quarter: (date) => `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${date.getUTCFullYear()}`,
  compact: (date) => date.toISOString().slice(0, 10).replaceAll("-", ""),
};

const numbers = (locale: string, minimumFractionDigits = 0) => {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits });
  return (value: number) => format.format(value);
};

const numberForms: Record<string, (value: number) => string> = {
  plain: String,
  german: numbers("de-DE", 2),
  english: numbers("en-US", 1),
  french: numbers("fr-FR"),
  swiss: numbers("de-CH"),
  indian: numbers("en-IN"),
  percent: (value) => `${value}%`,
};
for (const [name, locale] of [
  ["dollars", "en-US"],
  ["euros", "de-DE"],
] as const) {
  const currency = name === "dollars" ? "USD" : "EUR";
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  numberForms[name] = (value) => format.format(value);
}

const valueNames = [
  "y",
  "Sales",
  "Umsatz, netto",
  "PM2.5",
  "CO2",
  "value (USD)",
  "temp; max",
  "24h",
  "Q1",
  "chiffre d'affaires",
  "数量",
];
const dateNames = [
  "date",
  "Datum",
  "Month",
  "ds",
  "observation_date",
  "日付",
  "Fecha",
  "when",
  "Unnamed: 0",
  "",
];
const titles = [
  "Sales report 2024",
  "Umsatzbericht",
  "Source: Statistics Office, 2024",
  "Last updated: 2024-06-28",
  "Unit: thousand EUR",
  'The "best" report',
];
const pairs = [
  ["Source", "World Development Indicators"],
  ["Last Updated Date", "2024-06-28"],
  ["Station:", "4711"],
];
const comments = ["# comment", "# with, commas; and | bars", "% octave", "// code", "#"];
const footnotes = [
  ["Source: World Bank"],
  ["* provisional"],
  ["(365 rows)"],
  ["Notes"],
  ["© Statistics Office, all rights reserved"],
];
const totals = ["Total", "Summe", "Grand total", "Gesamt:", "Moyenne", "Durchschnitt", "Итого"];

const tables = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  dateForm: fc.constantFrom(...Object.keys(dateForms)),
  numberForm: fc.constantFrom(...Object.keys(numberForms)),
  dateName: fc.constantFrom(...dateNames),
  names: fc.uniqueArray(fc.constantFrom(...valueNames), { minLength: 1, maxLength: 4 }),
  hasShop: fc.boolean(),
  values: fc.array(fc.double({ min: -5000, max: 2_000_000, noNaN: true }), { minLength: 6, maxLength: 30 }),
  missing: fc.constantFrom("", "NA", "-", "."),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  above: fc.array(
    fc.oneof(
      fc.constantFrom(...titles).map((title) => [title]),
      fc.constantFrom(...comments).map((comment) => [comment]),
      fc.constantFrom(...pairs),
      fc.constant([""]),
    ),
    { maxLength: 5 },
  ),
  /** Spreadsheets give every line as many cells as the table has. */
  isPadded: fc.boolean(),
  isQuoted: fc.boolean(),
  footnotes: fc.array(fc.constantFrom(...footnotes), { maxLength: 3 }),
  total: fc.option(fc.constantFrom(...totals)),
});

test(
  "what stands around a table does not change what it holds",
  () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { delimiter, names, values, lineEnd } = table;
        const header = [table.dateName, ...(table.hasShop ? ["shop"] : []), ...names];
        const write = (value: number) => numberForms[table.numberForm]!(Math.round(value * 100) / 100);
        const rows = values.map((value, index) => [
          dateForms[table.dateForm]!(new Date(Date.UTC(2021, 3 * index + 1, 1))),
          ...(table.hasShop ? [`shop ${index % 3}`] : []),
          ...names.map((_, column) =>
            index > 1 && (index + column) % 7 === 0 ? table.missing : write(value + column),
          ),
        ]);
        const cell = (text: string) =>
          (table.isQuoted && text !== "") || text.includes(delimiter)
            ? `"${text.replaceAll('"', '""')}"`
            : text;
        const line = (cells: readonly string[]) => cells.map(cell).join(delimiter);
        // What stands above a table often has quotes and delimiters as it likes.
        const around = (cells: readonly string[]) =>
          /^[#%/]/.test(cells[0]!)
            ? cells[0]!
            : line(table.isPadded ? header.map((_, index) => cells[index] ?? "") : cells);
        const total =
          table.total === null
            ? []
            : [line([table.total, ...(table.hasShop ? [""] : []), ...names.map(() => write(123_456))])];
        const above = table.above.map(around);
        const text = [
          ...above,
          line(header),
          ...rows.map(line),
          ...total,
          ...table.footnotes.map(around),
          "",
        ].join(lineEnd);

        const layout = findLayout(text, { isWhole: true });
        expect(layout).toMatchObject({ delimiter, header, headerLine: above.length + 1 });
        const below = Buffer.from(text).subarray(layout.body.byte).toString();
        expect(below.startsWith(line(rows[0]!))).toBe(true);
        expect(layout.body.line).toBe(above.length + 2);
        const strays = splitRecords(below, delimiter)
          .slice(rows.length)
          .map(({ cells, line }): StrayRow => ({ cells, line, where: "last" }));
        expect(judgeStrayRows(strays, header, 0).skip).toEqual(strays.map((row) => row.line));
      }),
      fuzz(300),
    );
  },
  fuzzTimeoutMs,
);

const wideTables = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  labels: fc.uniqueArray(fc.constantFrom("Country", "Code", "Indicator Name", "", "Unit"), {
    minLength: 1,
    maxLength: 3,
  }),
  period: fc.constantFrom<(index: number) => string>(
    (index) => String(1960 + index),
    (index) => String(2023 - index),
    (index) => `${1990 + index} [YR${1990 + index}]`,
    (index) => dateForms["iso"]!(new Date(Date.UTC(2024, 0, 1 + index))),
    (index) => dateForms["american"]!(new Date(Date.UTC(2024, 0, 1 + index))),
    (index) => dateForms["month"]!(new Date(Date.UTC(2020, index))),
    (index) => dateForms["finnish"]!(new Date(Date.UTC(2020, index))),
    (index) => String(202001 + index),
    (index) => `2020Q${index + 1}`,
    (index) => `2020M0${index + 1}`,
  ),
  columns: fc.integer({ min: 2, max: 8 }),
  rows: fc.integer({ min: 2, max: 12 }),
  values: fc.constantFrom<(at: number) => string>(
    (at) => String(54_608 + 977 * at),
    (at) => `${(at * 37) % 100}.5`,
    (at) => ((at * 7) % 5 === 0 ? "" : String(at % 17)),
  ),
  above: fc.array(
    fc.oneof(
      fc.constantFrom(...titles).map((title) => [title]),
      fc.constantFrom(...pairs),
      fc.constant([""]),
    ),
    { maxLength: 4 },
  ),
  isPadded: fc.boolean(),
  endsWithDelimiter: fc.boolean(),
});

test(
  "a column a date: the years and months are names",
  () => {
    fc.assert(
      fc.property(wideTables, (table) => {
        const { delimiter, labels, columns } = table;
        const end = table.endsWithDelimiter ? [""] : [];
        const header = [
          ...labels,
          ...Array.from({ length: columns }, (_, index) => table.period(index)),
          ...end,
        ];
        const rows = Array.from({ length: table.rows }, (_, row) => [
          ...labels.map((_, index) => (index === 1 ? `A${row}B` : `place ${String.fromCodePoint(65 + row)}`)),
          ...Array.from({ length: columns }, (_, index) =>
            table.values(1 + row * columns + ((index * 5) % 3)),
          ),
          ...end,
        ]);
        const line = (cells: readonly string[]) =>
          cells.map((text) => (text.includes(delimiter) ? `"${text}"` : text)).join(delimiter);
        const above = table.above.map((cells) =>
          line(table.isPadded ? header.map((_, index) => cells[index] ?? "") : cells),
        );
        const layout = findLayout(`${[...above, line(header), ...rows.map(line)].join("\n")}\n`, {
          isWhole: true,
        });
        expect(layout).toMatchObject({
          header,
          headerLine: above.length + 1,
          body: { line: above.length + 2 },
        });
      }),
      fuzz(300),
    );
  },
  fuzzTimeoutMs,
);
