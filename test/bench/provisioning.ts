// Second half of `npm run bench`: how close provisioning comes to what its own graph allows, with 50 ms on every request.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients } from "../../src/provision/google/clients.ts";
import { createContext } from "../../src/provision/engine/context.ts";
import { inOrder } from "../../src/provision/engine/graph.ts";
import { userStateFolder } from "../../src/core/user/own-folder.ts";
import { claimState } from "../../src/library/local-cloud/own-state.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import type { Node } from "../../src/provision/engine/node.ts";
import { stackFor } from "../../src/provision/stack.ts";

const latencyMs = 50;
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "cloud-runner-bench-"));
const state = join(folder, ".cloud-runner");
const image = `us-central1-docker.pkg.dev/cloud-runner-local/forecast/runtime@sha256:${"1".repeat(64)}`;

/** The longest chain of a graph whose nodes take these times. */
function longestChain(nodes: readonly Node[], durations: ReadonlyMap<string, number>): number {
  const ends = new Map<string, number>();
  for (const { id, needs } of inOrder(nodes)) {
    const start = Math.max(0, ...needs.map((need) => ends.get(need) ?? 0));
    ends.set(id, start + (durations.get(id) ?? 0));
  }
  return Math.max(...ends.values());
}

/** Wall time of a second `cloud-runner up` as a user runs it. */
async function secondUpOfProcess(): Promise<number> {
  const cwd = await mkdtemp(join(tmpdir(), "cloud-runner-bench-"));
  const run = async (...args: string[]) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [join(root, "bin/cloud-runner.js"), ...args], {
      cwd,
      stdio: "ignore",
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0) throw new Error(`cloud-runner ${args.join(" ")} exited ${String(code)}`);
    return performance.now() - startedAt;
  };
  try {
    claimState(join(cwd, ".cloud-runner"), userStateFolder(process.env));
    await writeFile(join(cwd, ".cloud-runner/chaos.json"), JSON.stringify({ latencyMs }));
    await run("up", "--yes");
    return await run("up", "--yes");
  } finally {
    await run("down", "--yes");
    await rm(cwd, { recursive: true, force: true });
  }
}

await mkdir(state, { recursive: true });
await writeFile(join(state, "chaos.json"), JSON.stringify({ latencyMs }));
const local = spawn(
  process.execPath,
  [
    "--disable-warning=ExperimentalWarning",
    join(root, "dist/bundle/local-cloud.js"),
    "--folder",
    state,
    "--image-dir",
    join(root, "dist/image"),
  ],
  { stdio: "ignore" },
);
const ended = new Promise((resolve) => local.once("exit", resolve));

try {
  while (!existsSync(join(state, "cloud.json"))) await new Promise((resolve) => setTimeout(resolve, 20));
  const { httpPort, grpcPort, secret } = JSON.parse(await readFile(join(state, "cloud.json"), "utf8")) as {
    httpPort: number;
    grpcPort: number;
    secret: string;
  };
  const config = parseConfig({}, folder);
  const names = namesFor(config);
  const nodes = stackFor(config, names, image);
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  const open = () => {
    const endpoint = { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret } as const;
    return createClients(endpoint, names.project);
  };

  /** One `up`, and how long each node took by itself: its own reads, or its own work. */
  async function up() {
    const clients = open();
    const reads = new Map<string, number>();
    const timed = nodes.map((node) => ({
      ...node,
      resource: {
        ...node.resource,
        async read(...args: Parameters<typeof node.resource.read>) {
          const startedAt = performance.now();
          const live = await node.resource.read(...args);
          if (!reads.has(node.id)) reads.set(node.id, performance.now() - startedAt);
          return live;
        },
      },
    }));
    const ctx = createContext({ clients, clock: systemClock, names });
    const startedAt = performance.now();
    const planned = await plan(ctx, timed);
    const readMs = performance.now() - startedAt;
    const { results } = await apply(ctx, planned);
    const totalMs = performance.now() - startedAt;
    await clients.close();
    const work = new Map(results.map(({ id, durationMs }) => [id, durationMs]));
    return { totalMs, readMs, reads, work };
  }

  const first = await up();
  const second = await up();
  const applyChain = longestChain(nodes, first.work);
  // Only the project is read before others, which need its number.
  const readChain = (second.reads.get("project") ?? 0) + Math.max(...second.reads.values());
  // With reads by clients that are loaded already: what loading costs counts against `up`.
  const critical = readChain + applyChain;
  const secondMs = await secondUpOfProcess();

  const line = (what: string, value: string, aim = "") =>
    console.log(`${what.padEnd(60)}${value.padStart(10)}${aim.padStart(14)}`);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  console.log(`\nProvisioning with ${latencyMs} ms on every request, ${nodes.length} nodes.\n`);
  line("first up, image apart", ms(first.totalMs), `<= ${ms(2 * critical)}`);
  line("  of which reading what is there", ms(first.readMs));
  line("critical path of its graph", ms(critical));
  line("first up / critical path", (first.totalMs / critical).toFixed(2), "<= 2.00");
  line("second up, the whole process", ms(secondMs), `<= ${ms(1000 + readChain)}`);
  line("slowest chain of reads", ms(readChain));
  line("second up beyond its chain of reads", ms(secondMs - readChain), "<= 1000 ms");
} finally {
  local.kill("SIGTERM");
  await ended;
  await rm(folder, { recursive: true, force: true });
}
