// `npm run bench:many [-- --files 10000]`: many small files through the local pipeline, at a steady rate and without
// growth of memory; fails when either is not so.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Storage } from "@google-cloud/storage";
import { readGauges } from "../../src/library/stack/gauges.ts";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { createClients } from "../../src/provision/google/clients.ts";
import { createContext } from "../../src/provision/engine/context.ts";
import { asOwner } from "../support/as-owner.ts";
import { childrenOf, cliPath, endProcess, isAlive } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

const { values: flags } = parseArgs({ options: { files: { type: "string", default: "10000" } } });
const files = Number(flags.files);
/** Uploads are held back while so many files wait: a backlog is a queue on disk and says nothing about memory. */
const longestBacklog = 200;
const sendersAtOnce = 8;
/** What is measured before this share of the files is warm-up. */
const warmUpShare = 0.2;
/** Growth that is taken for noise of the garbage collector, for each 10,000 files. */
const allowedGrowthMb = 25;

interface Sample {
  at: number;
  done: number;
  cloudMb: number;
  /** The largest of the instances. */
  instanceMb: number;
}

/**
 * An upload in one request on a kept connection. Google's client takes five times as much of the two processors for it, a fifth of
 * all, and the bench is about the pipeline.
 */
const connections = new Agent({ keepAlive: true, maxSockets: sendersAtOnce });
function upload(httpUrl: string, bucket: string, name: string, content: string): Promise<void> {
  const address = `${httpUrl}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`;
  const headers = { "content-type": "text/csv", "content-length": Buffer.byteLength(content) };
  return new Promise((resolve, reject) => {
    const call = request(address, { method: "POST", agent: connections, headers }, (response) => {
      response.resume().on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`Storage answers ${response.statusCode}.`));
      });
    });
    call.on("error", reject).end(content);
  });
}

const folder = await mkdtemp(join(tmpdir(), "cloud-runner-many-"));
const names = namesFor(parseConfig({}, "the bench"));

function cli(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", CI: "true" },
  });
  if (status !== 0) throw new Error(`cloud-runner ${args.join(" ")} exited ${status}\n${stderr.toString()}`);
}

/** Resident memory of a process. */
function megabytesOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Processor time that a process has used, in milliseconds; a tick of the kernel's clock is 10. */
function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Slope of the least squares line, per 10,000 files. */
function growth(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const [x, y] = [mean(({ done }) => done), mean(of)];
  const spread = samples.reduce((sum, { done }) => sum + (done - x) ** 2, 0);
  return (samples.reduce((sum, sample) => sum + (sample.done - x) * (of(sample) - y), 0) / spread) * 10_000;
}

const samples: Sample[] = [];
const problems: string[] = [];
/** By process id, the last that was seen. */
const cpuMs = new Map<number, number>();
let cloudPid = 0;
let cpuMsOfSender = 0;

try {
  await writeFile(
    join(folder, "cloud-runner.json"),
    JSON.stringify({ forecast: { model: "naive", horizon: 3 } }),
  );
  cli("up", "--yes");
  const { pid, httpPort, grpcPort, secret } = JSON.parse(
    readFileSync(join(folder, ".cloud-runner/cloud.json"), "utf8"),
  ) as { pid: number; httpPort: number; grpcPort: number; secret: string };
  cloudPid = pid;
  const cpuMsAtStart = cpuMsOf(pid);
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  const clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    names.project,
  );
  const ctx = createContext({ clients, clock: systemClock, names });
  const storage = new Storage({ apiEndpoint: httpUrl, projectId: names.project });
  const content = dailySeries({ days: 30 });
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  let sent = 0;
  let next = 0;
  let backlog = 0;

  const sender = async () => {
    for (let i = next++; i < files; i = next++) {
      while (backlog > longestBacklog) await systemClock.sleep(50);
      await upload(httpUrl, names.inputBucket, `many/${String(i).padStart(6, "0")}.csv`, content);
      sent++;
      backlog++;
    }
  };
  const sending = Promise.all(Array.from({ length: sendersAtOnce }, sender));
  for (let done = 0; done < files; ) {
    await Promise.race([systemClock.sleep(500), sending.then(() => systemClock.sleep(100))]);
    const before = sent;
    backlog = (await readGauges(ctx)).backlog ?? 0;
    if (!isAlive(pid)) throw new Error("The local cloud has ended.");
    // What was sent while the gauge was read may be in it or not.
    done = Math.max(done, before - backlog);
    const isTenth = Math.floor((done * 10) / files) > Math.floor(((samples.at(-1)?.done ?? 0) * 10) / files);
    if (isTenth) process.stderr.write(`${done} files\n`);
    const instances = childrenOf(pid);
    cpuMs.set(pid, cpuMsOf(pid) - cpuMsAtStart);
    for (const instance of instances) cpuMs.set(instance, cpuMsOf(instance));
    samples.push({
      at: (performance.now() - startedAt) / 1000,
      done,
      cloudMb: megabytesOf(pid),
      instanceMb: Math.max(0, ...instances.map(megabytesOf)),
    });
  }
  await sending;
  const { user, system } = process.cpuUsage(cpuAtStart);
  cpuMsOfSender = (user + system) / 1000;
  connections.destroy();
  const [results] = await storage.bucket(names.outputBucket).getFiles({ prefix: "many/" });
  if (results.length !== files) problems.push(`${results.length} results for ${files} files`);
  await clients.close();
  await fetch(`${httpUrl}/_local/shutdown`, asOwner({ secret }, { method: "POST" }));
  for (let waits = 0; isAlive(pid) && waits < 100; waits++) await systemClock.sleep(100);
} finally {
  if (cloudPid !== 0) endProcess(cloudPid);
  await rm(folder, { recursive: true, force: true });
}

