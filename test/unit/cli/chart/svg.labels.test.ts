// A label that is cut off at the edge of the picture would be another number.
import { expect, it } from "vitest";
import { svgChart } from "../../../../src/cli/chart/svg.ts";

const day = 86_400_000;

it.each([[1e-9], [1e12], [2e13], [1e300], [-1e300], [9_007_199_254_740_952]])(
  "has room for the whole labels of values about %d",
  (size) => {
    const points = (from: number) =>
      Array.from({ length: 5 }, (_, row) => ({
        at: (from + row) * day,
        value: size + (row % 3) * Math.max(1e-10, Math.abs(size) * 1e-15),
      }));
    const drawn = svgChart({ title: "t", history: points(0), forecast: points(5) });
    const labels = [...drawn.matchAll(/<text x="([\d.]+)" y="[\d.]+" text-anchor="end">([^<]*)</g)].slice(
      0,
      -1,
    );
    expect(labels.length).toBeGreaterThan(1);
    // Digits of a 13 px font are 7.3 px wide or less.
    for (const [, x, label] of labels) expect(Number(x)).toBeGreaterThanOrEqual(label!.length * 7.3);
    expect(new Set(labels.map(([, , label]) => label)).size).toBe(labels.length);
  },
);
