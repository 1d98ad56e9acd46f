// The long way of a forecast, over the job, beside the short one: as a user types it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { openBuckets } from "../support/output-bucket.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("data.csv", dailySeries());
  const lines = dailySeries({ days: 40 }).trimEnd().split("\n").slice(1);
  const panel = ["a", "b", "c"].flatMap((id) => lines.map((line) => `${id},${line}\n`));
  await folder.file("panel.csv", `id,date,y\n${panel.join("")}`);
  await folder.file("broken.csv", "date,y\n2024-01-01,1\n2024-01-02,many\n");
  await folder.up();
}, 120_000);
afterAll(() => folder.remove());

const bytes = (name: string) => readFile(join(folder.path, name));

describe("predict --job", () => {
  it("gives the same bytes as without", async () => {
    const short = await folder.run("predict", "data.csv", "panel.csv", "-o", "short/");
    expect(short).toMatchObject({ exitCode: 0 });
    const long = await folder.run("predict", "data.csv", "panel.csv", "-o", "long/", "--job");
    expect(long).toMatchObject({ exitCode: 0 });
    for (const name of ["data.forecast.csv", "panel.forecast.csv"])
      expect(await bytes(`long/${name}`)).toEqual(await bytes(`short/${name}`));
    const outputs = await folder.json<Parameters<typeof openBuckets>[0]>("outputs");
    const storage = `http://127.0.0.1:${folder.cloud().httpPort}`;
    const buckets = openBuckets({ ...outputs, storage });
    // It tidies when the results stand.
    await expect.poll(() => buckets.results(".cloud-runner/jobs/"), { timeout: 15_000 }).toEqual([]);
  });

  it("says in the log that it was handed over", async () => {
    const { stdout } = await folder.run("logs", "-n", "200");
    expect(stdout).toMatch(
      /Handed predict\/.*data\.csv over to the job, as it was asked: execution forecast-job-/,
    );
  });

  it("reports what can never work, as without", async () => {
    const { exitCode, stderr } = await folder.run("predict", "broken.csv", "--job");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("many");
  });
});

describe("runs cancel", () => {
  it("stops the execution, and a predict that waits for it elsewhere", async () => {
    const lines = dailySeries({ days: 400 }).trimEnd().split("\n").slice(1);
    // Far more than the task gets through before it is cancelled.
    const ids = Array.from({ length: 1200 }, (_, index) => `s${index}`);
    const rows = ids.flatMap((id) => lines.map((line) => `${id},${line}\n`));
    await folder.file("slow.csv", `id,date,y\n${rows.join("")}`);
    const works = async () => (await folder.json<Status>("status")).executions?.length;
    // An execution of the tests before may still be tidying.
    await expect.poll(works, { timeout: 20_000 }).toBe(0);
    const waiting = folder.run("predict", "slow.csv", "--job", "--model", "prophet");
    const outputs = await folder.json<Parameters<typeof openBuckets>[0]>("outputs");
    const buckets = openBuckets({ ...outputs, storage: `http://127.0.0.1:${folder.cloud().httpPort}` });
    await expect.poll(works, { timeout: 20_000 }).toBe(1);
    const { runs } = await folder.json<{ runs: { run: string }[] }>("runs", "list", "-n", "1");
    const { run } = runs[0]!;
    expect(await folder.json("runs", "cancel", run)).toMatchObject({ cancelled: 1, stopped: 1 });

    const { exitCode, stderr } = await waiting;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`The run ${run} was cancelled.`);
    expect(stderr).toContain(`cloud-runner predict --resume ${run}`);
    await expect.poll(works, { timeout: 15_000 }).toBe(0);
    expect(await buckets.results(`predict/${run}/`)).toEqual([]);
    expect(await buckets.results(".cloud-runner/jobs/")).toEqual([]);
    const { stdout } = await folder.run("logs", "--job", "-n", "50");
    expect(stdout).toContain("SIGTERM");
  });
});

interface Status {
  executions?: unknown[];
}
