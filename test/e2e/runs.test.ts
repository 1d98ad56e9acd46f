// Runs of predict as a user has them: many inputs of mixed kinds of which some are broken, a tool that is killed in the
// middle, and what goes on with a run later. CLOUD_RUNNER_INPUTS=500 is the long form: `npm run test:runs`.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cancelRun, fetchRun, listRuns, removeRuns, resumeRun, showRun, startRun } from "../../src/index.ts";
import { mixedFiles } from "../support/mixed-files.ts";
import { openBuckets } from "../support/output-bucket.ts";
import { cliPath, createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

const count = Number(process.env["CLOUD_RUNNER_INPUTS"] ?? 20);
const broken = Math.ceil(count * 0.06);
const files = mixedFiles(count, broken);
const timeout = count * 2000 + 120_000;

interface Event {
  event: string;
  run: string;
  input: string;
  done: number;
}
interface Predicted {
  run: string;
  succeeded: number;
  failed: number;
  before: number;
  files: { input: string; status: string; error?: { code: string; details: string[]; fix: string } }[];
}
interface Shown {
  done: number;
  failed: number;
  waiting: number;
  missing: number;
  files: { input: string; state: string; error?: { code: string } }[];
}

let folder: ProjectFolder;
beforeAll(async () => {
  folder = await createProjectFolder();
  for (const { name, content } of files) {
    await mkdir(dirname(join(folder.path, "in", name)), { recursive: true });
    await folder.file(`in/${name}`, content);
  }
  await folder.up();
});
afterAll(() => folder.remove());

const naive = ["--model", "naive", "--horizon", "3"];
const written = (out: string): string[] =>
  readdirSync(join(folder.path, out), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".csv"),
  );

const failedCodes = (result: { files: { input: string; error?: { code: string } }[] }, from: string) =>
  Object.fromEntries(
    result.files.flatMap(({ input, error }) =>
      error === undefined ? [] : [[input.slice(from.length), error.code]],
    ),
  );
const expectedCodes = Object.fromEntries(
  files.flatMap(({ name, code }) => (code === undefined ? [] : [[name, code]])),
);

/** The run of a command that prints JSON, whatever its exit code. */
async function json<T>(...args: string[]): Promise<{ exitCode: number; result: T }> {
  const { exitCode, stdout, stderr } = await folder.run(...args, "--json");
  if (stdout === "") throw new Error(`${args.join(" ")} exited ${exitCode}\n${stderr}`);
  return { exitCode, result: JSON.parse(stdout) as T };
}

it(
  "forecasts what can be forecast of a folder, and says of the rest what is wrong where",
  async () => {
    const { exitCode, result } = await json<Predicted>("predict", "in", ...naive, "-o", "out");
    expect({ exitCode, succeeded: result.succeeded, failed: result.failed }).toEqual({
      exitCode: 3,
      succeeded: count - broken,
      failed: broken,
    });
    expect(failedCodes(result, "in/")).toEqual(expectedCodes);
    const faulty = result.files.filter(({ error }) => error?.code === "csv.value-not-a-number");
    for (const { input, error } of faulty) {
      expect(error!.details[0]).toBe(`At ${input}, line 61, column 2:`);
      expect(error!.fix).toContain("Write a number");
    }
    expect(written("out")).toHaveLength(count - broken);

    const { result: shown } = await json<Shown>("runs", "show", result.run);
    expect(shown).toMatchObject({ done: count - broken, failed: broken, waiting: 0, missing: 0 });
    expect(failedCodes(shown, "in/")).toEqual(expectedCodes);

    const fixed = Object.keys(expectedCodes)[0]!;
    await folder.file(`in/${fixed}`, dailySeries({ days: 60 }));
    const again = await json<Predicted>("predict", "--resume", result.run);
    expect(again).toMatchObject({
      exitCode: broken > 1 ? 3 : 0,
      result: { before: count - broken, succeeded: 1, failed: broken - 1 },
    });
    await folder.file(`in/${fixed}`, files.find(({ name }) => name === fixed)!.content);
    await rm(join(folder.path, "out", fixed.replace(/\.csv$/, ".forecast.csv")));
  },
  timeout,
);

