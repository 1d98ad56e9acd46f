import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { digestOf, sha256 } from "../../src/core/disk/image-folder.ts";
import { startRunServices, template, type RunServices } from "../support/run-services.ts";
import { isWindows, pathOf } from "../support/system.ts";

const open: RunServices[] = [];
afterEach(async () => {
  for (const cloud of open.splice(0)) await cloud.close();
});

async function start(...options: Parameters<typeof startRunServices>): Promise<RunServices> {
  const cloud = await startRunServices(...options);
  open.push(cloud);
  return cloud;
}

const oneAtATime = (maxInstanceCount: number, minInstanceCount = 0) =>
  template({ maxInstanceRequestConcurrency: 1, scaling: { maxInstanceCount, minInstanceCount } });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const pidAt = async (uri: string): Promise<number> =>
  ((await (await fetch(uri)).json()) as { pid: number }).pid;

test("instances are added while requests wait, up to the maximum", async () => {
  const cloud = await start();
  const service = await cloud.create("busy", { template: oneAtATime(3) });
  expect(cloud.run.instanceCounts()).toMatchObject([{ active: 0, idle: 1 }]);
  const answers = Promise.all(Array.from({ length: 9 }, () => fetch(`${service.uri!}/sleep?ms=400`)));
  await expect.poll(() => cloud.run.instanceCounts()[0]!.active, { timeout: 5000 }).toBe(3);
  expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
  expect(cloud.run.instanceCounts()).toMatchObject([{ active: 0, idle: 3 }]);
});

test("one instance serves as many requests at once as its concurrency allows", async () => {
  const cloud = await start();
  const service = await cloud.create("shared", {
    template: template({ maxInstanceRequestConcurrency: 20 }),
  });
  await Promise.all(Array.from({ length: 20 }, () => fetch(`${service.uri!}/sleep?ms=200`)));
  expect(cloud.run.instanceCounts()).toMatchObject([{ active: 0, idle: 1 }]);
});

test("idle instances end, and the next request starts one again", async () => {
  const cloud = await start({ idleMs: 100 });
  const service = await cloud.create("rare");
  const pid = await pidAt(service.uri!);
  await expect.poll(() => cloud.run.instanceCounts()).toMatchObject([{ active: 0, idle: 0 }]);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(cloud.entries).toContainEqual(expect.objectContaining({ textPayload: "stopping" }));
  expect(await pidAt(service.uri!)).not.toBe(pid);
});

test("the minimum is kept warm, and replaced when it dies", async () => {
  const cloud = await start({ idleMs: 50 });
  const service = await cloud.create("warm", { template: oneAtATime(4, 2) });
  await expect.poll(() => cloud.run.instanceCounts()[0]!.idle, { timeout: 5000 }).toBe(2);
  const pid = await pidAt(service.uri!);
  process.kill(pid, "SIGKILL");
  await expect.poll(() => isAlive(pid)).toBe(false);
  await expect.poll(() => cloud.run.instanceCounts()[0]!.idle, { timeout: 5000 }).toBe(2);
});

test("instances of a revision that lost its traffic end", async () => {
  const cloud = await start();
  const service = await cloud.create("replaced");
  const pid = await pidAt(service.uri!);
  await cloud.update({ ...service, template: template({ labels: { n: "2" } }) });
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(cloud.run.instanceCounts().map(({ idle }) => idle)).toEqual([0, 1]);
});

test("a request that finds no instance in time is answered with 429", async () => {
  const cloud = await start({ pendingMs: 50 });
  const service = await cloud.create("narrow", { template: oneAtATime(1) });
  // Longer than any wait for an instance, which grows with the time that instances take to start.
  const giveUp = new AbortController();
  const long = fetch(`${service.uri!}/sleep?ms=60000`, { signal: giveUp.signal }).catch(() => "left");
  await expect.poll(() => cloud.run.instanceCounts()[0]!.active).toBe(1);
  const refused = await fetch(service.uri!);
  expect(refused.status).toBe(429);
  expect(cloud.entries.at(-1)?.textPayload).toContain("no available instance");
  giveUp.abort();
  expect(await long).toBe("left");
});

