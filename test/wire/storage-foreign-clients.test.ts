// What Google's clients for other languages, gcsfs and gcloud send to Cloud Storage, request by request.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

let local: StartedServices;
let bucket: string;
let count = 0;

beforeAll(async () => {
  local = await startServices((context) => [
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
});
afterAll(async () => {
  await local.close();
  assert.deepEqual(local.reported, []);
});
beforeEach(async () => {
  bucket = `bucket-${++count}`;
  await sent("POST", "/storage/v1/b?project=cloud-runner-local", { body: { name: bucket } });
});

type Json = Record<string, unknown>;

interface Sent {
  headers?: Record<string, string>;
  body?: object | string | Buffer;
}

function send(method: string, path: string, { headers, body }: Sent = {}): Promise<Response> {
  const isJson = typeof body === "object" && !Buffer.isBuffer(body);
  return fetch(new URL(path, local.httpUrl), {
    method,
    headers: { ...(isJson && { "Content-Type": "application/json" }), ...headers },
    ...(body !== undefined && { body: (isJson ? JSON.stringify(body) : body) as string }),
  });
}

/** What a request that must be done is answered with. */
async function sent(method: string, path: string, options?: Sent): Promise<Json> {
  const answer = await send(method, path, options);
  const text = await answer.text();
  expect({ status: answer.status, text }).toMatchObject({ status: 200 });
  return JSON.parse(text || "{}") as Json;
}

const save = (name: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  sent("POST", `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`, {
    body,
    headers,
  });
const read = async (name: string): Promise<string> =>
  (await send("GET", `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`)).text();
const itemsOf = async (query: string): Promise<string[]> => {
  const { items = [] } = await sent("GET", `/storage/v1/b/${bucket}/o?${query}`);
  return (items as { name: string }[]).map(({ name }) => name);
};

describe("a resumable session", () => {
  async function begin(name: string): Promise<string> {
    const path = `/upload/storage/v1/b/${bucket}/o?uploadType=resumable`;
    return (await send("POST", path, { body: { name } })).headers.get("location")!;
  }

  it("takes POST as PUT, as gcsfs writes every file", async () => {
    const session = await begin("frame.csv");
    const piece = "x".repeat(256 * 1024);
    const first = await send("POST", session, {
      body: piece,
      headers: { "Content-Range": `bytes 0-${piece.length - 1}/*` },
    });
    expect([first.status, first.headers.get("range")]).toEqual([308, "bytes=0-262143"]);
    await sent("POST", session, {
      body: "end",
      headers: { "Content-Range": "bytes 262144-262146/262147" },
    });
    expect(await read("frame.csv")).toBe(`${piece}end`);
  });

  it("takes pieces of more than a request of JSON may have", async () => {
    const session = await begin("large");
    const { size } = await sent("POST", session, { body: Buffer.alloc(17 * 1024 * 1024) });
    expect(size).toBe(`${17 * 1024 * 1024}`);
  });

  it("makes an empty object of an upload without a byte", async () => {
    expect(
      await sent("POST", await begin("empty"), { headers: { "Content-Range": "bytes */0" } }),
    ).toMatchObject({ size: "0" });
  });

  it("says 308 in another form to who cannot take one, as Go's client", async () => {
    const session = await begin("chunked");
    const headers = { "X-GUploader-No-308": "yes" };
    const body = Buffer.alloc(256 * 1024);
    const first = await send("POST", session, {
      body,
      headers: { ...headers, "Content-Range": `bytes 0-${body.length - 1}/*` },
    });
    const { status } = first;
    expect([status, first.headers.get("x-http-status-code-override"), first.headers.get("range")]).toEqual([
      200,
      "308",
      "bytes=0-262143",
    ]);
    const last = await send("POST", session, {
      headers: { ...headers, "Content-Range": `bytes */${body.length}` },
    });
    expect([last.status, last.headers.get("x-http-status-code-override")]).toEqual([200, null]);
  });
});

describe("a body in gzip, as Java sends it", () => {
  const headers = { "Content-Encoding": "gzip" };

  it("is unpacked where it is JSON", async () => {
    const body = gzipSync(JSON.stringify({ name: `${bucket}-zipped`, location: "us-east1" }));
    expect(await sent("POST", "/storage/v1/b?project=cloud-runner-local", { body, headers })).toMatchObject({
      location: "US-EAST1",
    });
  });

  it("is unpacked where it is an upload of metadata and content", async () => {
    const parts = [
      "--b\r\nContent-Type: application/json\r\n\r\n",
      JSON.stringify({ name: "two-parts", contentEncoding: null }),
      "\r\n--b\r\nContent-Type: text/csv\r\n\r\nds,y\r\n--b--",
    ];
    await sent("POST", `/upload/storage/v1/b/${bucket}/o?uploadType=multipart`, {
      body: gzipSync(parts.join("")),
      headers: { ...headers, "Content-Type": "multipart/related; boundary=b" },
    });
    expect(await read("two-parts")).toBe("ds,y");
  });

  it.each([
    ["an upload", "/upload/storage/v1/b/BUCKET/o?uploadType=media&name=a"],
    ["JSON", "/storage/v1/b?project=cloud-runner-local"],
  ])("that is none is refused as %s", async (_what, path) => {
    const answer = await send("POST", path.replace("BUCKET", bucket), { body: "no gzip", headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("Content-Encoding says gzip");
  });

  it("that swells beyond what a request may have is refused", async () => {
    const body = gzipSync(Buffer.alloc(17 * 1024 * 1024));
    expect((await send("POST", "/storage/v1/b?project=cloud-runner-local", { body, headers })).status).toBe(
      400,
    );
  });
});

describe("null in JSON", () => {
  it("is no value, as Python composes and uploads", async () => {
    await save("a", "one");
    const composed = await sent("POST", `/storage/v1/b/${bucket}/o/both/compose`, {
      body: {
        sourceObjects: [{ name: "a", generation: null, objectPreconditions: null }, { name: "a" }],
        destination: { contentType: null },
        kind: null,
      },
    });
    expect(await read("both")).toBe("oneone");
    // The destination has the type that it is given, and none of its sources'.
    expect(composed).not.toHaveProperty("contentType");
  });

  it("takes a field away in a patch, also inside of lists", async () => {
    await sent("PATCH", `/storage/v1/b/${bucket}`, { body: { labels: { one: "1" } } });
    const rule = { action: { type: "Delete", storageClass: null }, condition: { age: 3, isLive: null } };
    const changed = await sent("PATCH", `/storage/v1/b/${bucket}`, {
      body: { labels: { one: null }, lifecycle: { rule: [rule] } },
    });
    expect(changed).toMatchObject({
      lifecycle: { rule: [{ action: { type: "Delete" }, condition: { age: 3 } }] },
    });
    expect(changed).not.toHaveProperty("labels");
  });
});

it("takes PATCH that comes as a POST with X-HTTP-Method-Override, as Java has to send it", async () => {
  const headers = { "X-HTTP-Method-Override": "PATCH" };
  expect(
    await sent("POST", `/storage/v1/b/${bucket}`, { headers, body: { labels: { team: "x" } } }),
  ).toMatchObject({ labels: { team: "x" } });
});

it("says how long the object is to who reads beyond its end", async () => {
  await save("empty", "");
  const answer = await send("GET", `/storage/v1/b/${bucket}/o/empty?alt=media`, {
    headers: { Range: "bytes=0-99" },
  });
  expect([answer.status, answer.headers.get("content-range")]).toEqual([416, "bytes */0"]);
});

it.each([
  ["d/**/*.csv", ["d/a.csv", "d/e/b.csv", "d/e/f/c.csv"]],
  ["**/a.csv", ["a.csv", "d/a.csv"]],
  ["d/**", ["d/a.csv", "d/e/b.csv", "d/e/f/c.csv"]],
  ["d/*/b.csv", ["d/e/b.csv"]],
])("lists what matches %s", async (glob, expected) => {
  for (const name of ["a.csv", "d/a.csv", "d/e/b.csv", "d/e/f/c.csv"]) await save(name, "");
  expect(await itemsOf(`matchGlob=${encodeURIComponent(glob)}`)).toEqual(expected);
});

it("answers only the fields that are asked for", async () => {
  await save("a", "one");
  await save("b", "two");
  const objects = `/storage/v1/b/${bucket}/o`;
  expect(await sent("GET", `${objects}?fields=items(name,size),nextPageToken&maxResults=1`)).toEqual({
    items: [{ name: "a", size: "3" }],
    nextPageToken: expect.any(String) as string,
  });
  expect(await sent("GET", `${objects}?fields=items/name`)).toEqual({
    items: [{ name: "a" }, { name: "b" }],
  });
  expect((await send("GET", `${objects}?fields=items(name`)).status).toBe(400);
});

it("says that a bucket has no folders, which gcloud asks before it moves and removes", async () => {
  expect(await sent("GET", `/storage/v1/b/${bucket}/storageLayout`)).toEqual({
    kind: "storage#storageLayout",
    bucket,
    location: "US",
    locationType: "multi-region",
    hierarchicalNamespace: { enabled: false },
  });
  for (const list of ["managedFolders", "folders"]) {
    expect(await sent("GET", `/storage/v1/b/${bucket}/${list}`)).toEqual({ kind: `storage#${list}` });
  }
});

it.each([
  ["POST", "managedFolders", "managed folders"],
  ["POST", "lockRetentionPolicy?ifMetagenerationMatch=1", "retention policies"],
])("refuses %s %s at once, with 501 and one sentence", async (method, path, what) => {
  const answer = await send(method, `/storage/v1/b/${bucket}/${path}`, { body: { name: "a/" } });
  const { error } = (await answer.json()) as { error: { message: string } };
  expect([answer.status, error.message]).toEqual([501, `The local cloud does not emulate ${what}.`]);
});
