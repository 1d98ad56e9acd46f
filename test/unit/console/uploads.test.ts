import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createUploads, sourceOf, type Uploads } from "../../../src/console/uploads.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

let folder: string;
let uploads: Uploads;
const ending = new AbortController();
const limits = { fileBytes: 10, allBytes: 25, files: 3, atOnce: 2 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uploads-"));
  uploads = createUploads(folder, { clock: virtualClock(0), signal: ending.signal, limits });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const add = (name: string, content: string, announced?: number) =>
  uploads.add(name, Readable.from([Buffer.from(content)]), announced);

it("keeps a file for this user alone, whatever its name", async () => {
  const { id, path, bytes } = await add("../../etc/pass wd", "12345");
  expect(bytes).toBe(5);
  expect(path.startsWith(folder)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toBe("12345");
  expect(uploads.get(id).name).toBe("../../etc/pass wd");
  await uploads.remove(id);
  expect(() => uploads.get(id)).toThrow("forgotten");
  expect(await readdir(folder)).toEqual([]);
});

describe("more than there is room for", () => {
  it.each([
    ["as announced", 11],
    ["as it comes", undefined],
  ])("of one file is refused %s, and leaves nothing", async (_, announced) => {
    await expect(add("a.csv", "12345678901", announced)).rejects.toMatchObject({ code: "console.too-large" });
    expect(await readdir(folder)).toEqual([]);
  });

  it("of all together is refused, and room is made again", async () => {
    const first = await add("a.csv", "1234567890");
    await add("b.csv", "1234567890");
    await expect(add("c.csv", "123456")).rejects.toMatchObject({ code: "console.busy" });
    await uploads.remove(first.id);
    await add("c.csv", "123456");
    await add("d.csv", "1");
    await expect(add("e.csv", "1")).rejects.toMatchObject({ code: "console.busy" });
  });

  it("at once is refused", async () => {
    const slow = () => new Readable({ read() {} });
    const streams = [slow(), slow()];
    const underWay = streams.map((stream) => uploads.add("a.csv", stream, undefined));
    await expect(add("c.csv", "1")).rejects.toMatchObject({ code: "console.busy" });
    for (const stream of streams) stream.push(null);
    await Promise.all(underWay);
    expect((await add("c.csv", "1")).bytes).toBe(1);
  });
});

it.each(["", ".", "a/..", "x".repeat(1025)])("refuses %j as a name", async (name) => {
  await expect(add(name, "1")).rejects.toMatchObject({ code: "usage.file-name" });
});

it.each([
  ["a\u0007.csv", "has a control character in its name"],
  [`in/${"ä".repeat(451)}`, "has a name of over 900 bytes"],
  ["sales.csv.error.json", "has the name of an error report"],
])("refuses %j as predict does, before anything of it is kept", async (name, words) => {
  await expect(add(name, "1")).rejects.toMatchObject({
    code: "usage.file-name",
    message: expect.stringContaining(words),
    fix: expect.stringContaining("cloud-runner predict - < FILE"),
  });
  expect(await readdir(folder)).toEqual([]);
});

it("leaves nothing of a file whose sender has gone", async () => {
  const stream = new Readable({ read() {} });
  const underWay = uploads.add("a.csv", stream, undefined);
  stream.push("123");
  stream.destroy(new Error("gone"));
  await expect(underWay).rejects.toThrow("gone");
  expect(await readdir(folder)).toEqual([]);
});

it("gives `predict` the content, and the folder that it was in", async () => {
  const upload = await add("in/b/sales.csv", "12");
  const source = sourceOf(upload);
  expect(source).toMatchObject({ name: "sales.csv", label: "in/b/sales.csv", below: "in/b/sales.csv" });
  expect(source).not.toHaveProperty("path");
  expect(sourceOf({ ...upload, name: "sales.csv" })).not.toHaveProperty("below");
});
