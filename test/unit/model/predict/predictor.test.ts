import type { RawParameters } from "../../../../src/core/contract.ts";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import {
  bytes,
  dailyCsv,
  inputErrorOf,
  parseForecast,
  sixtyDays,
  testData,
  testPredictor,
} from "../support.ts";

const predictor = testPredictor();
const predict = (csv: string, parameters: Record<string, string | number | boolean> = {}) =>
  predictor.predictCsv(bytes(csv), { model: "prophet", ...parameters });

describe("hyndsight", () => {
  const input = testData("hyndsight.csv");
  const published = testData("hyndsight_published_forecast.csv");

  test("is forecast within 0.1 % of the published values", async ({ skip }) => {
    skip(
      input === undefined || published === undefined,
      "hyndsight.csv is not at hand; set CLOUD_RUNNER_TEST_DATA",
    );
    const prediction = await predictor.predictCsv(input!, { model: "prophet", horizon: "28" });
    const ours = parseForecast(prediction.csv);
    const theirs = parseForecast(published!.toString());
    expect(ours.dates).toEqual(theirs.dates);
    const differences = ours.columns[0]!.map((value, row) => Math.abs(value / theirs.columns[0]![row]! - 1));
    expect(Math.max(...differences)).toBeLessThan(0.001);
    expect(prediction).toMatchObject({ rowsIn: 365, rowsOut: 28, warnings: [] });
  });
});

describe("a predictor", () => {
  test("writes future rows with a band around the point", async () => {
    const { csv, explanation, ...rest } = await predict(dailyCsv(sixtyDays));
    expect(explanation?.sentence).toMatch(/^Linear trend/);
    expect(csv).toMatch(/^date,prediction,prediction_lower,prediction_upper\n2024-03-01,/);
    expect(csv.endsWith("\n")).toBe(true);
    const { dates, columns } = parseForecast(csv);
    expect(dates).toHaveLength(28);
    expect(dates.at(-1)).toBe("2024-03-28");
    columns[0]!.forEach((point, row) => {
      expect(columns[1]![row]!).toBeLessThanOrEqual(point);
      expect(columns[2]![row]!).toBeGreaterThanOrEqual(point);
    });
    expect(rest).toEqual({
      model: "prophet",
      modelVersion: "prophet 2",
      parameters: {
        model: "prophet",
        horizon: 28,
        frequency: "D",
        interval: 0.8,
        closed: "auto",
        fill: "interpolate",
        "last-row": "auto",
        date: "date",
        target: "y",
        growth: "linear",
        "holidays-prior-scale": 10,
        "changepoint-prior-scale": 0.05,
        "n-changepoints": 25,
        "changepoint-range": 0.8,
        "seasonality-mode": "additive",
        "seasonality-prior-scale": 10,
        "yearly-seasonality": "auto",
        "weekly-seasonality": "auto",
        "daily-seasonality": "auto",
        band: "calibrated",
      },
      rowsIn: 60,
      rowsOut: 28,
      warnings: [],
    });
  });

  test("gives the same bytes again, from another predictor and from another thread", async () => {
    const input = bytes(dailyCsv(sixtyDays));
    const parameters = { model: "prophet", horizon: "40", interval: "0.95" };
    const { csv } = await predictor.predictCsv(input, parameters);
    expect((await predictor.predictCsv(input, parameters)).csv).toBe(csv);
    expect((await testPredictor().predictCsv(input, parameters)).csv).toBe(csv);
    const worker = new Worker(new URL("./predict-worker.ts", import.meta.url), {
      workerData: { input, parameters },
      execArgv: [],
    });
    const [fromThread] = (await once(worker, "message")) as [string];
    await worker.terminate();
    expect(fromThread).toBe(csv);
  });

  test("leaves the band out at interval 0", async () => {
    const { csv } = await predict(dailyCsv(sixtyDays), { interval: 0, horizon: 2 });
    expect(csv).toMatch(/^date,prediction\n2024-03-01,[\d.]+\n2024-03-02,[\d.]+\n$/);
  });

  test("writes a band for every level asked for", async () => {
    const { csv, parameters } = await predict(dailyCsv(sixtyDays), {
      model: "naive",
      interval: "0.8,0.975",
      horizon: 1,
    });
    expect(csv.split("\n")[0]).toBe(
      "date,prediction,prediction_lower,prediction_upper,prediction_lower_97.5,prediction_upper_97.5",
    );
    const [, point, lower, upper, lowest, highest] = csv.split("\n")[1]!.split(",").map(Number);
    expect([lowest, lower, point, upper, highest]).toEqual(
      [lowest, lower, point, upper, highest].toSorted((a, b) => a! - b!),
    );
    expect(parameters["interval"]).toBe("0.8,0.975");
  });

  test("has a wider band at a higher interval", async () => {
    const width = async (interval: number) => {
      const { columns } = parseForecast((await predict(dailyCsv(sixtyDays), { interval })).csv);
      return columns[2]![0]! - columns[1]![0]!;
    };
    expect(await width(0.95)).toBeGreaterThan((await width(0.5)) * 2);
    expect(await width(0.000_001)).toBeGreaterThanOrEqual(0);
  });

  test("continues dates as the input writes them", async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `2024/01/01 ${String(i).padStart(2, "0")}:00,${i % 3}`);
    const hourly = await predict(["ds,y", ...rows].join("\n"), { model: "naive", horizon: 1 });
    expect(parseForecast(hourly.csv).dates).toEqual(["2024/01/01 10:00"]);
    const monthly = await predict("date,y\n2023-10,1\n2023-11,2\n2023-12,3\n", {
      model: "naive",
      horizon: 2,
    });
    expect(parseForecast(monthly.csv).dates).toEqual(["2024-01", "2024-02"]);
    const offset = await predict(
      "date,y\n2024-03-29T00:00+01:00,1\n2024-03-30T00:00+01:00,2\n2024-03-31T00:00+01:00,1\n2024-04-01T00:00+02:00,3\n",
      { model: "naive", horizon: 1 },
    );
    expect(parseForecast(offset.csv).dates).toEqual(["2024-04-02T00:00+02:00"]);
  });

  test.each([
    ["D", 28],
    ["h", 48],
    ["B", 20],
  ])("forecasts at frequency %s %d rows when no horizon is given", async (frequency, rows) => {
    expect((await predict(dailyCsv(sixtyDays), { frequency, model: "naive" })).rowsOut).toBe(rows);
  });

  test.each([
    ["W", 13],
    ["MS", 12],
    ["QS", 8],
    ["YS", 6],
  ])("forecasts sums of frequency %s %d rows when no horizon is given", async (frequency, rows) => {
    const fourYears = dailyCsv(Array.from({ length: 1461 }, (_, day) => day % 50));
    const asked = { frequency, aggregate: "sum", model: "naive" };
    expect((await predict(fourYears, asked)).rowsOut).toBe(rows);
  });

  test("says which parameters the model does not use", async () => {
    const { warnings, parameters } = await predict(dailyCsv(sixtyDays), { model: "naive", growth: "flat" });
    expect(warnings).toEqual(["The parameter growth has no effect with model naive."]);
    expect(Object.keys(parameters)).toEqual([
      "model",
      "horizon",
      "frequency",
      "interval",
      "closed",
      "fill",
      "last-row",
      "date",
      "target",
    ]);
  });
});

