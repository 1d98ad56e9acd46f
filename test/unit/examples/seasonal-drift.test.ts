import { expect, it } from "vitest";
import example from "../../../examples/seasonal-drift/model.ts";
import { ownModel } from "../../../src/model/own/own-model.ts";
import { bytes, dailyCsv, inputErrorOf, parseForecast, testPredictor } from "../model/support.ts";

const predictor = testPredictor(ownModel(example, "model.ts", undefined));

/** A line of slope 2 with a pattern of a week that adds up to nothing. */
const weeks = (rows: number) =>
  Array.from({ length: rows }, (_, day) => 2 * day + [3, -1, 0, 4, -2, -5, 1][day % 7]!);

it("continues a line with a season exactly, with a band around it", async () => {
  const { csv, model, modelVersion, parameters } = await predictor.predictCsv(bytes(dailyCsv(weeks(56))), {
    horizon: 14,
  });
  const { columns } = parseForecast(csv);
  expect(columns[0]!.map((value) => Number(value.toFixed(6)))).toEqual(weeks(70).slice(56));
  expect(csv.split("\n")[0]).toBe("date,prediction,prediction_lower,prediction_upper");
  expect({ model, modelVersion, parameters }).toMatchObject({
    model: "seasonal-drift",
    modelVersion: "seasonal-drift 1",
    parameters: { horizon: 14, damping: 1 },
  });
});

it("takes its own parameters as text, as they ride on an upload", async () => {
  const flat = await predictor.predictCsv(bytes(dailyCsv(weeks(56))), {
    horizon: "7",
    damping: "0",
    season: "7",
  });
  const last = weeks(56).slice(-7);
  const { columns } = parseForecast(flat.csv);
  const rise = columns[0]!.map((value, phase) => value - last[phase]!);
  // The pattern again, raised to the end of the line: by 2 for each row that it stands further on.
  expect(rise.map((value) => Number(value.toFixed(6)))).toEqual([12, 10, 8, 6, 4, 2, 0]);
});

it("refuses too short a history in its own words", async () => {
  const error = await inputErrorOf(() => predictor.predictCsv(bytes(dailyCsv(weeks(9))), {}));
  expect(error).toMatchObject({ code: "model.too-few-seasons", fix: expect.stringContaining("14 rows") });
});
