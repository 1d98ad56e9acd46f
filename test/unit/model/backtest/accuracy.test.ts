import { describe, expect, it } from "vitest";
import {
  bias,
  coverage,
  maseScale,
  mean,
  meanAbsoluteError,
  rootMeanSquaredError,
  scaleSeason,
  smape,
} from "../../../../src/model/backtest/accuracy.ts";
import { meanScores, scoreForecast } from "../../../../src/model/backtest/score.ts";
import { parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { naive2 } from "../../../bench/naive2.ts";
import { readM4 } from "../../../support/m4.ts";
import { dataFile } from "../../../support/series.ts";

describe("measures, by hand", () => {
  const actual = [10, 20, 0];
  const forecast = [12, 16, 0];

  it("sMAPE counts a hit on zero as no error", () => {
    // 200 * 2 / 22 = 18.1818..., 200 * 4 / 36 = 22.2222..., 0
    expect(smape(actual, forecast)).toBeCloseTo((400 / 22 + 800 / 36) / 3, 12);
    expect(smape([1], [-1])).toBe(200);
  });

  it("RMSE, bias and mean absolute error", () => {
    expect(rootMeanSquaredError(actual, forecast)).toBeCloseTo(Math.sqrt(20 / 3), 12);
    expect(rootMeanSquaredError([1e300, 3e300], [0, 0]) / 1e300).toBeCloseTo(Math.sqrt(5), 12);
    expect(bias(actual, forecast)).toBeCloseTo(-2 / 3, 12);
    expect(meanAbsoluteError(actual, forecast)).toBe(2);
  });

  it("counts a value on the band's edge as inside", () => {
    expect(coverage([1, 2, 3, 4], [1, 0, 4, 0], [2, 2, 5, 3])).toBe(0.5);
  });

  it("scales by the mean change over a season", () => {
    expect(maseScale([1, 2, 4, 7], 1)).toBe(2);
    expect(maseScale([1, 2, 4, 7], 2)).toBe(4);
    expect(maseScale([1, 2], 2)).toBeNaN();
  });

  it.each([
    ["h", 24],
    ["2h", 12],
    ["15min", 96],
    ["D", 1],
    ["B", 1],
    ["W", 1],
    ["MS", 12],
    ["QE", 4],
    ["YS", 1],
  ])("takes the competition's season: %s has %i", (name, season) => {
    expect(scaleSeason(parseFrequency(name, () => []))).toBe(season);
  });
});

describe("scores", () => {
  const history = [1, 3, 1, 3, 1, 3];
  const truth = { y: [2, 4], row: [0, 2] };
  const forecast = {
    yhat: [1, 99, 5],
    bands: [{ level: 0.8, lower: [0, 98, 4.5], upper: [3, 100, 5.5] }],
  };

  it("compare only the rows that came", () => {
    expect(scoreForecast(history, truth, forecast, 1)).toEqual({
      smape: (200 / 3 + 200 / 9) / 2,
      mase: 0.5,
      rmse: 1,
      bias: 0,
      intervals: [{ level: 0.8, coverage: 0.5, width: 2 }],
    });
  });

  it("have no MASE where the history repeats itself exactly", () => {
    expect(scoreForecast(history, truth, forecast, 2).mase).toBeNull();
  });

  it("compare neighbours where the history has no second season", () => {
    expect(scoreForecast(history, truth, forecast, 6).mase).toBe(0.5);
  });

  it("average each measure, and MASE over those that have one", () => {
    const one = scoreForecast(history, truth, forecast, 1);
    const two = { ...one, mase: null, rmse: 3, intervals: [{ level: 0.8, coverage: 1, width: 4 }] };
    expect(meanScores([one, two])).toEqual({
      ...one,
      rmse: 2,
      intervals: [{ level: 0.8, coverage: 0.75, width: 3 }],
    });
  });
});

// As published for the competition's benchmark: https://github.com/Mcompetitions/M4-methods
describe.each([
  { kind: "hourly", season: 24, horizon: 48, published: { smape: 18.383, mase: 2.395 } },
  { kind: "weekly", season: 1, horizon: 13, published: { smape: 9.161, mase: 2.777 } },
])("M4 $kind", ({ kind, season, horizon, published }) => {
  const paths = [dataFile(`m4-${kind}-train.csv`), dataFile(`m4-${kind}-test.csv`)];
  const [train, test] = paths;
  it.skipIf(train === undefined || test === undefined)(
    "gives naive2 its published sMAPE and MASE (skipped without the data)",
    () => {
      const [histories, truths] = [readM4(train!), readM4(test!)];
      const scores = histories.map((history, i) => {
        const yhat = naive2(history, season, horizon);
        const y = truths[i]!;
        return scoreForecast(history, { y, row: [...y.keys()] }, { yhat, bands: [] }, season);
      });
      expect(mean(scores.map((score) => score.smape))).toBeCloseTo(published.smape, 3);
      expect(mean(scores.map((score) => score.mase!))).toBeCloseTo(published.mase, 3);
    },
  );
});
