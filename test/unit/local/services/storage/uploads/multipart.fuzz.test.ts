import fc from "fast-check";
import { expect, test } from "vitest";
import { boundaryOf, readMultipart } from "../../../../../../src/local/services/storage/uploads/multipart.ts";
import { StorageError } from "../../../../../../src/local/services/storage/storage-error.ts";
import { fuzz, fuzzTimeoutMs } from "../../../../../support/fuzz.ts";

/** The bytes, cut at the given places, as a socket might do it. */
async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : sizes[i % sizes.length]!;
    yield await Promise.resolve(bytes.subarray(at, at + size));
    at += size;
  }
}

async function contentOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

/** The content that was read, or undefined where it was refused as it must be. */
async function readOrRefuse(header: string, bytes: Uint8Array, sizes: number[]): Promise<Buffer | undefined> {
  try {
    const { content } = await readMultipart(cut(bytes, sizes), boundaryOf(header));
    return await contentOf(content);
  } catch (error) {
    if (error instanceof StorageError && error.code === 400) return undefined;
    throw error;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 });
const boundary = fc.stringMatching(/^[0-9A-Za-z'()+_./:=?-]{1,20}$/).filter((text) => !text.includes("'"));

test(
  "what is sent in two parts arrives as it was sent, however the socket cuts it",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
        fc.uint8Array({ maxLength: 300 }),
        boundary,
        fc.constantFrom("\r\n", "\n"),
        sizes,
        async (metadata, content, mark, end, pieces) => {
          fc.pre(!Buffer.from(content).includes(`--${mark}`));
          const head = `--${mark}${end}Content-Type: application/json${end}${end}${JSON.stringify(metadata)}${end}--${mark}${end}Content-Type: text/csv${end}${end}`;
          fc.pre(!JSON.stringify(metadata).includes(`--${mark}`));
          const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`${end}--${mark}--${end}`)]);
          const read = await readMultipart(
            cut(body, pieces),
            boundaryOf(`multipart/related; boundary="${mark}"`),
          );
          expect(read.metadata).toEqual(JSON.parse(JSON.stringify(metadata)));
          expect([...(await contentOf(read.content))]).toEqual([...content]);
        },
      ),
      fuzz(300),
    );
  },
  fuzzTimeoutMs,
);

test(
  "any other body is read or refused with 400",
  async () => {
    const snippet = fc.constantFrom(
      "--b1",
      "--",
      "\r\n",
      "\n",
      "\r",
      "{}",
      '{"name":"a"}',
      "a: b",
      ":",
      "{",
      "x",
    );
    const text = fc.array(fc.oneof(snippet, fc.string({ maxLength: 4 })), { maxLength: 20 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      text.map((parts) => new Uint8Array(Buffer.from(parts.join("")))),
      text.map(
        (parts) => new Uint8Array(Buffer.from(`--b1\r\n\r\n{}\r\n--b1\r\n\r\n${parts.join("")}\r\n--b1--`)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (body, pieces) => {
        const content = await readOrRefuse("multipart/related; boundary=b1", body, pieces);
        expect(content?.length ?? 0).toBeLessThanOrEqual(body.length);
      }),
      fuzz(500),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (header) => {
        await readOrRefuse(header, Buffer.from("--b1"), []);
        await readOrRefuse(`multipart/related; ${header}`, Buffer.from("--b1"), []);
      }),
      fuzz(300),
    );
  },
  fuzzTimeoutMs,
);
