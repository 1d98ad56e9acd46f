import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { schemaVersion, unreadableState } from "../../../../src/local/state/schema.ts";
import { openStore } from "../../../../src/local/state/store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "schema-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A state file with a table, and this number. */
function writtenBy(version: number): void {
  const database = new DatabaseSync(join(folder, "state.sqlite"));
  database.exec(`CREATE TABLE kept (name TEXT); PRAGMA user_version = ${version}`);
  database.close();
}

test("a state of this version is opened again", () => {
  const first = openStore(folder);
  first.collection<number>("things").put("one", 1);
  first.close();
  const again = openStore(folder);
  expect(again.collection<number>("things").get("one")).toBe(1);
  again.close();
});

test.each([
  ["an older version, from before there were numbers", 0, "Use the older version"],
  ["a newer version", schemaVersion + 1, "Install the newer version"],
])("a state of %s is refused, with the commands that help", (_, version, step) => {
  writtenBy(version);
  expect(() => openStore(folder)).toThrow(
    expect.objectContaining({
      code: "local-cloud.other-schema",
      message: expect.stringContaining(folder) as string,
      details: [expect.stringContaining(`number ${version}, and this version reads ${schemaVersion}`)],
      fix: `${step}, or delete what is in it and start anew: cloud-runner down --yes && cloud-runner up`,
    }),
  );
  // Nothing of it was touched.
  const database = new DatabaseSync(join(folder, "state.sqlite"));
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: version });
  database.close();
});

test("objects without the state that names them are not swept away as if nobody knew them", () => {
  mkdirSync(join(folder, "objects"));
  writeFileSync(join(folder, "objects", "content"), "precious");
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: "local-cloud.damaged-state" }));
});

test.each([
  ["a state file that was emptied", { "state.sqlite": "" }],
  ["a state file that is gone, while what was written last is there", { "state.sqlite-wal": "frames" }],
])("%s is not taken for a new cloud", (_, files) => {
  openStore(folder).close();
  rmSync(join(folder, "state.sqlite"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const refusal = {
    code: "local-cloud.damaged-state",
    message: expect.stringContaining("is lost") as string,
  };
  expect(() => openStore(folder)).toThrow(expect.objectContaining(refusal));
});

test("a first start that was killed half-way is begun anew", () => {
  writeFileSync(join(folder, "state.sqlite.draft"), "");
  openStore(folder).close();
  expect(readdirSync(folder)).toEqual(["state.sqlite"]);
});

test.each([
  ["is no database", "not a database ".repeat(400)],
  ["is cut off in the middle", "SQLite format 3\0".padEnd(4096, "\0")],
])("a file that %s is called damaged", (_, content) => {
  writeFileSync(join(folder, "state.sqlite"), content);
  expect(
    unreadableState(
      folder,
      thrownBy(() => openStore(folder)),
    ),
  ).toMatchObject({
    code: "local-cloud.damaged-state",
    fix: expect.stringContaining("cloud-runner down --yes") as string,
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("a full disk says nothing about the state", () => {
  const full = Object.assign(new Error("database or disk is full"), {
    code: "ERR_SQLITE_ERROR",
    errcode: 13,
  });
  expect(unreadableState(folder, full)).toBeUndefined();
  expect(unreadableState(folder, new Error("another"))).toBeUndefined();
});