it(
  "forecasts the same from another bucket, and into it",
  async () => {
    const storage = new Storage({
      apiEndpoint: `http://127.0.0.1:${folder.cloud().httpPort}`,
      projectId: "cloud-runner-local",
    });
    const [bucket] = await storage.createBucket("others-data");
    for (const { name, content } of files)
      await bucket.file(`in/${name}`).save(Buffer.from(content as string), { resumable: false });
    const { exitCode, result } = await json<Predicted>(
      "predict",
      "gs://others-data/in/**",
      ...naive,
      "-o",
      "gs://others-data/out",
    );
    expect({ exitCode, succeeded: result.succeeded, failed: result.failed }).toEqual({
      exitCode: 3,
      succeeded: count - broken,
      failed: broken,
    });
    expect(failedCodes(result, "gs://others-data/in/")).toEqual(expectedCodes);
    const [made] = await bucket.getFiles({ prefix: "out/" });
    const forecasts = made.map(({ name }) => name.slice("out/".length));
    expect(forecasts.toSorted()).toEqual(written("out").toSorted());
    // A fixed object is forecast when the run is resumed, and nothing else is.
    const fixed = Object.keys(expectedCodes)[0]!;
    await bucket.file(`in/${fixed}`).save(dailySeries({ days: 60 }), { resumable: false });
    expect(await json<Predicted>("predict", "--resume", result.run)).toMatchObject({
      result: { before: count - broken, succeeded: 1, failed: broken - 1 },
    });
    // From the stack's own bucket it is copied without a detour.
    // Its name would be a pattern that finds `a.csv`, were there none of that name.
    await storage.bucket("others-data").file("odd/[abc].csv").save(dailySeries());
    const odd = await folder.json<Predicted>(
      "predict",
      "gs://others-data/odd/[abc].csv",
      ...naive,
      "-o",
      "odd/",
    );
    expect(odd.files.map(({ input }) => input)).toEqual(["gs://others-data/odd/[abc].csv"]);
    const own = `gs://cloud-runner-local-forecast-input/predict/${result.run}/${basename(fixed)}`;
    expect(await json<Predicted>("predict", own, ...naive, "-o", "copied.csv")).toMatchObject({
      exitCode: 0,
    });
  },
  timeout,
);

