// `npm run bench:large [-- --mebibytes 1024]`: a large panel with `predict`, up and its forecast down again, and what memory the tool
// needs for that. Fails above 250 MiB, or when the forecast is not whole. Most of its time is the job's.
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { childrenOf, cliPath, endProcess, isAlive } from "../support/project-folder.ts";

const { values: flags } = parseArgs({ options: { mebibytes: { type: "string", default: "1024" } } });
const mebibyte = 1024 * 1024;
const bytes = Number(flags.mebibytes) * mebibyte;
const mostMebibytes = 250;
const rowsPerSeries = 600;
const horizon = 14;

const dates = Array.from({ length: rowsPerSeries }, (_, row) =>
  new Date(Date.UTC(2023, 0, 1 + row)).toISOString().slice(0, 10),
);

function seriesCsv(series: number): string {
  let text = "";
  for (let row = 0; row < rowsPerSeries; row++)
    text += `S${series},${dates[row]!},${(100 + ((series * 31 + row * 17) % 97) / 7).toFixed(3)}\n`;
  return text;
}

let count = 0;
function* panel(): Generator<string> {
  let written = 0;
  yield "unique_id,ds,y\n";
  while (written < bytes) {
    const text = seriesCsv(count++);
    written += text.length;
    yield text;
  }
}

const folder = await mkdtemp(join(tmpdir(), "cloud-runner-large-"));
const env = { ...process.env, NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "1" };

/** The most that a process has had in memory so far, in MiB. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function predict(): Promise<{ peak: number; uploadedMs: number; doneMs: number; error: string }> {
  const words = ["predict", "big.csv", "--model", "naive", "--horizon", String(horizon), "--ndjson"];
  const startedAt = Date.now();
  const child = spawn(process.execPath, [cliPath, ...words], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let peak = 0;
  let uploadedMs = 0;
  let error = "";
  child.stderr.on("data", (text: Buffer) => (error += text.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes('"event":"uploaded"')) uploadedMs = Date.now() - startedAt;
    if (line.includes('"error"')) error += line;
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (child.exitCode === null) {
    peak = Math.max(peak, peakOf(child.pid!));
    await wait(50);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`predict exited ${child.exitCode}\n${error}`);
  return { peak, uploadedMs, doneMs: Date.now() - startedAt, error };
}

try {
  await pipeline(Readable.from(panel()), createWriteStream(join(folder, "big.csv")));
  const up = spawnSync(process.execPath, [cliPath, "up", "--yes"], { cwd: folder, env });
  if (up.status !== 0) throw new Error(up.stderr.toString());
  const { peak, uploadedMs, doneMs } = await predict();
  const output = join(folder, "big.forecast.csv");
  let lines = 0;
  for await (const _line of createInterface({ input: createReadStream(output) })) lines++;
  const mib = (size: number) => Math.round(size / mebibyte);
  console.log(
    `${mib(bytes)} MiB, ${count} series: uploaded after ${(uploadedMs / 1000).toFixed(1)} s, forecast of ${mib(statSync(output).size)} MiB after ${(doneMs / 1000).toFixed(0)} s, at most ${Math.round(peak)} MiB of memory`,
  );
  if (lines !== 1 + count * horizon) throw new Error(`The forecast has ${lines} lines.`);
  if (peak > mostMebibytes)
    throw new Error(`predict needed ${Math.round(peak)} MiB; ${mostMebibytes} are the most.`);
} finally {
  const { pid } = JSON.parse(readFileSync(join(folder, ".cloud-runner/cloud.json"), "utf8")) as {
    pid: number;
  };
  const all = [pid, ...childrenOf(pid)];
  all.forEach(endProcess);
  while (all.some(isAlive)) await wait(20);
  await rm(folder, { recursive: true, force: true });
}
