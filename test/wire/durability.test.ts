// What the local cloud's process answered stays true, however it ends and whatever the disk does.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { isWindows } from "../support/system.ts";
import { subscriptionName, topicName } from "../support/pubsub-services.ts";

const main = fileURLToPath(new URL("../../src/local/main.ts", import.meta.url));
const image = fileURLToPath(new URL("../fixtures/run-image/server.mjs", import.meta.url));
const project = "projects/cloud-runner-local";
const run = promisify(execFile);

interface Running {
  child: ChildProcess;
  url: string;
  secret: string;
  grpcPort: number;
  log(): string;
}

let folder: string;
let state: string;
let children: ChildProcess[];

/** @param limit a shell command that runs before the process, in its shell */
async function start(limit = "true"): Promise<Running> {
  const words = [main, "--folder", state, "--image-dir", join(folder, "image"), "--build-id", "b"];
  const command = `${limit} && exec "$0" --disable-warning=ExperimentalWarning "$@"`;
  const bare = ["--disable-warning=ExperimentalWarning", ...words];
  const [file, args] = isWindows
    ? [process.execPath, bare]
    : ["/bin/sh", ["-c", command, process.execPath, ...words]];
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let log = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (log += text));
  const told = join(state, "cloud.json");
  const read = () =>
    existsSync(told)
      ? (JSON.parse(readFileSync(told, "utf8")) as {
          pid: number;
          httpPort: number;
          grpcPort: number;
          secret: string;
        })
      : undefined;
  await expect.poll(() => child.exitCode ?? read()?.pid, { timeout: 20_000, interval: 20 }).toBe(child.pid);
  const { httpPort, grpcPort, secret } = read()!;
  return { child, url: `http://127.0.0.1:${httpPort}`, grpcPort, secret, log: () => log };
}

async function kill({ child }: Running): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "durability-"));
  state = join(folder, "state");
  children = [];
  await mkdir(join(folder, "image"));
  await copyFile(image, join(folder, "image", "server.mjs"));
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

