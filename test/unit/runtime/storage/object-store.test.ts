// Generations are numbers of 64 bits, which text and doubles both compare wrongly.
import { expect, it } from "vitest";
import { isOlder, ObjectTooLargeError } from "../../../../src/runtime/storage/object-store.ts";

it.each([
  ["9", "10", true],
  ["10", "9", false],
  ["10", "10", false],
  ["9007199254740992", "9007199254740993", true],
])("is %s older than %s: %s", (generation, than, expected) =>
  expect(isOlder(generation, than)).toBe(expected),
);

it("says which object is too large", () => {
  const object = { bucket: "in", name: "a.csv", generation: "1", bytes: 9, metadata: {} };
  const error = new ObjectTooLargeError(object, 8);
  expect(error).toMatchObject({ name: "ObjectTooLargeError", object, maximumBytes: 8 });
  expect(error.message).toBe("gs://in/a.csv holds more than 8 bytes.");
});
