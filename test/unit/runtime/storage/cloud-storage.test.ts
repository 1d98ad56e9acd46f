// Google's client against a scripted server on loopback: which of its many answers means what to a delivery.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Clock, systemClock } from "../../../../src/core/clock.ts";
import { createCloudStorage } from "../../../../src/runtime/storage/cloud-storage.ts";

interface Answer {
  status: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

const requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
let answer: Answer;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("STORAGE_EMULATOR_HOST", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => requests.splice(0));
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const store = createCloudStorage({ project: "demo", maximumRetries: 0, clock: systemClock });
const metadata = { name: "a b.csv", bucket: "in", generation: "17", size: "5", crc32c: "AAAAAA==" };
const stored = { bucket: "in", name: "a b.csv", generation: "17", bytes: 5, metadata: {} };
const failed = (status: number): Answer => ({
  status,
  body: JSON.stringify({ error: { code: status, message: "told so" } }),
});
const newObject = {
  bucket: "out",
  name: "a b.csv",
  content: "date,prediction\n",
  contentType: "text/csv",
  metadata: { "cloud-runner-model": "prophet" },
  replaces: "0",
};

describe("reading", () => {
  it("gives metadata of exactly that generation, without a token", async () => {
    answer = { status: 200, body: JSON.stringify({ ...metadata, metadata: { "forecast-horizon": "28" } }) };
    expect(await store.stat("in", "a b.csv", "17")).toEqual({
      ...stored,
      crc32c: "AAAAAA==",
      metadata: { "forecast-horizon": "28" },
    });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /b/in/o/a%20b.csv?generation=17",
    ]);
    expect(requests[0]!.headers.authorization).toBeUndefined();
  });

  it("is tried again after a passing fault, and ends no process", async () => {
    const pauses: number[] = [];
    const clock: Clock = {
      now: () => pauses.reduce((sum, pause) => sum + pause, 0),
      sleep: async (pause) => {
        pauses.push(pause);
        if (pauses.length % 2 === 0) answer = { status: 200, body: "date,y" };
      },
    };
    const patient = createCloudStorage({ project: "demo", clock });
    answer = failed(503);
    expect(String(await patient.read(stored, 10))).toBe("date,y");
    answer = failed(429);
    for await (const piece of (await patient.open(stored, 10))!) expect(String(piece)).toBe("date,y");
    expect(requests).toHaveLength(6);
    clock.sleep = async (pause) => void pauses.push(pause);
    answer = failed(503);
    pauses.length = 0;
    await expect(patient.open(stored, 10)).rejects.toMatchObject({ retryable: true });
    expect(pauses).toEqual([1000, 2000, 4000]);
    // What waiting cannot fix is said at once.
    answer = failed(403);
    pauses.length = 0;
    await expect(patient.read(stored, 10)).rejects.toMatchObject({ code: "storage.permission-denied" });
    expect(pauses).toEqual([]);
  });

  it("gives undefined for what is not there", async () => {
    answer = failed(404);
    expect(await store.stat("in", "a b.csv")).toBeUndefined();
    expect(await store.read(stored, 100)).toBeUndefined();
  });

  it("gives the content of exactly that generation", async () => {
    answer = { status: 200, body: "1,2,3", headers: { "content-type": "text/csv" } };
    expect(Buffer.from((await store.read(stored, 100))!).toString()).toBe("1,2,3");
    expect(requests[0]!.url).toBe("/b/in/o/a%20b.csv?alt=media&generation=17");
  });

  it.each([
    ["unpacks what was uploaded with gzip", gzipSync("1".repeat(5000))],
    ["takes what was unpacked on the way as it is", Buffer.from("1".repeat(5000))],
  ])("%s, and stops at the limit", async (_, body) => {
    answer = { status: 200, body, headers: { "content-encoding": "gzip" } };
    const packed = { ...stored, contentEncoding: "gzip" };
    expect(await store.read(packed, 5000)).toHaveLength(5000);
    await expect(store.read(packed, 4999)).rejects.toMatchObject({ name: "ObjectTooLargeError" });
  });

  it("leaves content that is not what it claims to the model", async () => {
    const broken = gzipSync("1".repeat(5000)).subarray(0, 20);
    answer = { status: 200, body: broken, headers: { "content-encoding": "gzip" } };
    expect(await store.read({ ...stored, contentEncoding: "gzip" }, 5000)).toEqual(broken);
  });
});

