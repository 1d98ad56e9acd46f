import { expect, test } from "vitest";
import { parseJsonText } from "../../../../src/core/text/json-text.ts";

const nested = (levels: number, inner = "1") => `${"[".repeat(levels)}${inner}${"]".repeat(levels)}`;

test("takes what is nested a hundred levels deep", () => {
  expect(JSON.stringify(parseJsonText(nested(100)))).toBe(nested(100));
});

test.each([
  ["lists", nested(101)],
  ["objects", `${'{"a":'.repeat(101)}1${"}".repeat(101)}`],
  ["five million lists", nested(5_000_000)],
  ["lists that never end", "[".repeat(1_000_000)],
])("refuses more, at once: %s", (_, text) => {
  expect(() => parseJsonText(text)).toThrow("The JSON is nested more than 100 levels deep.");
});

test("brackets in texts do not count", () => {
  for (const text of ["[".repeat(500), `\\${"[".repeat(500)}`, `"${"{".repeat(500)}\\"`]) {
    expect(parseJsonText(JSON.stringify({ text, list: [text] }))).toEqual({ text, list: [text] });
  }
});

test("what is no JSON is refused as ever", () => {
  for (const text of ["", "{", '"open', `["${"x".repeat(200)}`]) {
    expect(() => parseJsonText(text)).toThrow(SyntaxError);
  }
});

test("refuses more values than are asked for, and counts no commas in texts", () => {
  const list = JSON.stringify(Array.from({ length: 1000 }, () => ",,,"));
  expect(parseJsonText(list, 1000)).toHaveLength(1000);
  expect(() => parseJsonText(list, 999)).toThrow("The JSON holds more than 999 values.");
});
