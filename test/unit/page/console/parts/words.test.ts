import { describe, expect, it } from "vitest";
import {
  away,
  bytes,
  dollars,
  duration,
  figure,
  plural,
} from "../../../../../src/page/console/parts/words.ts";

describe("words of the console", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [12_345, "12 kB"],
    [999_999, "1.0 MB"],
    [9999, "10 kB"],
    [2_345_678, "2.3 MB"],
  ])("writes %d bytes as %s", (size, text) => expect(bytes(size)).toBe(text));

  it.each([
    [0, "0 ms"],
    [1834, "1.8 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [999.7, "1.0 s"],
    [59_700, "1 min 0 s"],
    [119_800, "2 min 0 s"],
    [3_600_000, "1 h 0 min"],
    [200 * 3_600_000, "8 days"],
  ])("writes %d ms as %s", (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [0, "just now"],
    [-42_000, "42 s ago"],
    [-59_700, "1 min ago"],
    [5 * 3_600_000, "in 5 h"],
    [-72 * 3_600_000, "3 days ago"],
  ])("writes a time %d ms away as %s", (by, text) =>
    expect(away(1_000_000_000 + by, 1_000_000_000)).toBe(text),
  );

  it("writes numbers as the command line does", () => {
    expect(plural(1, "series", "series")).toBe("1 series");
    expect(plural(28_000, "row")).toBe("28,000 rows");
    expect(figure(1234.56789)).toBe("1,234.57");
    expect([0, 0.00001, 0.000123, 0.24, 813.6].map(dollars)).toEqual([
      "$0",
      "<$0.0001",
      "$0.00012",
      "$0.24",
      "$814",
    ]);
  });
});
