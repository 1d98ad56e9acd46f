// What the local Cloud Storage keeps over a restart, and what it sweeps away.
import { Storage } from "@google-cloud/storage";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { ownerAuth } from "../support/as-owner.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

let folder: string;
let local: StartedServices;
let storage: Storage;

async function start(): Promise<void> {
  local = await startServices(
    (context) => [createStorage(context, { publish: () => "1", topicExists: () => false })],
    { folder },
  );
  storage = new Storage({
    projectId: "cloud-runner-local",
    apiEndpoint: local.httpUrl,
    // For policies.
    authClient: ownerAuth(local),
    useAuthWithCustomEndpoint: true,
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-state-"));
  await start();
});
afterEach(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

/** Small ones have no file. */
const large = (text: string) => text.repeat(20_000);

const contents = async () =>
  (await readdir(join(folder, "objects"), { withFileTypes: true })).filter((entry) => entry.isFile());

it("keeps buckets, objects and policies, at the same address", async () => {
  const [bucket] = await storage.createBucket("kept", { location: "us-east1" });
  await bucket.file("a").save("content", { metadata: { metadata: { key: "value" } } });
  const before = [(await bucket.getMetadata())[0], (await bucket.file("a").getMetadata())[0]];
  await local.close();
  await start();
  const again = storage.bucket("kept");
  expect([(await again.getMetadata())[0], (await again.file("a").getMetadata())[0]]).toEqual(before);
  expect((await again.file("a").download())[0].toString()).toBe("content");
  expect((await again.iam.getPolicy())[0].bindings).toHaveLength(2);
});

it("keeps one file for each live object", async () => {
  const [bucket] = await storage.createBucket("files", {
    softDeletePolicy: { retentionDurationSeconds: 0 },
  } as never);
  for (const content of ["one", "two", "three"]) await bucket.file("a").save(large(content));
  await bucket.file("b").save(large("b"));
  await expect.poll(contents).toHaveLength(2);
  await bucket.deleteFiles();
  await expect.poll(contents).toHaveLength(0);
});

it("sweeps contents that no object names, as a killed process leaves them", async () => {
  const [bucket] = await storage.createBucket("swept");
  await bucket.file("a").save(large("content"));
  await local.close();
  await writeFile(join(folder, "objects", "orphan"), "half an object");
  await writeFile(join(folder, "objects", "incoming", "torn"), "half a file");
  await writeFile(join(folder, "uploads", "stray"), "no session");
  await start();
  expect(await contents()).toHaveLength(1);
  expect(await readdir(join(folder, "objects", "incoming"))).toEqual([]);
  expect(await readdir(join(folder, "uploads"))).toEqual([]);
  expect((await storage.bucket("swept").file("a").download())[0].toString()).toBe(large("content"));
});

it("keeps the parts of an upload, small ones too, and takes no other content for them", async () => {
  await storage.createBucket("parts");
  const send = (method: string, query: string, body = "") =>
    fetch(`${local.httpUrl}/parts/a?${query}`, { method, body });
  const id = /<UploadId>(.*)<\/UploadId>/.exec(await (await send("POST", "uploads")).text())![1]!;
  const etag = (await send("PUT", `partNumber=1&uploadId=${id}`, "the part")).headers.get("etag")!;
  await local.close();
  await start();
  await storage.bucket("parts").file("other").save("another content", { resumable: false });
  const part = `<Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part>`;
  const body = `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`;
  expect((await send("POST", `uploadId=${id}`, body)).status).toBe(200);
  const read = async (name: string) => (await storage.bucket("parts").file(name).download())[0].toString();
  expect([await read("a"), await read("other")]).toEqual(["the part", "another content"]);
});

it("stores nothing of an upload whose sender goes away", async () => {
  await storage.createBucket("broken");
  const abort = new AbortController();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.alloc(100_000));
      setTimeout(() => abort.abort(), 50);
    },
  });
  const upload = fetch(`${local.httpUrl}/upload/storage/v1/b/broken/o?uploadType=media&name=a`, {
    method: "POST",
    body,
    duplex: "half",
    signal: abort.signal,
  } as RequestInit);
  await expect(upload).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => readdir(join(folder, "objects", "incoming"))).toEqual([]);
  expect(await contents()).toHaveLength(0);
  expect(await storage.bucket("broken").file("a").exists()).toEqual([false]);
  // It is no failure of the local cloud.
  expect(local.reported).toEqual([]);
});

