import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../../../src/model/input-error.ts";
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import { bytes, readOne } from "../support.ts";

// A fixed seed: the same cases in every run, so a failure is never a matter of luck.
const settings = { seed: 20_240_101, numRuns: 1000 };

/** True when it reads or refuses; anything else that is thrown fails the test. */
async function readsOrRefuses(input: Uint8Array): Promise<boolean> {
  try {
    const { ds, y } = await readOne(input);
    return (
      ds.length === y.length && y.every(Number.isFinite) && ds.every((at, i) => i === 0 || at > ds[i - 1]!)
    );
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.fix.length > 0 && (error.line ?? 0) >= 1 && (error.column ?? 0) >= 1;
  }
}

test("any bytes are read or refused with a place", async () => {
  const result = await fc.check(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readsOrRefuses),
    settings,
  );
  expect(result).toMatchObject({ failed: false, counterexample: null });
});

test("any text below a good header is read or refused with a place", async () => {
  const snippet = fc.constantFrom(
    ",",
    ";",
    "\n",
    "\r\n",
    '"',
    "2024-01-01",
    "2024-01",
    "1",
    "-2.5",
    "NA",
    "é",
    " ",
    "+01:00",
  );
  const text = fc.array(fc.oneof(snippet, fc.string({ maxLength: 3 })), { maxLength: 40 });
  const property = fc.asyncProperty(text, (parts) => readsOrRefuses(bytes(`date,y\n${parts.join("")}`)));
  expect(await fc.check(property, settings)).toMatchObject({ failed: false, counterexample: null });
});

test("what is written as CSV is read back exactly", async () => {
  const row = fc.record({
    // From 1500 up to 2400: other years may be of another calendar.
    ds: fc.integer({ min: -14_831_769_600, max: 13_569_465_599 }),
    y: fc.double({ noNaN: true, noDefaultInfinity: true }),
    note: fc.string({ unit: fc.constantFrom("a", "é", "😀", " ", ",", ";", '"', "\n", "\t") }),
  });
  const style = fc.record({
    precision: fc.constant("time" as const),
    dateSeparator: fc.constantFrom("-", "/"),
    timeSeparator: fc.constantFrom("T", " "),
    hasSeconds: fc.constant(true),
    fractionDigits: fc.constantFrom(0, 3),
    zone: fc.constantFrom("", "Z", "+02:00", "-0530"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(row, { selector: ({ ds }) => ds, minLength: 1, maxLength: 20 }),
      style,
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n"),
      async (rows, dateStyle, delimiter, lineEnd) => {
        const lines = rows.map(({ ds, y, note }) =>
          [`"${note.replaceAll('"', '""')}"`, formatDate(ds, dateStyle), String(y)].join(delimiter),
        );
        const series = await readOne(
          bytes([["note", "ds", "y"].join(delimiter), ...lines, ""].join(lineEnd)),
        );
        const sorted = rows.toSorted((a, b) => a.ds - b.ds);
        expect(series.ds).toEqual(sorted.map(({ ds }) => ds));
        // String(-0) is "0".
        expect(series.y).toEqual(sorted.map(({ y }) => y + 0));
        expect(series.style).toEqual(dateStyle);
      },
    ),
    { ...settings, numRuns: 300 },
  );
});