const tenth = files / 10;
const reached = (done: number) => samples.find((sample) => sample.done >= done) ?? samples.at(-1)!;
console.log(
  `\nNode ${process.versions.node}, ${cpus().length} cores, ${files} files of 30 rows, model naive.\n`,
);
console.log("   files   files/s   cloud MB   largest instance MB");
const rates: number[] = [];
for (let part = 1; part <= 10; part++) {
  const [from, to] = [part === 1 ? { at: 0, done: 0 } : reached((part - 1) * tenth), reached(part * tenth)];
  const within = samples.filter(({ at }) => at > from.at && at <= to.at);
  rates.push((to.done - from.done) / Math.max(0.001, to.at - from.at));
  const columns = [
    String(to.done).padStart(8),
    rates.at(-1)!.toFixed(1).padStart(10),
    median(within.map(({ cloudMb }) => cloudMb))
      .toFixed(0)
      .padStart(11),
    median(within.map(({ instanceMb }) => instanceMb))
      .toFixed(0)
      .padStart(22),
  ];
  console.log(columns.join(""));
}
const warm = samples.filter(({ done }) => done >= warmUpShare * files);
const total = samples.at(-1)!;
console.log(`\n${(files / total.at).toFixed(1)} files/s over all ${total.at.toFixed(0)} s`);
const cpuOfCloud = (cpuMs.get(cloudPid) ?? 0) / files;
const cpuOfInstances = [...cpuMs.values()].reduce((sum, ms) => sum + ms, 0) / files - cpuOfCloud;
console.log(
  `processor time: ${cpuOfCloud.toFixed(1)} ms a file in the local cloud, ${cpuOfInstances.toFixed(1)} in instances, ${(cpuMsOfSender / files).toFixed(1)} in the sender`,
);
for (const [what, of] of [
  ["the local cloud", ({ cloudMb }: Sample) => cloudMb],
  ["the largest instance", ({ instanceMb }: Sample) => instanceMb],
] as const) {
  const slope = growth(warm, of);
  console.log(`${what}: ${slope >= 0 ? "+" : ""}${slope.toFixed(1)} MB per 10,000 files after the warm-up`);
  // A leak shows in the line and in the later half; noise in at most one of them.
  const half = Math.floor(warm.length / 2);
  const later = median(warm.slice(half).map(of)) - median(warm.slice(0, half).map(of));
  const allowed = (allowedGrowthMb * files) / 10_000;
  if (slope * (files / 10_000) > allowed && later > allowed / 2)
    problems.push(`${what} grows by ${slope.toFixed(1)} MB per 10,000 files`);
}
const slowest = Math.min(...rates.slice(2));
if (slowest < median(rates) / 2)
  problems.push(
    `the rate is not steady: ${slowest.toFixed(1)} files/s where ${median(rates).toFixed(1)} are usual`,
  );
for (const problem of problems) console.log(`FAILED: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
