// `npm run compare:speed -- OTHER_CHECKOUT [--runs 9] [--only TEXT]`: how long the main jobs take in two built checkouts, turn and
// turn about, as medians. Processor time is less disturbed by what else runs on the machine. Exits with 1 when something
// takes over 5 % longer.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Storage } from "@google-cloud/storage";
import { openProject, type Project } from "./checkout.ts";
import { day, lines, series, value } from "./inputs/input.ts";
import { buckets, pushFor, startServer, type Server } from "./server.ts";

interface Side {
  project: Project;
  server: Server;
}
interface Time {
  wallMs: number;
  cpuMs: number;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "9" }, only: { type: "string", default: "" } },
});
if (positionals.length !== 1)
  throw new Error("Usage: npm run compare:speed -- OTHER_CHECKOUT [--runs 9] [--only TEXT]");
const here = fileURLToPath(new URL("../..", import.meta.url));
const other = resolve(process.env["INIT_CWD"] ?? ".", positionals[0]!);
const most = 1.05;

const days = Buffer.from(series(365, day));
const panel = (count: number, rows: number) =>
  Buffer.from(
    `unique_id,ds,y\n${Array.from({ length: count }, (_, id) => lines(rows, (step) => `S${id},${day(step)},${value(step + id)}`)).join("")}`,
  );
const [large, small] = [panel(1000, 1000), panel(200, 200)];

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());
process.once("SIGTERM", () => stopping.abort());
const sides: Side[] = [];
const projects: Project[] = [];
const servers: Server[] = [];
let isTooSlow = false;

try {
  for (const root of [other, here]) {
    const project = await openProject(root, stopping.signal);
    projects.push(project);
    await project.write("data.csv", days);
    await project.write("panel.csv", large);
    await project.succeed("up", "--yes");
    await project.succeed("predict", "data.csv", "--force", "--quiet");
  }
  // One for both, so that nothing but the server differs.
  const apiEndpoint = `http://127.0.0.1:${projects[1]!.cloud().httpPort}`;
  const storage = new Storage({ apiEndpoint, projectId: "cloud-runner-local" });
  for (const name of Object.values(buckets)) await storage.createBucket(name, { location: "us-central1" });

  const starting = async (root: string, andThen?: string): Promise<Time> => {
    const startedAt = performance.now();
    const server = await startServer(root, storage, "/health");
    servers.push(server);
    if (andThen !== undefined) await server.post(andThen);
    const time = { wallMs: performance.now() - startedAt, cpuMs: server.cpuMs() };
    await server.end();
    return time;
  };
  const posting =
    (name: string, content: Buffer, parameters: Record<string, string>) => async (side: Side) => {
      const body = await pushFor(storage, name, content, parameters);
      const [startedAt, cpuBefore] = [performance.now(), side.server.cpuMs()];
      await side.server.post(body);
      return { wallMs: performance.now() - startedAt, cpuMs: side.server.cpuMs() - cpuBefore };
    };
  const warm = posting("warm.csv", days, { horizon: "28" });

  for (const project of projects) {
    const server = await startServer(project.root, storage, "/ready");
    servers.push(server);
    sides.push({ project, server });
    for (let round = 0; round < 10; round++) await warm(sides.at(-1)!);
  }

  console.log(`${"".padEnd(44)}    wall ms: before, now, ratio      processor ms: before, now, ratio`);
  await measure("cloud-runner --help", ({ project }) => project.succeed("--help"));
  await measure("server, until it serves", ({ project }) => starting(project.root));
  await measure("server, until its first forecast", async ({ project }) =>
    starting(project.root, await pushFor(storage, "cold.csv", days, { horizon: "28" })),
  );
  await measure("a forecast by the warm server", warm);
  await measure("predict", ({ project }) => project.succeed("predict", "data.csv", "--force", "--quiet"));
  await measure("check of a panel, 1,000 x 1,000", ({ project }) =>
    project.succeed("check", "panel.csv", "--quiet"),
  );
  await measure(
    "naive panel by the server, 1,000 x 1,000",
    posting("naive.csv", large, { model: "naive", horizon: "1" }),
  );
  await measure("mstl panel by the server, 200 x 200", posting("mstl.csv", small, { model: "mstl" }));
} finally {
  for (const server of servers) await server.end();
  for (const project of projects) await project.end();
}
process.exitCode = isTooSlow ? 1 : 0;

async function measure(what: string, once: (side: Side) => Promise<Time>): Promise<void> {
  if (!what.includes(values.only)) return;
  const times = new Map(sides.map((side) => [side, [] as Time[]]));
  for (let run = 0; run < Number(values.runs); run++)
    for (const side of run % 2 === 0 ? sides : sides.toReversed()) {
      stopping.signal.throwIfAborted();
      times.get(side)!.push(await once(side));
    }
  const medians = (key: keyof Time) =>
    [...times.values()].map((each) => median(each.map((time) => time[key])));
  const columns = (["wallMs", "cpuMs"] as const).map((key) => {
    const [before, now] = medians(key) as [number, number];
    return `${before.toFixed(1).padStart(10)}${now.toFixed(1).padStart(10)}${(now / before).toFixed(3).padStart(9)}`;
  });
  const [before, now] = medians("wallMs") as [number, number];
  const isSlower = now / before > most;
  isTooSlow ||= isSlower;
  console.log(`${what.padEnd(44)}${columns.join("     ")}${isSlower ? "  SLOWER" : ""}`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
