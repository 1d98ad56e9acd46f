import { describe, expect, test } from "vitest";
import { autoregress, autoregressSteps } from "../../../../src/model/statistical/methods/autoregression.ts";
import { forecastCandidates } from "../../../../src/model/statistical/methods/candidates.ts";
import { regressOnLags } from "../../../../src/model/statistical/methods/lag-regression.ts";
import { leastSquares } from "../../../../src/model/statistical/methods/least-squares.ts";
import {
  createSmoother,
  createSmootherAt,
  smoothAt,
  smoothInto,
  type Loess,
} from "../../../../src/model/statistical/methods/loess.ts";
import { minimise } from "../../../../src/model/statistical/methods/nelder-mead.ts";
import { smooth } from "../../../../src/model/statistical/methods/smoothing.ts";
import { createDecomposer, decompose, repeatSeasons } from "../../../../src/model/statistical/methods/stl.ts";
import { dynamicTheta } from "../../../../src/model/statistical/methods/theta.ts";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";

const series = (length: number, value: (t: number) => number) =>
  Float64Array.from({ length }, (_, t) => value(t));

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

function smoothed(y: Float64Array, loess: Loess): Float64Array {
  const result = new Float64Array(y.length);
  smoothInto(createSmoother(y.length, loess), y, result);
  return result;
}

describe("loess", () => {
  test.each([1, 4])("leaves a straight line as it is, at a jump of %d", (jump) => {
    const line = series(40, (t) => 3 - 0.5 * t);
    const loess = { width: 9, degree: 1, jump } as const;
    expect(furthest(smoothed(line, loess), line)).toBeLessThan(1e-9);
    expect(smoothAt(createSmootherAt(40, loess, 40), line)).toBeCloseTo(-17, 9);
  });

  test("of degree 0 is a weighted mean", () => {
    const loess = { width: 5, degree: 0, jump: 1 } as const;
    expect(smoothAt(createSmootherAt(5, loess, 2), Float64Array.of(0, 0, 6, 0, 0))).toBeGreaterThan(1.2);
    expect(smoothed(Float64Array.of(4), loess)).toEqual(Float64Array.of(4));
  });

  test("reads every third value and writes as far apart", () => {
    const loess = { width: 9, degree: 1, jump: 2 } as const;
    const wave = series(40, (t) => Math.sin(t));
    const apart = series(121, (t) => (t % 3 === 1 ? wave[(t - 1) / 3]! : Number.NaN));
    const result = new Float64Array(124);
    smoothInto(createSmoother(40, loess), apart, result, 1, 4, 3);
    expect(smoothAt(createSmootherAt(40, loess, 40), apart, 1, 3)).toBe(
      smoothAt(createSmootherAt(40, loess, 40), wave),
    );
    expect(series(40, (t) => result[4 + 3 * t]!)).toEqual(smoothed(wave, loess));
    expect(result.filter((_, t) => t < 4 || t % 3 !== 1).every((value) => value === 0)).toBe(true);
  });
});

describe("decompose", () => {
  const season = (t: number) => 5 * Math.sin((2 * Math.PI * t) / 7);
  const longer = (t: number) => 9 * Math.cos((2 * Math.PI * t) / 30);

  test.each(["changing", "periodic"] as const)("finds a trend and a season: %s", (width) => {
    const parts = decompose(
      series(140, (t) => 10 + t / 5 + season(t)),
      [7],
      width,
    );
    expect(furthest(parts.seasonals[0]!, series(140, season))).toBeLessThan(0.1);
    expect(
      furthest(
        parts.trend,
        series(140, (t) => 10 + t / 5),
      ),
    ).toBeLessThan(0.1);
    expect(
      furthest(
        repeatSeasons(parts, [7], 10),
        series(10, (h) => season(140 + h)),
      ),
    ).toBeLessThan(0.1);
  });

  test("tells two seasons apart", () => {
    const parts = decompose(
      series(420, (t) => 100 + season(t) + longer(t)),
      [7, 30],
    );
    expect(furthest(parts.seasonals[0]!, series(420, season))).toBeLessThan(1);
    expect(furthest(parts.seasonals[1]!, series(420, longer))).toBeLessThan(1);
  });

  test("keeps nothing of one series for the next", () => {
    const decomposed = createDecomposer(100, [7], "changing");
    const wave = series(100, (t) => t / 5 + season(t));
    const first = decomposed(wave);
    const seasonal = first.seasonals[0]!.slice();
    decomposed(series(100, (t) => t * t));
    expect(first.seasonals[0]).toEqual(seasonal);
    expect(decomposed(wave)).toEqual(first);
  });
});

