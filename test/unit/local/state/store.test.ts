import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../../src/local/state/store.ts";

const root = join(import.meta.dirname, "../../../..");

test("lists by the very prefix, in the order of names", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const store = openStore(folder);
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const things = store.collection<number>("things");
  for (const [index, name] of ["b/2", "a/1", "b/1", "B/1", "b", "b%", "b/%"].entries())
    things.put(name, index);
  expect(things.list("b/").map(({ name }) => name)).toEqual(["b/%", "b/1", "b/2"]);
  expect(things.list().map(({ name }) => name)).toEqual(["B/1", "a/1", "b", "b%", "b/%", "b/1", "b/2"]);
});

test("gives what is written, also after it was given before, and nothing that was taken back", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const store = openStore(folder);
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const [things, same] = [
    store.collection<{ n: number }>("things"),
    store.collection<{ n: number }>("things"),
  ];
  expect(things.get("a")).toBeUndefined();
  same.put("a", { n: 1 });
  const given = things.get("a")!;
  given.n = 2;
  expect(things.get("a")).toEqual({ n: 1 });
  const failing = () =>
    store.transaction(() => {
      things.put("a", { n: 3 });
      things.delete("b");
      expect(same.get("a")).toEqual({ n: 3 });
      throw new Error("taken back");
    });
  expect(failing).toThrow("taken back");
  expect(things.get("a")).toEqual({ n: 1 });
  things.delete("a");
  expect(same.get("a")).toBeUndefined();
});

// Node 22 does not bind them by position, and it is the oldest version that is promised to work.
test("no statement numbers its parameters", () => {
  const files = globSync("src/**/*.ts", { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => /[ (]\?[1-9]/.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
