import fc from "fast-check";
import { expect, it } from "vitest";
import { dayStyle } from "../../../../src/model/csv/parse-date.ts";
import type { Series } from "../../../../src/model/series/dataset.ts";
import { chunksOf } from "../../../../src/runtime/forecast/chunks.ts";

const seriesOf = (rows: number, index: number): Series => ({
  id: [String(index)],
  ds: new Float64Array(rows),
  y: new Float64Array(rows),
  columns: {},
  ahead: { ds: new Float64Array(0), columns: {} },
  style: dayStyle,
  rowsIn: rows,
  lastLine: rows,
});

it("cuts a panel into chunks of bounded size, loses no series and keeps their order", () => {
  const panel = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(panel, fc.integer({ min: 1, max: 8 }), (lengths, workers) => {
      const items = lengths.map(seriesOf);
      const chunks = chunksOf(items, workers);
      expect(chunks.flat()).toEqual(items);
      for (const chunk of chunks) {
        const rows = chunk.reduce((sum, { ds }) => sum + (ds.length || 1), 0);
        expect(chunk.length === 1 || (rows <= 8192 && chunk.length <= 64)).toBe(true);
        expect(chunk.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 100 },
  );
});

it("has work for every worker even when the panel is small", () => {
  const items = Array.from({ length: 8 }, (_, index) => seriesOf(100, index));
  expect(chunksOf(items, 2).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(chunksOf(items, 1).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
});
