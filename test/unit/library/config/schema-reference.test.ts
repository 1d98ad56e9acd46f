// Where editors find the schema.
import { win32 } from "node:path";
import { expect, it } from "vitest";
import { isInside } from "../../../../src/library/config/schema-reference.ts";

it("a folder on another drive is not inside of this one", () => {
  expect(isInside("C:\\work\\a", "C:\\work", win32)).toBe(true);
  expect(isInside("D:\\work\\a", "C:\\work", win32)).toBe(false);
  expect(isInside("C:\\other", "C:\\work", win32)).toBe(false);
});
