// Tables whose dates and numbers are known, written in the ways in which the world writes them: the reader gives the
// same dates and numbers or refuses with a code. A file that is read as something else is the one unforgivable fault.
import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../../../src/model/input-error.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { readOne } from "../support.ts";

interface Dialect {
  delimiter: string;
  /** Between the units and the tenths. */
  point: "." | ",";
  /** Between the groups of three digits. */
  thousands: "" | "," | "." | " " | "'" | "\u00a0" | "\u202f";
  date: DateForm;
  decimals: number;
  encoding: "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "latin1";
  lineEnd: "\n" | "\r\n" | "\r";
  isQuoted: boolean;
  endsWithLineEnd: boolean;
}

const dateForms = {
  iso: "Y-M-D",
  slashes: "Y/M/D",
  dots: "Y.M.D",
  compact: "YMD",
  us: "M/D/Y",
  european: "D/M/Y",
  german: "D.M.Y",
  dashes: "D-M-Y",
  time: "Y-M-D 00:00:00",
  zoned: "Y-M-DT00:00:00Z",
} as const;
type DateForm = keyof typeof dateForms;

function dateText(day: number, form: DateForm): string {
  const [year = "", month = "", date = ""] = new Date(day * 86_400_000).toISOString().slice(0, 10).split("-");
  // In one pass: what was put in holds no letters of the form, but "T" and "Z" must stay.
  return dateForms[form].replaceAll(/[YMD]/g, (letter) =>
    letter === "Y" ? year : letter === "M" ? month : date,
  );
}

/** `units` counts in 10^-decimals, so that the number is known exactly. */
function numberText(units: number, { decimals, point, thousands }: Dialect): string {
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : point + digits.slice(digits.length - decimals);
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, thousands);
  return `${units < 0 ? "-" : ""}${grouped}${fraction}`;
}

function encode(text: string, encoding: Dialect["encoding"]): Uint8Array {
  if (encoding === "utf-8") return Buffer.from(text, "utf8");
  if (encoding === "utf-8-bom") return Buffer.from(`\ufeff${text}`, "utf8");
  if (encoding === "latin1") return Buffer.from(text, "latin1");
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

interface Row {
  day: number;
  units: number;
}

function write(rows: readonly Row[], dialect: Dialect): Uint8Array {
  const { delimiter, lineEnd, isQuoted, endsWithLineEnd } = dialect;
  const cell = (text: string) => (isQuoted || text.includes(delimiter) ? `"${text}"` : text);
  const lines = rows.map(({ day, units }) =>
    [dateText(day, dialect.date), numberText(units, dialect)].map(cell).join(delimiter),
  );
  const text = [`date${delimiter}größe`, ...lines].join(lineEnd) + (endsWithLineEnd ? lineEnd : "");
  return encode(text, dialect.encoding);
}

const dialect: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    point: fc.constantFrom<Dialect["point"][]>(".", ","),
    thousands: fc.constantFrom<Dialect["thousands"][]>("", "", ",", ".", " ", "'", "\u00a0", "\u202f"),
    date: fc.constantFrom(...(Object.keys(dateForms) as DateForm[])),
    decimals: fc.integer({ min: 0, max: 3 }),
    encoding: fc.constantFrom<Dialect["encoding"][]>(
      "utf-8",
      "utf-8",
      "utf-8-bom",
      "utf-16le",
      "utf-16be",
      "latin1",
    ),
    lineEnd: fc.constantFrom<Dialect["lineEnd"][]>("\n", "\r\n", "\r"),
    isQuoted: fc.boolean(),
    endsWithLineEnd: fc.boolean(),
  })
  .filter(({ point, thousands }) => point !== thousands);

const rows: fc.Arbitrary<Row[]> = fc
  .uniqueArray(
    fc.record({
      // 1990 to 2049.
      day: fc.integer({ min: 7305, max: 29_219 }),
      units: fc.oneof(
        fc.integer({ min: -9999, max: 9999 }),
        fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
      ),
    }),
    { selector: ({ day }) => day, minLength: 1, maxLength: 12 },
  )
  .map((found) => found.toSorted((a, b) => a.day - b.day));

/** What was read, or undefined where it was refused as it must be: with a code, a place and a fix. */
async function readOrRefuse(input: Uint8Array): Promise<Awaited<ReturnType<typeof readOne>> | undefined> {
  try {
    return await readOne(input);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, line = 0, column = 0, fix } = error;
    if (code.startsWith("csv.") && line >= 1 && column >= 1 && fix !== "") return undefined;
    throw new Error(`An incomplete refusal: ${JSON.stringify({ code, line, column, fix })}`);
  }
}

