// The local cloud as the process that it is: how it starts, tells where it listens, ends, and survives being killed.
import { Storage } from "@google-cloud/storage";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { seedProject } from "../../src/local/seed-project.ts";
import { asOwner } from "../support/as-owner.ts";
import { pubsubClients } from "../support/local-clients.ts";

const main = fileURLToPath(new URL("../../src/local/main.ts", import.meta.url));
const agent = `serviceAccount:service-${seedProject.number}@gs-project-accounts.iam.gserviceaccount.com`;

interface Process {
  child: ChildProcess;
  /** What it has written to its log. */
  log(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

interface State {
  pid: number;
  httpPort: number;
  grpcPort: number;
  secret: string;
  buildId: string;
}

let folder: string;
let started: Process[];

function startProcess(): Process {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      main,
      "--folder",
      folder,
      "--image-dir",
      folder,
      "--build-id",
      "b1",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = once(child, "exit").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  const process_ = { child, log: () => log, ended };
  started.push(process_);
  return process_;
}

async function serving({ child }: Process): Promise<State> {
  const file = join(folder, "cloud.json");
  const read = () => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as State) : undefined);
  await expect.poll(() => child.exitCode ?? read()?.pid, { timeout: 10_000, interval: 20 }).toBe(child.pid);
  return read()!;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-main-"));
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGKILL");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

it("tells where it serves, what was asked of it, and ends on request", async () => {
  const running = startProcess();
  const { pid, httpPort, buildId, ...cloud } = await serving(running);
  const url = `http://127.0.0.1:${httpPort}`;
  expect(buildId).toBe("b1");
  expect(await (await fetch(`${url}/_local/health`)).json()).toEqual({ folder, pid, buildId });

  const storage = new Storage({ projectId: seedProject.id, apiEndpoint: url });
  const [bucket] = await storage.createBucket("asked");
  await bucket.getMetadata();
  const asked = async (query: string) => {
    const { requests } = (await (await fetch(`${url}/_local/requests${query}`, asOwner(cloud))).json()) as {
      requests: { id: number; method: string; status: string }[];
    };
    return requests;
  };
  expect((await asked("")).map(({ method, status }) => `${method} ${status}`)).toEqual([
    "POST /storage/v1/b 200",
    "GET /storage/v1/b/asked 200",
  ]);
  const writes = await asked("?mutating=true");
  expect(writes.map(({ method }) => method)).toEqual(["POST /storage/v1/b"]);
  expect(await asked(`?mutating=true&after=${writes[0]!.id}`)).toEqual([]);

  expect((await fetch(`${url}/_local/shutdown`, asOwner(cloud, { method: "POST" }))).status).toBe(202);
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(existsSync(join(folder, "cloud.json"))).toBe(false);
});

it("ends in good order on SIGTERM", async () => {
  const running = startProcess();
  await serving(running);
  running.child.kill("SIGTERM");
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(await readdir(folder)).not.toContain("cloud.json");
});

it("refuses a folder that another process works in, and leaves that one alone", async () => {
  const first = await serving(startProcess());
  const second = startProcess();
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.log()).toContain(`Another local cloud works in ${folder}.`);
  const response = await fetch(`http://127.0.0.1:${first.httpPort}/_local/health`);
  expect(await response.json()).toMatchObject({ pid: first.pid });
});

it("writes cloud.json again when that is lost or damaged", async () => {
  const running = startProcess();
  const before = await serving(running);
  await rm(join(folder, "cloud.json"));
  expect(await serving(running)).toEqual(before);
  await writeFile(join(folder, "cloud.json"), '{"pid": ');
  const read = () => readFileSync(join(folder, "cloud.json"), "utf8");
  await expect.poll(read, { timeout: 5000, interval: 20 }).toContain(`"pid": ${before.pid}`);
});

it.each([
  ["its folder", async () => rm(folder, { recursive: true })],
  [
    "all that is in it",
    async () =>
      Promise.all((await readdir(folder)).map((name) => rm(join(folder, name), { recursive: true }))),
  ],
])("ends by itself when somebody takes away %s", async (_, takeAway) => {
  const running = startProcess();
  await serving(running);
  await takeAway();
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(existsSync(join(folder, "cloud.json"))).toBe(false);
});

it("says that its state is damaged, and how to go on", async () => {
  await writeFile(join(folder, "state.sqlite"), "no database at all, ".repeat(500));
  const running = startProcess();
  expect(await running.ended).toEqual({ code: 1, signal: null });
  expect(running.log()).toContain(`The state in ${folder} is damaged: file is not a database.`);
  expect(running.log()).toMatch(/^Fix: .*cloud-runner down --yes && cloud-runner up$/m);
});

it("refuses requests that a web page of elsewhere could send", async () => {
  const { httpPort } = await serving(startProcess());
  const response = await fetch(`http://127.0.0.1:${httpPort}/_local/shutdown`, {
    method: "POST",
    headers: { Origin: "https://example.com" },
  });
  expect(response.status).toBe(403);
});

it("killed in the middle of uploads, keeps what it answered, and notifies of each object once", async () => {
  const first = startProcess();
  const before = await serving(first);
  const storage = new Storage({
    projectId: seedProject.id,
    apiEndpoint: `http://127.0.0.1:${before.httpPort}`,
    retryOptions: { autoRetry: false },
  });
  const bucket = storage.bucket("killed");
  await bucket.create();
  let clients = pubsubClients(before);
  const [topic] = await clients.pubsub.createTopic("uploads");
  await topic.iam.setPolicy({ bindings: [{ role: "roles/pubsub.publisher", members: [agent] }] });
  await topic.createSubscription("uploads");
  await bucket.createNotification(topic.name, { eventTypes: ["OBJECT_FINALIZE"] });

  const answered: string[] = [];
  // Six at a time, so that at most five others are under way when the tenth answer brings the kill.
  const uploads = Array.from({ length: 6 }, async (_, lane) => {
    for (let index = lane; index < 60; index += 6) {
      const name = `object-${index}`;
      await bucket.file(name).save(`${name}\n`.repeat(5000), { resumable: false });
      answered.push(name);
      if (answered.length === 10) first.child.kill("SIGKILL");
    }
  });
  await Promise.allSettled(uploads);
  await first.ended;
  await clients.close();
  expect(answered.length).toBeLessThan(60);

  const after = await serving(startProcess());
  expect([after.httpPort, after.grpcPort]).toEqual([before.httpPort, before.grpcPort]);
  const [files] = await bucket.getFiles();
  const names = files.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(answered));
  for (const file of files) {
    expect((await file.download())[0].toString()).toBe(`${file.name}\n`.repeat(5000));
  }
  clients = pubsubClients(after);
  const notified: string[] = [];
  while (notified.length < names.length) {
    const [{ receivedMessages }] = await clients.subscriber.pull({
      subscription: `projects/${seedProject.id}/subscriptions/uploads`,
      maxMessages: 100,
    });
    notified.push(...(receivedMessages ?? []).map(({ message }) => message!.attributes!["objectId"]!));
  }
  await clients.close();
  expect(notified.toSorted()).toEqual(names.toSorted());
});
