// Counts of parts, put together, are those of the whole.
import fc from "fast-check";
import { expect, test } from "vitest";
import { joinedTallies, tallyOf } from "../../../../src/model/predict/tally.ts";
import type { Series } from "../../../../src/model/series/dataset.ts";
import type { SeriesOutcome } from "../../../../src/model/series/forecast-table.ts";

const series = (id: string): Series => ({
  id: [id],
  ds: new Float64Array(1),
  y: new Float64Array(1),
  columns: {},
  ahead: { ds: new Float64Array(0), columns: {} },
  style: { precision: "day", timeSeparator: "T", hasSeconds: false, zone: "" } as Series["style"],
  rowsIn: 1,
  lastLine: 7,
});

const outcome = fc.record({
  rows: fc.constantFrom(0, 1, 2, 28),
  model: fc.constantFrom("auto", "naive", undefined),
  frequency: fc.constantFrom("D", "W", "MS", undefined),
  fault: fc.constantFrom(
    undefined,
    { code: "csv.too-short", message: "Short.", fix: "Send more." },
    { code: "parameter.horizon", message: "Far.", fix: "Ask for less." },
  ),
  warnings: fc.array(fc.constantFrom("Of 3 dates, 1 has no row.", "Of 8 dates, 2 have no row.", "Odd.")),
  heaviest: fc.constantFrom("theta", "ets", undefined),
}) satisfies fc.Arbitrary<SeriesOutcome>;

test("tallies of parts give the tally of all, wherever it is cut and however it is kept", () => {
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 1 }), fc.array(fc.nat(9)), (outcomes, cuts) => {
      const all = outcomes.map((_, at) => series(`s${at}`));
      const whole = tallyOf({ idColumns: ["id"], series: all }, outcomes);
      const ends = [...cuts.filter((at) => at <= outcomes.length), outcomes.length].toSorted((a, b) => a - b);
      const parts = ends.map((end, index) => {
        const from = index === 0 ? 0 : ends[index - 1]!;
        return tallyOf({ idColumns: ["id"], series: all.slice(from, end) }, outcomes.slice(from, end));
      });
      expect(joinedTallies(parts)).toEqual(whole);
      expect(JSON.parse(JSON.stringify(joinedTallies(parts)))).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
    { seed: 20_241_128, numRuns: 200 },
  );
});
