import { expect, it } from "vitest";
import { shortenMiddle } from "../../../../src/cli/layout/shorten.ts";
import { shownLength } from "../../../../src/cli/shell/paint.ts";

it.each([
  ["Uploading data.csv", 18, "Uploading data.csv"],
  ["Uploading a-long-name-of-a-file.csv", 20, "Uploading …-file.csv"],
  ["日本語日本語日本語", 9, "日本…本語"],
  ["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5, "👩‍👩‍👧…👩‍👩‍👧"],
  ["abc", 1, "…"],
])("makes %j fit %i columns", (text, width, shown) => {
  expect(shortenMiddle(text, width, "…")).toBe(shown);
});

it("is never wider than the room, whatever the characters are", () => {
  for (let width = 1; width < 30; width += 1) {
    expect(shownLength(shortenMiddle("a日b本c語👩‍👩‍👧é ".repeat(4), width, "…"))).toBeLessThanOrEqual(width);
  }
});
