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

it("says how a bucket of two regions lies and is copied", async () => {
  expect(await sent("GET", `/storage/v1/b/${bucket}`)).toMatchObject({
    locationType: "multi-region",
    rpo: "DEFAULT",
  });
  const make = (body: object) => send("POST", "/storage/v1/b?project=cloud-runner-local", { body });
  const placed = (...dataLocations: string[]) => ({ customPlacementConfig: { dataLocations } });
  const name = `pair-${bucket}`;
  const made = await make({ name, location: "US", ...placed("US-EAST1", "US-WEST1") });
  expect(await made.json()).toMatchObject({
    ...placed("US-EAST1", "US-WEST1"),
    location: "US",
    locationType: "dual-region",
    rpo: "DEFAULT",
  });
  expect((await make({ name: `${name}-2`, location: "US", ...placed("US-EAST1") })).status).toBe(400);
  const single = await make({ name: `${name}-3`, location: "us-central1" });
  expect(await single.json()).not.toHaveProperty("rpo");
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

describe("a batch", () => {
  const call = (id: string, text: string) =>
    `--b\nContent-Type: application/http\nContent-ID: <${id}>\n\n${text}\n`;
  const batch = (body: string) =>
    send("POST", "/batch/storage/v1", { body, headers: { "Content-Type": 'multipart/mixed; boundary="b"' } });

  it("is answered call by call, as if each had come alone", async () => {
    await save("a", "one");
    const labels = '{"labels":{"team":"größe"}}';
    const answer = await batch(
      [
        call("uuid+1", `GET /storage/v1/b/${bucket}/o/a?fields=name HTTP/1.1\nAccept: application/json\n`),
        call(
          "uuid+2",
          `PATCH ${local.httpUrl}/storage/v1/b/${bucket} HTTP/1.1\nContent-Type: application/json\n\n${labels}`,
        ),
        call("uuid+3", `DELETE /storage/v1/b/${bucket}/o/absent HTTP/1.1\nContent-Length: 0\n`),
        call("uuid+4", `DELETE /storage/v1/b/${bucket}/o/a HTTP/1.1`),
        "--b--",
      ].join(""),
    );
    expect(answer.status).toBe(200);
    const [, boundary] = /^multipart\/mixed; boundary=(\S+)$/.exec(answer.headers.get("content-type")!)!;
    const parts = (await answer.text()).split(`--${boundary}`).slice(1, -1);
    expect(
      parts.map((part) => [/Content-ID: (\S+)/.exec(part)![1], /HTTP\/1\.1 (.*)\r/.exec(part)![1]]),
    ).toEqual([
      ["<response-uuid+1>", "200 OK"],
      ["<response-uuid+2>", "200 OK"],
      ["<response-uuid+3>", "404 Not Found"],
      ["<response-uuid+4>", "204 No Content"],
    ]);
    expect(parts[0]).toContain('{"name":"a"}');
    expect(parts[1]).toContain('"team":"größe"');
    expect(await itemsOf("")).toEqual([]);
  });

  it.each([
    ["nothing", "--b--"],
    ["no last boundary", call("1", "GET /storage/v1/b HTTP/1.1")],
    ["no request", `${call("1", "nonsense")}--b--`],
    ["a download", `${call("1", "GET /storage/v1/b/x/o/y?alt=media HTTP/1.1")}--b--`],
    ["an upload", `${call("1", "POST /upload/storage/v1/b/x/o HTTP/1.1")}--b--`],
    ["a batch", `${call("1", "POST /batch/storage/v1 HTTP/1.1")}--b--`],
    ["another API", `${call("1", "GET /v1/projects HTTP/1.1")}--b--`],
    ["too many calls", `${call("1", "GET /storage/v1/b HTTP/1.1").repeat(1001)}--b--`],
  ])("with %s is refused", async (_what, body) => {
    expect((await batch(body)).status).toBe(400);
  });
});

describe("the XML API", () => {
  it("reads objects whole, in part and their headers, as Go's client does", async () => {
    await sent("POST", `/upload/storage/v1/b/${bucket}/o?uploadType=multipart`, {
      body: `--b\r\n\r\n${JSON.stringify({ name: "in/größe 1%.csv", metadata: { horizon: "28" } })}\r\n--b\r\nContent-Type: text/csv\r\n\r\n0123456789\r\n--b--`,
      headers: { "Content-Type": "multipart/related; boundary=b" },
    });
    const path = `/${bucket}/in/gr%C3%B6%C3%9Fe%201%25.csv`;
    const whole = await send("GET", path);
    expect(await whole.text()).toBe("0123456789");
    const { headers } = whole;
    expect(headers.get("content-type")).toBe("text/csv");
    expect(headers.get("x-goog-meta-horizon")).toBe("28");
    expect(headers.get("x-goog-hash")).toMatch(/^crc32c=\S+,md5=\S+$/);
    expect(headers.get("x-goog-generation")).toMatch(/^[0-9]{16}$/);
    const part = await send("GET", path, { headers: { Range: "bytes=2-4" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    // As curl -z asks, and as HTTP says: in whole seconds, and only where no ETag is asked for.
    const changed = headers.get("last-modified")!;
    const status = async (given: Record<string, string>) =>
      (await send("GET", path, { headers: given })).status;
    const before = new Date(Date.parse(changed) - 1000).toUTCString();
    expect(await status({ "If-Modified-Since": changed })).toBe(304);
    expect(await status({ "If-Modified-Since": before })).toBe(200);
    expect(await status({ "If-Modified-Since": changed, "If-None-Match": '"other"' })).toBe(200);
    expect(await status({ "If-Unmodified-Since": changed })).toBe(200);
    expect(await status({ "If-Unmodified-Since": before })).toBe(412);
    expect(await status({ "If-Modified-Since": "yesterday" })).toBe(200);
    const head = await send("HEAD", path);
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
  });

  it("stores and deletes objects", async () => {
    const headers = { "Content-Type": "text/csv", "x-goog-meta-horizon": "28", "Content-Encoding": "gzip" };
    const put = await send("PUT", `/${bucket}/a`, { headers, body: gzipSync("ds,y") });
    expect(put.status).toBe(200);
    expect(await sent("GET", `/storage/v1/b/${bucket}/o/a`)).toMatchObject({
      contentType: "text/csv",
      contentEncoding: "gzip",
      metadata: { horizon: "28" },
    });
    expect(await (await send("GET", `/${bucket}/a`)).text()).toBe("ds,y");
    const again = { "x-goog-if-generation-match": "0" };
    expect((await send("PUT", `/${bucket}/a`, { headers: again, body: "x" })).status).toBe(412);
    expect((await send("DELETE", `/${bucket}/a`)).status).toBe(204);
    expect((await send("GET", `/${bucket}/a`)).status).toBe(404);
  });

  it("lists objects page by page, in both of its versions", async () => {
    for (const name of ["a&b", "d/1", "e"]) await save(name, "x");
    const all = await (await send("GET", `/${bucket}?delimiter=/`)).text();
    expect(all).toContain("<Key>a&amp;b</Key>");
    expect(all).toContain("<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>");
    expect(all).toContain("<IsTruncated>false</IsTruncated>");
    const first = await (await send("GET", `/${bucket}/?max-keys=2`)).text();
    expect(first).toContain("<NextMarker>d/1</NextMarker>");
    expect(await (await send("GET", `/${bucket}/?marker=d/1`)).text()).toMatch(/<Key>e<\/Key>/);
    const second = await (await send("GET", `/${bucket}?list-type=2&max-keys=1`)).text();
    const [, token] = /<NextContinuationToken>(.*)<\/NextContinuationToken>/.exec(second)!;
    const next = await (await send("GET", `/${bucket}?list-type=2&continuation-token=${token}`)).text();
    expect([...next.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key)).toEqual(["d/1", "e"]);
  });

  it.each([
    ["GET", "/no-such-bucket/a", 404, "NoSuchBucket"],
    ["GET", "/BUCKET/absent", 404, "NoSuchKey"],
    ["GET", "/BUCKET?acl", 501, "NotImplemented"],
    ["POST", "/BUCKET/a?compose", 501, "NotImplemented"],
    ["PUT", "/BUCKET", 501, "NotImplemented"],
  ])("refuses %s %s with %i %s", async (method, path, status, code) => {
    const answer = await send(method, path.replace("BUCKET", bucket));
    expect([answer.status, await answer.text()]).toEqual([
      status,
      expect.stringContaining(`<Code>${code}</Code>`),
    ]);
  });

  it.each(["/compute/v1/projects", "/v7/projects", "/upload/drive", "/_local/nonsense"])(
    "does not take %s for a bucket",
    async (path) => {
      const answer = await send("GET", path, { headers: { Authorization: `Bearer ${local.secret}` } });
      expect([answer.status, await answer.text()]).toEqual([
        404,
        expect.stringContaining("does not emulate"),
      ]);
    },
  );
});

const patchBucket = (body: object) => sent("PATCH", `/storage/v1/b/${bucket}`, { body });
const generationOf = async (name: string) =>
  (await sent("GET", `/storage/v1/b/${bucket}/o/${name}`))["generation"] as string;
const remove = async (name: string, query = "") =>
  (await send("DELETE", `/storage/v1/b/${bucket}/o/${name}?${query}`)).status;

describe("versions", () => {
  beforeEach(() =>
    patchBucket({ versioning: { enabled: true }, softDeletePolicy: { retentionDurationSeconds: 0 } }),
  );

  it("stay when an object is replaced or deleted, and are read, listed and deleted by generation", async () => {
    await save("a", "one");
    const first = await generationOf("a");
    await save("a", "two");
    await save("b", "other");
    expect(await itemsOf("versions=True")).toEqual(["a", "a", "b"]);
    expect(await itemsOf("versions=true&maxResults=1")).toEqual(["a", "a"]);
    expect(await itemsOf("")).toEqual(["a", "b"]);
    const former = `/storage/v1/b/${bucket}/o/a?generation=${first}`;
    expect(await (await send("GET", `${former}&alt=media`)).text()).toBe("one");
    expect(await sent("GET", former)).toHaveProperty("timeDeleted");
    expect(await sent("PATCH", former, { body: { contentType: "text/csv" } })).toMatchObject({
      contentType: "text/csv",
      generation: first,
    });
    expect(await remove("a")).toBe(204);
    expect(await itemsOf("versions=true")).toEqual(["a", "a", "b"]);
    expect((await send("GET", `/storage/v1/b/${bucket}/o/a`)).status).toBe(404);
    expect((await send("DELETE", `/storage/v1/b/${bucket}`)).status).toBe(409);
    const back = `/storage/v1/b/${bucket}/o/a/rewriteTo/b/${bucket}/o/a?sourceGeneration=${first}`;
    await sent("POST", back, { body: {} });
    expect(await read("a")).toBe("one");
    expect(await remove("a", `generation=${first}`)).toBe(204);
    expect((await send("GET", former)).status).toBe(404);
    expect(await itemsOf("versions=true")).toEqual(["a", "a", "b"]);
  });
});

describe("a deleted object", () => {
  it("is kept for a week and comes back by restore", async () => {
    await save("a", "one");
    const generation = await generationOf("a");
    expect(await remove("a")).toBe(204);
    expect(await itemsOf("versions=true")).toEqual([]);
    expect(await itemsOf("softDeleted=true")).toEqual(["a"]);
    const path = `/storage/v1/b/${bucket}/o/a`;
    expect(await sent("GET", `${path}?softDeleted=true&generation=${generation}`)).toMatchObject({
      softDeleteTime: expect.any(String) as string,
      hardDeleteTime: expect.any(String) as string,
    });
    expect((await send("POST", `${path}/restore`)).status).toBe(400);
    const restored = await sent("POST", `${path}/restore?generation=${generation}`);
    expect(restored["generation"]).not.toBe(generation);
    expect(restored).not.toHaveProperty("softDeleteTime");
    expect(await read("a")).toBe("one");
    expect((await send("POST", `${path}/restore?generation=${generation}`)).status).toBe(404);
  });

  it("is gone at once where the bucket keeps none, and goes with its bucket", async () => {
    await save("kept", "one");
    await save("kept", "two");
    expect(await itemsOf("softDeleted=true")).toEqual(["kept"]);
    await patchBucket({ softDeletePolicy: { retentionDurationSeconds: 0 } });
    await save("b", "one");
    expect(await remove("b")).toBe(204);
    expect(await remove("kept")).toBe(204);
    expect(await itemsOf("softDeleted=true")).toEqual(["kept"]);
    expect((await send("DELETE", `/storage/v1/b/${bucket}`)).status).toBe(204);
    await sent("POST", "/storage/v1/b?project=cloud-runner-local", { body: { name: bucket } });
    expect(await itemsOf("softDeleted=true")).toEqual([]);
  });
});

describe("access lists", () => {
  const paths = ["acl", "defaultObjectAcl", "acl/allUsers", "o/a/acl", "o/a/acl/allUsers"];

  it.each(paths)("are refused under uniform access: %s", async (path) => {
    await patchBucket({ iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } });
    const answer = await send("GET", `/storage/v1/b/${bucket}/${path}`);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("uniform bucket-level access is enabled"),
    ]);
  });

  it.each(paths)("are not emulated without: %s", async (path) => {
    expect((await send("GET", `/storage/v1/b/${bucket}/${path}`)).status).toBe(501);
  });

  it("are refused where they come with a bucket", async () => {
    const body = { acl: [{ entity: "allUsers", role: "READER" }] };
    expect((await send("PATCH", `/storage/v1/b/${bucket}`, { body })).status).toBe(501);
    expect((await send("PUT", `/storage/v1/b/${bucket}`, { body })).status).toBe(501);
    await patchBucket({ iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } });
    expect((await send("PATCH", `/storage/v1/b/${bucket}`, { body })).status).toBe(400);
    expect((await send("PATCH", `/storage/v1/b/${bucket}`, { body: { acl: [] } })).status).toBe(200);
  });

  it("are refused where they come with an object", async () => {
    await save("a", "one");
    const body = { acl: [{ entity: "allUsers", role: "READER" }] };
    expect((await send("PATCH", `/storage/v1/b/${bucket}/o/a`, { body })).status).toBe(501);
    const upload = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=b&predefinedAcl=`;
    expect((await send("POST", `${upload}publicRead`, { body: "x" })).status).toBe(501);
    expect((await send("POST", `${upload}projectPrivate`, { body: "x" })).status).toBe(200);
  });
});

describe("access lists that let everybody in", () => {
  it("are a failed precondition where the bucket keeps everybody out", async () => {
    await patchBucket({ iamConfiguration: { publicAccessPrevention: "enforced" } });
    await save("a", "one");
    const entry = { entity: "allUsers", role: "READER" };
    const refused = await Promise.all([
      send("POST", `/storage/v1/b/${bucket}/acl`, { body: entry }),
      send("PUT", `/storage/v1/b/${bucket}/o/a/acl/allAuthenticatedUsers`, { body: { role: "READER" } }),
      send("PATCH", `/storage/v1/b/${bucket}/o/a`, { body: { acl: [entry] } }),
      send("PATCH", `/storage/v1/b/${bucket}?predefinedAcl=publicRead`, { body: {} }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([412, 412, 412, 412]);
    expect(await refused[0]!.text()).toContain("public access prevention is enforced");
    const one = { body: { entity: "user-a@example.com", role: "READER" } };
    expect((await send("POST", `/storage/v1/b/${bucket}/acl`, one)).status).toBe(501);
  });
});

describe("what is not done is refused and not kept:", () => {
  it.each([
    [{ retentionPolicy: { retentionPeriod: "86400" } }],
    [{ defaultEventBasedHold: true }],
    [{ autoclass: { enabled: true } }],
    [{ rpo: "ASYNC_TURBO" }],
    [{ billing: { requesterPays: true } }],
    [{ hierarchicalNamespace: { enabled: true } }],
    [{ logging: { logBucket: "x" } }],
    [
      {
        encryption: { googleManagedEncryptionEnforcementConfig: { restrictionMode: "FullyRestricted" } },
      },
    ],
    [{ lifecycle: { rule: [{ action: { type: "Delete" }, condition: { matchesPattern: "x" } }] } }],
    [
      {
        lifecycle: {
          rule: [{ action: { type: "SetStorageClass", storageClass: "REGIONAL" }, condition: { age: 1 } }],
        },
      },
    ],
    [{ ipFilter: { mode: "Enabled" } }],
  ])("%j of a bucket", async (body) => {
    const before = await sent("GET", `/storage/v1/b/${bucket}`);
    const answer = await send("PATCH", `/storage/v1/b/${bucket}`, { body });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain("The local cloud does not emulate");
    expect(await sent("GET", `/storage/v1/b/${bucket}`)).toEqual(before);
  });

  it.each([
    [{ temporaryHold: true }],
    [{ eventBasedHold: true }],
    [{ retention: { mode: "Unlocked", retainUntilTime: "2099-01-01T00:00:00Z" } }],
  ])("%j of an object", async (body) => {
    await save("a", "one");
    expect((await send("PATCH", `/storage/v1/b/${bucket}/o/a`, { body })).status).toBe(501);
  });

  it("keys that come with a request", async () => {
    const path = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=a`;
    const headers = { "x-goog-encryption-algorithm": "AES256", "x-goog-encryption-key": "a2V5" };
    expect((await send("POST", path, { headers, body: "x" })).status).toBe(501);
    expect((await send("PUT", `/${bucket}/a`, { headers, body: "x" })).status).toBe(501);
  });

  it("but what turns it off is taken, and an empty list is none", async () => {
    const off = { autoclass: { enabled: false }, retentionPolicy: null, rpo: "DEFAULT", cors: [] };
    expect(await patchBucket(off)).not.toHaveProperty("cors");
  });
});
