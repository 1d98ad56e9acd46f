import { optimizer } from "@bsull/augurs-prophet-wasmstan";
import { describe, expect, test } from "vitest";
import { curvedMisfit } from "../../../../../src/model/prophet/posterior/curved.ts";
import { linearMisfit } from "../../../../../src/model/prophet/posterior/linear.ts";
import { momentsOf } from "../../../../../src/model/prophet/posterior/moments.ts";
import { posteriorOf } from "../../../../../src/model/prophet/posterior/posterior.ts";
import { minimizeLbfgs } from "../../../../../src/model/prophet/optimizer/lbfgs.ts";
import type { Feature } from "../../../../../src/model/prophet/features.ts";
import type { Objective } from "../../../../../src/model/prophet/optimizer/objective.ts";

const rows = 200;
const t = Float64Array.from({ length: rows }, (_, row) => row / (rows - 1));
const cap = t.map(() => 1.2);
const bends = [0.2, 0.4, 0.6];
const week = [Math.sin, Math.cos].map((shape) =>
  Float64Array.from({ length: rows }, (_, row) => shape((2 * Math.PI * row) / 7)),
);
const y = Float64Array.from(
  { length: rows },
  (_, row) => 0.4 + row / 600 + 0.06 * Math.sin(row) + 0.05 * Math.sin(row * row),
);

/** As the package's own loader gives it, which knows more options than its types. */
const stan = optimizer as unknown as {
  optimize(
    inits: object,
    data: string,
    options: object,
  ): { params: { k: number; m: number; delta: number[]; beta: number[]; sigmaObs: number } };
};

function theirs(growth: "linear" | "logistic", mode: Feature["mode"], steps: number) {
  const inits = { k: 0.3, m: 0.4, delta: [0, 0, 0], beta: [0, 0], sigmaObs: 1 };
  const isAdditive = Number(mode === "additive");
  const data = {
    T: rows,
    y: [...y],
    t: [...t],
    cap: [...cap],
    S: bends.length,
    t_change: bends,
    trend_indicator: growth === "linear" ? 0 : 1,
    K: 2,
    s_a: [isAdditive, isAdditive],
    s_m: [1 - isAdditive, 1 - isAdditive],
    X: Array.from(t, (_, row) => week.map((column) => column[row]!)),
    sigmas: [10, 10],
    tau: 0.05,
  };
  const typed = { ...inits, delta: new Float64Array(3), beta: new Float64Array(2) };
  const options = { seed: 1, iter: steps, historySize: 5, jacobian: false };
  const { params } = stan.optimize(typed, JSON.stringify(data), options);
  return [params.m, params.k, ...params.delta, Math.log(params.sigmaObs), ...params.beta];
}

function objectiveOf(growth: "linear" | "logistic", mode: Feature["mode"], isSummed: boolean): Objective {
  const features = week.map((history, i) => ({
    name: String(i),
    history,
    future: new Float64Array(0),
    priorScale: 10,
    mode,
  }));
  const scaled = { t, y, cap, changepoints: bends, start: { k: 0, m: 0 } };
  const misfit = isSummed
    ? linearMisfit(momentsOf(t, y, week, [rows], bends).normalOf(rows, bends, { time: 1, value: 1 }))
    : curvedMisfit(scaled, features, growth);
  return posteriorOf(misfit, { features: [10, 10], bends: 0.05 }, rows);
}

describe("L-BFGS goes the way of Stan's", () => {
  test.each([
    ["linear", "additive", true],
    ["linear", "additive", false],
    ["linear", "multiplicative", false],
    ["logistic", "additive", false],
    ["logistic", "multiplicative", false],
  ] as const)("%s, %s, from sums %s", (growth, mode, isSummed) => {
    const start = Float64Array.from([0.4, 0.3, 0, 0, 0, 0, 0, 0]);
    for (const steps of [1, 2, 5, 12]) {
      const { at } = minimizeLbfgs(objectiveOf(growth, mode, isSummed), start, steps);
      const expected = theirs(growth, mode, steps);
      for (const [i, value] of expected.entries()) expect(at[i]!).toBeCloseTo(value, 7);
    }
  });
});

/** A valley that bends (Rosenbrock, 1960). */
const valley: Objective = {
  size: 2,
  evaluate(at, gradient) {
    const [x, z] = [at[0]!, at[1]!];
    gradient[0] = -400 * x * (z - x * x) - 2 * (1 - x);
    gradient[1] = 200 * (z - x * x);
    return 100 * (z - x * x) ** 2 + (1 - x) ** 2;
  },
  curvature: () => new Float64Array(4),
};

test("finds the end of a valley that bends", () => {
  const { at, isStuck } = minimizeLbfgs(valley, Float64Array.from([-1.2, 1]), 1000);
  expect(isStuck).toBe(false);
  expect(at[0]!).toBeCloseTo(1, 3);
  expect(at[1]!).toBeCloseTo(1, 3);
});

test("takes no more steps than it may", () => {
  expect(minimizeLbfgs(valley, Float64Array.from([-1.2, 1]), 3).steps).toBe(3);
});

test("keeps away from where nothing is possible", () => {
  const walled: Objective = {
    ...valley,
    evaluate: (at, gradient) => (at[0]! > 0.5 ? Number.NaN : valley.evaluate(at, gradient)),
  };
  const { at } = minimizeLbfgs(walled, Float64Array.from([-1.2, 1]), 1000);
  expect(at[0]!).toBeGreaterThan(0.3);
  expect(at[0]!).toBeLessThanOrEqual(0.5);
});

test("refuses a start where nothing is possible", () => {
  expect(() => minimizeLbfgs(valley, Float64Array.from([Number.NaN, 1]), 10)).toThrow(RangeError);
});