describe("Prophet with few changepoints", () => {
  const weather = new URL("../data/seattle-weather.csv", import.meta.resolve("vega-datasets"));
  const rows = readFileSync(weather, "utf8").trim().split("\n");

  // The optimum lies on a kink of the prior, where L-BFGS fails from every start.
  test.each<[changepoints: number, target: string, rows: number]>([
    [1, "temp_max", 1350],
    [2, "wind", 1434],
    [3, "wind", 1462],
  ])("has a fit with %d for %s, near that of the usual number", async (changepoints, target, count) => {
    const input = bytes(rows.slice(0, count).join("\n"));
    const forecast = async (own: Record<string, number>) => {
      const { csv } = await predictor.predictCsv(input, {
        model: "prophet",
        target,
        interval: 0,
        horizon: 7,
        ...own,
      });
      return parseForecast(csv).columns[0]!;
    };
    const [few, usual] = [await forecast({ "n-changepoints": changepoints }), await forecast({})];
    for (const [row, value] of few.entries()) expect(Math.abs(value - usual[row]!)).toBeLessThan(1);
  });
});

describe("a predictor does without a fit", () => {
  const withoutProphet = (input: Uint8Array, parameters: RawParameters) =>
    predictor.predictCsv(input, parameters);

  test("a series of one row in a panel, which is not called a series of equal values", async () => {
    const csv = [
      "date,shop,y",
      "2024-01-01,a,3",
      ...Array.from({ length: 9 }, (_, t) => `2024-01-0${t + 1},b,${t}`),
    ];
    const { warnings } = await withoutProphet(bytes(`${csv.join("\n")}\n`), { model: "naive", horizon: 2 });
    expect(warnings.join(" ")).not.toContain("All values are equal");
  });

  test.each([0, 5, -3, 1e300])("a series of nothing but %d", async (value) => {
    const { csv, warnings } = await withoutProphet(bytes(dailyCsv(Array<number>(10).fill(value))), {
      model: "prophet",
    });
    expect(parseForecast(csv).columns.flat()).toEqual(Array<number>(84).fill(value));
    expect(warnings).toEqual([
      "All values are equal, so the forecast repeats them and its band has no width.",
    ]);
  });

  test("a series whose values differ by less than sums can tell, which is not called one of equal values", async () => {
    const values = Array.from({ length: 10 }, (_, t) => 9_007_199_254_740_000 + ((t * 7) % 5));
    const { csv, warnings } = await withoutProphet(bytes(dailyCsv(values)), { model: "prophet" });
    expect(new Set(parseForecast(csv).columns.flat())).toEqual(new Set([values.at(-1)]));
    expect(warnings).toEqual([
      "All values are equal but for what rounding could change, so the forecast repeats the last one and its band has no width. Subtract what all have in common if the differences matter.",
    ]);
  });

  test.each([
    [
      "no value at all",
      ["", "NA", ""],
      "There are 0 rows with a value in column y; prophet needs at least 4.",
    ],
    ["one row", [1], "There is 1 row with a value in column y; prophet needs at least 4."],
    ["two rows", [1, 2], "There are 2 rows with a value in column y; prophet needs at least 4."],
    [
      "three rows and gaps",
      [1, "", 2, "NA", 3],
      "There are 3 rows with a value in column y; prophet needs at least 4.",
    ],
  ])("%s", async (_, values, message) => {
    const error = await inputErrorOf(() => withoutProphet(bytes(dailyCsv(values)), { model: "prophet" }));
    expect(error).toMatchObject({ code: "csv.too-short", message, line: values.length + 1, column: 1 });
  });

  test("more rows than memory has room for", async () => {
    const values = Array.from({ length: 50_001 }, (_, row) => row % 7);
    const error = await inputErrorOf(() => withoutProphet(bytes(dailyCsv(values)), { model: "prophet" }));
    expect(error).toMatchObject({ code: "csv.too-long" });
  });

  test("dates without a pattern", async () => {
    const input = bytes(
      "ds,y\n2024-01-01,1\n2024-01-03,2\n2024-01-09,1\n2024-01-10,2\n2024-01-17,3\n2024-02-01,1\n",
    );
    expect(await inputErrorOf(() => withoutProphet(input, {}))).toMatchObject({
      code: "csv.no-frequency",
    });
  });

  test.each([
    [{ horizon: 6000 }, /reaches over 100 times/],
    [{ horizon: 100, frequency: "YS" }, /reaches over 100 times/],
  ])("a horizon out of all proportion: %j", async (parameters, message) => {
    const error = await inputErrorOf(() => withoutProphet(bytes(dailyCsv(sixtyDays)), parameters));
    expect(error.code).toBe("parameter.horizon");
    expect(error.message).toMatch(message);
  });

  test("a horizon that ends after the year 9999", async () => {
    const input = bytes("ds,y\n9990,1\n9991,2\n9992,1\n9993,3\n");
    const error = await inputErrorOf(() => withoutProphet(input, { horizon: 7 }));
    expect(error).toMatchObject({
      code: "parameter.horizon",
      message: "The forecast would end after the year 9999.",
    });
  });

  test("a cap far above every value", async () => {
    const error = await inputErrorOf(() => predict(dailyCsv(sixtyDays), { growth: "logistic", cap: 1e12 }));
    expect(error).toMatchObject({ code: "parameter.cap" });
  });
});

