// Requests that no client of Google sends, over real sockets: the local Storage answers each with a code of the API,
// keeps what it took exactly, and never with 500.
import assert from "node:assert/strict";
import fc from "fast-check";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { anyCharacter, fuzz, fuzzTimeoutMs } from "../support/fuzz.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

let local: StartedServices;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** As it stands: no client library corrects the path or the headers. */
function send(path: string, { method = "GET", headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${local.secret}`, ...headers };
    const asked = httpRequest(`${local.httpUrl}/`, { method, path, headers: all, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) }),
      );
      answer.on("error", reject);
    });
    asked.setTimeout(5000, () => asked.destroy(new Error(`${method} ${path} was not answered in 5 s`)));
    asked.on("error", reject);
    asked.end(body);
  });
}

const upload = "/upload/storage/v1/b/fuzz/o";
const objects = "/storage/v1/b/fuzz/o";
const answers = new Set([200, 204, 206, 304, 308, 400, 403, 404, 405, 411, 412, 413, 416, 431, 499, 501]);

/** Statuses that the API does not have, with what it said. */
function wrong({ status, body }: Answer): string | undefined {
  return answers.has(status) ? undefined : `${status} ${body.toString().slice(0, 300)}`;
}

beforeAll(async () => {
  local = await startServices((context) => [
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
  const created = await send("/storage/v1/b?project=cloud-runner-local", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: Buffer.from('{"name":"fuzz"}'),
  });
  assert.equal(created.status, 200);
});
afterAll(async () => {
  await local.close();
  // Anything that was not expected is reported, also where the answer looked right.
  assert.deepEqual(local.reported, []);
});

const hostileNames = [
  "..",
  ".",
  "/",
  "//",
  "../../x",
  "a/../b",
  "%2e%2e%2f",
  "a%00b",
  "\0",
  "a\nb",
  "C:\\x",
  "#",
  "?",
  "a b",
  "é",
  "e\u0301",
  "😀",
  "__proto__",
  ".well-known/acme-challenge/x",
  "x".repeat(1025),
];
const objectName = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 20 }),
  fc.constantFrom(...hostileNames),
);

test(
  "an object of any name is kept exactly under that name, or refused",
  async () => {
    await fc.assert(
      fc.asyncProperty(objectName, fc.uint8Array({ maxLength: 200 }), async (name, content) => {
        const path = encodeURIComponent(name);
        const stored = await send(`${upload}?uploadType=media&name=${path}`, {
          method: "POST",
          body: content,
        });
        expect(wrong(stored)).toBeUndefined();
        if (stored.status !== 200) return;
        expect(JSON.parse(stored.body.toString())).toMatchObject({ name, size: `${content.length}` });
        const read = await send(`${objects}/${path}?alt=media`);
        expect([...read.body]).toEqual([...content]);
        const listed = await send(`${objects}?prefix=${path}&maxResults=1`);
        expect(JSON.parse(listed.body.toString())).toMatchObject({ items: [{ name }] });
        expect((await send(`${objects}/${path}`, { method: "DELETE" })).status).toBe(204);
      }),
      fuzz(100),
    );
  },
  fuzzTimeoutMs,
);

const word = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "1",
    "-1",
    "1.5",
    "1e3",
    "0x1",
    " 1",
    "NaN",
    "9007199254740993",
    "99999999999999999999",
    "*",
    '"',
    '"*"',
    "true",
    "null",
  ),
  fc.stringMatching(/^[ -~]{0,12}$/),
);
const parameters = [
  "ifGenerationMatch",
  "ifGenerationNotMatch",
  "ifMetagenerationMatch",
  "ifMetagenerationNotMatch",
  "generation",
  "alt",
  "projection",
  "maxResults",
  "pageToken",
  "prefix",
  "delimiter",
  "matchGlob",
  "startOffset",
  "endOffset",
  "uploadType",
  "upload_id",
  "name",
  "predefinedAcl",
  "contentEncoding",
  "fields",
  "userProject",
];
const headerNames = [
  "if-match",
  "if-none-match",
  "range",
  "content-range",
  "x-goog-hash",
  "content-type",
  "x-upload-content-type",
  "accept-encoding",
];
const query = fc
  .array(fc.tuple(fc.constantFrom(...parameters), word), { maxLength: 4 })
  .map((pairs) => new URLSearchParams(pairs).toString());
const headers = fc
  .array(fc.tuple(fc.constantFrom(...headerNames), word), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs));

test(
  "any mix of parameters, headers and bodies is answered with a code of the API",
  async () => {
    const place = fc.constantFrom(
      objects,
      upload,
      `${objects}/a`,
      `${objects}/a/rewriteTo/b/fuzz/o/c`,
      `${objects}/a/compose`,
      "/storage/v1/b/fuzz",
      "/storage/v1/b",
      "/storage/v1/b/fuzz/notificationConfigs",
      "/storage/v1/b/fuzz/iam",
      "/download/storage/v1/b/fuzz/o/a",
      `${objects}/%zz`,
      `${objects}/%ff`,
      "/storage/v1/b/%00/o",
      "/storage/v1/b//o",
    );
    const metadata = fc.dictionary(
      fc.constantFrom(
        "name",
        "contentType",
        "contentEncoding",
        "cacheControl",
        "contentDisposition",
        "contentLanguage",
        "customTime",
        "metadata",
        "acl",
        "crc32c",
        "md5Hash",
        "storageClass",
        "labels",
        "lifecycle",
        "bindings",
        "topic",
        "sourceObjects",
        "iamConfiguration",
      ),
      fc.oneof(word, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("a\nb", "é", "\0")),
    );
    const body = fc.oneof(
      fc.constant(undefined),
      fc.uint8Array({ maxLength: 60 }),
      metadata.map((value) => new Uint8Array(Buffer.from(JSON.stringify(value)))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        place,
        query,
        headers,
        body,
        async (method, path, search, given, content) => {
          // What is asked for must exist for most of the requests to get far.
          if (path.includes("/a"))
            await send(`${upload}?uploadType=media&name=a`, { method: "POST", body: Buffer.from("content") });
          fc.pre(!(method === "DELETE" && path === "/storage/v1/b/fuzz"));
          const sent = content === undefined ? {} : { body: content };
          const answer = await send(`${path}?${search}`, { method, headers: given, ...sent });
          expect(wrong(answer)).toBeUndefined();
          const after = await send(`${objects}/a?alt=media`);
          expect(wrong(after)).toBeUndefined();
        },
      ),
      fuzz(250),
    );
  },
  fuzzTimeoutMs,
);

test(
  "an object whose metadata are any text is still to be read, or the metadata are refused",
  async () => {
    const field = fc.constantFrom(
      "contentType",
      "cacheControl",
      "contentDisposition",
      "contentLanguage",
      "contentEncoding",
    );
    const value = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 8 }),
      fc.constantFrom("a\nb", "a\r\nx: y", "é", "\u2028", "\0", "gzip"),
    );
    await fc.assert(
      fc.asyncProperty(field, value, async (name, text) => {
        const stored = await send(`${upload}?uploadType=media&name=m`, {
          method: "POST",
          body: Buffer.from("content"),
        });
        expect(stored.status).toBe(200);
        const changed = await send(`${objects}/m`, {
          method: "PATCH",
          headers: { "content-type": "application/json" },
          body: Buffer.from(JSON.stringify({ [name]: text })),
        });
        expect([200, 400]).toContain(changed.status);
        const isGzip = name === "contentEncoding" && text === "gzip";
        // What claims to be gzip and is not breaks off where it is unpacked on the way; asked for as it is, it is not.
        const headers = isGzip ? { "accept-encoding": "gzip" } : {};
        const read = await send(`${objects}/m?alt=media`, { headers });
        expect({ status: read.status, body: read.body.toString() }).toEqual({ status: 200, body: "content" });
      }),
      fuzz(60),
    );
  },
  fuzzTimeoutMs,
);

test(
  "a resumable upload in any pieces, sent again from anywhere, is the content as it was",
  async () => {
    const step = fc.record({
      /** Where the piece starts, as a share of what the server has; above it only by mistake. */
      from: fc.double({ min: 0, max: 1.2, noNaN: true }),
      length: fc.integer({ min: 1, max: 400 }),
      header: fc.option(
        fc.constantFrom(
          "bytes */*",
          "bytes 5-4/3",
          "bytes 0-0/0",
          "bytes -",
          "bytes 0-99999999999999999999/*",
          "nonsense",
        ),
        { freq: 4 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 1000 }),
        fc.array(step, { maxLength: 6 }),
        async (content, steps) => {
          const begun = await send(`${upload}?uploadType=resumable&name=pieces`, { method: "POST" });
          const { pathname, search } = new URL(begun.headers.location!);
          const session = pathname + search;
          const total = content.length;
          let has = 0;
          const put = async (from: number, to: number) =>
            send(session, {
              method: "PUT",
              headers: { "content-range": `bytes ${from}-${to - 1}/${total}` },
              body: content.subarray(from, to),
            });
          for (const { from, length, header } of steps) {
            if (has === total) break;
            if (header !== null) {
              const answer = await send(session, { method: "PUT", headers: { "content-range": header } });
              assert.equal(wrong(answer), undefined);
              // Refused for good, or taken for the end: it is no upload of ours any more.
              if (answer.status !== 308 && answer.status !== 400) return;
              if (
                (await send(session, { method: "PUT", headers: { "content-range": `bytes */${total}` } }))
                  .status !== 308
              )
                return;
              continue;
            }
            const start = Math.min(Math.floor(has * from), total - 1);
            const answer = await put(start, Math.min(total, start + length));
            expect([200, 308, 400]).toContain(answer.status);
            // A gap is refused and changes nothing.
            expect(answer.status === 400).toBe(start > has);
            if (answer.status !== 400) has = Math.max(has, Math.min(total, start + length));
          }
          if (has < total) assert.equal((await put(has, total)).status, 200);
          const read = await send(`${objects}/pieces?alt=media`);
          expect([...read.body]).toEqual([...content]);
        },
      ),
      fuzz(60),
    );
  },
  fuzzTimeoutMs,
);