async function ask<T>(cloud: Running, path: string, method = "GET", body?: unknown): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${cloud.url}${path}`, asOwner(cloud, { method, ...sent }));
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const upload = (url: string, name: string, content: string | Buffer): Promise<Response> =>
  fetch(`${url}/upload/storage/v1/b/kept/o?uploadType=media&name=${name}`, {
    method: "POST",
    body: content,
  });
const content = async (url: string, name: string): Promise<string> =>
  (await fetch(`${url}/storage/v1/b/kept/o/${name}?alt=media`)).text();
const makeBucket = (cloud: Running) =>
  ask(cloud, `/storage/v1/b?project=cloud-runner-local`, "POST", { name: "kept" });

it("a killed process keeps objects, messages with their attempts, revisions and policies", async () => {
  const before = await start();
  await makeBucket(before);
  expect((await upload(before.url, "a", "first")).status).toBe(200);

  let clients = pubsubClients(before);
  const subscription = subscriptionName("work");
  await clients.publisher.createTopic({ name: topicName("work") });
  await clients.publisher.createTopic({ name: topicName("dead") });
  await clients.subscriber.createSubscription({
    name: subscription,
    topic: topicName("work"),
    deadLetterPolicy: { deadLetterTopic: topicName("dead"), maxDeliveryAttempts: 9 },
  });
  const messages = Array.from({ length: 10 }, (_, index) => ({ data: Buffer.from(`${index}`) }));
  await clients.publisher.publish({ topic: topicName("work"), messages });
  const pull = async () =>
    (await clients.subscriber.pull({ subscription, maxMessages: 10 }))[0].receivedMessages!;
  const first = await pull();
  const acknowledged = first.slice(0, 4);
  await clients.subscriber.acknowledge({
    subscription,
    ackIds: acknowledged.map(({ ackId }) => ackId!),
  });
  // Given back: they are due at once.
  const returned = first.slice(4).map(({ ackId }) => ackId!);
  await clients.subscriber.modifyAckDeadline({ subscription, ackIds: returned, ackDeadlineSeconds: 0 });

  const service = `${project}/locations/us-central1/services/kept`;
  let operation = await ask<{ name: string; done?: boolean }>(
    before,
    `/v2/${project}/locations/us-central1/services?serviceId=kept`,
    "POST",
    { template: { containers: [{ image: "us-docker.pkg.dev/p/r/i@sha256:0" }] } },
  );
  while (!operation.done) operation = await ask(before, `/v2/${operation.name}`);
  const policy = { bindings: [{ role: "roles/run.invoker", members: ["allUsers"] }] };
  await ask(before, `/v2/${service}:setIamPolicy`, "POST", { policy });
  const described = await ask(before, `/v2/${service}`);
  await clients.close();
  await kill(before);

  const after = await start();
  expect(await content(after.url, "a")).toBe("first");
  expect(await ask(after, `/v2/${service}`)).toEqual(described);
  expect(await ask(after, `/v2/${service}/revisions`)).toMatchObject({
    revisions: [{ service: "kept" }],
  });
  expect(await ask(after, `/v2/${service}:getIamPolicy`)).toMatchObject(policy);
  clients = pubsubClients(after);
  const seen = new Map<string, number>();
  while (seen.size < first.length - acknowledged.length) {
    for (const { message, deliveryAttempt } of await pull()) {
      seen.set(Buffer.from(message!.data as Uint8Array).toString(), deliveryAttempt!);
    }
  }
  await clients.close();
  const done = acknowledged.map(({ message }) => Buffer.from(message!.data as Uint8Array).toString());
  expect([...seen.keys()].filter((data) => done.includes(data))).toEqual([]);
  // The attempt before the kill counts.
  expect([...seen.values()].every((attempt) => attempt >= 2)).toBe(true);
});

it.skipIf(isWindows)(
  "a file that may not grow (Windows has no such limit) is answered with the place, and leaves no torn object",
  async () => {
    // In blocks of 512 bytes, as POSIX has it: some 8 MB, more than all of the state but the upload.
    const limited = await start("ulimit -f 16000");
    const { url } = limited;
    await makeBucket(limited);
    expect((await upload(url, "a", "before")).status).toBe(200);
    const refused = await upload(url, "a", Buffer.alloc(40 * 1024 * 1024));
    expect(refused.status).toBe(507);
    const { error } = (await refused.json()) as { error: { message: string } };
    expect(error.message).toContain(state);
    expect(limited.log()).toContain(state);
    expect(await content(url, "a")).toBe("before");
    expect(await readdir(join(state, "objects", "incoming"))).toEqual([]);
    expect((await upload(url, "a", "after")).status).toBe(200);
    expect(await content(url, "a")).toBe("after");
  },
);

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)("on a disk of its own (skipped without the right to mount one)", () => {
  let mounted = false;
  const mount = async (options: string): Promise<void> => {
    await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", state]);
    mounted = true;
  };
  beforeEach(async (context) => {
    mounted = false;
    await mkdir(state);
    await mount("size=6m").catch(() => context.skip("mounting is not allowed here"));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    if (mounted) await run("umount", [state]);
  });

  it("a full one is answered with the place, tears nothing, and is written to again when there is room", async () => {
    const running = await start();
    const { url } = running;
    await makeBucket(running);
    // A file of somebody else, who makes room later.
    await writeFile(join(state, "large"), Buffer.alloc(1024 * 1024));
    const accepted: string[] = [];
    let refusal: Response | undefined;
    for (let index = 0; refusal === undefined && index < 100; index++) {
      const answer = await upload(url, `o${index}`, `${index}`.repeat(300_000));
      if (answer.ok) accepted.push(`o${index}`);
      else refusal = answer;
    }
    expect(refusal!.status).toBe(507);
    expect(await refusal!.text()).toContain(state);
    // Nothing is left now, for the rows either.
    await writeFile(join(state, "filler"), Buffer.alloc(6 * 1024 * 1024)).catch(() => {});
    const textPayload = "x".repeat(200_000);
    const write = () =>
      fetch(`${url}/v2/entries:write`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          logName: `${project}/logs/filling`,
          resource: { type: "global" },
          entries: [{ textPayload }],
        }),
      });
    let full: Response | undefined;
    for (let index = 0; full === undefined && index < 100; index++) {
      const answer = await write();
      if (!answer.ok) full = answer;
    }
    expect(full!.status).toBe(500);
    expect(await full!.text()).toContain(state);

    for (const name of accepted) {
      expect((await content(url, name)).length).toBe(name.slice(1).length * 300_000);
    }
    const removed = accepted.pop()!;
    await kill(running);
    await rm(join(state, "cloud.json"), { force: true });
    for (const name of ["filler", "large"]) await rm(join(state, name));
    const again = await start();
    const taken = await fetch(`${again.url}/storage/v1/b/kept/o/${removed}`, { method: "DELETE" });
    expect(taken.status).toBe(204);
    expect((await upload(again.url, "later", "there is room")).status).toBe(200);
    expect(await content(again.url, "later")).toBe("there is room");
    for (const name of accepted) {
      expect((await content(again.url, name)).length).toBe(name.slice(1).length * 300_000);
    }
  });

  it("a read-only one stops the start with the place and the remedy", async () => {
    await run("mount", ["-o", "remount,ro", state]);
    const child = spawn(
      process.execPath,
      [main, "--folder", state, "--image-dir", folder, "--build-id", "b"],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    children.push(child);
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(1);
    expect(log).toContain(`The local cloud cannot write to ${state}`);
    expect(log).toContain("Fix: ");
  });
});

it.skipIf(isRoot || isWindows)(
  "a folder that this user may not write to (Windows has no modes) stops the start with the place",
  async () => {
    await mkdir(state);
    await chmod(state, 0o555);
    const words = [main, "--folder", state, "--image-dir", folder, "--build-id", "b"];
    const refused = await run(process.execPath, words).catch((error: { stderr: string }) => error);
    await chmod(state, 0o755);
    expect(refused.stderr).toContain(`The local cloud cannot write to ${state}`);
  },
);
