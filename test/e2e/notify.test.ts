// Who is told of failures, from cloud-runner.json to the line in the file and the request to the address.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { startHookReceiver, type HookReceiver } from "../support/hook-receiver.ts";
import {
  createProjectFolder,
  endProcess,
  eventually,
  type ProjectFolder,
} from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

interface Alert {
  incident: { incident_id: string; policy_name: string; state: string; documentation: { content: string } };
}

let folder: ProjectFolder;
let receiver: HookReceiver;

const configure = (notify: unknown) => folder.file("cloud-runner.json", JSON.stringify({ notify }));
const lines = async () =>
  (await readFile(join(folder.path, "alerts.jsonl"), "utf8").catch(() => ""))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Alert);
const posted = () => receiver.posted.map(({ body }) => JSON.parse(body) as Alert);
const named = (alerts: readonly Alert[]) =>
  alerts.map(({ incident }) => `${incident.policy_name} ${incident.state}`);
const toldBoth = (what: string) =>
  eventually(what, 30_000, async () => {
    const found = await lines();
    return [named(found), named(posted())].every((all) => all.some((each) => each.includes(what)))
      ? found
      : undefined;
  });

beforeAll(async () => {
  receiver = await startHookReceiver();
  folder = await createProjectFolder();
  await folder.file("good.csv", dailySeries());
  await folder.file("bad.csv", "date,y\nnever,much\nsoon,more\n");
  await configure(["./alerts.jsonl", receiver.url(), "ops@example.com"]);
  await folder.up();
});
afterAll(async () => {
  await folder.remove();
  receiver.close();
});

it("reports a file that fails once in the file and once at the address, and none that works", async () => {
  const { exitCode } = await folder.run("plan", "--detailed-exitcode");
  expect(exitCode).toBe(0);
  expect((await folder.run("predict", "good.csv", "--model", "naive")).exitCode).toBe(0);
  expect((await folder.run("predict", "bad.csv")).exitCode).not.toBe(0);
  const [alert] = await toldBoth("forecasts failed");
  expect(named(await lines())).toEqual(["forecast: forecasts failed open"]);
  expect(posted()).toEqual([alert]);
  expect(alert!.incident.documentation.content).toContain("    npx cloud-runner logs --since 24h\n");
  const log = await readFile(join(folder.path, ".cloud-runner/cloud.log"), "utf8");
  expect(log).toContain(
    "Alert for ops@example.com, which is not sent from this machine: forecast: forecasts failed",
  );
});

async function publishDeadLetter(): Promise<void> {
  const { httpPort, secret } = folder.cloud();
  const published = await fetch(
    `http://127.0.0.1:${httpPort}/v1/projects/cloud-runner-local/topics/forecast-dead-letters:publish`,
    asOwner({ secret }, { method: "POST", body: JSON.stringify({ messages: [{ data: "e30=" }] }) }),
  );
  expect(published.status).toBe(200);
}

it("reports dead-letter messages until none is left", async () => {
  await publishDeadLetter();
  await toldBoth("dead-letter messages wait open");
  await folder.json("dlq", "purge", "--all", "--yes");
  const all = await toldBoth("dead-letter messages wait closed");
  expect(named(all).filter((each) => each.includes("dead-letter"))).toEqual([
    "forecast: dead-letter messages wait open",
    "forecast: dead-letter messages wait closed",
  ]);
});

