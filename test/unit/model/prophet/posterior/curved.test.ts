import { describe, expect, test } from "vitest";
import type { Feature } from "../../../../../src/model/prophet/features.ts";
import { curvedMisfit } from "../../../../../src/model/prophet/posterior/curved.ts";
import { posteriorOf } from "../../../../../src/model/prophet/posterior/posterior.ts";

const rows = 61;
const t = Float64Array.from({ length: rows }, (_, row) => row / (rows - 1));
const y = t.map((at, row) => 0.5 + 0.3 * at + 0.1 * Math.sin(row));
const cap = t.map((at) => 1.1 + 0.2 * at);
const changepoints = [0.25, 0.5, 0.501];
const modes = [
  "additive",
  "multiplicative",
  "additive",
  "multiplicative",
  "multiplicative",
  "additive",
  "additive",
];
const features: Feature[] = modes.map((mode, i) => ({
  name: String(i),
  history: t.map((_, row) => Math.sin((i + 1) * row) + (i === 2 ? 1 : 0)),
  future: new Float64Array(0),
  priorScale: 0.5,
  mode: mode as Feature["mode"],
}));

describe.each(["linear", "logistic", "flat"] as const)("derivatives with growth %s", (growth) => {
  const misfit = curvedMisfit({ t, y, cap, changepoints, start: { k: 0, m: 0 } }, features, growth);
  const objective = posteriorOf(misfit, { features: features.map(() => 0.5), bends: 0.05 }, rows);
  const trend = growth === "flat" ? [0.4] : [0.4, 0.7, 0.3, -0.2, 0.1];
  const at = Float64Array.from([...trend, -1.5, 0.1, 0.2, -0.1, 0.05, 0.3, -0.2, 0.15]);
  const scratch = new Float64Array(at.length);
  const step = 1e-5;
  const moved = (i: number, by: number) => at.map((value, j) => value + (j === i ? by : 0));

  test("the gradient is that of the value", () => {
    const gradient = new Float64Array(at.length);
    objective.evaluate(at, gradient);
    for (const i of at.keys()) {
      const slope =
        (objective.evaluate(moved(i, step), scratch) - objective.evaluate(moved(i, -step), scratch)) /
        (2 * step);
      expect(gradient[i]! / slope).toBeCloseTo(1, 5);
    }
  });

  test("the curvature is that of the gradient", () => {
    const matrix = objective.curvature(at, () => 0);
    for (const i of at.keys()) {
      const [above, below] = [step, -step].map((by) => {
        const gradient = new Float64Array(at.length);
        objective.evaluate(moved(i, by), gradient);
        return gradient;
      });
      for (const j of at.keys()) {
        const expected = (above![j]! - below![j]!) / (2 * step);
        expect(Math.abs(matrix[i * at.length + j]! - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
      }
    }
  });
});