/** Kills the tool as soon as so many inputs are done; gives the events until then. */
async function killedAfter(done: number, ...args: string[]): Promise<Event[]> {
  const child = spawn(process.execPath, [cliPath, ...args, "--ndjson"], {
    cwd: folder.path,
    env: { ...process.env, CI: "true", CLOUD_RUNNER_TRUST: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const events: Event[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Event;
    events.push(event);
    if (event.done === done) child.kill("SIGKILL");
  }
  return events;
}

it(
  "does only the rest when the tool was killed in the middle",
  async () => {
    const half = Math.floor(count / 2);
    const before = await killedAfter(half, "predict", "in", ...naive, "-o", "killed", "--parallel", "1");
    const uploaded = before.filter(({ event }) => event === "uploaded").map(({ input }) => input);
    const { run } = before[0]!;
    expect(before.at(-1)).not.toMatchObject({ event: "ended" });
    const here = written("killed").length;
    expect(here).toBeLessThan(count - broken);

    const { exitCode, stdout } = await folder.run("predict", "--resume", run, "--ndjson");
    const after = stdout.split("\n").map((line) => JSON.parse(line) as Event);
    expect(exitCode).toBe(3);
    expect(after.at(-1)).toMatchObject({ event: "ended", before: here, succeeded: count - broken - here });
    const sent = after.filter(({ event }) => event === "uploaded").map(({ input }) => input);
    expect(sent.filter((input) => uploaded.includes(input))).toEqual([]);
    expect(written("killed")).toHaveLength(count - broken);
    // Each was worked on once.
    const logs = await folder.run("logs", "--json", "-n", "100000");
    const forecasts = logs.stdout
      .split("\n")
      .filter((line) => line.includes("Wrote the forecast") && line.includes(`predict/${run}/`));
    expect(forecasts).toHaveLength(count - broken);
  },
  timeout,
);

it("sends and goes, fetches later what is there, and removes all that is kept", async () => {
  await folder.file("a.csv", dailySeries());
  await folder.file("b.csv", dailySeries({ scale: 7 }));
  const sent = await json<{ run: string; sent: number }>("predict", "a.csv", "b.csv", ...naive, "--detach");
  expect(sent).toMatchObject({ exitCode: 0, result: { sent: 2 } });
  const { run } = sent.result;
  expect(await json<Shown>("runs", "watch", run)).toMatchObject({ exitCode: 0, result: { done: 2 } });
  expect(await json("runs", "fetch", run, "-o", "later/")).toMatchObject({ result: { succeeded: 2 } });
  expect(written("later").toSorted()).toEqual(["a.forecast.csv", "b.forecast.csv"]);
  expect((await folder.run("runs", "list")).stdout).toContain(run);
  await folder.json("runs", "remove", run, "--yes");
  const left = await openBuckets({
    storage: `http://127.0.0.1:${folder.cloud().httpPort}`,
    inputBucket: "cloud-runner-local-forecast-input",
    outputBucket: "cloud-runner-local-forecast-output",
  }).results("");
  expect(left.filter((name) => name.includes(run) && !name.includes("/leases/"))).toEqual([]);
});

it("does the same for programs", async () => {
  const options = { folder: folder.path, trust: true };
  const events: string[] = [];
  const onEvent = ({ event }: { event: string }) => void events.push(event);
  const naiveToo = { model: "naive", horizon: 3 };
  const { run, sent } = await startRun(["a.csv"], { ...options, ...naiveToo, output: "program/", onEvent });
  expect(sent).toBe(1);
  const { files: forecasts } = await fetchRun(run, options);
  expect(forecasts).toMatchObject([{ status: "ok", input: "a.csv", model: "naive" }]);
  expect(await resumeRun(run, { ...options, onEvent })).toEqual({ run, files: [], before: 1 });
  expect(events).toEqual(["started", "uploaded", "detached", "started", "ended"]);
  expect(await showRun(run, options)).toMatchObject({ done: 1, files: [{ input: "a.csv", state: "done" }] });
  expect((await listRuns({ ...options, limit: 1 }))[0]).toMatchObject({ run, counts: { done: 1 } });
  expect(await cancelRun(run, options)).toEqual({ run, cancelled: 0, answered: 1 });
  expect(await removeRuns([run], options)).toBe(3);
  await expect(showRun(run, options)).rejects.toMatchObject({ code: "run.unknown" });
});

it("takes back what has no answer yet, and sends it again when the run is resumed", async () => {
  const options = { folder: folder.path, trust: true };
  const slow = { model: "prophet", horizon: 3 };
  const sources = Array.from({ length: 8 }, (_, index) => ({
    path: join(folder.path, `${index}.csv`),
    content: dailySeries({ days: 1200, scale: index }),
  }));
  for (const { path, content } of sources) await writeFile(path, content);
  const names = sources.map(({ path }) => path);
  const { run } = await startRun(names, { ...options, ...slow, output: "taken-back/" });
  const { cancelled, answered } = await cancelRun(run, options);
  expect(cancelled + answered).toBe(8);
  const { files: forecasts, before } = await resumeRun(run, options);
  expect(forecasts.map(({ status }) => status)).toEqual(Array.from({ length: 8 - before }, () => "ok"));
  expect((await showRun(run, options)).done).toBe(8);
});
