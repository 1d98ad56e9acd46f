import { describe, expect, it } from "vitest";
import { boundaryOf, readMultipart } from "../../../../../../src/local/services/storage/uploads/multipart.ts";

/** The body in chunks of `size` bytes, as a socket might cut it. */
async function* chunks(body: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(body: string, size = 7) {
  const { content, ...rest } = await readMultipart(chunks(body, size), "b1");
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return { ...rest, content: Buffer.concat(parts).toString() };
}

const body = (content: string, end = "\r\n") =>
  [
    "--b1",
    "Content-Type: application/json; charset=UTF-8",
    "",
    '{"name":"a"}',
    "--b1",
    "Content-Type: text/csv",
    "",
    content,
    "--b1--",
  ].join(end);

describe("the boundary", () => {
  it.each([
    ["multipart/related; boundary=abc", "abc"],
    ['multipart/related; boundary="a b=c"', "a b=c"],
    ["multipart/related; boundary='===1=='", "===1=="],
    ["Multipart/Related; type=x; BOUNDARY=abc; charset=utf-8", "abc"],
  ])("of %s is %s", (header, expected) => {
    expect(boundaryOf(header)).toBe(expected);
  });

  it.each(["", "multipart/related", "multipart/form-data; boundary=abc", "text/csv"])(
    "is missing in '%s'",
    (header) => {
      expect(() => boundaryOf(header)).toThrow("malformed");
    },
  );
});

describe("a multipart body", () => {
  it.each([1, 2, 3, 5, 8, 13, 64, 1000])("is read the same in chunks of %i bytes", async (size) => {
    for (const end of ["\r\n", "\n"]) {
      expect(await read(body("ds,y\r\n1,2\n\n", end), size)).toEqual({
        metadata: { name: "a" },
        contentType: "text/csv",
        content: "ds,y\r\n1,2\n\n",
      });
    }
  });

  it("keeps what only looks like a boundary", async () => {
    const content = "--b1\r\n-\r\n--b\r\n\r--b1--";
    expect((await read(body(content))).content).toBe(content);
  });

  it("says of metadata that are too long that they are", async () => {
    const long = body("").replace('"a"', `"${"a".repeat(2_100_000)}"`);
    await expect(read(long, 65_536)).rejects.toThrow("Metadata part is too large");
  });

  it("may have an empty content and lines before and after", async () => {
    expect((await read(`preamble\r\n${body("")}\r\nepilogue`)).content).toBe("");
  });

  it.each([
    ["no boundary at all", "hello"],
    ["no second part", '--b1\r\n\r\n{"name":"a"}\r\n--b1--'],
    ["no closing boundary", body("content").slice(0, -6)],
    ["a cut-off closing boundary", body("content").slice(0, -1)],
    ["a third part", `${body("content").slice(0, -2)}\r\n\r\nmore\r\n--b1--`],
    ["headers without an end", `--b1\r\n${"x: y\r\n".repeat(5000)}\r\n{}\r\n--b1\r\n\r\n\r\n--b1--`],
    ["a header without a colon", "--b1\r\nnonsense\r\n\r\n{}\r\n--b1\r\n\r\n\r\n--b1--"],
  ])("is refused with %s", async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 400 });
  });

  it("is refused when the metadata are no JSON object", async () => {
    await expect(read(body("x").replace('{"name":"a"}', "[1]"))).rejects.toMatchObject({
      code: 400,
      reason: "parseError",
    });
  });
});
