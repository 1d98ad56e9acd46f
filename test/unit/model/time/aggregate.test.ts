import { describe, expect, test } from "vitest";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { checkDataset } from "../../../../src/model/check/check-dataset.ts";
import { formatDate } from "../../../../src/model/csv/parse-date.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { bytes, inputErrorOf, parseForecast, testPredictor } from "../support.ts";

const { predictCsv } = testPredictor();

/** What a model would learn from, as lines. */
async function learnt(csv: string, parameters: RawParameters) {
  const { series, warnings } = await checkDataset(
    bytes(csv),
    { model: "naive", ...parameters },
    modelDescriptions,
  );
  const { history, future } = series[0]!.checked!;
  const rows = Array.from(history.ds, (at, row) =>
    [
      formatDate(at, history.style),
      history.y[row],
      ...Object.values(history.columns).map((all) => all[row]),
    ].join(","),
  );
  return {
    rows,
    warnings,
    future: Array.from(future.ds, (at) => formatDate(at, history.style)),
    columns: future.columns,
  };
}

/** @param value of each row, from a Monday */
function csvOf(count: number, step: number, value: (row: number) => number, header = "date,y"): string {
  const start = Date.UTC(2024, 0, 1);
  const lines = Array.from({ length: count }, (_, row) => {
    const at = new Date(start + row * step * 1000).toISOString();
    return `${step < 86_400 ? at.slice(0, 16).replace("T", " ") : at.slice(0, 10)},${value(row)}`;
  });
  return [header, ...lines, ""].join("\n");
}

const hour = 3600;
const day = 24 * hour;

describe("hourly rows to days", () => {
  const csv = csvOf(72, hour, (row) => (row % 24) + Math.floor(row / 24));

  test.each([
    ["sum", [276, 300, 324]],
    ["mean", [11.5, 12.5, 13.5]],
    ["first", [0, 1, 2]],
    ["last", [23, 24, 25]],
    ["min", [0, 1, 2]],
    ["max", [23, 24, 25]],
    ["count", [24, 24, 24]],
  ])("by %s", async (aggregate, values) => {
    const { rows, warnings } = await learnt(csv, { frequency: "D", aggregate });
    expect(rows.map((row) => Number(row.split(",")[1]))).toEqual(values);
    expect(warnings).toEqual([]);
  });

  test("are refused without a word on how, with the way out", async () => {
    for (const frequency of ["D", "W", "MS", "B", "2h", "D Mon-Sat"]) {
      const error = await inputErrorOf(() =>
        learnt(
          csvOf(60 * 24, hour, (row) => row % 24),
          { frequency },
        ),
      );
      expect(error.code).toBe("parameter.aggregate");
      expect(error.message).toContain(`The frequency ${frequency} is coarser than the rows: there are`);
      expect(error.fix).toContain("set the parameter aggregate to sum, mean");
    }
  });

  test("leave out a day that is not over, and one that began before the file", async () => {
    const all = csvOf(144, hour, (row) => (row % 24) + Math.floor(row / 24))
      .trim()
      .split("\n");
    const part = ["date,y", ...all.slice(9, -4), ""].join("\n");
    const { rows, warnings, future } = await learnt(part, {
      frequency: "D",
      aggregate: "sum",
      horizon: 1,
      model: "prophet",
    });
    expect(rows.slice(-2)).toEqual(["2024-01-04,348", "2024-01-05,372"]);
    expect(warnings).toEqual([
      "The first step, 2024-01-01, has rows from 2024-01-01 08:00 on alone, and was left out.",
      "The last step, 2024-01-06, has rows up to 2024-01-06 19:00 alone, and was left out.",
    ]);
    expect(future).toEqual(["2024-01-06"]);
    // The first row of a day that goes on is its first all the same.
    expect((await learnt(part, { frequency: "D", aggregate: "first", model: "prophet" })).rows.at(-1)).toBe(
      "2024-01-06,5",
    );
  });
});