it("keeps the connection of an upload that it refused before it was read", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path: string, body?: readonly [string, string]) =>
    new Promise<{ status: number | undefined; reused: boolean }>((resolve, reject) => {
      const call = request(`${local.httpUrl}${path}`, {
        agent,
        method: body === undefined ? "GET" : "POST",
        headers: body === undefined ? {} : { "content-type": "multipart/related; boundary=b" },
      });
      call.on("error", reject);
      call.on("response", (response) => {
        response
          .resume()
          .on("end", () => resolve({ status: response.statusCode, reused: call.reusedSocket }));
      });
      if (body === undefined) return void call.end();
      call.write(body[0]);
      setTimeout(() => call.end(body[1]), 20);
    });
  const upload = ['--b\r\n\r\n{"name":"a"}\r\n--b\r\n\r\n', "content\r\n--b--\r\n"] as const;
  const missing = "/upload/storage/v1/b/missing/o?uploadType=multipart";
  expect(await ask(missing, upload)).toMatchObject({ status: 404 });
  // What was left unread would be waited for half a second, and then the connection closed under the next request.
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await ask("/storage/v1/b/missing")).toEqual({ status: 404, reused: true });
  agent.destroy();
});

it("goes on with a resumable upload after a restart", async () => {
  const [bucket] = await storage.createBucket("resumed");
  const content = Buffer.alloc(600_000, "0123456789abcdef");
  const [session] = await bucket.file("a").createResumableUpload({ metadata: { contentType: "text/csv" } });
  const put = (range: string, body?: Buffer) =>
    fetch(session, {
      method: "PUT",
      headers: { "Content-Range": range },
      ...(body && { body: new Uint8Array(body) }),
    });
  const first = await put("bytes 0-262143/600000", content.subarray(0, 262_144));
  expect([first.status, first.headers.get("range")]).toEqual([308, "bytes=0-262143"]);
  await local.close();
  await start();
  const asked = await put("bytes */600000");
  expect([asked.status, asked.headers.get("range")]).toEqual([308, "bytes=0-262143"]);
  expect((await put("bytes 300000-599999/600000", content.subarray(300_000))).status).toBe(400);
  // A sender that repeats what has arrived already does no harm.
  const last = await put("bytes 100000-599999/600000", content.subarray(100_000));
  expect([last.status, await last.json()]).toMatchObject([200, { size: "600000", contentType: "text/csv" }]);
  expect((await put("bytes */600000")).status).toBe(200);
  expect((await bucket.file("a").download())[0].equals(content)).toBe(true);
  expect((await fetch(`${session}x`, { method: "PUT" })).status).toBe(404);
});

it("takes the uploads of gcloud: lines that end with LF, a boundary in single quotes, /resumable", async () => {
  const [bucket] = await storage.createBucket("gcloud");
  const boundary = "===============1234==";
  const lines = [
    `--${boundary}`,
    "content-type: application/json",
    "",
    '{"name":"a.csv","metadata":{"k":"v"}}',
    `--${boundary}`,
    "content-type: text/csv",
    "content-transfer-encoding: binary",
    "",
    "ds,y\r\n--not the boundary\n",
    `--${boundary}--`,
  ];
  const response = await fetch(
    `${local.httpUrl}/upload/storage/v1/b/gcloud/o?uploadType=multipart&alt=json`,
    {
      method: "POST",
      headers: { "Content-Type": `multipart/related; boundary='${boundary}'` },
      body: lines.join("\n"),
    },
  );
  expect(await response.json()).toMatchObject({ contentType: "text/csv", metadata: { k: "v" } });
  expect((await bucket.file("a.csv").download())[0].toString()).toBe("ds,y\r\n--not the boundary\n");

  const start = await fetch(`${local.httpUrl}/resumable/upload/storage/v1/b/gcloud/o?uploadType=resumable`, {
    method: "POST",
    body: '{"name":"b.csv"}',
  });
  const finished = await fetch(start.headers.get("location")!, {
    method: "PUT",
    headers: { "Content-Range": "bytes 0-5/6" },
    body: "123456",
  });
  const object = (await finished.json()) as { mediaLink: string };
  expect(object).toMatchObject({ name: "b.csv", size: "6" });
  const part = await fetch(object.mediaLink, { headers: { Range: "bytes=0-2" } });
  expect([part.status, await part.text()]).toEqual([206, "123"]);
});
