// `node test/bench/panel.ts`: how long a panel of 1,000 series of 1,000 rows takes to be read and grouped, and in how
// much memory; the first time in a process, the second, and from chunks of 64 KiB. Only this process is measured.
import { createPanelReader, readPanel } from "../../src/model/read-panel.ts";

const rowsPerSeries = 1000;
const seriesCount = 1000;

function panelCsv(): Buffer {
  const file = Buffer.alloc(32_000_000);
  let at = file.write("unique_id,ds,y\n");
  for (let series = 0; series < seriesCount; series++) {
    for (let row = 0; row < rowsPerSeries; row++) {
      const date = new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10);
      const y = (100 + 10 * Math.sin(series * row)).toFixed(3);
      at += file.write(`S${series},${date},${y}\n`, at);
    }
  }
  return file.subarray(0, at);
}

function measure(what: string, action: () => number): void {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const series = action();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const rss = process.memoryUsage.rss() / 1e6;
  console.log(
    `${what}: ${series} series in ${wallMs.toFixed(0)} ms (${((user + system) / 1000).toFixed(0)} ms of CPU), process ${rss.toFixed(0)} MB`,
  );
}

const file = panelCsv();
console.log(`${(file.length / 1e6).toFixed(1)} MB, ${seriesCount * rowsPerSeries} rows`);
measure("first", () => readPanel(file)!.series.length);
measure("second", () => readPanel(file)!.series.length);
measure("in chunks", () => {
  const reader = createPanelReader();
  for (let at = 0; at < file.length; at += 65_536) reader.push(file.subarray(at, at + 65_536));
  return reader.finish()!.series.length;
});
