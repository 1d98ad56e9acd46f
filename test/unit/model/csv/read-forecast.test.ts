import { expect, test } from "vitest";
import { readForecasts } from "../../../../src/model/csv/read-forecast.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;

test("reads a forecast of one series with its bands", () => {
  const csv =
    "date,prediction,prediction_lower,prediction_upper,prediction_lower_95,prediction_upper_95\n" +
    "2024-01-01,1.5,1,2,0,3\n2024-01-02,2.5,2,3,1,4\n";
  expect(readForecasts(csv, [])).toEqual([
    {
      id: [],
      dates: ["2024-01-01", "2024-01-02"],
      model: undefined,
      ds: [day("2024-01-01"), day("2024-01-02")],
      yhat: [1.5, 2.5],
      bands: [
        { lower: [1, 2], upper: [2, 3] },
        { lower: [0, 1], upper: [3, 4] },
      ],
    },
  ]);
});

const panel =
  "date,prediction,shop,ware,model\n" +
  "2024-01-01,1,a,x,theta\n2024-01-02,2,a,x,theta\n" +
  '2024-01-01,3,a,"y, ""new""\nline",theta\n' +
  "2024-01-01,4,b,x,theta";

test("tells series apart by all their ids, with quotes, and without a line end at the end", () => {
  const found = readForecasts(panel, ["shop", "ware"]);
  expect(found.map(({ id, yhat }) => [...id, ...yhat])).toEqual([
    ["a", "x", 1, 2],
    ["a", 'y, "new"\nline', 3],
    ["b", "x", 4],
  ]);
});

test("says what made each series, and how its dates are written", () => {
  expect(readForecasts(panel, ["shop", "ware"]).map(({ dates, model }) => [model, ...dates])).toEqual([
    ["theta", "2024-01-01", "2024-01-02"],
    ["theta", "2024-01-01"],
    ["theta", "2024-01-01"],
  ]);
  const cars = "date,prediction,model,forecast_model\n2024-01-01,1,panda,ets\n";
  expect(readForecasts(cars, ["model"])).toMatchObject([{ id: ["panda"], model: "ets" }]);
});

test.each([0, 1, 2])("reads the first %i series", (most) => {
  expect(readForecasts(panel, ["shop", "ware"], most)).toHaveLength(most);
});

test("an id column that bears the name of another is the later one, and a short row has none", () => {
  const csv = "date,prediction,date\n2024-01-01,1,a\n2024-01-02,2\n";
  expect(readForecasts(csv, ["date"]).map(({ id }) => id)).toEqual([["a"], [""]]);
});

test("passes over lines without a date", () => {
  expect(readForecasts("date,prediction\n\n2024-01-01,1\nthe end,\n", [])).toMatchObject([{ yhat: [1] }]);
  expect(readForecasts("", [])).toEqual([]);
});
