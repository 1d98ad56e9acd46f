import { describe, expect, test } from "vitest";
import { bytes, inputErrorOf, parseForecast, testPredictor } from "../support.ts";

const predictor = testPredictor();

const day = (row: number) => new Date(Date.UTC(2023, 0, 1 + row)).toISOString().slice(0, 10);
const value = (row: number) => 100 + row / 3 + 5 * Math.sin(row);

/** 60 days and, with columns, ten days ahead. */
function csv(columns: Record<string, (row: number) => number | boolean> = {}): string {
  const names = Object.keys(columns);
  const rows = Array.from({ length: names.length > 0 ? 70 : 60 }, (_, row) =>
    [day(row), row < 60 ? value(row) : "", ...names.map((name) => columns[name]!(row))].join(","),
  );
  return [["ds", "y", ...names].join(","), ...rows, ""].join("\n");
}

const predict = (text: string, parameters: Record<string, string | number | boolean>) =>
  predictor.predictCsv(bytes(text), { model: "prophet", ...parameters });

const season = (more: object) => JSON.stringify([{ name: "s", period: 7, order: 3, ...more }]);

describe("what Prophet can be told works on odd data too", () => {
  test.each<[string, string, Record<string, string | number | boolean>]>([
    ["a regressor of 1e300", csv({ x: (row) => (row % 5) * 1e300 }), { regressors: "x" }],
    ["a regressor of 1e-300", csv({ x: (row) => (row % 5) * 1e-300 }), { regressors: "x" }],
    ["a regressor that is the target", csv({ x: value }), { regressors: "x" }],
    ["two equal regressors", csv({ x: (row) => row % 5, z: (row) => row % 5 }), { regressors: "x,z" }],
    ["a condition that never holds", csv({ c: () => 0 }), { seasonalities: season({ condition: "c" }) }],
    ["a cap below the values", csv(), { growth: "logistic", cap: 10 }],
    ["a cap amid the values", csv(), { growth: "logistic", cap: 100, floor: 99.9 }],
    ["a floor above the values", csv(), { growth: "logistic", cap: 900, floor: 500 }],
    ["logistic growth that cannot bend", csv(), { growth: "logistic", cap: 200, "n-changepoints": 0 }],
    ["a period of centuries", csv(), { seasonalities: season({ period: 100_000 }) }],
    ["a period of seconds", csv(), { seasonalities: season({ period: 0.0001 }) }],
    ["more terms than rows", csv(), { seasonalities: season({ period: 30, order: 100 }) }],
    ["windows that overlap", csv(), { holidays: "2023-01-20,2023-01-25", "holidays-window": "-60,60" }],
    ["a changepoint on the first day", csv(), { changepoints: "2023-01-01" }],
    ["a changepoint on the last day", csv(), { changepoints: "2023-03-01" }],
    ["the tightest priors", csv(), { "seasonality-prior-scale": 1e-6, "changepoint-prior-scale": 1e-6 }],
    ["the widest priors", csv(), { "seasonality-prior-scale": 1e6, "changepoint-prior-scale": 1e6 }],
  ])("%s", async (_, text, parameters) => {
    const { columns } = parseForecast((await predict(text, parameters)).csv);
    expect(columns.flat().every(Number.isFinite)).toBe(true);
  });

  test.each<[string, string, Record<string, string | number | boolean>, string, RegExp]>([
    [
      "a future far beyond the past",
      csv({ x: (row) => (row < 60 ? row % 5 : 1e12) }),
      { regressors: "x" },
      "parameter.regressors",
      /too large/,
    ],
    [
      "a condition of other numbers",
      csv({ c: (row) => row % 3 }),
      { seasonalities: season({ condition: "c" }) },
      "parameter.seasonalities",
      /Column c holds 2/,
    ],
    [
      "a cap that sinks to the floor",
      csv({ top: (row) => 150 - row }),
      { growth: "logistic", cap: "top", floor: 100 },
      "parameter.cap",
      /on 2023-02-20/,
    ],
    [
      "values on the floor",
      csv({ base: value, top: () => 500 }),
      { growth: "logistic", cap: "top", floor: "base" },
      "parameter.floor",
      /on the floor/,
    ],
    ["a cap out of sight", csv(), { growth: "logistic", cap: 1e12 }, "parameter.cap", /million/],
    ["a cap without logistic growth", csv(), { cap: 1000 }, "parameter.cap", /logistic/],
    [
      "a changepoint before the data",
      csv(),
      { changepoints: "2020-01-01" },
      "parameter.changepoints",
      /outside/,
    ],
    ["a changepoint that is no date", csv(), { changepoints: "soon" }, "parameter.changepoints", /a date/],
    ["a country that is none", csv(), { "holidays-country": "XX" }, "parameter.holidays-country", /"XX"/],
    [
      "a state of another country",
      csv(),
      { "holidays-country": "DE-TX" },
      "parameter.holidays-country",
      /"TX" of DE/,
    ],
    ["a holiday of broken JSON", csv(), { holidays: '[{"name":' }, "parameter.holidays", /or JSON such as/],
    [
      "a holiday with R's option names",
      csv(),
      { holidays: '[{"name":"a","dates":["2023-01-20"],"lower_window":-1}]' },
      "parameter.holidays",
      /\[0\] "lower_window" is not known here/,
    ],
    [
      "a date inside a list",
      csv(),
      { holidays: '[{"name":"a","dates":["2023-01-20","20.01.2024"]}]' },
      "parameter.holidays",
      /\[0\]\.dates\[1\] must be a date/,
    ],
    [
      "a window the wrong way round",
      csv(),
      { "holidays-window": "1,-1" },
      "parameter.holidays-window",
      /must be at most 0/,
    ],
    [
      "two seasons of one name",
      csv(),
      { seasonalities: '[{"name":"s","period":3,"order":1},{"name":"s","period":4,"order":1}]' },
      "parameter.seasonalities",
      /one name/,
    ],
    [
      "a column named twice",
      csv({ x: (row) => row }),
      { regressors: "x,x" },
      "parameter.regressors",
      /twice/,
    ],
    [
      "rows ahead that are missing",
      csv({ x: (row) => row }),
      { regressors: "x", horizon: 11 },
      "csv.no-known-future",
      /2023-03-12/,
    ],
  ])("or is refused: %s", async (_, text, parameters, code, message) => {
    const error = await inputErrorOf(() => predict(text, parameters));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.fix).not.toBe("");
  });

  test("says what has no effect", async () => {
    const constant = await predict(csv({ x: () => 3 }), { regressors: "x" });
    expect(constant.warnings).toEqual([
      "Column x holds one value in the whole history, so it has no effect.",
    ]);
    const outside = await predict(csv(), { holidays: "2030-01-01" });
    expect(outside.warnings).toEqual([
      "No row of the history falls on a holiday, so holidays have no effect.",
    ]);
  });

  test("forecasts as many rows as the file knows ahead", async () => {
    const { csv: result, parameters } = await predict(csv({ x: (row) => row % 2 === 0 }), {
      regressors: "x",
    });
    expect(parseForecast(result).dates).toEqual(Array.from({ length: 10 }, (_, row) => day(60 + row)));
    expect(parameters).toMatchObject({ horizon: 10, regressors: '[{"name":"x","standardize":"auto"}]' });
  });

  test("gives the same bytes again, with seasons, holidays and regressors together", async () => {
    const text = csv({ x: (row) => row % 5, z: (row) => row % 3 });
    const parameters = {
      regressors: "x,z",
      holidays: "2023-01-20,2023-02-20",
      seasonalities: season({ period: 30 }),
    };
    const first = await predict(text, parameters);
    await predict(csv(), {});
    expect(await predict(text, parameters)).toEqual(first);
    expect(await testPredictor().predictCsv(bytes(text), { model: "prophet", ...parameters })).toEqual(first);
    // What is told of the parameters can be given again.
    const { date: _date, target: _target, ...told } = first.parameters;
    expect((await predict(text, told)).csv).toBe(first.csv);
  });
});
