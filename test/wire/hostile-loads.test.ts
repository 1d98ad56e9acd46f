// Requests that would make the local cloud hang or swell: each is answered, soon and within bounds.
import { readdir, readlink, truncate } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPubSub } from "../../src/local/services/pubsub/pubsub.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

let cloud: StartedServices;
beforeAll(async () => {
  // A minute without a byte passes in 0.3 s.
  cloud = await startServices(
    (context) => {
      const pubsub = createPubSub(context, { accountExists: () => true, signIdToken: () => "" });
      return [pubsub, createStorage(context, pubsub)];
    },
    { clock: fastClock(200) },
  );
  await post("/storage/v1/b?project=cloud-runner-local", JSON.stringify({ name: "loads" }));
});
afterAll(() => cloud.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${cloud.httpUrl}${path}`, {
    method: "POST",
    body: body as string,
    headers: { "content-type": "application/json", ...headers },
  });
const upload = (name: string, body: string | Buffer, more = "") =>
  post(`/upload/storage/v1/b/loads/o?uploadType=media&name=${name}${more}`, body);
const contentPath = "/storage/v1/b/loads/o";

test("JSON that is nested a million levels deep is refused", async () => {
  const deep = (levels: number) => `${'{"labels":'.repeat(levels)}1${"}".repeat(levels)}`;
  const [bucket, message] = [
    "/storage/v1/b?project=cloud-runner-local",
    "/v1/projects/cloud-runner-local/topics/t:publish",
  ];
  expect((await post(message, deep(1_000_000))).status).toBe(400);
  expect((await post(bucket, deep(150_000))).status).toBe(400);
  // What describes a bucket is no megabytes long.
  expect((await post(bucket, deep(1_000_000))).status).toBe(413);
});

test.each(["of a known length", "in chunks"])(
  "an upload %s that stops in the middle is ended",
  async (kind) => {
    const isChunked = kind === "in chunks";
    const socket = connect(cloud.httpPort, "127.0.0.1");
    const length = isChunked
      ? "Transfer-Encoding: chunked\r\n\r\n5\r\nhello"
      : "Content-Length: 1000\r\n\r\nhello";
    socket.write(
      `POST /upload/storage/v1/b/loads/o?uploadType=media&name=stalled HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}`,
    );
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect((await fetch(`${cloud.httpUrl}${contentPath}/stalled`)).status).toBe(404);
  },
);

test.runIf(process.platform === "linux")("readers that go away leave no file open", async () => {
  await upload("zipped", gzipSync(randomBytes(8_000_000), { level: 1 }), "&contentEncoding=gzip");
  for (let count = 0; count < 5; count++) {
    const leave = new AbortController();
    const response = await fetch(`${cloud.httpUrl}${contentPath}/zipped?alt=media`, {
      headers: { "accept-encoding": "identity" },
      signal: leave.signal,
    });
    await response.body!.getReader().read();
    leave.abort();
  }
  const contents = join(cloud.folder, "objects");
  const open = async () => {
    const files = await readdir("/proc/self/fd");
    const targets = await Promise.all(files.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => "")));
    return targets.filter((target) => target.startsWith(contents)).length;
  };
  await expect.poll(open).toBe(0);
});

test("a content that something else has cut short is an error, and nobody waits for the rest", async () => {
  const content = "0123456789".repeat(2000);
  await upload("cut", content);
  const folder = join(cloud.folder, "objects");
  const before = new Set(await readdir(folder));
  await upload("cut", content.replaceAll("0", "a"));
  const [file] = (await readdir(folder)).filter((name) => !before.has(name));
  await truncate(join(folder, file!), 4);
  const response = await fetch(`${cloud.httpUrl}${contentPath}/cut?alt=media`);
  expect(response.status).toBe(500);
  expect(await response.text()).toContain("has 4 bytes instead of 20000");
});

test.each([
  ["9223372036854775807", 404],
  ["9999999999999999999", 400],
])("generation %s is answered with %i, which no client tries again", async (generation, status) => {
  await upload("numbered", "x");
  const response = await fetch(`${cloud.httpUrl}${contentPath}/numbered?generation=${generation}`);
  expect(response.status).toBe(status);
});
