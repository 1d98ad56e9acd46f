import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Chunk } from "../../../../src/core/report/report-data.ts";
import { packSeries, type SeriesRows } from "../../../../src/library/report/pack-series.ts";

const axis = (from: number, count: number) => {
  const at = Array.from({ length: count }, (_, row) => (from + row) * 86_400);
  return { at, dates: at.map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10)) };
};
const seriesOf = (rows: number, seed: number): SeriesRows => ({
  history: {
    ...axis(0, rows),
    values: Array.from({ length: rows }, (_, row) => Math.sin(row * seed + seed)),
  },
  forecasts: [{ name: "a", ...axis(rows, 2), values: [seed, seed + 1], lower: [[0, 0]], upper: [[9, 9]] }],
});
const unpacked = (chunk: string) => JSON.parse(gunzipSync(Buffer.from(chunk, "base64")).toString()) as Chunk;
const all = [0, 1, 2].map((seed) => seriesOf(300, seed + 1));
const order = [2, 0, 1];

describe("packSeries", () => {
  it("keeps every row where there is room, in the order that was asked, and dates once", async () => {
    const { chunks, places, kept } = await packSeries(all, order, Infinity);
    expect(places).toEqual([
      [0, 1],
      [0, 2],
      [0, 0],
    ]);
    expect(kept).toBe(300);
    const { axes, series } = unpacked(chunks[0]!);
    expect(axes).toEqual([axis(0, 300), axis(300, 2)]);
    expect(series[0]).toEqual({
      history: { axis: 0, values: all[2]!.history.values },
      cut: 0,
      forecasts: [{ name: "a", axis: 1, values: [3, 4], lower: [[0, 0]], upper: [[9, 9]] }],
    });
  });

  it("leaves out the oldest rows of the history where all would be too large", async () => {
    const { chunks: whole } = await packSeries(all, order, Infinity);
    const limit = Math.floor(whole[0]!.length * 0.6);
    const { chunks, kept } = await packSeries(all, order, limit);
    expect(chunks[0]!.length).toBeLessThanOrEqual(limit);
    expect(kept).toBeLessThan(300);
    expect(kept).toBeGreaterThanOrEqual(100);
    const [first] = unpacked(chunks[0]!).series;
    expect(first).toMatchObject({
      cut: 300 - kept,
      history: { values: all[2]!.history.values.slice(-kept) },
    });
    expect(first!.forecasts[0]!.values).toEqual([3, 4]);
  });

  it("leaves out whole series at last, those that stand last in the order", async () => {
    const many = Array.from({ length: 120 }, (_, seed) => seriesOf(100, seed + 1));
    const { chunks, places } = await packSeries(many, [...many.keys()].toReversed(), 60_000);
    expect(places[119]).toEqual([0, 0]);
    expect(places[0]).toBeUndefined();
    expect(places.filter((place) => place !== undefined)).toHaveLength(50 * chunks.length);
  });

  it("packs nothing where there is nothing", async () => {
    expect(await packSeries([], [], 100)).toEqual({ chunks: [], places: [], kept: 0 });
  });
});
