// Random series in every format and language that is read: the same instants come back, and what follows is written in the
// same way. Two meanings may be told as such; a wrong reading is the one unforgivable fault.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DateFinding } from "../../../../src/model/dates/find-date-format.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { forms, M, seconds, type Form, type Step } from "./forms.ts";
import { find, read, isoOf, written } from "./support.ts";

const stepSeconds = { minutes: 900, hours: 3600, days: 86_400, weeks: 604_800 } as const;
const stepMonths = { months: 1, quarters: 3, years: 12 } as const;

function series(step: Step, start: number, count: number): Date[] {
  if (step === "months" || step === "quarters" || step === "years") {
    const months = stepMonths[step];
    const first = Math.floor(start / 30.5);
    const aligned = first - (first % months);
    return Array.from({ length: count }, (_, row) => new Date(Date.UTC(1950, aligned + row * months, 1)));
  }
  const day = Date.UTC(1950, 0, 1) / 1000 + start * 86_400;
  // Weeks begin on Mondays.
  const from = step === "weeks" ? day - ((new Date(day * 1000).getUTCDay() + 6) % 7) * 86_400 : day;
  return Array.from({ length: count }, (_, row) => new Date((from + row * stepSeconds[step]) * 1000));
}

const cases = fc.constantFrom(...forms).chain((form) =>
  fc.record({
    form: fc.constant(form),
    step: fc.constantFrom(...form.steps),
    // Days after 1950, up to 2030; Excel's and epochs from where they are unmistakable.
    start: form.name.startsWith("unix")
      ? fc.integer({ min: 10_000, max: 29_000 })
      : fc.integer({ min: 0, max: 29_000 }),
    count: fc.integer({ min: 5, max: 60 }),
    /** One row in so many is left out; the first and the last stay. */
    gap: fc.constantFrom(0, 0, 7, 11),
    isReversed: fc.boolean(),
    hasStrays: fc.boolean(),
  }),
);

/** Two meanings are told, and one of them is right. */
function checkReadings(
  form: Form,
  finding: DateFinding & { kind: "ambiguous" },
  cells: readonly string[],
  meant: readonly string[],
): void {
  expect(form.hasTwins, `${form.name} is ambiguous`).toBe(true);
  const isos = finding.readings.map(({ format }) => read([finding.text], format)[0]);
  expect(isos).toContain(meant[cells.indexOf(finding.text)]);
}

test(
  "a series in any format comes back, and goes on in its style",
  () => {
    let sure = 0;
    let all = 0;
    fc.assert(
      fc.property(cases, ({ form, step, start, count, gap, isReversed, hasStrays }) => {
        const dates = series(step, start, count + 1);
        const next = dates.pop()!;
        const kept = dates.filter(
          (_, row) => gap === 0 || row === 0 || row === dates.length - 1 || row % gap !== 3,
        );
        const cells = kept.map((date) => form.write(date));
        if (isReversed) cells.reverse();
        const meant = kept.map((date) => isoOf(seconds(date)));
        if (isReversed) meant.reverse();
        const strays = hasStrays && kept.length >= 30 ? ["Datum", "Total"] : [];
        const finding = find([...strays.slice(0, 1), ...cells, ...strays.slice(1)]);
        all++;
        if (finding.kind === "ambiguous") {
          checkReadings(form, finding, cells, meant);
          return;
        }
        // 1. lis is October in Croatian and November in Polish.
        if (/^(?:hr|pl|cs) /.test(form.name) && finding.kind === "none" && finding.reason !== undefined)
          return;
        if (finding.kind !== "found")
          throw new Error(`${form.name}: ${JSON.stringify(finding)} of ${cells.join(", ")}`);
        sure++;
        expect(read(cells, finding.format)).toEqual(meant);
        expect(finding.strayCount).toBe(strays.length);
        // Whether it is jul. or Juli shows where the column has that month.
        if (!kept.some((date) => M(date) === M(next)) && form.isNamed === true) return;
        // Whether a 5 is written as 05 shows only where the column has a number below ten.
        const digits = (text: string) => text.replaceAll(/\b0(?=\d\b)/g, "");
        const text = written(cells, finding.format, [seconds(next)])[0]!;
        expect(digits(text)).toBe(digits(form.write(next)));
      }),
      fuzz(200),
    );
    // It must not pass by calling everything ambiguous.
    expect(sure / all).toBeGreaterThan(0.9);
  },
  fuzzTimeoutMs,
);

test(
  "any text is answered",
  () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "2024",
        "01",
        "5",
        "Jan",
        "Mai",
        "mar",
        "Q",
        "W",
        "T",
        ":",
        "-",
        "/",
        ".",
        " ",
        ",",
        "'",
        "AM",
        "Z",
        "+01:00",
        "年",
        "Total",
        "1e9",
        "\u0000",
        "²",
      ),
      fc.string({ maxLength: 4 }),
      fc.integer({ min: 0, max: 99_999_999 }).map(String),
    );
    const cell = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const finding = find(cells);
        if (finding.kind !== "found") return;
        const fits = read(cells, finding.format).filter((text) => /^\d{4}-/.test(text));
        expect(fits.length + finding.strayCount).toBe(cells.length);
      }),
      fuzz(500),
    );
  },
  fuzzTimeoutMs,
);
