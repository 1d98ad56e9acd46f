import fc from "fast-check";
import { expect, it } from "vitest";
import type { PanelItem } from "../../../../src/model/series/panel-item.ts";
import { chunksOf } from "../../../../src/runtime/forecast/panel-chunks.ts";

const itemOf = (rows: number, index: number): PanelItem => {
  const column = new Float64Array(rows);
  const series = { ds: column, y: column } as NonNullable<PanelItem["series"]>;
  return { id: [String(index)], series: rows === 0 ? undefined : series };
};

it("cuts a panel into chunks of bounded size, loses no series and keeps their order", () => {
  const panel = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(panel, fc.integer({ min: 1, max: 8 }), (lengths, workers) => {
      const items = lengths.map(itemOf);
      const chunks = chunksOf(items, workers);
      expect(chunks.flat()).toEqual(items);
      for (const chunk of chunks) {
        const rows = chunk.reduce((sum, { series }) => sum + (series?.ds.length ?? 1), 0);
        expect(chunk.length === 1 || (rows <= 8192 && chunk.length <= 64)).toBe(true);
        expect(chunk.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 100 },
  );
});

it("has work for every worker even when the panel is small", () => {
  const items = Array.from({ length: 8 }, (_, index) => itemOf(100, index));
  expect(chunksOf(items, 2).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(chunksOf(items, 1).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
});
