// A panel that the job cuts into slices, in the real stack: the task that has cut it and those that help are killed, and there
// is one result, with the bytes of the short way.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { createClients } from "../../src/provision/google/clients.ts";
import { jobName } from "../../src/provision/service-container.ts";
import { openBuckets, type Buckets } from "../support/output-bucket.ts";
import {
  childrenOf,
  createProjectFolder,
  endProcess,
  eventually,
  type ProjectFolder,
} from "../support/project-folder.ts";

const series = 240;
const rows = 36;

let folder: ProjectFolder;
let buckets: Buckets;

beforeAll(async () => {
  folder = await createProjectFolder();
  const lines = Array.from({ length: series * rows }, (_, at) => {
    const [of, row] = [Math.floor(at / rows), at % rows];
    // A few are too short for their model, and stand in the report.
    const isShort = of % 50 === 49 && row > 0;
    const y = 50 + of + 10 * Math.sin((2 * Math.PI * row) / 12) + ((row * row * (of + 3)) % 7);
    return isShort
      ? ""
      : `S${of},${new Date(Date.UTC(2020, row)).toISOString().slice(0, 10)},${y.toFixed(2)}\n`;
  });
  await folder.file("panel.csv", `unique_id,ds,y\n${lines.join("")}`);
  await folder.up();
  buckets = openBuckets({
    ...(await folder.json<{ inputBucket: string; outputBucket: string }>("outputs")),
    storage: `http://127.0.0.1:${folder.cloud().httpPort}`,
  });
  await tune({ FAN_OUT_SERIES: "64", FAN_OUT_TASKS: "1" });
}, 120_000);
afterAll(() => folder.remove());

/** As `gcloud run jobs update --update-env-vars` does. */
async function tune(env: Record<string, string>): Promise<void> {
  const { httpPort, grpcPort, secret } = folder.cloud();
  const names = namesFor(parseConfig({}, folder.path));
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  const endpoint = { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret } as const;
  const clients = createClients(endpoint, names.project);
  try {
    const client = await clients.jobs();
    const [job] = await client.getJob({ name: jobName(names) });
    const [container] = job.template!.template!.containers!;
    container!.env!.push(...Object.entries(env).map(([name, value]) => ({ name, value })));
    const [operation] = await client.updateJob({ job });
    await operation.promise();
  } finally {
    await clients.close();
  }
}

const tasks = (): number[] =>
  childrenOf(folder.cloud().pid).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("job.mjs");
    } catch {
      return false;
    }
  });

const jobs = () => buckets.results(".cloud-runner/jobs/");

it.skipIf(process.platform !== "linux")(
  "gives one result (its tasks are found in /proc), whichever tasks are killed, and tells how far it is",
  async () => {
    const predicted = folder.run("predict", "panel.csv", "--job", "-o", "long.csv");
    const isCut = async () => (await jobs()).some((name) => name.endsWith("/plan.json")) || undefined;
    await eventually("the panel to be cut", 60_000, isCut, 20);
    // The first is the one that has the lease, which nobody else can have for some seconds.
    const someTask = () =>
      eventually("a task", 20_000, () => (tasks().length > 0 ? tasks()[0] : undefined), 5);
    endProcess(await someTask());
    // Whoever helps stands still until all that follows was asked, however slow the machine is.
    const stopped = new Set<number>();
    const stopping = setInterval(() => {
      for (const pid of tasks().filter((task) => !stopped.has(task))) {
        process.kill(pid, "SIGSTOP");
        stopped.add(pid);
      }
    }, 5);

    const told = { done: expect.any(Number), series } as object;
    const [run] = (await folder.json<{ runs: { run: string }[] }>("runs", "list")).runs;
    try {
      expect(await folder.json("status")).toMatchObject({
        executions: expect.arrayContaining([expect.objectContaining({ series: told })]) as unknown,
      });
      expect(await folder.json("runs", "show", run!.run)).toMatchObject({ files: [{ series: told }] });
      expect((await folder.run("runs", "show", run!.run)).stdout).toMatch(
        new RegExp(`with the job +panel\\.csv, \\d+ of ${series} series done`),
      );
    } finally {
      clearInterval(stopping);
    }
    for (let kills = 1; kills < 3; kills++) {
      endProcess(await someTask());
      for (const pid of tasks()) process.kill(pid, "SIGCONT");
      await wait(Math.random() * 400);
    }

    expect(await predicted).toMatchObject({ exitCode: 0 });
    const upload = `predict/${run!.run}/panel.csv`;
    const before = await buckets.metadata(upload);
    await expect.poll(jobs, { timeout: 30_000 }).toEqual([]);
    expect(await buckets.metadata(upload)).toEqual(before);
    expect(await buckets.results(`predict/${run!.run}/`)).toEqual([upload, `${upload}.series.json`]);

    expect(await folder.run("predict", "panel.csv", "-o", "short.csv")).toMatchObject({ exitCode: 0 });
    const read = (name: string) => readFile(join(folder.path, name), "utf8");
    expect(await read("long.csv")).toBe(await read("short.csv"));
    const entries = async (name: string) => (JSON.parse(await read(name)) as { failed: object[] }).failed;
    expect(await entries("long.csv.series.json")).toEqual(await entries("short.csv.series.json"));
    expect(await entries("long.csv.series.json")).toHaveLength(4);
  },
  150_000,
);