describe("Prophet stands", () => {
  const many = (value: (row: number) => number) =>
    dailyCsv(Array.from({ length: 60 }, (_, row) => value(row)));

  test.each<[string, string, Record<string, string | number>]>([
    ["a straight line of four rows", dailyCsv([1, 2, 3, 4]), {}],
    ["one value among zeros", many((row) => (row === 30 ? 1 : 0)), {}],
    ["a spike of 1e300", many((row) => (row === 30 ? 1e300 : row)), {}],
    ["denormal numbers", many((row) => 5e-324 * ((row % 5) + 1)), {}],
    ["differences at the limit of rounding", many((row) => 1e15 + (row % 3)), {}],
    ["no changepoints", many((row) => row % 4), { "n-changepoints": 0 }],
    [
      "a multiplicative season around zero",
      many((row) => (row % 4) - 1.5),
      { "seasonality-mode": "multiplicative" },
    ],
    ["a tight prior", many((row) => row % 4), { "changepoint-prior-scale": 0.0001 }],
    ["a cap below the values", many((row) => (row % 4) + 5), { growth: "logistic", cap: 3 }],
    ["more changepoints than rows", many((row) => row % 4), { "n-changepoints": 500 }],
  ])("%s", async (_, csv, parameters) => {
    const { columns } = parseForecast((await predict(csv, parameters)).csv);
    expect(columns.flat().every(Number.isFinite)).toBe(true);
    expect(predictor.isWornOut()).toBe(false);
  });

  test("its own warm-up, whatever is named", async () => {
    for (const model of ["prophet", " Prophet ", "auto", "no-such-model", 7]) {
      const fresh = testPredictor();
      await fresh.warmUp({ model });
      expect(fresh.isWornOut()).toBe(false);
    }
  });
});
