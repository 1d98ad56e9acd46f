// All that is random about a file: what it holds, how dates and numbers are written, what stands around the table, and
// in what it is packed.
import fc from "fast-check";
import { forms, type Form, type Step } from "../dates/forms.ts";
import { locales, styles, type Writing } from "../numbers/writing.ts";
import { canWrite, spacings, type Spacing } from "./spacings.ts";

const pad = (date: Date) => date.toISOString();
const all: readonly Step[] = ["minutes", "hours", "days", "weeks", "months", "quarters", "years"];
const noTime: readonly Step[] = ["days", "weeks", "months", "quarters", "years"];

/** ISO in its shapes, with and without a zone; the times are those on the clock. */
const isoForms: readonly Form[] = [
  { name: "yyyy-MM-dd", steps: noTime, write: (t) => pad(t).slice(0, 10) },
  { name: "yyyy-MM", steps: ["months", "quarters"], write: (t) => pad(t).slice(0, 7) },
  { name: "yyyy-M-d", steps: noTime, write: (t) => pad(t).slice(0, 10).replaceAll("-0", "-") },
  { name: "yyyy-MM-ddTHH:mm:ss", steps: all, write: (t) => pad(t).slice(0, 19) },
  { name: "yyyy-MM-dd HH:mm", steps: all, write: (t) => pad(t).slice(0, 16).replace("T", " ") },
  { name: "yyyy-MM-ddTHH:mm:ss.SSSZ", steps: all, write: pad },
  {
    name: "yyyy-MM-dd HH:mm:ss+00:00",
    steps: all,
    write: (t) => `${pad(t).slice(0, 19)}+00:00`.replace("T", " "),
  },
  { name: "yyyy-MM-ddTHH:mm+05:30", steps: all, write: (t) => `${pad(t).slice(0, 16)}+05:30` },
  { name: "yyyyMMddTHHmmssZ", steps: all, write: (t) => pad(t).slice(0, 19).replaceAll(/[-:]/g, "") + "Z" },
];

/** A file of listopad alone is refused: it is October in Croatian and November in Polish and Czech. */
const isClear = ({ isNamed, name }: Form): boolean => isNamed === true && !/^(?:hr|pl|cs) /.test(name);

/** Each of the languages once in a while; a form of numbers as often as all that one language has. */
const dateForms = fc.oneof(
  fc.constantFrom(...isoForms),
  { arbitrary: fc.constantFrom(...forms.filter(({ isNamed }) => isNamed !== true)), weight: 3 },
  { arbitrary: fc.constantFrom(...forms.filter(isClear)), weight: 2 },
);

export const layouts = ["single", "long", "columns", "dates"] as const;
export const orders = ["ascending", "descending", "shuffled"] as const;
export const sizes = ["small", "thousands", "level", "lumpy", "signed", "all"] as const;
export const encodings = ["utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"] as const;
export const packings = ["none", "gzip", "zstd", "zip"] as const;
export const containers = ["text", "json", "ndjson", "json columns", "parquet", "xlsx"] as const;
export const signs = ["usual", "usual", "brackets", "behind", "minus"] as const;

/** A cell or two for each row, on any side of the table. */
const titles: fc.Arbitrary<string[]> = fc.constantFrom<string[][]>(
  ["Sales report 2024"],
  ["Umsatzbericht für März"],
  ["Source: Statistics Office, 2024"],
  ["Unit: thousand EUR"],
  ["Source", "World Development Indicators"],
  ["Station:", "4711"],
  [""],
);
const comments: fc.Arbitrary<string> = fc.constantFrom(
  "# exported at night",
  "# with, commas; and | bars",
  "// by a program",
);
const footnotes: fc.Arbitrary<string[]> = fc.constantFrom<string[][]>(
  ["Source: World Bank"],
  ["* provisional"],
  ["Notes"],
  [""],
);

export interface FormOfFile {
  spacing: Spacing;
  date: Form;
  /** Days after 1950. */
  start: number;
  count: number;
  /** In thousandths of the series: rows without a value, and dates without a row; the ends stay. */
  missing: number[];
  absent: number[];
  missingWord: string;
  order: (typeof orders)[number];
  seed: number;
  layout: (typeof layouts)[number];
  /** Of all layouts but the single one. */
  seriesCount: number;
  idName: string;
  hasNumericIds: boolean;
  isBySeries: boolean;
  size: (typeof sizes)[number];
  writing: Writing;
  sign: (typeof signs)[number];
  dateName: number;
  valueNames: string[];
  indexName: string | null;
  useless: string | null;
  isDateLast: boolean;
  delimiter: string;
  isQuoted: boolean;
  lineEnd: string;
  endsWithLineEnd: boolean;
  endsWithDelimiter: boolean;
  hasSep: boolean;
  above: string[][];
  isPadded: boolean;
  comments: string[];
  hasUnits: boolean;
  repeatsHeader: boolean;
  blankLines: number;
  total: string | null;
  footnotes: string[][];
  container: (typeof containers)[number];
  packing: (typeof packings)[number];
  encoding: (typeof encodings)[number];
  /** Dates and numbers as such, not as text, where the container has them. */
  isTyped: boolean;
}

