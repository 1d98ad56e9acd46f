// `npm run bench`: how long the main job takes, as medians of several runs of real processes.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Storage, type Bucket } from "@google-cloud/storage";
import { dailySeries, dataFile } from "../support/series.ts";

const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "7" } } });
const runs = Number(flags.runs);
const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "bin/cloud-runner.js");
const folder = await mkdtemp(join(tmpdir(), "cloud-runner-bench-"));

interface Row {
  what: string;
  aimMs: number | undefined;
  times: number[];
}

const rows: Row[] = [];

async function measure(
  what: string,
  aimMs: number | undefined,
  once: (run: number) => Promise<number>,
  times = runs,
) {
  const row: Row = { what, aimMs, times: [] };
  for (let run = 0; run < times; run++) row.times.push(await once(run));
  rows.push(row);
  process.stderr.write(`${what}: ${row.times.map((ms) => ms.toFixed(0)).join(" ")} ms\n`);
}

/** Runs the command line and gives its wall time. */
async function cli(...args: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", CI: "true" },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`cloud-runner ${args.join(" ")} exited ${code}\n${errors}`);
  return performance.now() - startedAt;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the container's own entry, as Cloud Run would. */
function startContainer(port: number, storage: string): ChildProcess {
  return spawn(process.execPath, [join(root, "dist/image/server.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PORT: `${port}`,
      HOST: "127.0.0.1",
      K_SERVICE: "bench",
      K_REVISION: "bench-00001",
      K_CONFIGURATION: "bench",
      GOOGLE_CLOUD_PROJECT: "cloud-runner-local",
      INPUT_BUCKET: "bench-input",
      OUTPUT_BUCKET: "bench-output",
      FORECAST_DEFAULTS: "{}",
      STORAGE_EMULATOR_HOST: storage,
    },
  });
}

async function stopContainer(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** Asks again until the server accepts the connection: its first answer is what a platform waits for. */
async function firstAnswer(request: () => Promise<Response>): Promise<Response> {
  for (;;) {
    try {
      return await request();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** Uploads the series as a new generation and gives the push that a notification would make of it. */
async function pushFor(bucket: Bucket, name: string, csv: Buffer): Promise<string> {
  const file = bucket.file(name);
  await file.save(csv, { resumable: false, metadata: { metadata: { "forecast-horizon": "28" } } });
  const [metadata] = await file.getMetadata();
  return JSON.stringify({
    subscription: "projects/cloud-runner-local/subscriptions/bench",
    deliveryAttempt: 1,
    message: {
      messageId: `${metadata.generation}`,
      publishTime: metadata.timeCreated,
      data: Buffer.from(JSON.stringify(metadata)).toString("base64"),
      attributes: {
        eventType: "OBJECT_FINALIZE",
        payloadFormat: "JSON_API_V1",
        bucketId: bucket.name,
        objectId: name,
        objectGeneration: `${metadata.generation}`,
      },
    },
  });
}

async function post(url: string, body: string): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the handler answered ${response.status}`);
  return response;
}

const hyndsight = dataFile("hyndsight.csv");
const csv = hyndsight ? await readFile(hyndsight) : Buffer.from(dailySeries({ days: 365 }));
const series = hyndsight ? "hyndsight, 365 days" : "a synthetic series of 365 days";

try {
  await measure("cloud-runner --help", 100, () => cli("--help"));
  await measure("up, first (starts the local cloud)", undefined, () => cli("up", "--yes"), 1);
  await measure("up, second (nothing to do)", undefined, () => cli("up", "--yes"));

  await writeFile(join(folder, "data.csv"), csv);
  const predict = ["predict", "data.csv", "--horizon", "28", "--force", "--quiet"];
  await cli(...predict);
  await measure("predict on a warm service, wall", 1000, () => cli(...predict));

  const cloud = JSON.parse(await readFile(join(folder, ".cloud-runner/cloud.json"), "utf8")) as {
    httpPort: number;
  };
  const storageUrl = `http://127.0.0.1:${cloud.httpPort}`;
  const storage = new Storage({ apiEndpoint: storageUrl, projectId: "cloud-runner-local" });
  const [input] = await storage.createBucket("bench-input", { location: "us-central1" });
  const [output] = await storage.createBucket("bench-output", { location: "us-central1" });

  await measure("process start to serving", 300, async () => {
    const port = await freePort();
    const startedAt = performance.now();
    const child = startContainer(port, storageUrl);
    await firstAnswer(() => fetch(`http://127.0.0.1:${port}/health`));
    const time = performance.now() - startedAt;
    await stopContainer(child);
    return time;
  });

  await measure("first forecast from a cold start", 800, async (run) => {
    const body = await pushFor(input, `cold-${run}.csv`, csv);
    const port = await freePort();
    const startedAt = performance.now();
    const child = startContainer(port, storageUrl);
    await firstAnswer(() => fetch(`http://127.0.0.1:${port}/health`));
    await post(`http://127.0.0.1:${port}/`, body);
    const time = performance.now() - startedAt;
    await stopContainer(child);
    return time;
  });

  const port = await freePort();
  const child = startContainer(port, storageUrl);
  await firstAnswer(() => fetch(`http://127.0.0.1:${port}/ready`));
  for (let run = 0; run < 10; run++)
    await post(`http://127.0.0.1:${port}/`, await pushFor(input, "warm.csv", csv));
  await measure(
    "warm forecast through the handler, with intervals",
    60,
    async () => {
      const body = await pushFor(input, "warm.csv", csv);
      const startedAt = performance.now();
      await post(`http://127.0.0.1:${port}/`, body);
      return performance.now() - startedAt;
    },
    runs * 3,
  );
  await stopContainer(child);
  for (const bucket of [input, output]) {
    await bucket.deleteFiles();
    await bucket.delete();
  }
} finally {
  await cli("down", "--yes").catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  await rm(folder, { recursive: true, force: true });
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
const cell = (value: number | undefined) => (value === undefined ? "" : value.toFixed(0)).padStart(8);
console.log(`\nNode ${process.versions.node}, ${cpus().length} cores, ${series}. Milliseconds, medians.\n`);
console.log(
  `${"".padEnd(52)}${"median".padStart(8)}${"lowest".padStart(8)}${"highest".padStart(8)}${"aim".padStart(8)}`,
);
for (const { what, aimMs, times } of rows) {
  const columns = [median(times), Math.min(...times), Math.max(...times), aimMs].map(cell).join("");
  console.log(`${what.padEnd(52)}${columns}`);
}
