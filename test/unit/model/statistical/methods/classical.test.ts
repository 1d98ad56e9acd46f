import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import {
  classicalSeason,
  hasSeason,
  seasonOf,
  withoutSeason,
  withSeason,
} from "../../../../../src/model/statistical/methods/classical.ts";
import { dynamicTheta } from "../../../../../src/model/statistical/methods/theta.ts";
import { airPassengers as passengers } from "../../../../fixtures/prophet-r/series.ts";

const airPassengers = Float64Array.from(passengers().columns["y"]!);

const series = (length: number, value: (t: number) => number) =>
  Float64Array.from({ length }, (_, t) => value(t));

describe("classicalSeason", () => {
  test("finds what each phase of passengers in the air multiplies by, as R's decompose has it", () => {
    // decompose(AirPassengers, "multiplicative")$figure
    const ofR = [
      0.9102, 0.8836, 1.0074, 0.9759, 0.9814, 1.1128, 1.2266, 1.2199, 1.0605, 0.9218, 0.8012, 0.8988,
    ];
    const { figure } = classicalSeason(airPassengers, 12, "multiplicative")!;
    figure.forEach((factor, i) => expect(factor).toBeCloseTo(ofR[i]!, 4));
  });

  test("of an odd period beside a straight line is exact", () => {
    const week = [3, 1, 0, -1, -3, 2, -2];
    const { figure } = classicalSeason(
      series(35, (t) => 7 + 2 * t + week[t % 7]!),
      7,
      "additive",
    )!;
    figure.forEach((value, i) => expect(value).toBeCloseTo(week[i]!, 9));
  });

  test("has no factors for values that are not positive: what is added stands for them", () => {
    const y = series(24, (t) => (t % 4) - 1);
    expect(classicalSeason(y, 4, "multiplicative")).toBeUndefined();
    expect(seasonOf(y, 4).kind).toBe("additive");
  });

  test("adds where the season does not grow with the level", () => {
    const y = series(48, (t) => 10 + t + [3, -1, 0, -2][t % 4]!);
    expect(seasonOf(y, 4).kind).toBe("additive");
    expect(seasonOf(airPassengers, 12).kind).toBe("multiplicative");
  });

  test("is taken out and put back in phase", () => {
    const y = series(26, (t) => (10 + t) * [0.8, 1, 1.2, 1][t % 4]!);
    const season = seasonOf(y, 4);
    const adjusted = withoutSeason(y, season);
    expect([...withSeason(adjusted.subarray(22), season, 22)].map((value) => value.toFixed(9))).toEqual(
      [...y.subarray(22)].map((value) => value.toFixed(9)),
    );
  });
});

describe("hasSeason", () => {
  test("tells passengers in the air from noise", () => {
    const { normal } = createRandom(xoshiro128([1, 2, 3, 4]));
    expect(hasSeason(airPassengers, 12)).toBe(true);
    expect(
      hasSeason(
        series(96, () => normal()),
        12,
      ),
    ).toBe(false);
  });

  test("says no where two seasons are not at hand, or nothing varies", () => {
    expect(hasSeason(airPassengers.subarray(0, 23), 12)).toBe(false);
    expect(
      hasSeason(
        series(40, () => 3),
        4,
      ),
    ).toBe(false);
  });
});

test("theta after it forecasts within 1 % of statsforecast's DynamicOptimizedTheta", () => {
  const ofStatsforecast = [
    442.9, 432.3, 495.5, 482.6, 487.9, 556.1, 616.2, 616.1, 538.4, 470.4, 411.0, 463.5,
  ];
  const season = seasonOf(airPassengers, 12);
  const path = withSeason(dynamicTheta(withoutSeason(airPassengers, season), 12), season, 144);
  path.forEach((value, h) => expect(Math.abs(value / ofStatsforecast[h]! - 1)).toBeLessThan(0.01));
});
