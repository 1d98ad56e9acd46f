// What users of other tools report of times without rows and of rows put together, each with what is right.
import { describe, expect, test } from "vitest";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { checkDataset } from "../../../../src/model/check/check-dataset.ts";
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { fromSeconds, weekday } from "../../../../src/model/time/calendar.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const { predictCsv } = testPredictor();
const [minute, hour, day] = [60, 3600, 86_400];
const at = (text: string) => Date.parse(`${text}${text.length > 10 ? "Z" : ""}`) / 1000;
const hourOf = (seconds: number) => fromSeconds(seconds).time / hour;
const isWeekday = (seconds: number) => weekday(seconds) < 5;

function csvOf(
  from: string,
  to: string,
  step: number,
  y: (seconds: number, row: number) => number,
  isThere: (seconds: number) => boolean = () => true,
) {
  const count = Math.round((at(to) - at(from)) / step);
  const times = Array.from({ length: count }, (_, i) => at(from) + i * step).filter(isThere);
  const write = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, step < day ? 16 : 10);
  return ["date,y", ...times.map((seconds, row) => `${write(seconds)},${y(seconds, row)}`), ""].join("\n");
}

async function forecast(csv: string, parameters: RawParameters) {
  const { csv: result, ...rest } = await predictCsv(bytes(csv), parameters);
  const { dates, columns } = parseForecast(result);
  return { ...rest, dates, times: dates.map(at), yhat: columns[0]! };
}

async function learnt(csv: string, parameters: RawParameters) {
  const checked = await checkDataset(bytes(csv), { model: "naive", ...parameters }, modelDescriptions);
  return checked.series.map(({ checked: one }) =>
    Array.from(
      one!.history.ds,
      (time, row) => `${formatDate(time, one!.history.style)},${one!.history.y[row]}`,
    ),
  );
}

/** The share by which forecasts miss. */
const missOf = ({ times, yhat }: { times: number[]; yhat: number[] }, y: (seconds: number) => number) =>
  times.reduce((sum, time, row) => sum + Math.abs(yhat[row]! - y(time)), 0) /
  times.reduce((sum, time) => sum + y(time), 0);

describe("hours without rows", () => {
  // facebook/prophet 749 and 1316: the daily season does what it likes at night, peaks at 06:00 and all.
  test.each([
    [7, 17, "h 07:00-17:00"],
    [9, 22, "h 09:00-22:00"],
  ])("of a store open from %d to %d are not forecast by Prophet", async (from, to, name) => {
    const sales = (time: number) =>
      200 + 150 * Math.sin((Math.PI * (hourOf(time) - from + 1)) / (to - from + 1));
    const isOpen = (time: number) => hourOf(time) >= from && hourOf(time) < to;
    const result = await forecast(csvOf("2024-01-01", "2024-02-26", hour, sales, isOpen), {
      model: "prophet",
    });
    expect(result.parameters["frequency"]).toBe(name);
    expect(result.times.every(isOpen)).toBe(true);
    expect(missOf(result, sales)).toBeLessThan(0.1);
  });

  // facebook/prophet 1836: half hours from 08:30 to 20:30, four weeks ahead.
  test("are left out four weeks ahead", async () => {
    const isOpen = (time: number) => hourOf(time) >= 8.5 && hourOf(time) < 20.5;
    const clients = (time: number) => 20 + 10 * Math.cos((2 * Math.PI * hourOf(time)) / 12);
    const csv = csvOf("2024-01-01", "2024-03-25", 30 * minute, clients, isOpen);
    const { times, yhat } = await forecast(csv, { horizon: 28 * 24, model: "mstl" });
    expect(times).toHaveLength(672);
    expect(times.at(-1)).toBe(at("2024-04-21T20:00"));
    expect(times.every(isOpen)).toBe(true);
    expect(missOf({ times, yhat }, clients)).toBeLessThan(0.05);
  });

  // awslabs/gluonts 545: hourly prices from 10 to 16, and holidays; lags of 24 hours mean nothing there.
  test("of an exchange make a season of its hours, holidays are missing", async () => {
    const isTraded = (time: number) => isWeekday(time) && hourOf(time) >= 10 && hourOf(time) <= 16;
    const isHoliday = (time: number) =>
      ["2024-01-01", "2024-01-15", "2024-02-19"].some((date) => Math.floor((time - at(date)) / day) === 0);
    const csv = csvOf(
      "2023-12-01",
      "2024-03-16",
      hour,
      (time) => 100 + hourOf(time),
      (time) => isTraded(time) && !isHoliday(time),
    );
    const { series, warnings } = await checkDataset(bytes(csv), { model: "auto" }, modelDescriptions);
    expect(series[0]!.checked!.frequency).toMatchObject({ kind: "open", slots: { length: 35 } });
    expect(series[0]!.checked!.future.ds[0]).toBe(at("2024-03-18T10:00"));
    expect(warnings).toContain("Of 532 dates at frequency h Mon-Fri 10:00-17:00, 21 have no row.");
  });
});