describe("what a panel in slices needs", () => {
  it("reads a range of exactly that generation", async () => {
    answer = { status: 206, body: "2,3", headers: { "content-type": "text/csv" } };
    expect(String(await store.readRange(stored, 2, 5))).toBe("2,3");
    expect(requests[0]).toMatchObject({ url: "/b/in/o/a%20b.csv?alt=media&generation=17" });
    expect(requests[0]!.headers.range).toBe("bytes=2-4");
    answer = failed(404);
    expect(await store.readRange(stored, 2, 5)).toBeUndefined();
    expect(await store.readRange(stored, 2, 2)).toHaveLength(0);
  });

  it("lists what is under a prefix, with its metadata", async () => {
    answer = { status: 200, body: JSON.stringify({ items: [{ ...metadata, metadata: { key: "value" } }] }) };
    expect(await store.list("in", "a")).toEqual([
      { ...stored, crc32c: "AAAAAA==", metadata: { key: "value" } },
    ]);
    expect(requests[0]!.url).toContain("/b/in/o?prefix=a");
  });

  it("has Storage put parts together, under a precondition", async () => {
    answer = { status: 200, body: JSON.stringify({ ...metadata, generation: "18" }) };
    const content = {
      parts: [
        { name: "x", generation: "3" },
        { name: "y", generation: "4" },
      ],
    };
    expect(await store.write({ ...newObject, content, replaces: "17" })).toEqual({ generation: "18" });
    expect(requests[0]!.url).toBe("/b/out/o/a%20b.csv/compose?ifGenerationMatch=17");
    expect(JSON.parse(requests[0]!.body)).toEqual({
      destination: { contentType: "text/csv", metadata: { "cloud-runner-model": "prophet" } },
      sourceObjects: content.parts,
    });
    answer = failed(412);
    expect(await store.write({ ...newObject, content })).toBe("conflict");
    answer = failed(404);
    await expect(store.write({ ...newObject, content })).rejects.toMatchObject({ code: "storage.refused" });
  });
});

describe("reading piece by piece", () => {
  const textOf = async (pieces: AsyncIterable<Uint8Array> | undefined) => {
    const parts: Uint8Array[] = [];
    for await (const piece of pieces!) parts.push(piece);
    return Buffer.concat(parts).toString();
  };

  it("gives the content of exactly that generation", async () => {
    answer = { status: 200, body: "1,2,3", headers: { "content-type": "text/csv" } };
    expect(await textOf(await store.open(stored, 100))).toBe("1,2,3");
    expect(requests[0]!.url).toBe("/b/in/o/a%20b.csv?alt=media&generation=17");
  });

  it("gives undefined for what is not there, and nothing for what is empty", async () => {
    answer = failed(404);
    expect(await store.open(stored, 100)).toBeUndefined();
    answer = { status: 200, body: "" };
    expect(await textOf(await store.open(stored, 100))).toBe("");
  });

  it("unpacks what was uploaded with gzip, and stops at the limit", async () => {
    const packed = { ...stored, contentEncoding: "gzip" };
    answer = { status: 200, body: gzipSync("1".repeat(5000)), headers: { "content-encoding": "gzip" } };
    expect(await textOf(await store.open(packed, 5000))).toHaveLength(5000);
    await expect(store.open(packed, 4999)).rejects.toMatchObject({ name: "ObjectTooLargeError" });
    answer = { status: 200, body: "1".repeat(5000) };
    await expect(store.open(stored, 4999).then(textOf)).rejects.toMatchObject({
      name: "ObjectTooLargeError",
    });
  });

  it("unpacks while it arrives where there may be much of it", async () => {
    const packed = { ...stored, contentEncoding: "gzip" };
    const most = 2 ** 31;
    answer = { status: 200, body: gzipSync("1".repeat(5000)), headers: { "content-encoding": "gzip" } };
    expect(await textOf(await store.open(packed, most))).toHaveLength(5000);
    answer = { status: 200, body: "1".repeat(5000), headers: { "content-encoding": "gzip" } };
    expect(await textOf(await store.open(packed, most))).toHaveLength(5000);
    answer = { status: 200, body: gzipSync("1".repeat(5000)).subarray(0, 20) };
    await expect(store.open(packed, most).then(textOf)).rejects.toMatchObject({ code: "csv.broken" });
    answer = failed(404);
    expect(await store.open(packed, most)).toBeUndefined();
  });

  it("says of any other answer that it may pass", async () => {
    answer = failed(503);
    await expect(store.open(stored, 100)).rejects.toMatchObject({ code: "storage.unavailable" });
  });
});

