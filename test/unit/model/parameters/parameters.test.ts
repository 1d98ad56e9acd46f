import type { RawParameters } from "../../../../src/core/contract.ts";
import { describe, expect, test } from "vitest";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { faultsOf, parseParameters } from "../../../../src/model/parameters/parameters.ts";
import { inputErrorOf } from "../support.ts";

const parse = (raw: RawParameters) => parseParameters(raw, modelDescriptions);

describe("parseParameters", () => {
  test("fills in the defaults", () => {
    expect(parse({ model: "prophet" })).toEqual({
      common: { model: "prophet", interval: [0.8], closed: "auto", fill: "interpolate", "last-row": "auto" },
      own: {
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
      warnings: [],
    });
  });

  test("reads strings, as object metadata has only those", () => {
    const { common, own } = parse({
      model: " Prophet ",
      horizon: "28",
      interval: "0",
      "weekly-seasonality": "false",
      "yearly-seasonality": "12",
      "daily-seasonality": "true",
      "changepoint-prior-scale": "5e-1",
      target: 2024,
    });
    expect(common).toEqual({
      model: "prophet",
      horizon: 28,
      interval: [],
      closed: "auto",
      fill: "interpolate",
      "last-row": "auto",
      target: "2024",
    });
    expect(own).toMatchObject({
      "weekly-seasonality": false,
      "yearly-seasonality": 12,
      "daily-seasonality": true,
      "changepoint-prior-scale": 0.5,
    });
  });

  test("reads several levels", () => {
    expect(parse({ interval: "0.8, 0.95" }).common.interval).toEqual([0.8, 0.95]);
    expect(parse({ interval: 0.5 }).common.interval).toEqual([0.5]);
  });

  test.each<[RawParameters, string]>([
    [{ horizon: "x" }, 'The parameter horizon is "x": must be a whole number.'],
    [{ horizon: "0" }, 'The parameter horizon is "0": must be at least 1.'],
    [{ interval: "0.8,1" }, 'The parameter interval is "0.8,1": "1" must be below 1.'],
    [{ interval: "80" }, 'The parameter interval is "80": must be below 1.'],
    [
      { model: "prophet", growth: "cubic" },
      'The parameter growth is "cubic": must be linear, flat or logistic.',
    ],
    [{ interval: "0.8,0.8" }, 'The parameter interval is "0.8,0.8": names a level twice.'],
  ])("says what a value must be: %j", async (raw, message) => {
    expect((await inputErrorOf(() => parse(raw))).message).toBe(message);
  });

  test("says that a parameter belongs to another model", () => {
    const { own, warnings } = parse({ model: "naive", growth: "flat", "season-length": 7 });
    expect(own).toEqual({});
    expect(warnings).toEqual([
      "The parameter growth has no effect with model naive.",
      "The parameter season-length has no effect with model naive.",
    ]);
  });

  test.each([
    ["horizn", "horizon"],
    ["Horizon", "horizon"],
    ["seasonality_mode", "seasonality-mode"],
    ["intervals", "interval"],
    ["weekly-season", "weekly-seasonality"],
  ])("guesses what %s should have been", async (name, meant) => {
    const error = await inputErrorOf(() => parse({ [name]: "1" }));
    expect(error).toMatchObject({ code: "parameter.unknown", fix: `Write ${meant} instead, or remove it.` });
  });

  test("lists the names when it has no guess", async () => {
    const error = await inputErrorOf(() => parse({ colour: "red" }));
    expect(error.fix).toContain(
      "model, horizon, frequency, interval, closed, fill, last-row, aggregate, integer, date, target",
    );
  });

  test.each([
    ["interval", "1"],
    ["interval", "1.5"],
    ["interval", "-0.1"],
    ["interval", "80%"],
    ["interval", "0.8,"],
    ["interval", "0.8,0"],
    ["interval", "0.8,0.8"],
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
    const error = await inputErrorOf(() => parse({ model: "prophet", [name]: value }));
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
    expect(await inputErrorOf(() => parse({ model: "prophet", ...raw }))).toMatchObject({ code });
  });
});

describe("faultsOf", () => {
  const codes = (raw: RawParameters) => faultsOf(raw, modelDescriptions).map(({ code }) => code);

  test("finds nothing wrong with parameters of several models, or that need others beside them", () => {
    expect(codes({ model: "prophet", growth: "logistic", transform: "log", "season-length": "7" })).toEqual(
      [],
    );
  });

  test("finds every name and value that is wrong", () => {
    expect(codes({ horizn: 3, model: "prohpet", growth: "up", "season-length": 0, interval: 2 })).toEqual([
      "parameter.unknown",
      "parameter.model",
      "parameter.growth",
      "parameter.season-length",
      "parameter.interval",
    ]);
  });
});
