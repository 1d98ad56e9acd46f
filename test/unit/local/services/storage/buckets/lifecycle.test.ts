import { expect, it } from "vitest";
import { dueAction } from "../../../../../../src/local/services/storage/buckets/lifecycle.ts";
import type { StoredObject } from "../../../../../../src/local/services/storage/objects/objects.ts";

const object: StoredObject = {
  bucket: "b",
  name: "in/a.csv",
  generation: 1,
  metageneration: 1,
  etag: "e",
  content: { id: "c", size: 1, crc32c: "" },
  timeCreated: "2024-01-01T00:00:00.000Z",
  updated: "2024-01-01T00:00:00.000Z",
  fields: { storageClass: "STANDARD" },
};
const now = Date.parse("2024-01-11T00:00:00Z");

it.each([
  [{ age: 10 }, true],
  [{ age: 11 }, false],
  [{ age: 0 }, true],
  [{ age: 1, matchesPrefix: ["out/", "in/"] }, true],
  [{ age: 1, matchesPrefix: ["out/"] }, false],
  [{ age: 1, matchesSuffix: [".csv"] }, true],
  [{ createdBefore: "2024-01-02" }, true],
  [{ createdBefore: "2024-01-01" }, false],
  [{ isLive: true }, true],
  [{ age: 1, isLive: false }, false],
  [{ matchesStorageClass: ["STANDARD"] }, true],
  [{ age: 1, daysSinceCustomTime: 1 }, false],
])("with the condition %j expired is %s", (condition, expected) => {
  const due = dueAction([{ action: { type: "Delete" }, condition }], { object, now });
  expect(due === "Delete").toBe(expected);
});

it.each([
  [{ daysSinceCustomTime: 5 }, true],
  [{ daysSinceCustomTime: 6 }, false],
  [{ customTimeBefore: "2024-01-07" }, true],
  [{ customTimeBefore: "2024-01-06" }, false],
])("with the condition %j what has a custom time is expired: %s", (condition, expected) => {
  const fields = { ...object.fields, customTime: "2024-01-06T00:00:00Z" };
  const due = dueAction([{ action: { type: "Delete" }, condition }], { object: { ...object, fields }, now });
  expect(due === "Delete").toBe(expected);
});

const moveTo = (storageClass: string, condition: Record<string, unknown> = { age: 0 }) => ({
  action: { type: "SetStorageClass", storageClass },
  condition,
});

it.each([
  ["the coldest class of those that hold", [moveTo("NEARLINE"), moveTo("COLDLINE")], "STANDARD", "COLDLINE"],
  ["a class of today from one of old", [moveTo("STANDARD")], "REGIONAL", "STANDARD"],
  ["none where it is there", [moveTo("NEARLINE")], "NEARLINE", undefined],
  ["none that is warmer", [moveTo("NEARLINE")], "ARCHIVE", undefined],
  ["none where the condition does not hold", [moveTo("ARCHIVE", { age: 11 })], "STANDARD", undefined],
])("moves to %s", (_title, rules, storageClass, expected) => {
  const due = dueAction(rules, { object: { ...object, fields: { storageClass } }, now });
  expect(due).toEqual(expected && { storageClass: expected });
});

it("deletes rather than moves", () => {
  const rules = [moveTo("COLDLINE"), { action: { type: "Delete" }, condition: { age: 1 } }];
  expect(dueAction(rules, { object, now })).toBe("Delete");
});

it.each([
  [{ isLive: false }, true],
  [{ isLive: true }, false],
  [{ numNewerVersions: 2 }, true],
  [{ numNewerVersions: 3 }, false],
  [{ daysSinceNoncurrentTime: 3 }, true],
  [{ daysSinceNoncurrentTime: 4 }, false],
  [{ noncurrentTimeBefore: "2024-01-09" }, true],
])("with the condition %j a version with two newer ones is expired: %s", (condition, expected) => {
  const version = { ...object, timeDeleted: "2024-01-08T00:00:00.000Z" };
  const about = { object: version, now, newerVersions: 2 };
  expect(dueAction([{ action: { type: "Delete" }, condition }], about) === "Delete").toBe(expected);
});
