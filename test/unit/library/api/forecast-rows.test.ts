import { expect, it } from "vitest";
import { forecastRows } from "../../../../src/library/api/forecast-rows.ts";

it("reads numbers of predictions, and leaves dates and ids as they stand", () => {
  const csv = "unique_id,date,prediction,prediction_lower\n007,2024-01-01,1.5,\n008,2024-01-01,2e3,-1\n";
  expect(forecastRows(csv)).toEqual([
    { unique_id: "007", date: "2024-01-01", prediction: 1.5, prediction_lower: undefined },
    { unique_id: "008", date: "2024-01-01", prediction: 2000, prediction_lower: -1 },
  ]);
});

it("keeps a prediction that is a word", () => {
  expect(forecastRows("id,prediction\n1,spam\n")).toEqual([{ id: "1", prediction: "spam" }]);
});
