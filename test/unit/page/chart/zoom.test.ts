import { describe, expect, it } from "vitest";
import { panned, showing, zoomed } from "../../../../src/page/chart/zoom.ts";

const all = { from: 0, to: 100 };

describe("zoomed", () => {
  it.each([
    [
      "nearer around a point, which stays where it is",
      { from: 0, to: 100 },
      25,
      0.5,
      { from: 12.5, to: 62.5 },
    ],
    ["not nearer than the least", { from: 40, to: 50 }, 45, 0.1, { from: 42.5, to: 47.5 }],
    ["farther, no farther than all", { from: 10, to: 90 }, 50, 4, { from: 0, to: 100 }],
    ["farther at an edge", { from: 0, to: 10 }, 2, 2, { from: 0, to: 20 }],
  ])("%s", (_title, range, around, factor, expected) => {
    expect(zoomed(range, all, { around, factor, least: 5 })).toEqual(expected);
  });
});

it("pans up to the ends", () => {
  expect(panned({ from: 40, to: 60 }, all, 0.5)).toEqual({ from: 50, to: 70 });
  expect(panned({ from: 85, to: 95 }, all, 1)).toEqual({ from: 90, to: 100 });
  expect(panned({ from: 5, to: 15 }, all, -1)).toEqual({ from: 0, to: 10 });
});

it("moves only as far as a date needs", () => {
  expect(showing({ from: 40, to: 60 }, all, 50)).toEqual({ from: 40, to: 60 });
  expect(showing({ from: 40, to: 60 }, all, 98)).toEqual({ from: 80, to: 100 });
});
