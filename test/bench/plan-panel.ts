// `npm run bench:plan`: what it takes to cut the largest panel into slices, 1,000,000 series in 5 GiB, whose rows are made up as they are
// read: once contiguous and once in the order of their dates, which are sorted. Fails when the process needs 600 MiB.
//   --series 100000   fewer series
//   --rows 60         fewer rows each; by default as many as make 5 GiB
import { randomUUID } from "node:crypto";
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { planPanel } from "../../src/runtime/fanout/plan-panel.ts";
import type { NewObject, ObjectStore, StoredObject } from "../../src/runtime/storage/object-store.ts";

const { values: flags } = parseArgs({
  options: {
    series: { type: "string", default: "1000000" },
    rows: { type: "string" },
    layout: { type: "string" },
  },
});
const header = Buffer.from("unique_id,ds,y\n");
const rowText = (date: string) => `S0000000,${date},100.12\n`;
const rowBytes = rowText("2018-01-01").length;
const series = Number(flags.series);
const rows = Number(flags.rows ?? Math.floor((5 * 2 ** 30 - header.length) / rowBytes / series));
const mostMegabytes = 600;
const layouts = flags.layout === undefined ? ["contiguous", "by date"] : [flags.layout];

const dates = Array.from({ length: rows }, (_, row) =>
  Buffer.from(rowText(new Date(Date.UTC(2018, 0, 1 + row)).toISOString().slice(0, 10))),
);

/** Writes the number of a series into a row. */
function number(bytes: Buffer, at: number, of: number): void {
  for (let digit = 7, rest = of; digit > 0; digit--, rest = Math.floor(rest / 10))
    bytes[at + digit] = 48 + (rest % 10);
}

/** A file whose bytes are made when they are asked for. */
function bytesOf(isByDate: boolean) {
  const length = header.length + series * rows * rowBytes;
  const seriesAt = (row: number) => (isByDate ? row % series : Math.floor(row / rows));
  const dateAt = (row: number) => (isByDate ? Math.floor(row / series) : row % rows);
  function range(start: number, end: number): Buffer {
    const first = Math.max(0, Math.floor((start - header.length) / rowBytes));
    const last = Math.max(first, Math.ceil((Math.min(end, length) - header.length) / rowBytes));
    const made = Buffer.alloc((last - first) * rowBytes);
    for (let row = first, at = 0; row < last; row++, at += rowBytes) {
      made.set(dates[dateAt(row)]!, at);
      number(made, at, seriesAt(row));
    }
    const from = header.length + first * rowBytes;
    const body = made.subarray(Math.max(0, start - from), Math.min(end, length) - from);
    return start < header.length ? Buffer.concat([header.subarray(start, end), body]) : body;
  }
  return { length, range };
}

/** Of what is written only the beginning of each object is kept, on disk: the first slices, which are looked at. Of a short panel all are. */
const keptBytes = series * rows * rowBytes < 2 ** 28 ? 2 ** 28 : 2 ** 20;

function storeOf({ length, range }: ReturnType<typeof bytesOf>, folder: string) {
  const kept = new Map<string, number>();
  let written = 0;
  const never = async () => {
    throw new Error("Cutting a panel does not ask for this.");
  };
  const store: ObjectStore = {
    stat: never,
    read: never,
    list: never,
    update: never,
    remove: never,
    async open() {
      return (async function* pieces() {
        for (let at = 0; at < length; at += 2 ** 20) yield range(at, Math.min(length, at + 2 ** 20));
      })();
    },
    async readRange({ bucket, name }: StoredObject, start, end) {
      if (bucket === "in") return range(start, Math.min(end, length));
      const content = Buffer.alloc(end - start);
      if (end > keptBytes) throw new Error(`Only the first bytes of ${name} are kept.`);
      readSync(kept.get(name)!, content, 0, content.length, start);
      return content;
    },
    async write({ name, content }: NewObject) {
      const bytes = content as Uint8Array;
      written += bytes.length;
      const file = openSync(join(folder, randomUUID()), "w+");
      writeSync(file, bytes.subarray(0, keptBytes), 0, Math.min(keptBytes, bytes.length), 0);
      kept.set(name, file);
      return { generation: "1" };
    },
  };
  return { store, written: () => written };
}

for (const layout of layouts) {
  const folder = mkdtempSync(join(tmpdir(), "bench-plan-"));
  const file = bytesOf(layout === "by date");
  const { store, written } = storeOf(file, folder);
  const startedAt = performance.now();
  const object = { bucket: "in", name: "panel.csv", generation: "1", bytes: file.length, metadata: {} };
  const planned = await planPanel(
    {
      object,
      choice: {},
      options: {},
      needsLastDate: false,
      least: { rows: 1_000_000, series: 20_000 },
      size: { mostRows: 125_000, mostSeries: 2_500 },
    },
    { store, outputBucket: "out", folder: "", maximumBytes: 5 * 2 ** 30 },
  );
  if (planned.kind !== "cut") throw new Error(`The panel is not cut, but ${planned.kind}.`);
  const seconds = (performance.now() - startedAt) / 1000;
  const found = planned.slices.reduce((sum, slice) => sum + slice.series, 0);
  if (found !== series) throw new Error(`${found} series were found.`);
  const plan = JSON.stringify(planned).length;
  const most = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${layout}: ${series} series, ${series * rows} rows, ${(file.length / 2 ** 30).toFixed(2)} GiB in ${seconds.toFixed(0)} s, ${planned.slices.length} slices, ` +
      `plan ${(plan / 2 ** 20).toFixed(1)} MiB, ${(written() / 2 ** 30).toFixed(2)} GiB written; most memory until now ${most.toFixed(0)} MiB`,
  );
  rmSync(folder, { recursive: true });
  if (most < mostMegabytes) continue;
  console.log(`FAULT: The process needed ${most.toFixed(0)} MiB.`);
  process.exitCode = 1;
}