/** Seconds, Excel's numbers and years with a decimal are no names of columns, and of such names nothing is asked. */
const maySpread = ({ name, hasTwins }: Form): boolean =>
  hasTwins !== true && !/^unix|^excel|^yyyy\.0$/.test(name);

export const formOfFile: fc.Arbitrary<FormOfFile> = dateForms.chain((date) =>
  fc.record({
    date: fc.constant(date),
    spacing: fc.constantFrom(...spacings.filter((spacing) => canWrite(date, spacing))),
    start: date.name.startsWith("unix")
      ? fc.integer({ min: 10_000, max: 29_000 })
      : fc.integer({ min: 0, max: 29_000 }),
    // Business days show in two weeks.
    count: fc.integer({ min: 14, max: 40 }),
    missing: fc.array(fc.nat(999), { maxLength: 2 }),
    absent: fc.array(fc.nat(999), { maxLength: 1 }),
    missingWord: fc.constantFrom("", "", "NA", "n/a", "#N/A", "NULL", "NaN", ".", "-", "..."),
    order: fc.constantFrom(...orders),
    seed: fc.nat(),
    layout: fc.constantFrom("single", ...layouts.filter((layout) => layout !== "dates" || maySpread(date))),
    seriesCount: fc.integer({ min: 2, max: 6 }),
    idName: fc.constantFrom("shop", "Filiale", "country", "item_id", "Région"),
    hasNumericIds: fc.boolean(),
    isBySeries: fc.boolean(),
    size: fc.constantFrom(...sizes),
    writing: fc.record({
      locale: fc.constantFrom("en-US", "de-DE", "fr-FR", ...Object.keys(locales)),
      style: fc.constantFrom(...styles),
      decimals: fc.integer({ min: 0, max: 3 }),
    }),
    sign: fc.constantFrom(...signs),
    dateName: fc.nat(99),
    valueNames: fc.shuffledSubarray(
      [
        "y",
        "Sales",
        "Umsatz, netto",
        "value",
        "PM2.5",
        "größe",
        "temp (max)",
        "chiffre d'affaires",
        "数量",
        "CO2",
      ],
      { minLength: 6, maxLength: 6 },
    ),
    indexName: fc.option(fc.constantFrom("", "Unnamed: 0", "index", "#", "row"), { freq: 3 }),
    useless: fc.option(fc.constantFrom("unit", "version", "is_holiday", "weekday", "note"), { freq: 3 }),
    isDateLast: fc.boolean(),
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    isQuoted: fc.boolean(),
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
    endsWithLineEnd: fc.boolean(),
    endsWithDelimiter: fc.constantFrom(false, false, false, true),
    hasSep: fc.constantFrom(false, false, false, true),
    above: fc.oneof(fc.constant<string[][]>([]), fc.array(titles, { maxLength: 3 })),
    isPadded: fc.boolean(),
    comments: fc.oneof(fc.constant<string[]>([]), fc.array(comments, { maxLength: 2 })),
    hasUnits: fc.constantFrom(false, false, false, true),
    repeatsHeader: fc.constantFrom(false, false, false, true),
    blankLines: fc.constantFrom(0, 0, 0, 1, 3),
    total: fc.option(fc.constantFrom("Total", "Summe", "Grand total", "Moyenne", "合計"), { freq: 2 }),
    footnotes: fc.oneof(fc.constant<string[][]>([]), fc.array(footnotes, { maxLength: 2 })),
    container: fc.oneof(
      { arbitrary: fc.constant("text" as const), weight: 2 },
      fc.constantFrom(...containers),
    ),
    packing: fc.constantFrom("none", ...packings),
    encoding: fc.constantFrom("utf-8", ...encodings),
    isTyped: fc.boolean(),
  }),
);

export const describeForm = (form: FormOfFile): string =>
  JSON.stringify({ ...form, date: form.date.name, spacing: form.spacing.name });