describe("several rows of one date", () => {
  const sales = [
    "2024-01-01,2",
    "2024-01-01,3",
    "2024-01-02,4",
    "2024-01-03,1",
    "2024-01-03,1",
    "2024-01-03,7",
  ];
  const csv = ["date,y", ...sales, ""].join("\n");

  test("are refused with both ways out", async () => {
    const error = await inputErrorOf(() => learnt(csv, {}));
    expect(error).toMatchObject({ code: "csv.duplicate-date", line: 3 });
    expect(error.fix).toContain("set the parameter aggregate to sum or mean");
  });

  test.each([
    ["sum", [5, 4, 9]],
    ["mean", [2.5, 4, 3]],
    ["first", [2, 4, 1]],
    ["last", [3, 4, 7]],
    ["min", [2, 4, 1]],
    ["max", [3, 4, 7]],
    ["count", [2, 1, 3]],
  ])("become one by %s, in any order of dates", async (aggregate, values) => {
    const shuffled = ["date,y", ...sales.slice(3), ...sales.slice(0, 3), ""].join("\n");
    for (const text of [csv, shuffled]) {
      expect((await learnt(text, { aggregate })).rows.map((row) => Number(row.split(",")[1]))).toEqual(
        values,
      );
    }
  });

  test("are one series where a column numbers them", async () => {
    const numbered = ["id,date,y", ...sales.map((row, at) => `${at + 1},${row}`), ""].join("\n");
    expect((await learnt(numbered, { aggregate: "sum", target: "y" })).rows).toHaveLength(3);
  });

  test("of a panel become one for each series", async () => {
    const panel = ["shop,date,y", ...sales.flatMap((row) => [`a,${row}`, `b,${row}`]), ""].join("\n");
    const { csv: result } = await predictCsv(bytes(panel), {
      id: "shop",
      aggregate: "sum",
      model: "naive",
      horizon: 1,
    });
    expect(result.trim().split("\n").slice(1)).toEqual([
      expect.stringMatching(/^2024-01-04,9,.*,a,naive$/),
      expect.stringMatching(/^2024-01-04,9,.*,b,naive$/),
    ]);
  });
});

describe("days to longer steps", () => {
  // Sunday 2024-03-31 ends a week, a month and a quarter.
  const csv = csvOf(91, day, () => 1);

  test.each([
    ["W", ["2024-03-18,7", "2024-03-25,7"], "2024-04-01"],
    ["W-SUN", ["2024-03-17,7", "2024-03-24,7"], "2024-03-31"],
    ["MS", ["2024-02-01,29", "2024-03-01,31"], "2024-04-01"],
    ["ME", ["2024-02-29,29", "2024-03-31,31"], "2024-04-30"],
    ["BME", ["2024-02-29,29", "2024-03-29,31"], "2024-04-30"],
    ["monthly", ["2024-02-01,29", "2024-03-01,31"], "2024-04-01"],
    ["B", ["2024-03-28,1", "2024-03-29,3"], "2024-04-01"],
    ["10D", ["2024-03-11,10", "2024-03-21,10"], "2024-03-31"],
  ])("%s", async (frequency, last, next) => {
    const { rows, future } = await learnt(csv, { frequency, aggregate: "sum", horizon: 1 });
    expect(rows.slice(-2)).toEqual(last);
    expect(future).toEqual([next]);
  });

  test("quarters and years", async () => {
    const years = csvOf(1461, day, () => 1);
    expect((await learnt(years, { frequency: "QE", aggregate: "sum" })).rows.slice(-2)).toEqual([
      "2027-09-30,92",
      "2027-12-31,92",
    ]);
    expect((await learnt(years, { frequency: "YS", aggregate: "sum" })).rows.slice(-2)).toEqual([
      "2026-01-01,365",
      "2027-01-01,365",
    ]);
  });

  test("months of business days are whole with the last business day", async () => {
    const days = csv
      .trim()
      .split("\n")
      .filter((_, row) => row === 0 || (row - 1) % 7 < 5);
    const { rows, warnings } = await learnt([...days, ""].join("\n"), {
      frequency: "MS",
      aggregate: "count",
    });
    expect(rows).toEqual(["2024-01-01,23", "2024-02-01,21", "2024-03-01,21"]);
    expect(warnings).toEqual([]);
    const early = await inputErrorOf(() =>
      learnt([...days.slice(0, -1), ""].join("\n"), { frequency: "MS", aggregate: "sum" }),
    );
    expect(early.message).toMatch(/^There are 2 rows with a value/);
  });
});

describe("what is known beside the value", () => {
  const rows = Array.from({ length: 168 }, (_, row) => row);
  const line = (row: number, y: number | "") =>
    `${new Date(Date.UTC(2024, 0, 1, row)).toISOString().slice(0, 16)},${y},${Math.floor(row / 24)}`;

  test("is the mean of the step, in the known future, too", async () => {
    const csv = ["date,y,price", ...rows.map((row) => line(row, row < 132 ? 1 : "")), ""].join("\n");
    const asked = { frequency: "D", aggregate: "sum", model: "prophet", regressors: "price" };
    const { rows: days, future, columns } = await learnt(csv, asked);
    expect(days.slice(-2)).toEqual(["2024-01-04,24,3", "2024-01-05,24,4"]);
    // Half of the sixth day has no value yet; it is forecast, with all that is known of it.
    expect(future).toEqual(["2024-01-06", "2024-01-07"]);
    expect([...columns["price"]!]).toEqual([5, 6]);
  });
});

