import { expect, it } from "vitest";
import { keepMeant } from "../../../../../src/library/predict/sources/found-files.ts";

const meant = (...words: string[]) => {
  const notes: string[] = [];
  const kept = keepMeant(
    words.map((word) => ({ word, below: undefined })),
    "in",
    notes,
  );
  return { kept: kept.map(({ word }) => word), notes };
};

it("keeps what may be a table by its name, whatever it is packed in", () => {
  const names = ["a.csv", "a.TSV", "a.txt", "a.json", "a.jsonl", "a.ndjson", "a.parquet", "a.xlsx", "a.xlsm"];
  const packed = ["a.csv.gz", "a.zst", "a.zip"];
  expect(meant(...names, ...packed)).toEqual({ kept: [...names, ...packed], notes: [] });
});

it("says what it leaves out, of many the first", () => {
  const { kept, notes } = meant("in/a.csv", ...Array.from({ length: 7 }, (_, index) => `in/${index}.png`));
  expect(kept).toEqual(["in/a.csv"]);
  expect(notes).toEqual([
    "Left out in/0.png, in/1.png, in/2.png, in/3.png, in/4.png, and 2 more: their endings say no table; name such a file itself.",
  ]);
});

it("leaves out a name that no upload can have, and no other", () => {
  const { kept, notes } = meant("in/a.csv", "in/b\u0007.csv", "in/c.csv");
  expect(kept).toEqual(["in/a.csv", "in/c.csv"]);
  expect(notes).toEqual([
    String.raw`Left out "in/b\u0007.csv": a control character in its name; rename such a file, or send it by standard input.`,
  ]);
});
