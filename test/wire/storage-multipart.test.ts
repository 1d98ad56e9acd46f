// Uploads in parts by the XML API, as Google's Python client sends large files, and deleted buckets on their way back.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

let local: StartedServices;
let bucket: string;
let count = 0;
let now = Date.now();

beforeAll(async () => {
  local = await startServices((context) => {
    const clock = {
      now: () => now,
      // Rules are looked at every few minutes.
      sleep: (ms: number, signal?: AbortSignal) => context.clock.sleep(Math.min(ms, 20), signal),
    };
    return [createStorage({ ...context, clock }, { publish: () => "1", topicExists: () => false })];
  });
});
afterAll(async () => {
  await local.close();
  assert.deepEqual(local.reported, []);
});
beforeEach(() => {
  bucket = `bucket-${++count}`;
  return make(bucket);
});

const send = (method: string, path: string, options: RequestInit = {}) =>
  fetch(new URL(path, local.httpUrl), { method, ...options });
const textOf = async (method: string, path: string, options?: RequestInit) =>
  (await send(method, path, options)).text();
const json = async (method: string, path: string, body?: object) =>
  JSON.parse(await textOf(method, path, body && { body: JSON.stringify(body) })) as Record<string, unknown>;
const make = (name: string, fields: object = {}) =>
  json("POST", "/storage/v1/b?project=cloud-runner-local", { name, ...fields });
const within = (name: string, xml: string): string => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)![1]!;

