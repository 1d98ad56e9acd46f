// A schedule from the command line to its forecasts, with Google's own request at each tick.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Schedule } from "../../src/index.ts";
import { asOwner } from "../support/as-owner.ts";
import { createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;
beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("sales.csv", dailySeries());
  await folder.up();
});
afterAll(() => folder.remove());

const yearly = ["--cron", "0 5 1 1 *", "--timezone", "Europe/Berlin"];
const shown = (name = "nightly") =>
  folder.json<Schedule & { ticks: { object: string; answer?: { succeeded: number; failed: number } }[] }>(
    "schedule",
    "show",
    name,
  );

it("adds, runs, shows, pauses, resumes, plans and removes", async () => {
  const wrong = await folder.run("schedule", "add", "nightly", "--cron", "0 5 L * *", "sales.csv");
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('does not take "0 5 L * *"');
  expect(wrong.stderr).toContain('the day of the month is "L"');
  expect(wrong.stderr).not.toContain("Uploading");
  const typo = await folder.run("schedule", "add", "nightly", ...yearly, "-o", "x/{dat}/{file}", "sales.csv");
  expect(typo).toMatchObject({ exitCode: 2 });
  expect(typo.stderr).toContain("Did you mean {date}?");
  const added = await folder.run("schedule", "add", "nightly", ...yearly, "--model", "naive", "sales.csv");
  expect(added).toMatchObject({ exitCode: 0 });
  expect(added.stdout).toMatch(/nightly is scheduled: next \d{4}-01-01 05:00 Europe\/Berlin/);
  const again = await folder.run("schedule", "add", "nightly", ...yearly, "sales.csv");
  expect(again.stderr).toContain("--replace");

  const { tick } = await folder.json<{ tick: { object: string } }>("schedule", "run", "nightly");
  const ticks = await eventually("the answer to the run", 30_000, async () => {
    const found = (await shown()).ticks;
    return found[0]?.answer === undefined ? undefined : found;
  });
  expect(ticks).toMatchObject([{ object: tick.object, answer: { succeeded: 1, failed: 0 } }]);
  // The request that Cloud Scheduler sends comes a second time: nothing new.
  const { httpPort, secret } = folder.cloud();
  const url = `http://127.0.0.1:${httpPort}`;
  const location = "projects/cloud-runner-local/locations/us-central1";
  const jobs = (await (await fetch(`${url}/v1/${location}/jobs`, asOwner({ secret }))).json()) as {
    jobs: {
      httpTarget: { uri: string; body: string; oidcToken: { serviceAccountEmail: string; audience: string } };
    }[];
  };
  const { uri, body, oidcToken } = jobs.jobs[0]!.httpTarget;
  const { token } = (await (
    await fetch(
      `${url}/v1/projects/-/serviceAccounts/${oidcToken.serviceAccountEmail}:generateIdToken`,
      asOwner(
        { secret },
        { method: "POST", body: JSON.stringify({ audience: oidcToken.audience, includeEmail: true }) },
      ),
    )
  ).json()) as { token: string };
  const [, day, time, fraction = ""] = /(\d{8})T(\d{6})(\.\d+)?Z/.exec(tick.object)!;
  const scheduleTime = `${day!.replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3")}T${time!.replace(/(\d\d)(\d\d)(\d\d)/, "$1:$2:$3")}${fraction}Z`;
  const doubled = await fetch(uri, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-cloudscheduler-scheduletime": scheduleTime,
    },
    body: Buffer.from(body, "base64"),
  });
  expect(await doubled.json()).toMatchObject({ kind: "made-before", object: tick.object });
  expect((await shown()).ticks).toHaveLength(1);

  const { exitCode } = await folder.run("plan", "--detailed-exitcode");
  expect(exitCode).toBe(0);
  expect(await folder.json("schedule", "pause", "nightly")).toMatchObject({ schedule: { state: "paused" } });
  expect((await folder.run("schedule", "list")).stdout).toMatch(/nightly +0 5 1 1 \* +paused/);
  expect(await folder.json("schedule", "resume", "nightly")).toMatchObject({ schedule: { state: "on" } });
  await folder.json("schedule", "remove", "nightly");
  expect(await folder.json("schedule", "list")).toMatchObject({ schedules: [] });
  const gone = await folder.run("schedule", "run", "nightly");
  expect(gone.stderr).toContain("no schedule");
});

it("takes a manifest with its files, and objects of the input bucket", async () => {
  const cron = ["--cron", "0 6 * * MON"];
  const add = (...words: string[]) => folder.json<{ schedule: Schedule }>("schedule", "add", ...words);
  const manifest = { input: "sales.csv", model: "naive", output: "shops/{date}/{file}" };
  await folder.file("shops.job.json", JSON.stringify(manifest));
  expect((await add("shops", ...cron, "shops.job.json")).schedule).toMatchObject({
    inputs: ["schedules/shops/job-data/sales.csv"],
    output: "shops/{date}/{file}",
    timezone: "UTC",
  });
  const object = "schedules/shops/job-data/sales.csv";
  const uri = `gs://cloud-runner-local-forecast-input/${object}`;
  expect((await add("objects", ...cron, "--horizon", "3", uri)).schedule).toMatchObject({
    inputs: [object],
    output: "forecasts/objects/{date}T{time}/{file}",
  });
  const below = "gs://cloud-runner-local-forecast-input/schedules/shops/job-data/";
  const pattern = await add("pattern", ...cron, "--model", "naive", `${below}*.csv`);
  expect(pattern.schedule).toMatchObject({
    inputs: ["schedules/shops/job-data/*.csv"],
    output: "forecasts/pattern/{date}T{time}/{name}",
  });
  await folder.json("schedule", "run", "pattern");
  await eventually("the forecast of what the pattern finds", 30_000, async () => {
    const { ticks } = await shown("pattern");
    return ticks[0]?.answer?.succeeded === 1 || undefined;
  });
  expect((await folder.run("status")).stdout).toMatch(/^schedules +objects, next .+, last not yet$/m);
  await add("none", ...cron, `${below}none/**`);
  const nothing = await folder.run("schedule", "run", "none");
  expect(nothing).toMatchObject({ exitCode: 1 });
  expect(nothing.stderr).toContain("no object of the input bucket fits schedules/shops/job-data/none/**");
  await add("gone", ...cron, `${below}gone.csv`);
  await folder.json("schedule", "run", "gone");
  await eventually("why it failed", 30_000, async () => {
    const text = (await folder.run("schedule", "show", "gone")).stdout;
    return /1 failed: schedules\/shops\/job-data\/gone\.csv: \S/.test(text) || undefined;
  });
  const elsewhere = await folder.run("schedule", "add", "other", ...cron, "gs://elsewhere/sales.csv");
  expect(elsewhere).toMatchObject({ exitCode: 2 });
  expect(elsewhere.stderr).toContain("gs://cloud-runner-local-forecast-input/");
});

it("goes with down, whichever schedules there are", async () => {
  await folder.json("schedule", "add", "weekly", "--cron", "0 6 * * MON", "sales.csv");
  const { deleted } = await folder.json<{ deleted: { name: string }[] }>("down", "--yes");
  expect(deleted.map(({ name }) => name.split("/").at(-1))).toContain("forecast-weekly");
});
