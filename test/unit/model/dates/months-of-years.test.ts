import { describe, expect, test } from "vitest";
import { find } from "./support.ts";

const two = (value: number) => String(value).padStart(2, "0");
const months = (from: number, years: number, write: (year: number, month: number) => string) =>
  Array.from({ length: 12 * years }, (_, at) => write(from + Math.floor(at / 12), (at % 12) + 1));

describe("months of years that are counted", () => {
  const counted = (year: number, month: number) => `${year}-${two(month)}`;
  test.each([
    ["from the first year, as sales of shampoo are handed around", months(1, 3, counted)],
    ["from a later one", months(8, 5, counted)],
    ["newest first", months(1, 3, counted).toReversed()],
  ])("are no months of 2001 to 2012: %s", (_what, cells) => {
    expect(find(cells)).toMatchObject({
      kind: "none",
      reason: expect.stringContaining("write years in full"),
    });
  });

  test("are not seen in months before their years", () => {
    const cells = months(2001, 3, (year, month) => `${month}-${two(year % 100)}`);
    expect(find(cells)).toMatchObject({ kind: "found" });
  });

  test("are what the user says they are", () => {
    expect(find(months(1, 3, counted), { format: "%m-%y" })).toMatchObject({ kind: "found" });
  });
});
