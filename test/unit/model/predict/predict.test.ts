import type { RawParameters } from "../../../../src/core/contract.ts";
import { describe, expect, test } from "vitest";
import { faultOfAll } from "../../../../src/model/check/fallback-dates.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { forecastHeader } from "../../../../src/model/csv/write-forecast.ts";
import { bytes, inputErrorOf, testPredictor } from "../support.ts";

const predictor = testPredictor();

/** Outcomes by id, and the lines of each. */
async function forecast(text: string, raw: RawParameters = {}) {
  const parameters = { model: "theta", interval: 0, ...raw };
  const dataset = await readDataset(bytes(text), predictor.prepare(parameters).choice);
  const { csv, outcomes } = await predictor.forecast(dataset, parameters);
  return {
    csv,
    lines: csv.split("\n").slice(0, -1),
    outcomes: outcomes.map(({ rows, model, fault, frequency }) => ({
      rows,
      model,
      fault: fault?.code,
      frequency,
    })),
  };
}

const days = (id: string, values: readonly (number | string)[], from = 1): string =>
  values
    .map((y, day) => `${id},${new Date(Date.UTC(2024, 0, from + day)).toISOString().slice(0, 10)},${y}\n`)
    .join("");

const ten = [3, 5, 4, 6, 5, 7, 6, 8, 7, 9];
const fine = days("fine", ten);

describe("a series of a panel", () => {
  test("is forecast by its model, at its own frequency", async () => {
    const hours = ten.map((y, hour) => `hours,2024-01-01T0${hour}:00:00,${y}\n`).join("");
    const { outcomes, lines } = await forecast(`id,ds,y\n${fine}${hours}`, { horizon: 2 });
    expect(outcomes).toEqual([
      { rows: 2, model: "theta", fault: undefined, frequency: "D" },
      { rows: 2, model: "theta", fault: undefined, frequency: "h" },
    ]);
    expect(lines.map((line) => line.replace(/,[\d.]+,/, ",#,"))).toEqual([
      "2024-01-11,#,fine,theta",
      "2024-01-12,#,fine,theta",
      "2024-01-01T10:00:00,#,hours,theta",
      "2024-01-01T11:00:00,#,hours,theta",
    ]);
  });

  test.each([
    ["too short", days("x", [4, 2]), "csv.too-short", ["2024-01-03,2,x,naive"]],
    // One date shows no spacing; that of the other series is taken.
    ["a single row", days("x", [4]), "csv.too-short", ["2024-01-02,4,x,naive"]],
    ["a wrong cell", days("x", [1, 2, 3, "wrong", 5, 6]), "csv.value-not-a-number", ["2024-01-07,6,x,naive"]],
    [
      "a date twice",
      `${days("x", [1, 2, 3])}x,2024-01-03,9\n`,
      "csv.duplicate-date",
      ["2024-01-04,9,x,naive"],
    ],
    ["nothing but faults", days("x", ["wrong", "!"]), "csv.value-not-a-number", []],
    ["no value", days("x", ["", ""]), "csv.too-short", []],
  ])("with %s falls back where that is possible", async (_, rows, fault, lines) => {
    const found = await forecast(`id,ds,y\n${rows}${fine}`, { horizon: 1 });
    expect(found.outcomes[0]).toMatchObject({ rows: lines.length, fault });
    expect(found.lines.filter((line) => line.includes(",x,"))).toEqual(lines);
    expect(found.outcomes[1]).toMatchObject({ rows: 1, model: "theta", fault: undefined });
  });

  test("falls back to its last season when it has one and a bit", async () => {
    const weeks = Array.from({ length: 15 }, (_, day) => (day === 12 ? "wrong" : day % 7));
    const { lines } = await forecast(`id,ds,y\n${days("x", weeks)}${fine}`, { horizon: 3 });
    expect(lines.slice(0, 3)).toEqual([
      "2024-01-16,1,x,seasonal-naive",
      "2024-01-17,2,x,seasonal-naive",
      "2024-01-18,3,x,seasonal-naive",
    ]);
  });

  test("is forecast as far as its own regressor is known, and falls back where it is not", async () => {
    const known = (id: string, ahead: number) =>
      ten.map((y, day) => `${id},${date(day)},${y},${day}\n`).join("") +
      Array.from({ length: ahead }, (_, day) => `${id},${date(10 + day)},,${day}\n`).join("");
    const date = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    const { outcomes } = await forecast(`id,ds,y,price\n${known("a", 3)}${known("b", 1)}`, {
      model: "prophet",
      regressors: "price",
      horizon: 2,
    });
    expect(outcomes).toMatchObject([
      { rows: 2, model: "prophet", fault: undefined },
      { rows: 2, model: "seasonal-naive", fault: "csv.no-known-future" },
    ]);
  });

  test("falls back with the values that its model refuses", async () => {
    const { outcomes, lines } = await forecast(`id,ds,y\n${days("x", [3, 2, 1, 0, -1, -2])}${fine}`, {
      model: "prophet",
      growth: "logistic",
      cap: 20,
      horizon: 1,
    });
    expect(outcomes).toMatchObject([{ model: "naive", fault: "csv.value-negative" }, { model: "prophet" }]);
    expect(lines[0]).toBe("2024-01-07,-2,x,naive");
  });

  test("keeps its id as it is, in as many columns as it has", async () => {
    const text = `region,shop,ds,y\n${days('"north, east","a ""b"""', ten)}${days("s,2", ten)}`;
    const { lines } = await forecast(text, { id: "region,shop", horizon: 1 });
    expect(lines.map((line) => line.slice(line.indexOf(",", 11) + 1))).toEqual([
      '"north, east","a ""b""",theta',
      "s,2,theta",
    ]);
  });
});

