import { expect, test } from "vitest";
import { compileGlob } from "../../../../../../src/local/services/storage/objects/glob.ts";

test.each<[string, string[], string[]]>([
  ["*.csv", ["a.csv", ".csv"], ["a/b.csv", "a.csv.gz", "acsv"]],
  ["**.csv", ["a.csv", "a/b.csv"], ["a.json"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
  ["?", ["a", "é", "\u{1f600}"], ["", "/", "ab"]],
  ["[a-c]x", ["ax", "cx"], ["dx", "x"]],
  ["[!a-c]x", ["dx"], ["ax"]],
  [String.raw`[\[]x`, ["[x", String.raw`\x`], ["x"]],
  ["{a,b*}/1", ["a/1", "b/1", "bc/1"], ["c/1", "{a,b}/1"]],
  ["a+(b)|^$.{", ["a+(b)|^$.{"], ["aa(b)"]],
  ["line*end", ["line\nend"], []],
])("the glob %s", async (glob, matching, others) => {
  const matches = await compileGlob(glob);
  expect([...matching, ...others].filter(matches)).toEqual(matching);
});

test("takes no longer than the name is long", async () => {
  const matches = await compileGlob(`${"**a".repeat(10)}b`);
  expect(matches("a".repeat(1000))).toBe(false);
});

test.each([
  ["a class that is none", "[z-a]"],
  ["more than a name may have", "a".repeat(1025)],
])("refuses %s", async (_, glob) => {
  await expect(compileGlob(glob)).rejects.toMatchObject({ code: 400 });
});
