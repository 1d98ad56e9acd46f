// The load test of the set-up that this tool replaces: 100 copies of one file at once, and what a crash does to them.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  childrenOf,
  createProjectFolder,
  endProcess,
  eventually,
  isAlive,
  type ProjectFolder,
} from "../support/project-folder.ts";
import { openBuckets, type Buckets } from "../support/output-bucket.ts";
import { dailySeries } from "../support/series.ts";

const copies = 100;
/** Each test uploads to a folder of its own, to one stack. */
const namesIn = (load: string) =>
  Array.from({ length: copies }, (_, i) => `${load}copy-${String(i).padStart(3, "0")}.csv`);

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  // A short back-off, so that what a crash nacked comes back within the test's time.
  await folder.file("cloud-runner.json", JSON.stringify({ delivery: { minimumBackoffSeconds: 1 } }));
  await folder.up();
});
afterAll(() => folder.remove());

function buckets(): Buckets {
  return openBuckets({
    storage: `http://127.0.0.1:${folder.cloud().httpPort}`,
    inputBucket: "cloud-runner-local-forecast-input",
    outputBucket: "cloud-runner-local-forecast-output",
  });
}

/** @param load the folder in the bucket */
async function uploadAll(to: Buckets, load: string): Promise<void> {
  const csv = dailySeries({ days: 200 });
  await Promise.all(namesIn(load).map((name) => to.upload(name, csv)));
}

/** Every input has one result, whole, written by exactly one delivery. */
async function expectHundredResults(from: Buckets, load: string): Promise<void> {
  await eventually(
    `${copies} results`,
    120_000,
    async () => ((await from.results(load)).length >= copies ? true : undefined),
    // Each look lists them all, on the processor that makes them.
    500,
  );
  const names = await from.results(load);
  expect(names).toEqual(namesIn(load));
  const contents = new Set<string>();
  for (const name of names) contents.add(await from.read(name));
  expect(contents.size).toBe(1);
}

/** How often a result was written, by the service's own log. */
async function writtenResults(): Promise<string[]> {
  const { stdout } = await folder.run("logs", "--json", "-n", "5000");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { message?: string; labels?: Record<string, string> })
    .filter((entry) => entry.message?.startsWith("Wrote the forecast"))
    .map((entry) => entry.labels?.["input"] ?? "");
}

it("gives exactly 100 results for 100 uploads at once, with more than one instance", async () => {
  const bucket = buckets();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, childrenOf(folder.cloud().pid).length);
  }, 50);
  await uploadAll(bucket, "at-once/");
  await expectHundredResults(bucket, "at-once/");
  clearInterval(watch);
  expect(most).toBeGreaterThan(1);
  const written = await writtenResults();
  expect(written.toSorted()).toEqual(namesIn("at-once/"));
});

it("still gives exactly 100 results when the local cloud is killed in the middle and brought up again", async () => {
  const bucket = buckets();
  await uploadAll(bucket, "killed-cloud/");
  await eventually("the first results", 60_000, async () =>
    (await bucket.results("killed-cloud/")).length >= 5 ? true : undefined,
  );
  const { pid } = folder.cloud();
  const instances = childrenOf(pid);
  endProcess(pid);
  const killedMs = Date.now();
  await eventually("the instances to end with their cloud", 10_000, () =>
    instances.some(isAlive) ? undefined : true,
  );
  await folder.up();
  expect(folder.cloud().pid).not.toBe(pid);
  const reopened = buckets();
  await expectHundredResults(reopened, "killed-cloud/");
  // It was killed before the last of them.
  expect(await reopened.newestResult("killed-cloud/")).toBeGreaterThan(killedMs);
});

it("still gives exactly 100 results when an instance is killed in the middle", async () => {
  const bucket = buckets();
  await uploadAll(bucket, "killed-instance/");
  await eventually("the first results", 60_000, async () =>
    (await bucket.results("killed-instance/")).length >= 5 ? true : undefined,
  );
  const instances = childrenOf(folder.cloud().pid);
  expect(instances.length).toBeGreaterThan(0);
  endProcess(instances[0]!);
  await expectHundredResults(bucket, "killed-instance/");
});