test("a caller that goes away leaves its place in the instance", async () => {
  const cloud = await start();
  const service = await cloud.create("left", { template: oneAtATime(1) });
  const giveUp = new AbortController();
  const long = fetch(`${service.uri!}/sleep?ms=20000`, { signal: giveUp.signal }).catch(() => "left");
  await expect.poll(() => cloud.run.instanceCounts()[0]!.active).toBe(1);
  giveUp.abort();
  expect(await long).toBe("left");
  expect((await fetch(service.uri!)).status).toBe(200);
});

test("services come back after a restart, under the address that is then true", async () => {
  const folder = await mkdtemp(join(tmpdir(), "run-restart-"));
  try {
    const first = await startRunServices({ folder });
    const created = await first.create("lasting", { template: oneAtATime(2, 1) });
    const pid = await pidAt(created.uri!);
    await first.close();
    expect(isAlive(pid)).toBe(false);
    const second = await start({ folder });
    const [service] = await second.services.getService({ name: created.name! });
    expect(service.uri).toBe(`${second.httpUrl}/run/us-central1/lasting`);
    await expect.poll(() => second.run.instanceCounts()[0]?.idle, { timeout: 5000 }).toBe(1);
    expect((await fetch(service.uri!)).status).toBe(200);
    await open.pop()!.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** A local cloud in a process of its own, which says where its service answers. */
async function startProcess(folder: string): Promise<{ uri: string; kill(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", pathOf("../fixtures/run-cloud.ts", import.meta.url), folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const uri = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once("exit", () => reject(new Error("The local cloud ended before it served.")));
  });
  return {
    uri,
    kill: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

test("instances die with a local cloud that is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "run-killed-"));
  try {
    const cloud = await startProcess(folder);
    const pid = await pidAt(cloud.uri);
    expect(isAlive(pid)).toBe(true);
    await cloud.kill();
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.skipIf(isWindows)(
  "an instance that is too busy to notice (Windows stops no process) is ended by the next local cloud",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "run-swept-"));
    let pid = 0;
    try {
      const cloud = await startProcess(folder);
      pid = await pidAt(cloud.uri);
      process.kill(pid, "SIGSTOP");
      await cloud.kill();
      expect(isAlive(pid)).toBe(true);
      const next = await start({ folder });
      expect(next.reported).toEqual(["Ended 1 instances that a former local cloud left running."]);
      await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
      await open.pop()!.close();
    } finally {
      if (pid > 0 && isAlive(pid)) process.kill(pid, "SIGKILL");
      await rm(folder, { recursive: true, force: true });
    }
  },
);

test("a revision runs the files that are kept under its image's digest, and any other the usual ones", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kept-images-"));
  try {
    const server =
      'import { createServer } from "node:http";\ncreateServer((_, answer) => answer.end("kept")).listen(process.env.PORT, "127.0.0.1");\n';
    const files = { "server.mjs": sha256(server) };
    const digest = digestOf(files);
    const kept = join(folder, "images", digest, "dist", "image");
    await mkdir(kept, { recursive: true });
    await writeFile(join(kept, "server.mjs"), server);
    await writeFile(join(kept, "image.json"), JSON.stringify({ files }));
    const cloud = await start({ folder });
    const image = `us-central1-docker.pkg.dev/cloud-runner-local/r/image@sha256:${digest}`;
    const service = await cloud.create("kept", { template: template({}, { image }) });
    expect(await (await fetch(service.uri!)).text()).toBe("kept");
    const other = image.replace(digest, "b".repeat(64));
    const after = await cloud.update({ ...service, template: template({}, { image: other }) });
    expect(await pidAt(after.uri!)).toBeGreaterThan(1);
    // A folder that is not what its digest says is not run.
    const changed = join(folder, "images", "c".repeat(64), "dist", "image");
    await cp(kept, changed, { recursive: true });
    const refused = image.replace(digest, "c".repeat(64));
    await expect(
      cloud.create("changed", { template: template({}, { image: refused }) }),
    ).rejects.toMatchObject({ message: expect.stringContaining("not what its digest says") as string });
    await open.pop()!.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