describe("an upload in parts", () => {
  const large = Buffer.alloc(5 * 1024 * 1024, "a");
  const small = Buffer.from("the end");

  async function begin(name = "folder/a b", headers: Record<string, string> = {}) {
    const path = `/${bucket}/${encodeURIComponent(name)}`;
    const begun = await textOf("POST", `${path}?uploads`, { headers });
    // By which Google's Python client looks for the id.
    expect(begun).toContain("xmlns='http://s3.amazonaws.com/doc/2006-03-01/'");
    const id = within("UploadId", begun);
    return { path, id };
  }
  const put = async (path: string, id: string, number: number, body: Buffer, headers = {}) =>
    (
      await send("PUT", `${path}?partNumber=${number}&uploadId=${id}`, {
        body: new Uint8Array(body),
        headers,
      })
    ).headers.get("etag")!;
  const listed = (parts: [number: number, etag: string][]) =>
    `<CompleteMultipartUpload>${parts
      .map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`)
      .join("")}</CompleteMultipartUpload>`;
  const complete = (path: string, id: string, parts: [number, string][], headers = {}) =>
    send("POST", `${path}?uploadId=${id}`, { body: listed(parts), headers });

  it("is one object of all of them, whatever order they came in", async () => {
    const headers = {
      "content-type": "text/csv",
      "x-goog-meta-horizon": "28",
      "x-goog-custom-time": "2026-01-02T03:04:05Z",
    };
    const { path, id } = await begin("folder/a b", headers);
    const second = await put(path, id, 7, small);
    await put(path, id, 2, Buffer.from("to be replaced"));
    const first = await put(path, id, 2, large);
    expect(first).toBe(`"${createHash("md5").update(large).digest("hex")}"`);
    expect((await send("GET", path)).status).toBe(404);
    const parts = await textOf("GET", `${path}?uploadId=${id}`);
    expect([...parts.matchAll(/<PartNumber>(.*?)</g)].map(([, number]) => number)).toEqual(["2", "7"]);
    expect(await textOf("GET", `/${bucket}?uploads`)).toContain(`<UploadId>${id}</UploadId>`);
    const answer = await complete(path, id, [
      [2, first],
      [7, second.replaceAll('"', "&quot;")],
    ]);
    expect([answer.status, within("Key", await answer.text())]).toEqual([200, "folder/a b"]);
    const read = await send("GET", path);
    expect(read.headers.get("content-type")).toBe("text/csv");
    expect(read.headers.get("x-goog-meta-horizon")).toBe("28");
    expect(Buffer.concat([large, small]).equals(Buffer.from(await read.arrayBuffer()))).toBe(true);
    const object = await json("GET", `/storage/v1/b/${bucket}/o/folder%2Fa%20b`);
    expect(object).toMatchObject({ customTime: expect.stringContaining("2026-01-02T03:04:05") });
    expect(object).not.toHaveProperty("md5Hash");
    expect(await textOf("GET", `/${bucket}?uploads`)).not.toContain("<Upload>");
    expect((await complete(path, id, [[2, first]])).status).toBe(404);
  });

  it("is refused with the word that clients know, and goes on afterwards", async () => {
    const { path, id } = await begin();
    const [one, two] = [await put(path, id, 1, small), await put(path, id, 2, large)];
    const codeOf = async (answer: Promise<Response>) => within("Code", await (await answer).text());
    expect(await codeOf(complete(path, id, [[3, one]]))).toBe("InvalidPart");
    expect(await codeOf(complete(path, id, [[1, two]]))).toBe("InvalidPart");
    const outOfOrder: [number, string][] = [
      [2, two],
      [1, one],
    ];
    expect(await codeOf(complete(path, id, outOfOrder))).toBe("InvalidPartOrder");
    expect(await codeOf(complete(path, id, outOfOrder.toReversed()))).toBe("EntityTooSmall");
    expect(await codeOf(complete(path, id, []))).toBe("MalformedXML");
    expect(await codeOf(send("PUT", `${path}?partNumber=0&uploadId=${id}`, { body: "x" }))).toBe(
      "InvalidArgument",
    );
    const wrong = send("PUT", `${path}?partNumber=3&uploadId=${id}`, {
      body: "x",
      headers: { "x-goog-hash": "crc32c=AAAAAA==" },
    });
    expect(await codeOf(wrong)).toBe("InvalidArgument");
    expect(await codeOf(send("GET", `/${bucket}/other?uploadId=${id}`))).toBe("NoSuchUpload");
    expect((await complete(path, id, [[2, two]])).status).toBe(200);
    const again = await begin();
    const etag = await put(again.path, again.id, 1, small);
    const condition = { "x-goog-if-generation-match": "0" };
    expect(await codeOf(complete(again.path, again.id, [[1, etag]], condition))).toBe("PreconditionFailed");
  });

  it("says by its headers how the object is encoded, and not what it comes with", async () => {
    const { path, id } = await begin("zipped", { "content-encoding": "gzip" });
    const etag = await put(path, id, 1, gzipSync("ds,y"));
    const whole = await complete(path, id, [[1, etag]], { "content-encoding": "gzip" });
    expect(whole.status).toBe(200);
    expect(await textOf("GET", path)).toBe("ds,y");
  });

  it("leaves nothing when it is aborted, when its bucket goes, or when a rule ends it", async () => {
    const { path, id } = await begin();
    await put(path, id, 1, small);
    expect((await send("DELETE", `${path}?uploadId=${id}`)).status).toBe(204);
    expect((await send("PUT", `${path}?partNumber=1&uploadId=${id}`, { body: "x" })).status).toBe(404);
    const other = await begin();
    expect((await send("DELETE", `/storage/v1/b/${bucket}`)).status).toBe(204);
    expect((await send("GET", `${other.path}?uploadId=${other.id}`)).status).toBe(404);

    const rule = {
      action: { type: "AbortIncompleteMultipartUpload" },
      condition: { age: 3, matchesPrefix: ["b"] },
    };
    bucket = `${bucket}-ruled`;
    await make(bucket, { lifecycle: { rule: [rule] } });
    const [kept, ended] = [await begin("a"), await begin("b")];
    const statuses = () =>
      Promise.all(
        [kept, ended].map(async (each) => (await send("GET", `${each.path}?uploadId=${each.id}`)).status),
      );
    expect(await statuses()).toEqual([200, 200]);
    now += 3 * 24 * 3600 * 1000;
    await expect.poll(statuses).toEqual([200, 404]);
  });
});

describe("a deleted bucket", () => {
  const soft = "softDeleted=true";
  const list = async () =>
    ((await json("GET", `/storage/v1/b?project=cloud-runner-local&${soft}&prefix=${bucket}`))["items"] ??
      []) as Record<string, string>[];

  async function remove() {
    const { generation } = await json("GET", `/storage/v1/b/${bucket}`);
    expect((await send("DELETE", `/storage/v1/b/${bucket}`)).status).toBe(204);
    return generation as string;
  }

  it("comes back by restore, with its settings and what was soft-deleted in it", async () => {
    await json("PATCH", `/storage/v1/b/${bucket}`, { labels: { team: "a" } });
    const upload = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=a`;
    const { generation: ofObject } = JSON.parse(await textOf("POST", upload, { body: "one" })) as {
      generation: string;
    };
    await send("DELETE", `/storage/v1/b/${bucket}/o/a`);
    const generation = await remove();
    expect((await send("GET", `/storage/v1/b/${bucket}`)).status).toBe(404);
    expect(await list()).toMatchObject([{ name: bucket, generation, softDeleteTime: expect.any(String) }]);
    expect(await json("GET", `/storage/v1/b/${bucket}?${soft}&generation=${generation}`)).toHaveProperty(
      "hardDeleteTime",
    );
    expect((await send("GET", `/storage/v1/b/${bucket}?${soft}`)).status).toBe(400);
    const restored = await json("POST", `/storage/v1/b/${bucket}/restore?generation=${generation}`);
    expect(restored).toMatchObject({ name: bucket, generation, labels: { team: "a" } });
    expect(await list()).toEqual([]);
    await json("POST", `/storage/v1/b/${bucket}/o/a/restore?generation=${ofObject}`);
    expect(await textOf("GET", `/storage/v1/b/${bucket}/o/a?alt=media`)).toBe("one");
  });

  it("does not come back over another of its name, nor after its time, nor where it keeps none", async () => {
    const generation = await remove();
    now += 1000;
    await make(bucket, { softDeletePolicy: { retentionDurationSeconds: 0 } });
    const restore = () => send("POST", `/storage/v1/b/${bucket}/restore?generation=${generation}`);
    expect((await restore()).status).toBe(409);
    await remove();
    expect(await list()).toHaveLength(1);
    now += 8 * 24 * 3600 * 1000;
    expect(await list()).toEqual([]);
    expect((await restore()).status).toBe(404);
  });
});