describe("minimise", () => {
  test("finds the lowest point, inside the bounds", () => {
    const bounds = [
      { start: 0, low: -5, high: 5 },
      { start: 0, low: -5, high: 1 },
    ];
    const [x, y] = minimise(([a, b]) => (a! - 2) ** 2 + (b! - 3) ** 2 + a! * b! * 0.1, bounds);
    expect(x).toBeCloseTo(1.95, 2);
    expect(y).toBeCloseTo(1, 2);
  });

  test("stands a function that is not a number somewhere", () => {
    const [x] = minimise(([a]) => (a! < 1 ? Number.NaN : a!), [{ start: 3, low: 0, high: 5 }]);
    expect(x).toBeCloseTo(1, 1);
  });
});

describe("smooth", () => {
  test("continues a line as a line", () => {
    const fit = smooth(series(30, (t) => 1e6 + 2 * t));
    expect(fit.trend).toBe("linear");
    expect(furthest(fit.forecast(3), [1e6 + 60, 1e6 + 62, 1e6 + 64])).toBeLessThan(0.01);
  });

  test("takes the mean of noise around a level", () => {
    const { normal } = createRandom(xoshiro128([1, 2, 3, 4]));
    const fit = smooth(series(200, () => 50 + normal()));
    expect(fit.forecast(20)[19]).toBeCloseTo(50, 0);
  });

  test("has the smoothing parameters' least squares: R's ses on the Nile gives alpha 0.2465 and level 805.3", () => {
    // https://vincentarelbundock.github.io/Rdatasets/doc/datasets/Nile.html
    const nile = [
      1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799,
      958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692,
      1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744,
      796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860,
      874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919,
      718, 714, 740,
    ];
    expect(smooth(nile, ["none"]).forecast(1)[0]).toBeCloseTo(805.3, 0);
  });
});

describe("dynamicTheta", () => {
  test("grows about half as fast as a straight line of the past, or more", () => {
    const [first, second] = dynamicTheta(
      series(40, (t) => 10 + 2 * t),
      2,
    );
    expect(first).toBeGreaterThan(88.9);
    expect(second! - first!).toBeGreaterThan(0.9);
    expect(second! - first!).toBeLessThan(2.1);
  });
});

describe("autoregression", () => {
  const { normal } = createRandom(xoshiro128([5, 6, 7, 8]));
  let last = 0;
  const walk = series(600, () => (last = 0.8 * last + normal()));

  test("returns to the mean as fast as the series does", () => {
    const shifted = [...walk.map((value) => value + 20), 30];
    const future = autoregress(shifted, 3, 5);
    expect(future[0]! - 20).toBeGreaterThan(6.5);
    expect(future[2]! - 20).toBeLessThan(future[0]! - 20);
  });

  test("of steps goes on where the series is", () => {
    const line = series(100, (t) => 3 * t + (t % 2));
    expect(autoregressSteps(line, 2, 5)[1]).toBeCloseTo(3 * 101 + 1, -1);
  });

  test("has nothing to say about no variation", () => {
    expect(autoregress([3, 3, 3, 3, 3, 3], 2, 3)).toEqual([3, 3]);
  });
});

describe("leastSquares", () => {
  test("solves for the coefficients", () => {
    const rows = [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ];
    const found = leastSquares(Float64Array.from(rows.flat()), 2, [1, 3, 5, 7], 0)!;
    expect(found[0]).toBeCloseTo(1, 9);
    expect(found[1]).toBeCloseTo(2, 9);
  });

  test("gives up on predictors that are the same", () => {
    expect(leastSquares(Float64Array.of(1, 1, 2, 2, 3, 3), 2, [1, 2, 3], 0)).toBeUndefined();
  });
});

describe("regressOnLags", () => {
  test("repeats what repeats", () => {
    const pattern = (t: number) => [1, 5, 2, 8, 3, 9, 4][t % 7]!;
    const future = regressOnLags(series(140, pattern), [7], 7)!;
    expect(
      furthest(
        future,
        series(7, (h) => pattern(140 + h)),
      ),
    ).toBeLessThan(0.1);
  });

  test("says nothing about a series too short for it, or without variation", () => {
    expect(regressOnLags([1, 2, 3, 4], [], 2)).toBeUndefined();
    expect(
      regressOnLags(
        series(50, () => 4),
        [],
        2,
      ),
    ).toBeUndefined();
  });
});

describe("forecastCandidates", () => {
  test("takes logarithms of positive values alone", () => {
    const names = (y: Float64Array) => [...forecastCandidates(y, [7], 3, () => true).keys()];
    expect(names(series(60, (t) => 5 + (t % 7)))).toContain("log-mstl-ets");
    expect(names(series(60, (t) => t % 7)).some((name) => name.startsWith("log-"))).toBe(false);
  });

  test("computes what is wanted, and nothing else", () => {
    const wanted = (name: string) => name === "theta";
    expect([
      ...forecastCandidates(
        series(60, (t) => t % 7),
        [7],
        3,
        wanted,
      ).keys(),
    ]).toEqual(["theta"]);
  });
});