describe("events at any time", () => {
  /** A purchase every 5 to 50 minutes from 8 to 20, none on Sundays. */
  const events = () => {
    const lines: string[] = [];
    let at = Date.UTC(2024, 0, 1, 8);
    for (let i = 1; at < Date.UTC(2024, 1, 26); i++) {
      const date = new Date(at);
      if (date.getUTCDay() !== 0 && date.getUTCHours() >= 8 && date.getUTCHours() < 20) {
        lines.push(`${date.toISOString().slice(0, 19)},${1 + (i % 7)}`);
      }
      at += (300 + ((i * 977) % 2700)) * 1000;
    }
    return ["time,amount", ...lines, ""].join("\n");
  };

  test("become days, without those that never have any", async () => {
    const csv = events();
    const asked = { date: "time", frequency: "D", aggregate: "sum", horizon: 6 };
    const { rows, warnings } = await learnt(csv, asked);
    expect(rows).toHaveLength(48);
    expect(warnings).toContain(
      "No rows on Sundays in 7 weeks: Sundays are not forecast; `--closed no` turns this off.",
    );
    const total = csv
      .trim()
      .split("\n")
      .slice(1)
      .reduce((sum, row) => sum + Number(row.split(",")[1]), 0);
    expect(rows.reduce((sum, row) => sum + Number(row.split(",")[1]), 0)).toBe(total);
    const { csv: result, parameters } = await predictCsv(bytes(csv), asked);
    const { columns, dates } = parseForecast(result);
    expect(dates[0]).toBe("2024-02-26");
    for (const value of columns[0]!) expect(Math.abs(value / (total / 48) - 1)).toBeLessThan(0.2);
    expect(parameters).toMatchObject({
      frequency: "D Mon-Sat",
      aggregate: "sum",
      closed: "auto",
      fill: "interpolate",
    });
  });

  test("that stop in the middle of a day leave it out", async () => {
    const lines = events().trim().split("\n");
    const { rows, warnings } = await learnt([...lines.slice(0, -15), ""].join("\n"), {
      date: "time",
      frequency: "D",
      aggregate: "sum",
    });
    expect(rows).toHaveLength(47);
    expect(warnings.join("\n")).toMatch(/The last step, 2024-02-24, has rows up to 2024-02-24T1\d:/);
  });

  test("that are counted are none on a day without any", async () => {
    const csv =
      "date,y\n2024-01-01,5\n2024-01-01,6\n2024-01-02,1\n2024-01-04,3\n2024-01-05,1\n2024-01-05,2\n";
    expect((await learnt(csv, { aggregate: "count" })).rows.map((row) => Number(row.split(",")[1]))).toEqual([
      2, 1, 0, 1, 2,
    ]);
    expect((await learnt(csv, { aggregate: "count", fill: "interpolate" })).rows).toHaveLength(4);
  });
});

describe("without a column of values", () => {
  const log = [
    "when,user,action",
    ...Array.from(
      { length: 60 },
      (_, row) =>
        `2024-01-0${1 + Math.floor(row / 10)} ${10 + (row % 10)}:15:00,u${row % 3},${row % 2 ? "view" : "buy"}`,
    ),
  ];
  const csv = [...log.filter((_, row) => row % 17 !== 5), ""].join("\n");

  test("rows are counted", async () => {
    const asked = { frequency: "D", aggregate: "count", horizon: 2, model: "naive" };
    const { rows, warnings } = await learnt(csv, asked);
    expect(rows.map((row) => Number(row.split(",")[1]))).toEqual([9, 10, 9, 9, 10, 9]);
    expect(warnings).toContain("The rows are counted, whatever their columns hold.");
    expect((await predictCsv(bytes(csv), asked)).csv).toMatch(/^date,prediction,.*\n2024-01-07,9,/);
    const byUser = await predictCsv(bytes(csv), { ...asked, id: "user" });
    expect(byUser.series!.count).toBe(3);
  });

  test("other aggregates ask for one", async () => {
    expect((await inputErrorOf(() => learnt(csv, { frequency: "D", aggregate: "sum" }))).code).toBe(
      "csv.no-value-column",
    );
  });

  test("several columns of numbers need no choice", async () => {
    const two = "date,price,qty\n2024-01-01,1,2\n2024-01-01,3,4\n2024-01-02,1,1\n2024-01-03,5,5\n";
    expect((await learnt(two, { aggregate: "count" })).rows.map((row) => row.split(",")[1])).toEqual([
      "2",
      "1",
      "1",
    ]);
    expect((await inputErrorOf(() => learnt(two, { aggregate: "sum" }))).code).toBe("csv.no-value-column");
  });
});

test("texts that make dates unique are no series where rows are put together", async () => {
  const csv = [
    "date,region,y",
    ...["01", "02", "03", "04"].flatMap((day) => [`2024-01-${day},north,1`, `2024-01-${day},south,2`]),
    "",
  ].join("\n");
  expect((await learnt(csv, { aggregate: "sum" })).rows.map((row) => row.split(",")[1])).toEqual([
    "3",
    "3",
    "3",
    "3",
  ]);
  const { dataset } = await checkDataset(
    bytes(csv),
    { model: "naive", aggregate: "sum", id: "region" },
    modelDescriptions,
  );
  expect(dataset.series).toHaveLength(2);
});
