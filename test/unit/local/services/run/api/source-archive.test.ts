import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { holdsFile } from "../../../../../../src/local/services/run/api/source-archive.ts";

function entry(name: string, size: string, content = ""): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(size, 124);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  padded.write(content);
  return Buffer.concat([header, padded]);
}
const file = (name: string, content: string) => entry(name, content.length.toString(8), content);
const end = Buffer.alloc(1024);
const archive = (...parts: Buffer[]) => gzipSync(Buffer.concat([...parts, end]));

test("finds a file among others, however large they are", async () => {
  const large = file("large.bin", "x".repeat(100_000));
  expect(await holdsFile(archive(file("a", "1"), large, file("./Dockerfile", "FROM x")), "Dockerfile")).toBe(
    true,
  );
  expect(await holdsFile(archive(file("a", "Dockerfile"), large), "Dockerfile")).toBe(false);
  expect(await holdsFile(archive(), "Dockerfile")).toBe(false);
});

test("what is no gzip is refused", async () => {
  await expect(holdsFile(Buffer.from("FROM x"), "Dockerfile")).rejects.toThrow("incorrect header check");
});

test.each(["-7777", "x", ""])("ends at an entry whose size is %j", async (size) => {
  expect(await holdsFile(archive(entry("a", size)), "Dockerfile")).toBe(false);
});

test("a bomb is not unpacked into memory", async () => {
  const before = process.memoryUsage().rss;
  const content = Buffer.concat([entry("zeros", (2 ** 29).toString(8)), Buffer.alloc(2 ** 26)]);
  expect(await holdsFile(gzipSync(content, { level: 1 }), "Dockerfile")).toBe(false);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
});
