// Dates that users of other tools reported, because the dates to forecast were wrong or refused; what is right here.
import { expect, test } from "vitest";
import { checkFile } from "../../../../src/library/check/check-file.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const day = 86_400_000;
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);
const every = (step: number, first: string, count: number) =>
  Array.from({ length: count }, (_, row) => iso(Date.parse(first) + row * step * day));
const months = (count: number, at: (month: number) => number) =>
  Array.from({ length: count }, (_, month) => iso(at(month)));
const isWeekday = (date: string) => new Date(date).getUTCDay() % 6 !== 0;

interface Report {
  title: string;
  source: string;
  dates: string[];
  frequency: string;
  next: string[];
}

const reports: Report[] = [
  {
    title: "month ends without March are no five weeks",
    source: "https://github.com/esm-tools/pycmor/pull/199",
    dates: ["2000-01-31", "2000-02-29", "2000-04-30"],
    frequency: "ME",
    next: ["2000-05-31", "2000-06-30"],
  },
  {
    title: "weekly Mondays stay Mondays",
    source: "https://github.com/facebook/prophet/issues/746",
    dates: every(7, "2017-01-02", 90),
    frequency: "W",
    next: ["2018-09-24", "2018-10-01"],
  },
  {
    title: "weekly Saturdays make no jump of a day",
    source: "https://github.com/facebook/prophet/issues/1424",
    dates: every(7, "2017-01-07", 104),
    frequency: "W",
    next: ["2019-01-05", "2019-01-12"],
  },
  {
    title: "month ends are followed by month ends",
    source: "https://github.com/facebook/prophet/issues/212",
    dates: months(53, (month) => Date.UTC(2013, month + 1, 0)),
    frequency: "ME",
    next: ["2017-06-30", "2017-07-31", "2017-08-31", "2017-09-30"],
  },
  {
    title: "the 30th of January is not followed by the 1st of March",
    source: "https://github.com/facebook/prophet/issues/835",
    dates: months(8, (month) => Date.UTC(2019, 5 + month, 30)),
    frequency: "monthly",
    next: ["2020-02-29", "2020-03-30", "2020-04-30"],
  },
  {
    title: "month starts are followed by month starts",
    source: "https://github.com/Nixtla/hierarchicalforecast/issues/158",
    dates: months(74, (month) => Date.UTC(1999, month, 1)),
    frequency: "MS",
    next: ["2005-03-01", "2005-04-01"],
  },
  {
    title: "a composite of sixteen days",
    source: "https://github.com/facebook/prophet/issues/1236",
    dates: [...every(16, "2018-01-01", 23), ...every(16, "2019-01-01", 20)],
    frequency: "16D",
    next: ["2019-11-17", "2019-12-03"],
  },
  {
    title: "last trading days of the month",
    source: "https://github.com/rsheftel/pandas_market_calendars/issues/129",
    dates: ["2014-06-30", "2014-07-31", "2014-08-29", "2014-09-30", "2014-10-31", "2014-11-28"],
    frequency: "BME",
    next: ["2014-12-31", "2015-01-30"],
  },
  {
    title: "business days with a holiday on a Monday",
    source: "https://github.com/unit8co/darts/issues/1433",
    dates: every(1, "2022-12-05", 33).filter(
      (date) => isWeekday(date) && date !== "2022-12-12" && date !== "2022-12-26",
    ),
    frequency: "B",
    next: ["2023-01-09", "2023-01-10"],
  },
  {
    title: "one missing day",
    source: "https://github.com/sktime/sktime/issues/4405",
    dates: every(1, "2024-01-01", 8).filter((date) => date !== "2024-01-06"),
    frequency: "D",
    next: ["2024-01-09", "2024-01-10"],
  },
  {
    title: "rows of each month at any day",
    source: "https://github.com/facebook/prophet/issues/494",
    dates: [12, 9, 12, 17, 8, 12, 21, 12, 5, 12].map((each, month) => iso(Date.UTC(2017, 5 + month, each))),
    frequency: "monthly",
    next: ["2018-04-12", "2018-05-12"],
  },
  {
    title: "three days in a row are days, not business days",
    source: "https://github.com/unit8co/darts/issues/128",
    dates: ["2013-01-01", "2013-01-02", "2013-01-03"],
    frequency: "D",
    next: ["2013-01-04"],
  },
];

const predictor = testPredictor();

test.each(reports)("$title ($source)", async ({ dates, frequency, next }) => {
  const input = bytes(["date,y", ...dates.map((date, row) => `${date},${10 + (row % 5)}`), ""].join("\n"));
  const parameters = { model: "naive", horizon: String(next.length), interval: "0" };
  const { csv } = await predictor.predictCsv(input, parameters);
  expect(parseForecast(csv).dates).toEqual(next);
  expect(await checkFile("a.csv", input, {})).toMatchObject({ status: "ok", frequency });
});

/** Hours of London over the change to summer time, with their offsets: https://github.com/statsmodels/statsmodels/issues/6667 */
test("the shape of the day stays on the local clock over a change of clocks", async () => {
  const format = new Intl.DateTimeFormat("sv", {
    timeZone: "Europe/London",
    dateStyle: "short",
    timeStyle: "short",
  });
  const hours = Array.from({ length: 24 * 40 }, (_, row) => {
    const at = Date.UTC(2020, 1, 22, row);
    const local = format.format(at).replace(" ", "T");
    return `${local}:00${Date.parse(`${local}Z`) === at ? "+00:00" : "+01:00"}`;
  });
  const shape = (date: string) => Math.abs(Number(date.slice(11, 13)) - 12);
  const known = hours.slice(0, 24 * 37);
  const input = bytes(["date,y", ...known.map((date) => `${date},${shape(date)}`), ""].join("\n"));
  const { csv } = await predictor.predictCsv(input, { model: "auto", horizon: "72", interval: "0" });
  const { dates, columns } = parseForecast(csv);
  expect(dates).toEqual(hours.slice(24 * 37));
  const miss = columns[0]!.reduce((sum, value, row) => sum + Math.abs(value - shape(dates[row]!)) / 72, 0);
  expect(miss).toBeLessThan(0.1);
});