test("the model's column makes room for an id of that name", () => {
  expect(forecastHeader([], ["shop"])).toBe("date,prediction,shop,model\n");
  expect(forecastHeader([], ["model"])).toBe("date,prediction,model,forecast_model\n");
});

test("a plan says which columns to read and what the models are told", async () => {
  const plan = predictor.prepare({
    model: "prophet",
    regressors: "price",
    id: "region, shop",
    interval: "0.8,0.9",
  });
  expect(plan).toMatchObject({
    choice: { id: ["region", "shop"], columns: ["price"] },
    levels: [0.8, 0.9],
    model: "prophet",
    parameters: { model: "prophet", interval: "0.8,0.9", growth: "linear" },
  });
  expect(await inputErrorOf(() => predictor.prepare({ id: "shop,shop" }))).toMatchObject({
    code: "parameter.id",
  });
});

test("a thread is worn out after two million rows, since libraries in WebAssembly never give memory back", async () => {
  const worker = testPredictor();
  // With a frequency that is none nothing is fitted, and no time is lost.
  const ds = Float64Array.from({ length: 100_000 }, (_, row) => row);
  const dataset = await readDataset(bytes(`id,ds,y\n${fine}`));
  const series = {
    ...dataset.series[0]!,
    ds,
    y: ds,
    fault: { code: "csv.bad-date", message: "", fix: "" },
  };
  const chunk = (count: number) => ({
    ...dataset,
    typicalFrequency: undefined,
    series: Array.from({ length: count }, () => series),
  });
  await worker.forecast(chunk(20), { model: "naive", frequency: "none" });
  expect(worker.isWornOut()).toBe(false);
  await worker.forecast(chunk(1), { model: "naive", frequency: "none" });
  expect(worker.isWornOut()).toBe(true);
});

test.each([
  ["parameter.horizon", "parameter.frequency", true, "parameter.horizon"],
  ["model.threw", "model.threw", true, "model.threw"],
  ["model.threw", undefined, true, undefined],
  ["csv.too-short", "parameter.horizon", true, undefined],
  ["csv.too-short", "csv.no-frequency", false, "csv.too-short"],
])(
  "%s and %s in all series, with forecasts: %s, are the file's fault: %s",
  (first, second, hasForecast, code) => {
    const series = [first, second].map((each) => ({
      hasForecast,
      fault: each === undefined ? undefined : { code: each, message: "", fix: "" },
    }));
    expect(faultOfAll(series)?.code).toBe(code);
  },
);
