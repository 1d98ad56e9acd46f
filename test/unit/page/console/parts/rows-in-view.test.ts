import { describe, expect, it } from "vitest";
import { rowsInView } from "../../../../../src/page/console/parts/rows-in-view.ts";

describe("rowsInView", () => {
  it("draws what is seen and a few rows around it", () => {
    expect(rowsInView({ top: 3600, height: 360 }, 36, 1000)).toEqual({ from: 94, to: 116 });
  });
  it("draws all of a short list", () => {
    expect(rowsInView({ top: 0, height: 360 }, 36, 4)).toEqual({ from: 0, to: 4 });
  });
  it("draws nothing of a list that a search has made shorter than where it was scrolled to", () => {
    expect(rowsInView({ top: 30_000, height: 360 }, 36, 2)).toEqual({ from: 2, to: 2 });
  });
});