it("has told once what it told before it was killed, and tells what it had not", async () => {
  receiver.answer = { status: 500 };
  const before = { lines: (await lines()).length, posts: receiver.posted.length };
  await publishDeadLetter();
  await eventually("a try and a line", 30_000, async () =>
    receiver.posted.length > before.posts && (await lines()).length > before.lines ? true : undefined,
  );
  endProcess(folder.cloud().pid);
  receiver.answer = { status: 204 };
  const tried = receiver.posted.length;
  expect((await folder.run("local", "start")).exitCode).toBe(0);
  await eventually("another try", 30_000, () => (receiver.posted.length > tried ? true : undefined));
  const told = posted().slice(before.posts);
  expect(new Set(told.map(({ incident }) => incident.incident_id)).size).toBe(1);
  await folder.json("dlq", "purge", "--all", "--yes");
  const since = await eventually("its end", 30_000, async () => {
    const found = (await lines()).slice(before.lines);
    return found.length > 1 ? found : undefined;
  });
  expect(named(since)).toEqual([
    "forecast: dead-letter messages wait open",
    "forecast: dead-letter messages wait closed",
  ]);
});

it("reports a schedule that misses its time", async () => {
  const schedule = ["schedule", "add", "nightly", "--cron", "0 5 1 1 *", "good.csv"];
  await folder.json(...schedule);
  const { httpPort, secret } = folder.cloud();
  const job = "projects/cloud-runner-local/locations/us-central1/jobs/forecast-nightly";
  const base = `http://127.0.0.1:${httpPort}/v1/${job}`;
  const read = await (await fetch(base, asOwner({ secret }))).json();
  const { httpTarget } = read as { httpTarget: object };
  // A request that the service refuses, as it does what is none of Cloud Scheduler's.
  const broken = { httpTarget: { ...httpTarget, body: Buffer.from("{}").toString("base64") } };
  const patch = asOwner({ secret }, { method: "PATCH", body: JSON.stringify(broken) });
  expect((await fetch(`${base}?updateMask=httpTarget`, patch)).status).toBe(200);
  await fetch(`${base}:run`, asOwner({ secret }, { method: "POST" }));
  await toldBoth("a schedule missed its time open");
});

it("tells others when the configuration says so, and nobody once it says nothing", async () => {
  await configure([{ to: "./other.jsonl", on: ["dead-letters"] }]);
  const planned = await folder.json<{ rows: { action: string; kind: string; name: string }[] }>("plan");
  expect(
    planned.rows
      .filter(({ action }) => action !== "noop")
      .map(({ action, kind, name }) => `${action} ${kind} ${name.split("/").at(-1)}`)
      .toSorted(),
  ).toEqual([
    "delete monitoring.alertPolicy forecast-failed-forecasts",
    "delete monitoring.alertPolicy forecast-missed-schedules",
    "delete monitoring.notificationChannel forecast-email-1",
    "delete monitoring.notificationChannel forecast-loopback-1",
    "update monitoring.alertPolicy forecast-dead-letters",
    "update monitoring.notificationChannel forecast-file-1",
  ]);
  await folder.up();
  expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
  await configure([]);
  await folder.up();
  const { httpPort, secret } = folder.cloud();
  const base = `http://127.0.0.1:${httpPort}/v3/projects/cloud-runner-local`;
  for (const what of ["alertPolicies", "notificationChannels"])
    expect(await (await fetch(`${base}/${what}`, asOwner({ secret }))).json()).not.toHaveProperty(
      `${what}.0`,
    );
});

it("shows no secret of an address, and says which variable is missing", async () => {
  await configure(["https://hooks.example.com/T0/${HOOK_TOKEN}"]);
  const missing = await folder.run("plan");
  expect(missing.exitCode).toBe(1);
  expect(missing.stderr).toContain("export HOOK_TOKEN=");
  // What needs no address works without it.
  expect((await folder.run("status")).exitCode).toBe(0);
  await configure(["https://hooks.example.com/T0/word-of-mine"]);
  const shown = await Promise.all([
    folder.run("config", "show"),
    folder.run("plan", "--json"),
    folder.run("plan"),
  ]);
  for (const { exitCode, stdout, stderr } of shown) {
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toContain("word-of-mine");
  }
  expect(shown[0]!.stdout).toContain("https://hooks.example.com/…");
  await folder.up();
  const { stdout } = await folder.run("down", "--yes");
  expect(stdout).not.toContain("word-of-mine");
});
