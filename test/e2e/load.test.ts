// A load of 100 copies against what the metrics show of the same time, and what Ctrl-C leaves of one.
import { Storage } from "@google-cloud/storage";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LoadResult } from "../../src/library/load/load.ts";
import type { Metric, MetricsResult } from "../../src/library/metrics/metric.ts";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("data.csv", dailySeries({ days: 200 }));
  await folder.file("bad.csv", "date,y\n2024-01-01,1\n2024-01-02,x\n");
  await folder.up();
});
afterAll(() => folder.remove());

/** Names of all that lies in both buckets, but for what the container keeps for itself. */
async function objects(): Promise<string[]> {
  const apiEndpoint = `http://127.0.0.1:${folder.cloud().httpPort}`;
  const storage = new Storage({ apiEndpoint, projectId: "cloud-runner-local" });
  const lists = await Promise.all(
    ["input", "output"].map((each) => storage.bucket(`cloud-runner-local-forecast-${each}`).getFiles()),
  );
  return lists
    .flatMap(([files]) => files.map(({ name }) => name))
    .filter((name) => !name.startsWith(".cloud-runner/leases/"));
}

const metricOf = ({ metrics }: MetricsResult, name: Metric["name"]) =>
  metrics.find((metric) => metric.name === name)!;

it("finds 100 results that are the same, and the numbers that the metrics have", async () => {
  const result = await folder.json<LoadResult>("load", "data.csv", "--copies", "100", "--concurrency", "20");
  expect(result).toMatchObject({
    sent: 100,
    results: { same: 100, different: 0, failed: 0, lost: 0, extra: 0 },
    errors: [],
    measuredFrom: "upload",
  });
  const { service, latency } = result;
  expect(service!.byStatus["200"]).toBe(100);
  // Nothing is quicker than the service alone.
  expect(latency!.p50).toBeGreaterThan(service!.latency!.p50 * 0.5);
  expect(service!.instances.mostAtOnce).toBeGreaterThan(0);

  const metrics = await folder.json<MetricsResult>("metrics", "--since", result.from);
  const classes = metricOf(metrics, "requests").series.map(({ name, overall }) => [name, overall]);
  const byClass = Map.groupBy(Object.entries(service!.byStatus), ([status]) => `${status[0]}xx`);
  expect(classes).toEqual(
    [...byClass]
      .map(([name, all]): [string, number] => [name, all.reduce((sum, [, count]) => sum + count, 0)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  for (const { name, between } of metricOf(metrics, "latency").series) {
    if (name === "mean") continue;
    const measured = service!.latency![name as "p50" | "p95" | "p99"];
    const [low, high] = between!;
    expect(measured).toBeGreaterThanOrEqual(low);
    expect(measured).toBeLessThanOrEqual(high);
    // A bucket is a tenth wide.
    expect(high / low).toBeLessThan(1.11);
  }
  const mean = metricOf(metrics, "latency").series.find(({ name }) => name === "mean")!.overall!;
  expect(mean).toBeCloseTo(service!.latency!.mean, 3);
  expect(await objects()).toEqual([]);
});

it("counts the requests of its own copies while another load is under way", async () => {
  const load = () => folder.json<LoadResult>("load", "data.csv", "--copies", "30", "--concurrency", "10");
  for (const { service } of await Promise.all([load(), load()])) {
    expect(service!.byStatus["200"]).toBe(30);
    expect(service!.otherRequests).toBeGreaterThan(0);
  }
});

it("knows the forecast that is expected", async () => {
  await folder.run("predict", "data.csv", "-o", "right.csv", "--model", "naive", "--horizon", "3");
  await folder.file("wrong.csv", "date,prediction\n2024-01-01,1\n");
  const asked = ["load", "data.csv", "--copies", "3", "--model", "naive", "--horizon", "3"];
  const right = await folder.run(...asked, "--expect", "right.csv");
  expect(right.stdout).toMatch(/^results +3 of 3 as expected$/m);
  expect(right.exitCode).toBe(0);
  const wrong = await folder.run(...asked, "--expect", "wrong.csv");
  expect(wrong.stdout).toMatch(/^results +0 of 3 as expected, 3 different$/m);
  expect(wrong.exitCode).toBe(1);
});

it("sends no more of a file that can never be forecast, and leaves nothing of it", async () => {
  const before = await objects();
  const { exitCode, stderr } = await folder.run("load", "bad.csv", "--copies", "1000");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("At bad.csv, line 3, column 2:");
  expect(await objects()).toEqual(before);
});

it("removes its objects after Ctrl-C, and says how far it came", async () => {
  const before = await objects();
  const running = execa(process.execPath, [cliPath, "load", "data.csv", "--rate", "20", "--copies", "5000"], {
    cwd: folder.path,
    reject: false,
    env: { NO_COLOR: "1", CLOUD_RUNNER_TRUST: "1" },
  });
  await eventually(
    "the first results",
    60_000,
    async () => (await objects()).length > before.length + 10 || undefined,
  );
  running.kill("SIGINT");
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/[0-9]+ of 5000 copies were sent, [0-9]+ came back\./);
  const [, run] = /cloud-runner runs remove (\S+)` removes them/.exec(stderr)!;
  const left = (await objects()).filter((name) => !before.includes(name));
  expect(left).toEqual([`.cloud-runner/runs/${run}/run.json`]);
  expect((await folder.run("runs", "remove", run!, "--yes")).exitCode).toBe(0);
  expect(await objects()).toEqual(before);
});
