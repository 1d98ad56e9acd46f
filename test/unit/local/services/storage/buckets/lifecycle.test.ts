import { expect, it } from "vitest";
import { isExpired } from "../../../../../../src/local/services/storage/buckets/lifecycle.ts";
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
  expect(isExpired([{ action: { type: "Delete" }, condition }], object, now)).toBe(expected);
});

it("never deletes by a rule that only moves to another class", () => {
  const rule = { action: { type: "SetStorageClass" }, condition: { age: 0 } };
  expect(isExpired([rule], object, now)).toBe(false);
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
  expect(isExpired([{ action: { type: "Delete" }, condition }], version, now, 2)).toBe(expected);
});