describe("days without rows", () => {
  // unit8co/darts 284: hourly, business days alone, 120 rows a week.
  test("of an office that works around the clock", async () => {
    const load = (time: number) =>
      800 + 100 * Math.sin((2 * Math.PI * hourOf(time)) / 24) + 20 * weekday(time);
    const csv = csvOf("2024-01-01", "2024-03-02", hour, load, isWeekday);
    const result = await forecast(csv, { horizon: 120 });
    expect(result.parameters["frequency"]).toBe("h Mon-Fri");
    expect(result.dates[0]).toBe("2024-03-04T00:00");
    expect(result.times.every(isWeekday)).toBe(true);
    expect(missOf(result, load)).toBeLessThan(0.01);
  });

  // unit8co/darts 1420: no Saturdays; zeros in their place would be learnt as zeros.
  test("Saturdays alone", async () => {
    const isThere = (time: number) => weekday(time) !== 5;
    const activity = (time: number) => 40 + 5 * weekday(time);
    const result = await forecast(csvOf("2024-01-01", "2024-04-01", day, activity, isThere), {});
    expect(result.parameters["frequency"]).toBe("D Sun-Fri");
    expect(result.times.every(isThere)).toBe(true);
    expect(missOf(result, activity)).toBeLessThan(0.02);
  });

  // Nixtla/nixtla 374: Monday to Saturday, by name, eight steps ahead.
  test("Monday to Saturday by name", async () => {
    const isThere = (time: number) => weekday(time) !== 6;
    const csv = csvOf("2024-01-01", "2024-01-22", day, (time) => 10 + weekday(time), isThere);
    const { dates } = await forecast(csv, { frequency: "D Mon-Sat", horizon: 8, model: "seasonal-naive" });
    expect(dates).toEqual([
      "2024-01-22",
      "2024-01-23",
      "2024-01-24",
      "2024-01-25",
      "2024-01-26",
      "2024-01-27",
      "2024-01-29",
      "2024-01-30",
    ]);
  });

  // unit8co/darts 1854: daily prices of a share, for which days were asked; weekends become missing values.
  test("weekends of a share, though days are asked for", async () => {
    const csv = csvOf("2018-01-01", "2020-12-02", day, (_, row) => 100 + (row % 9), isWeekday);
    const { series } = await checkDataset(bytes(csv), { frequency: "D" }, modelDescriptions);
    expect(series[0]!.checked!.frequency).toEqual({ kind: "business" });
    expect(series[0]!.checked!.warnings).toHaveLength(1);
  });
});

describe("rows put together", () => {
  const only = async (csv: string, parameters: RawParameters) => (await learnt(csv, parameters))[0]!;

  // pandas 4197: twelve minutes to steps of five; which bin has the edges, and is the last one whole?
  test("minutes to five minutes", async () => {
    const csv = csvOf("2000-01-01T00:00", "2000-01-01T00:17", minute, (_, row) => row);
    expect(await only(csv, { frequency: "5min", aggregate: "sum" })).toEqual([
      "2000-01-01T00:00,10",
      "2000-01-01T00:05,35",
      "2000-01-01T00:10,60",
    ]);
  });

  // pandas 2665 and 36806: hours of the last day of a month that land in the next month.
  test.each([
    ["MS", ["2000-04-01,720", "2000-05-01,744"]],
    ["ME", ["2000-04-30,720", "2000-05-31,744"]],
  ])("hours to months, %s", async (frequency, last) => {
    const csv = csvOf("2000-03-20", "2000-07-20", hour, () => 1);
    const months = await only(csv, { frequency, aggregate: "sum" });
    // March and July are not whole.
    expect(months).toHaveLength(3);
    expect(months.slice(0, 2)).toEqual(last);
  });

  // pandas 53612: weeks from Monday on, the first of them on a Monday.
  test("weeks from Monday on", async () => {
    const csv = csvOf("2020-01-06T00:00", "2020-01-27T00:00", 3 * hour, () => 1);
    const weeks = ["2020-01-06,56", "2020-01-13,56", "2020-01-20,56"];
    expect(await only(csv, { frequency: "W-MON", aggregate: "sum" })).toEqual(weeks);
    expect(await only(csv, { frequency: "W", aggregate: "sum" })).toEqual(weeks);
  });

  // pandas 14888: halves of months whose labels are those of the other half.
  test("days to halves of months", async () => {
    const csv = csvOf("2000-01-01", "2000-03-01", day, () => 1);
    const halves = ["2000-01-01,14", "2000-01-15,17", "2000-02-01,14", "2000-02-15,15"];
    expect(await only(csv, { frequency: "SMS", aggregate: "sum" })).toEqual(halves);
  });

  // pandas 59495 and 55281: business days with an empty bin at the end.
  test("days to business days, weekends with the Friday", async () => {
    const csv = csvOf("2024-08-05", "2024-08-14", day, (_, row) => row + 1);
    const days = [
      "2024-08-05,1",
      "2024-08-06,2",
      "2024-08-07,3",
      "2024-08-08,4",
      "2024-08-09,18",
      "2024-08-12,8",
      "2024-08-13,9",
    ];
    expect(await only(csv, { frequency: "B", aggregate: "sum" })).toEqual(days);
  });
});

// Nixtla/utilsforecast 48: gaps of quarters filled for all series up to a common end.
test("quarters of several series are filled with zeros up to a common end", async () => {
  const rows = [
    "a,2022-03-31,1",
    "a,2022-06-30,2",
    "a,2022-12-31,4",
    "a,2023-12-31,8",
    "b,2022-03-31,5",
    "b,2022-06-30,6",
    "b,2022-09-30,7",
  ];
  const csv = ["unique_id,ds,y", ...rows, ""].join("\n");
  const [a, b] = await learnt(csv, { frequency: "QE", fill: "zero" });
  expect(a!.map((row) => Number(row.split(",")[1]))).toEqual([1, 2, 0, 4, 0, 0, 0, 8]);
  expect(b).toEqual([
    "2022-03-31,5",
    "2022-06-30,6",
    "2022-09-30,7",
    "2022-12-31,0",
    "2023-03-31,0",
    "2023-06-30,0",
    "2023-09-30,0",
    "2023-12-31,0",
  ]);
});
