import { describe, expect, test } from "vitest";
import { parseParameters } from "../../../src/model/parameters.ts";
import { inputErrorOf } from "./support.ts";

describe("parseParameters", () => {
  test("fills in the defaults", () => {
    expect(parseParameters({})).toEqual({
      model: "prophet",
      interval: 0.8,
      growth: "linear",
      "changepoint-prior-scale": 0.05,
      "n-changepoints": 25,
      "changepoint-range": 0.8,
      "seasonality-mode": "additive",
      "seasonality-prior-scale": 10,
      "yearly-seasonality": "auto",
      "weekly-seasonality": "auto",
      "daily-seasonality": "auto",
      samples: 1000,
    });
  });

  test("reads strings, as object metadata has only those", () => {
    expect(
      parseParameters({
        model: " Naive ",
        horizon: "28",
        interval: "0",
        "weekly-seasonality": "false",
        "yearly-seasonality": "12",
        "daily-seasonality": "true",
        "changepoint-prior-scale": "5e-1",
        target: 2024,
      }),
    ).toMatchObject({
      model: "naive",
      horizon: 28,
      interval: 0,
      "weekly-seasonality": false,
      "yearly-seasonality": 12,
      "daily-seasonality": true,
      "changepoint-prior-scale": 0.5,
      target: "2024",
    });
  });

  test.each([
    ["horizn", "horizon"],
    ["Horizon", "horizon"],
    ["seasonality_mode", "seasonality-mode"],
    ["intervals", "interval"],
    ["weekly-season", "weekly-seasonality"],
  ])("guesses what %s should have been", async (name, meant) => {
    const error = await inputErrorOf(() => parseParameters({ [name]: "1" }));
    expect(error).toMatchObject({ code: "parameter.unknown", fix: `Write ${meant} instead, or remove it.` });
  });

  test("lists the names when it has no guess", async () => {
    const error = await inputErrorOf(() => parseParameters({ colour: "red" }));
    expect(error.fix).toContain("model, horizon, frequency, interval, date, target");
  });

  test.each([
    ["interval", "1"],
    ["interval", "1.5"],
    ["interval", "-0.1"],
    ["interval", "80%"],
    ["horizon", "0"],
    ["horizon", "2.5"],
    ["horizon", "10001"],
    ["horizon", ""],
    ["horizon", "0x10"],
    ["horizon", true],
    ["model", "arima"],
    ["growth", "exponential"],
    ["changepoint-prior-scale", "0"],
    ["changepoint-range", "0"],
    ["changepoint-range", "1.1"],
    ["n-changepoints", "-1"],
    ["yearly-seasonality", "0"],
    ["yearly-seasonality", "often"],
    ["samples", "10"],
    ["target", " "],
  ])("refuses %s = %s", async (name, value) => {
    const error = await inputErrorOf(() => parseParameters({ [name]: value }));
    expect(error.code).toBe(`parameter.${name}`);
    expect(error.message).toContain(`"${value}"`);
  });

  test.each([
    [{ growth: "logistic" }, "parameter.cap"],
    [{ growth: "logistic", cap: 1, floor: 2 }, "parameter.cap"],
    [{ growth: "logistic", cap: -1 }, "parameter.cap"],
    [{ cap: 5 }, "parameter.cap"],
    [{ floor: 5 }, "parameter.floor"],
  ])("refuses %j", async (raw, code) => {
    expect(await inputErrorOf(() => parseParameters(raw))).toMatchObject({ code });
  });
});