/** A file of such cells alone says something else, and says it clearly: 1.234 is a number of its own. */
const isPlain = (text: string) => /^-?\d+(?:\.\d+)?$/.test(text);

test(
  "a table in any dialect is read as it was meant, or refused with a code",
  async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(rows, dialect, async (meant, how) => {
        const texts = meant.map(({ units }) => numberText(units, how));
        fc.pre(how.point === "." || !texts.every(isPlain) || how.decimals === 0);
        fc.pre(how.thousands !== "." || !texts.every(isPlain) || texts.every((text) => !text.includes(".")));
        // Of 1,234 alone the thousands are believed, and a note says so.
        fc.pre(how.point === "." || !texts.every((text) => /^-?(?:[1-9]\d{0,2},\d{3}|\d{1,3})$/.test(text)));
        const series = await readOrRefuse(write(meant, how));
        if (series === undefined) return;
        read++;
        expect(series.ds).toEqual(meant.map(({ day }) => day * 86_400));
        // -0 is 0.
        expect(series.y).toEqual(meant.map(({ units }) => Number(`${units}e-${how.decimals}`) + 0));
      }),
      fuzz(1500),
    );
    // It must not pass by refusing everything.
    expect(read).toBeGreaterThan(20);
  },
  fuzzTimeoutMs,
);

const good = Buffer.from(
  write(
    Array.from({ length: 30 }, (_, index) => ({ day: 19_723 + index, units: 1000 + index * 37 })),
    {
      delimiter: ",",
      point: ".",
      thousands: "",
      date: "iso",
      decimals: 2,
      encoding: "utf-8",
      lineEnd: "\n",
      isQuoted: false,
      endsWithLineEnd: true,
    },
  ),
);

/** One accident to a file: bytes overwritten, lost, doubled, put in, or the rest cut off. */
const accident = fc.record({
  kind: fc.constantFrom("overwrite", "remove", "double", "insert", "truncate"),
  at: fc.nat({ max: good.length - 1 }),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom('"', ",", ";", "\n", "\r", "\r\n", "\0", "\ufeff", "NaN", "1e999", "-", "２", "−1", "٣")
      .map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

test(
  "a damaged file is read as a series or refused with a code and a place, in time",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(accident, { minLength: 1, maxLength: 4 }), async (accidents) => {
        let bytes: Buffer = good;
        for (const { kind, at, length, bytes: strange } of accidents) {
          const [before, hit, after] = [
            bytes.subarray(0, at),
            bytes.subarray(at, at + length),
            bytes.subarray(at + length),
          ];
          if (kind === "truncate") bytes = before;
          else if (kind === "remove") bytes = Buffer.concat([before, after]);
          else if (kind === "double") bytes = Buffer.concat([before, hit, hit, after]);
          else if (kind === "insert") bytes = Buffer.concat([before, strange, hit, after]);
          else bytes = Buffer.concat([before, strange, hit.subarray(strange.length), after]);
        }
        const startedAt = performance.now();
        const { ds, y } = (await readOrRefuse(bytes)) ?? { ds: [], y: [] };
        expect(performance.now() - startedAt).toBeLessThan(1000);
        expect(ds.every((time, i) => Number.isSafeInteger(time) && (i === 0 || time > ds[i - 1]!))).toBe(
          true,
        );
        expect(y).toHaveLength(ds.length);
        expect(y.every(Number.isFinite)).toBe(true);
      }),
      fuzz(1500),
    );
  },
  fuzzTimeoutMs,
);

/** Whatever repeats one of these a hundred thousand times must take time in proportion, not in its square. */
const repeated = [
  '"',
  '""',
  '"\n',
  ",",
  ";",
  "\n",
  "\r",
  "\r\n",
  " ",
  "\t",
  "a",
  "date,y\n",
  "2024-01-01,1\n",
  "é",
  "\ufeff",
  "1 ",
  "-",
  "9",
];

test(
  "a file that repeats itself is answered in time",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("", "date,y\n", 'date,y\n"', "date,y\n2024-01-01,"),
        fc.constantFrom(...repeated),
        fc.constantFrom("", '"', "\n2024-01-01,1\n"),
        async (head, each, tail) => {
          const before = process.threadCpuUsage();
          await readOrRefuse(Buffer.from(head + each.repeat(100_000) + tail));
          // Some tens of milliseconds of the processor; the square would take minutes.
          expect(process.threadCpuUsage(before).user).toBeLessThan(3_000_000);
        },
      ),
      {
        ...fuzz(40),
        // Took 22 s: a pattern that could share out the digits in many ways.
        examples: [["date,y\n2024-01-01,", "9", '"']],
      },
    );
  },
  fuzzTimeoutMs,
);
