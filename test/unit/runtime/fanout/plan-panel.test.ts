// What is read to cut a panel into slices, and what is said of one that cannot be cut.
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { planPanel } from "../../../../src/runtime/fanout/plan-panel.ts";
import { inputErrorOf } from "../../model/support.ts";
import { MemoryStore } from "../fakes.ts";
import { panel, panelCells, parquetOf, plainRow } from "./panels.ts";

class WatchedStore extends MemoryStore {
  opened = 0;
  readonly ranges: number[] = [];
  readonly kept: number[] = [];

  override async open(...given: Parameters<MemoryStore["open"]>) {
    this.opened++;
    return super.open(...given);
  }

  override async readRange(...given: Parameters<MemoryStore["readRange"]>) {
    this.ranges.push(given[2] - given[1]);
    return super.readRange(...given);
  }
}

function plan(content: string | Uint8Array, store = new WatchedStore(), maximumBytes = 1e9) {
  const object = store.put("in", "panel", content);
  return planPanel(
    {
      object,
      choice: { id: ["unique_id"] },
      options: {},
      needsLastDate: false,
      least: { rows: 100, series: 10 },
      size: { mostRows: 2000, mostSeries: 5000 },
    },
    { store, outputBucket: "out", folder: "f/", maximumBytes },
  );
}

const large = { series: 300, rows: 40 };

it("reads a Parquet file one row group after the other, never as a whole", async () => {
  const store = new WatchedStore();
  const cells = panelCells({ series: 300, rows: 250, isMixed: true });
  const file = parquetOf({ ...cells, y: cells.y.map((_, row) => Math.sin(row * row)) }, 10_000);
  expect(file.length).toBeGreaterThan(2 ** 19);
  expect(await plan(file, store)).toMatchObject({ kind: "cut" });
  expect(store.opened).toBe(0);
  // But for its end, where the list of row groups is; twice, since the rows are sorted.
  expect(store.ranges.filter((bytes) => bytes === 2 ** 19)).toHaveLength(2);
  const groups = store.ranges.filter((bytes) => bytes !== 2 ** 19);
  expect(groups.length).toBeGreaterThan(2 * 3 * 7);
  expect(Math.max(...groups)).toBeLessThan(file.length / 4);
});

it("reads a packed file as far as one may be read, not only as far as fits into memory", async () => {
  const text = panel("unique_id,ds,y", plainRow, large);
  expect(await plan(gzipSync(text))).toMatchObject({ kind: "cut" });
  expect(await inputErrorOf(() => plan(gzipSync(text), undefined, text.length - 1))).toMatchObject({
    code: "csv.too-long",
  });
});

describe("a panel with more series than the careful way can read", () => {
  const rows = Array.from({ length: 100_010 }, (_, of) => `s${of},2024-01-01,1\n`);
  const text = `unique_id,ds,y\n${rows.join("")}`;

  it("is refused for what is wrong with it", async () => {
    const fault = await inputErrorOf(() => plan(`${text}s0,2024-01-03\n`));
    expect(fault).toMatchObject({ code: "csv.ragged", line: 100_012 });
  });

  it("is cut with its faulty series", async () => {
    expect(await plan(`${text}s7,2024-01-02,x\n`)).toMatchObject({ kind: "cut", rounds: { length: 1 } });
  });
});
