// `npm run bench:files`: the same panel of 100 MB as CSV and in other containers, each read by a process of its own as the
// service reads an upload while it arrives.
//   --megabytes 20    a smaller one
// Times on the wall are worth something only while nothing else runs. The memory is the most that the process ever had; it
// holds the rows that were read, but no file.
import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { createDatasetReader } from "../../src/model/csv/read-dataset.ts";
import { openFile } from "../../src/model/files/open-file.ts";

const { values: flags, positionals } = parseArgs({
  options: { megabytes: { type: "string", default: "100" } },
  allowPositionals: true,
});
const rowsPerSeries = 1000;

const [path] = positionals;
if (path === undefined) compareAll();
else await measure(path);

function compareAll(): void {
  const folder = mkdtempSync(join(tmpdir(), "cloud-runner-files-"));
  try {
    for (const [name, content] of contents()) {
      const file = join(folder, name);
      writeFileSync(file, content);
      const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), file], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (status !== 0) throw new Error(`${name} was not read.`);
      console.log(
        `${name.padEnd(16)} ${(statSync(file).size / 1e6).toFixed(1).padStart(6)} MB  ${stdout.trim()}`,
      );
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* contents(): Generator<[name: string, content: Uint8Array | string]> {
  const { csv, ids, days, values } = panel();
  yield ["panel.csv", csv];
  yield ["panel.csv.gz", gzipSync(csv, { level: 6 })];
  yield ["panel.csv.zst", zstdCompressSync(csv)];
  const columnData = [
    { name: "unique_id", data: ids, type: "STRING" as const },
    { name: "ds", data: days, type: "TIMESTAMP" as const },
    { name: "y", data: values, type: "DOUBLE" as const },
  ];
  yield ["panel.parquet", new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 122_880 }))];
  const records = ids.map((id, row) =>
    JSON.stringify({ id, ds: days[row]!.toISOString().slice(0, 10), y: values[row] }),
  );
  yield ["panel.ndjson", records.join("\n")];
}

/** Daily, with a trend, a week, and some unrest. */
function panel() {
  const series = Math.round((Number(flags.megabytes) * 1e6) / (rowsPerSeries * 25));
  const csv = Buffer.alloc(series * rowsPerSeries * 40);
  const [ids, days, values]: [string[], Date[], number[]] = [[], [], []];
  const dates = Array.from({ length: rowsPerSeries }, (_, row) => new Date(Date.UTC(2020, 0, 1 + row)));
  let at = csv.write("unique_id,ds,y\n");
  for (let one = 0; one < series; one++) {
    for (const [row, date] of dates.entries()) {
      const y = (
        100 +
        row * 0.01 +
        10 * Math.sin((2 * Math.PI * row) / 7) +
        5 * Math.sin(one * row * row)
      ).toFixed(3);
      at += csv.write(`S${one},${date.toISOString().slice(0, 10)},${y}\n`, at);
      ids.push(`S${one}`);
      days.push(date);
      values.push(Number(y));
    }
  }
  return { csv: csv.subarray(0, at), ids, days, values };
}

async function measure(file: string): Promise<void> {
  const startedAt = performance.now();
  const reader = createDatasetReader();
  const { pieces } = await openFile(createReadStream(file));
  for await (const piece of pieces) reader.push(piece);
  const { rowsIn, series } = await reader.finish();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage();
  const processor = `${((user + system) / 1e6).toFixed(1)} s of processor`;
  const memory = `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`;
  console.log(
    `${rowsIn} rows of ${series.length} series in ${seconds.toFixed(2)} s, ${processor}, ${memory}`,
  );
}
