import { optimizer } from "@bsull/augurs-prophet-wasmstan";
import { describe, expect, test } from "vitest";
import { compileStan, type Optimize, type StanOptions } from "../../../../src/model/prophet/stan.ts";
import { testAssets } from "../support.ts";

const optimize = compileStan(testAssets.stanWasm());

/** Prophet's data for a straight trend with changepoints and a week. */
function problem(y: readonly number[], start = 0.1, changepoints = [0.2, 0.4, 0.6]): Parameters<Optimize> {
  const t = y.map((_, row) => row / (y.length - 1));
  const week = y.map((_, row) => [Math.sin((2 * Math.PI * row) / 7), Math.cos((2 * Math.PI * row) / 7)]);
  const data = {
    T: y.length,
    y,
    t,
    cap: y.map(() => 0),
    S: changepoints.length,
    t_change: changepoints,
    trend_indicator: 0,
    K: 2,
    s_a: [1, 1],
    s_m: [0, 0],
    X: week,
    sigmas: [10, 10],
    tau: 0.05,
  };
  const inits = {
    k: start,
    m: y[0]!,
    delta: new Float64Array(changepoints.length),
    beta: new Float64Array(2),
    sigmaObs: 1,
  };
  return [inits, JSON.stringify(data), { seed: 1 }];
}

/** By the package's own loader, which gives more than is read here. */
function theirs([inits, data, options]: Parameters<Optimize>) {
  const loaded = optimizer as unknown as { optimize: Optimize };
  const given: StanOptions & { jacobian: boolean } = { ...options, jacobian: false };
  return loaded.optimize(inits, data, given);
}

const noisy = Array.from(
  { length: 200 },
  (_, row) => 0.5 + row / 800 + 0.1 * Math.sin(row) + 0.05 * Math.sin(row * row),
);
const zeros = noisy.map(() => 0);

describe("Stan in an instance of its own", () => {
  test("finds what the package's own loader finds", () => {
    expect(theirs(problem(noisy))).toMatchObject(optimize(...problem(noisy)));
  });

  test("finds the same to the last bit whatever ran before", () => {
    const first = optimize(...problem(noisy));
    for (const rows of [7, 50, 133]) optimize(...problem(noisy.slice(0, rows)));
    expect(optimize(...problem(noisy))).toEqual(first);
  });

  test("takes all options", () => {
    const [inits, data] = problem(noisy);
    const options = { seed: 3, historySize: 5, iter: 2 };
    expect(theirs([inits, data, options])).toMatchObject(optimize(inits, data, options));
  });

  test("says in Stan's words why there is no result", () => {
    expect(() => optimize(...problem(noisy, 0.1, [0]))).toThrow(/Line search failed/);
  });

  test("survives more traps than the package's loader does", () => {
    const first = optimize(...problem(noisy));
    for (let i = 0; i < 20; i++) {
      expect(() => optimize(...problem(zeros, 0))).toThrow("unreachable");
    }
    expect(optimize(...problem(noisy))).toEqual(first);
  });
});
