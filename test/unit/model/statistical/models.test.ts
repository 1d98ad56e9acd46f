import { describe, expect, test } from "vitest";
import { bytes, dailyCsv, parseForecast, sixtyDays, testPredictor } from "../support.ts";

const predictor = testPredictor();

async function forecast(csv: string, parameters: Record<string, string | number>) {
  const prediction = await predictor.predictCsv(bytes(csv), parameters);
  return { ...prediction, ...parseForecast(prediction.csv) };
}

const models = ["auto", "mstl", "ets", "theta"];

describe.each(models)("%s", (model) => {
  test("continues trend and week, with a band around the point that grows with the level", async () => {
    const { csv } = await forecast(dailyCsv(sixtyDays), { model, horizon: 14, interval: "0.8,0.95" });
    const rows = csv
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").slice(1).map(Number));
    for (const [i, [point, lower, upper, lowest, highest]] of rows.entries()) {
      const truth = 100 + (60 + i) / 2 + 10 * Math.sin((2 * Math.PI * (60 + i)) / 7);
      expect(Math.abs(point! - truth)).toBeLessThan(5);
      expect([lowest! < lower!, lower! < point!, point! < upper!, upper! < highest!]).toEqual(
        Array<boolean>(4).fill(true),
      );
    }
  });

  test("lets a season grow with the level", async () => {
    const week = [0.5, 0.8, 1, 1.2, 1.5, 1.3, 0.7];
    const value = (day: number) => 100 * 1.01 ** day * week[day % 7]!;
    const csv = dailyCsv(Array.from({ length: 112 }, (_, day) => value(day).toFixed(2)));
    const { columns } = await forecast(csv, { model, horizon: 14 });
    columns[0]!.forEach((point, h) => {
      expect(Math.abs(point / value(112 + h) - 1)).toBeLessThan(0.08);
    });
  });

  test("gives the same bytes again", async () => {
    const run = async () => (await testPredictor().predictCsv(bytes(dailyCsv(sixtyDays)), { model })).csv;
    expect(await run()).toBe(await run());
  });

  test.each<[string, (number | string)[]]>([
    ["three rows", [1, 2, 4]],
    ["gaps", sixtyDays.map((value, day) => (day % 5 === 3 ? "" : value))],
    ["one value among zeros", Array.from({ length: 60 }, (_, day) => (day === 30 ? 1 : 0))],
    ["numbers near the end of the range", [1e300, 3e300, 2e300, 1e300, 4e300, 1e300, 2e300, 3e300]],
    ["denormal numbers", Array.from({ length: 20 }, (_, day) => 5e-324 * ((day % 5) + 1))],
    ["a small change far from zero", Array.from({ length: 40 }, (_, day) => 1e12 + (day % 3))],
    ["a spike", Array.from({ length: 40 }, (_, day) => (day === 35 ? 1e12 : day % 3))],
    ["both signs", Array.from({ length: 40 }, (_, day) => Math.sin(day) * 5)],
  ])("stands %s", async (_, values) => {
    const { columns } = await forecast(dailyCsv(values), { model, horizon: 10 });
    expect(columns.flat().every(Number.isFinite)).toBe(true);
    columns[0]!.forEach((point, row) => {
      expect(columns[1]![row]!).toBeLessThanOrEqual(point);
      expect(columns[2]![row]!).toBeGreaterThanOrEqual(point);
    });
  });

  test("forecasts nothing negative where nothing was", async () => {
    const falling = Array.from({ length: 40 }, (_, day) => Math.max(0, 40 - day - (day % 3)));
    const { columns } = await forecast(dailyCsv(falling), { model, horizon: 30 });
    expect(Math.min(...columns[0]!, ...columns[1]!)).toBeGreaterThanOrEqual(0);
  });

  test("is not misled by its own scale", async () => {
    const at = async (factor: number) =>
      (await forecast(dailyCsv(sixtyDays.map((value) => value * factor)), { model, horizon: 3 })).columns;
    const [one, thousand] = [await at(1), await at(1024)];
    expect(thousand.flat()).toEqual(one.flat().map((value) => value * 1024));
  });
});

describe("auto", () => {
  test("explains what it weighed, and by what", async () => {
    const { explanation } = await forecast(dailyCsv(sixtyDays), { model: "auto", horizon: 7 });
    expect(explanation).toMatchObject({
      rows: 60,
      seasons: [{ period: 7 }],
      sign: "not negative",
      intermittent: false,
      windows: { count: 4, rows: 7 },
    });
    expect(explanation!.sentence).toMatch(
      /^\d+ methods, weighed by their errors on 4 windows of 7 rows held out of the history; heaviest: /,
    );
    const weights = Object.values(explanation!["weights"] as Record<string, number>);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 1);
  });

  test("says so when the series is too short to hold rows out", async () => {
    const { explanation } = await forecast(dailyCsv([3, 5, 4, 6]), { model: "auto", horizon: 2 });
    expect(explanation!.sentence).toContain("too short to hold any rows out");
  });

  test("sees a series of zeros and a few sales", async () => {
    const sales = Array.from({ length: 80 }, (_, day) => (day % 6 === 2 ? 1 + (day % 4) : 0));
    const { explanation } = await forecast(dailyCsv(sales), { model: "auto", horizon: 7 });
    expect(explanation).toMatchObject({ intermittent: true });
  });
});

describe("mstl", () => {
  test("works on logarithms when told", async () => {
    const csv = dailyCsv(sixtyDays);
    const { explanation } = await forecast(csv, { model: "mstl", transform: "log", horizon: 2 });
    expect(explanation).toMatchObject({ logarithms: true, periods: [7] });
  });

  test("takes the season that it is told", async () => {
    const csv = dailyCsv(Array.from({ length: 40 }, (_, day) => [1, 5, 9][day % 3]!));
    const { columns } = await forecast(csv, { model: "mstl", "season-length": 3, horizon: 3 });
    columns[0]!.forEach((value, h) => expect(value).toBeCloseTo([5, 9, 1][h]!, 1));
  });

  test("finds a season that the calendar does not know", async () => {
    const rows = Array.from({ length: 80 }, (_, row) => {
      const date = new Date(Date.UTC(2024, 0, 1 + 3 * row)).toISOString().slice(0, 10);
      return `${date},${[1, 5, 9, 4, 2][row % 5]! + row / 100}`;
    });
    const { explanation } = await forecast(["date,y", ...rows].join("\n"), { model: "mstl", horizon: 2 });
    expect(explanation).toMatchObject({ periods: [5] });
  });
});

describe("gaps", () => {
  test("are filled along the season, and told", async () => {
    const week = [10, 20, 30, 40, 50, 60, 70];
    const values = Array.from({ length: 56 }, (_, day) => (day === 40 || day === 41 ? "" : week[day % 7]!));
    const { columns, warnings } = await forecast(dailyCsv(values), { model: "mstl", horizon: 7 });
    columns[0]!.forEach((value, h) => expect(value).toBeCloseTo(week[h]!, -0.5));
    expect(warnings).toContain("2 steps have no row and were interpolated.");
  });
});