describe("writing", () => {
  it("is one request, bound to the generation that it replaces", async () => {
    answer = { status: 200, body: JSON.stringify(metadata) };
    expect(await store.write(newObject)).toEqual({ generation: "17" });
    expect(requests[0]!.method).toBe("POST");
    const url = new URL(requests[0]!.url, "http://x");
    expect(url.pathname).toBe("/upload/storage/v1/b/out/o");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      uploadType: "multipart",
      name: "a b.csv",
      ifGenerationMatch: "0",
    });
    expect(requests[0]!.body).toContain('"metadata":{"cloud-runner-model":"prophet"}');
    // Storage compares it.
    expect(requests[0]!.body).toContain('"crc32c":"l+G1mQ=="');
    expect(requests[0]!.body).toContain("date,prediction\n");
  });

  it("tells a lost race from a failure", async () => {
    answer = failed(412);
    expect(await store.write(newObject)).toBe("conflict");
    expect(await store.remove(stored)).toBe("conflict");
  });

  it("sets metadata of exactly that generation", async () => {
    answer = { status: 200, body: JSON.stringify(metadata) };
    expect(await store.update(stored, { "cloud-runner-lease-expires-at": "5" })).toBe("updated");
    expect(requests[0]).toMatchObject({
      method: "PATCH",
      url: "/b/in/o/a%20b.csv?ifGenerationMatch=17",
      body: '{"metadata":{"cloud-runner-lease-expires-at":"5"}}',
    });
    for (const status of [404, 412]) {
      answer = failed(status);
      expect(await store.update(stored, {})).toBe("conflict");
    }
  });

  it("removes exactly that generation, and is content when it is gone", async () => {
    answer = { status: 204 };
    expect(await store.remove(stored)).toBe("removed");
    expect(requests[0]).toMatchObject({ method: "DELETE", url: "/b/in/o/a%20b.csv?ifGenerationMatch=17" });
    answer = failed(404);
    expect(await store.remove(stored)).toBe("removed");
  });
});

describe("a failure", () => {
  it.each([
    [503, { code: "storage.unavailable", status: "UNAVAILABLE", retryable: true }],
    [429, { code: "storage.unavailable", status: "UNAVAILABLE", retryable: true }],
    [408, { code: "storage.unavailable", status: "UNAVAILABLE", retryable: true }],
    [504, { code: "storage.unavailable", status: "UNAVAILABLE", retryable: true }],
    [403, { code: "storage.permission-denied", status: "PERMISSION_DENIED", retryable: false }],
    [400, { code: "storage.refused", status: "FAILED_PRECONDITION", retryable: false }],
  ])("by HTTP %i is named the same from every method", async (status, expected) => {
    answer = failed(status);
    const error = { name: "CloudError", ...expected };
    await expect(store.stat("in", "a.csv")).rejects.toMatchObject(error);
    await expect(store.read(stored, 100)).rejects.toMatchObject(error);
    await expect(store.write(newObject)).rejects.toMatchObject(error);
    await expect(store.update(stored, {})).rejects.toMatchObject(error);
    await expect(store.remove(stored)).rejects.toMatchObject(error);
  });

  it("says who may fix it", async () => {
    answer = failed(403);
    await expect(store.stat("in", "a.csv")).rejects.toMatchObject({
      message: "Cloud Storage could not read gs://in/a.csv: HTTP 403, told so",
      fix: expect.stringContaining("cloud-runner up"),
    });
  });

  it("of the network may pass", async () => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9");
    const unreachable = createCloudStorage({ project: "demo", maximumRetries: 0, clock: systemClock });
    await expect(unreachable.stat("in", "a.csv")).rejects.toMatchObject({
      code: "storage.unavailable",
      retryable: true,
    });
  });
});
