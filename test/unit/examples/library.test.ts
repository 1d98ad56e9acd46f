import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const root = new URL("../../../", import.meta.url);
const text = (path: string) => readFile(new URL(path, root), "utf8");

it("shows in docs/library.md the examples that are compiled and run", async () => {
  const blocks = [...(await text("docs/library.md")).matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const files = (await readdir(new URL("examples/library/", root))).map((name) => `examples/library/${name}`);
  expect(new Set(blocks)).toEqual(new Set(await Promise.all(files.map(text))));
});
