import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { fitBest, fitForm, forecastFit } from "../../../../../src/model/statistical/methods/ets/fit.ts";
import { formsFor, parametersOf } from "../../../../../src/model/statistical/methods/ets/form.ts";
import { startOf } from "../../../../../src/model/statistical/methods/ets/start.ts";
import { airPassengers as passengers } from "../../../../fixtures/prophet-r/series.ts";

const airPassengers = Float64Array.from(passengers().columns["y"]!);

const series = (length: number, value: (t: number) => number) =>
  Float64Array.from({ length }, (_, t) => value(t));

describe("fitBest", () => {
  test("multiplies by the season of passengers in the air, as R's ets does, and forecasts within 2.5 % of it", () => {
    const scaled = airPassengers.map((value) => value / 622);
    const fit = fitBest(scaled, 12)!;
    expect(fit.form).toMatchObject({ error: "M", season: "M" });
    // forecast(ets(AirPassengers)) of R's forecast 8.
    const ofR = [441.8, 434.1, 496.6, 483.2, 484.0, 551.0, 613.2, 609.4, 530.5, 463.0, 402.1, 451.7];
    forecastFit(fit, 12).forEach((value, h) => {
      expect(Math.abs((value * 622) / ofR[h]! - 1)).toBeLessThan(0.025);
    });
  });

  test("adds a season that does not grow with the level", () => {
    const { normal } = createRandom(xoshiro128([1, 2, 3, 4]));
    const week = [3, 1, 0, -1, -3, 2, -2];
    const fit = fitBest(
      series(140, (t) => 20 + t / 2 + week[t % 7]! + 0.3 * normal()),
      7,
    )!;
    expect(fit.form.season).toBe("A");
    forecastFit(fit, 7).forEach((value, h) => {
      expect(Math.abs(value - (20 + (140 + h) / 2 + week[h]!))).toBeLessThan(1);
    });
  });

  test("sees no season in noise, and goes on at its level", () => {
    const { normal } = createRandom(xoshiro128([5, 6, 7, 8]));
    const fit = fitBest(
      series(120, () => 50 + normal()),
      12,
    )!;
    expect(fit.form.season).toBe("N");
    expect(forecastFit(fit, 3)[2]).toBeCloseTo(50, 0);
  });

  test.each<[string, Float64Array, number]>([
    ["zeros among the values", series(48, (t) => t % 4), 4],
    ["negative values", series(48, (t) => Math.sin(t)), 12],
    ["no variation", series(30, () => 4), 4],
    ["nothing but zeros", series(30, () => 0), 4],
    ["exactly two seasons", series(24, (t) => 5 + (t % 12)), 12],
    ["a season of two rows", series(5, (t) => 5 + (t % 2)), 2],
    ["three values", series(3, (t) => t + 1), 1],
    ["values many orders apart", series(40, (t) => 10 ** (-t % 12)), 4],
  ])("stands %s", (_, y, period) => {
    const path = forecastFit(fitBest(y, period)!, 6);
    expect([...path].every(Number.isFinite)).toBe(true);
  });
});

describe("fitForm", () => {
  test("damps a trend by no more than R allows", () => {
    const fit = fitForm(
      series(60, (t) => Math.min(t, 40) / 40 + 0.01 * (t % 3)),
      { error: "A", trend: "Ad", season: "N" },
      1,
    )!;
    expect(fit.states.phi).toBeGreaterThanOrEqual(0.8);
    expect(fit.states.phi).toBeLessThanOrEqual(0.98);
  });

  test("has no multiplicative season for values that are not positive", () => {
    const y = series(40, (t) => Math.sin(t));
    expect(fitForm(y, { error: "M", trend: "N", season: "M" }, 4)).toBeUndefined();
  });
});

describe("forms", () => {
  test("are those among which R's ets chooses", () => {
    const names = (period: number, isPositive: boolean) =>
      formsFor(period, isPositive).map(({ error, trend, season }) => error + trend + season);
    expect(names(12, true).sort()).toEqual(
      ["AAA", "AAN", "AAdA", "AAdN", "ANA", "ANN", "MAA", "MAM", "MAN"]
        .concat(["MAdA", "MAdM", "MAdN", "MNA", "MNM", "MNN"])
        .sort(),
    );
    expect(names(1, false)).toEqual(["ANN", "AAN", "AAdN"]);
  });

  test("count what they fit: parameters, states and the deviation", () => {
    expect(parametersOf({ error: "A", trend: "N", season: "N" }, 12)).toBe(3);
    expect(parametersOf({ error: "M", trend: "Ad", season: "M" }, 12)).toBe(18);
  });
});

describe("startOf", () => {
  test("is the season and the line of the first values", () => {
    const factors = [0.5, 1, 1.5, 1];
    const y = series(40, (t) => (10 + 0.1 * (t + 1)) * factors[t % 4]!);
    const start = startOf(y, { error: "M", trend: "A", season: "M" }, 4)!;
    factors.forEach((factor, i) => expect(start.seasons[i]).toBeCloseTo(factor, 1));
    expect(start.level).toBeCloseTo(10, 0);
    expect(start.slope).toBeCloseTo(0.1, 1);
  });
});
