import { expect, test } from "vitest";
import { createShapeTree } from "../../../../src/model/numbers/shape-tree.ts";

test("cells of one shape share what was made of the first", () => {
  const made: string[] = [];
  const valueOf = createShapeTree((shape, text) => {
    made.push(shape);
    return text;
  });
  expect(["$1,234", "$9,876", "$0,123", "$12", "5 m2", "6 m2", "6 m3", ""].map(valueOf)).toEqual([
    "$1,234",
    "$1,234",
    "$0,123",
    "$12",
    "5 m2",
    "5 m2",
    "6 m3",
    "",
  ]);
  expect(made).toEqual(["$9,999", "$0,999", "$99", "9 m2", "9 m3", ""]);
});

test("of long texts and of too many, nothing is kept", () => {
  const valueOf = createShapeTree((shape) => shape);
  expect(valueOf("1".repeat(61))).toBeUndefined();
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (const a of letters) for (const b of letters) for (const c of letters) valueOf(`${a}${b}${c}${a}${b}`);
  expect(valueOf("zzzzzzz")).toBeUndefined();
  expect(valueOf("aaaaa")).toBe("aaaaa");
});
