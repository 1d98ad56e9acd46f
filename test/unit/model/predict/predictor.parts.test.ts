import { describe, expect, it } from "vitest";
import type { Parts } from "../../../../src/core/report/parts.ts";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { createPredictor } from "../../../../src/model/predict/predictor.ts";

const predictor = createPredictor();
const dayOf = (row: number) => new Date(Date.UTC(2022, 0, 1 + row)).toISOString().slice(0, 10);

/** A week that grows with the level, and a price that pushes it down. */
function csvOf(rows: number, ahead: number, value: (row: number, price: number) => number): string {
  const lines = Array.from({ length: rows + ahead }, (_, row) => {
    const price = 5 + (row % 11 === 0 ? 2 : 0);
    return `${dayOf(row)},${row < rows ? value(row, price).toFixed(3) : ""},${price}`;
  });
  return `date,y,price\n${lines.join("\n")}\n`;
}
const growing = (row: number, price: number) =>
  (50 + row / 4) * (1 + 0.3 * Math.sin((row * 2 * Math.PI) / 7)) * (1 + 0.02 * Math.sin(row * row)) -
  4 * price;
const steady = (row: number) => 10 * Math.sin((row * 2 * Math.PI) / 7) + 2 * Math.sin(row * row);

async function partsOf(csv: string, parameters: RawParameters) {
  const { choice } = predictor.prepare(parameters);
  const dataset = await readDataset(Buffer.from(csv), choice!);
  const plain = await predictor.forecast(dataset, parameters);
  const made = await predictor.forecast(dataset, parameters, { withParts: true });
  const yhat = made.csv
    .trimEnd()
    .split("\n")
    .map((line) => Number(line.split(",")[1]));
  return { plain, made, parts: made.parts![0], yhat, series: dataset.series[0]! };
}

function totalsOf(
  { terms: [trend, ...terms] }: Parts,
  side: "history" | "future",
  multiplies: boolean,
): number[] {
  return trend![side].map((value, row) => {
    const shares = terms.filter(({ isShare }) => isShare).map((term) => term[side][row]!);
    const share = multiplies
      ? shares.reduce((product, each) => product * (1 + each), 1)
      : 1 + shares.reduce((sum, each) => sum + each, 0);
    return (
      value * share + terms.filter(({ isShare }) => !isShare).reduce((sum, term) => sum + term[side][row]!, 0)
    );
  });
}

const namesOf = ({ terms }: Parts) =>
  terms.map(({ kind, name, isShare }) => `${kind} ${name}${isShare ? " %" : ""}`);

function expectSame(found: readonly number[], wanted: ArrayLike<number>): void {
  expect(found).toHaveLength(wanted.length);
  for (const [row, value] of found.entries()) expect(value).toBeCloseTo(wanted[row]!, 8);
}

describe("what Prophet's forecast is made of", () => {
  const model = { model: "prophet", horizon: "20", regressors: "price" };
  it.each([
    [
      "sums",
      { "seasonality-mode": "additive" },
      ["trend trend", "season weekly", "holidays holidays", "regressor price"],
    ],
    [
      "shares of the trend",
      { "seasonality-mode": "multiplicative" },
      ["trend trend", "season weekly %", "holidays holidays %", "regressor price %"],
    ],
    [
      "a flat trend",
      { growth: "flat" },
      ["trend trend", "season weekly", "holidays holidays", "regressor price"],
    ],
  ])("%s add up to the forecast and, with the rest, to the history", async (_title, own, names) => {
    const csv = csvOf(400, 20, growing);
    const { plain, made, parts, yhat, series } = await partsOf(csv, {
      ...model,
      ...own,
      "holidays-country": "US",
    });
    expect(made.csv).toBe(plain.csv);
    expect(namesOf(parts!)).toEqual(names);
    expectSame(totalsOf(parts!, "future", false), yhat);
    expect(parts!.history).toEqual([...series.ds]);
    expectSame(
      totalsOf(parts!, "history", false).map((value, row) => value + parts!.rest[row]!),
      series.y,
    );
    const [newest] = parts!.heldOut;
    expect(newest!.at).toEqual(Array.from(series.ds.slice(-20)));
    expect(newest!.actual).toEqual(Array.from(series.y.slice(-20)));
    expect(plain).not.toHaveProperty("parts");
  });

  it("of logistic growth stays between its limits", async () => {
    const csv = csvOf(200, 20, (row) => 100 / (1 + Math.exp(-row / 40)) + Math.sin(row * row)).replaceAll(
      /^(.*)$/gm,
      (line, _all, at) => (line === "" ? line : `${line},${at === 0 ? "cap" : "105"}`),
    );
    const { parts, yhat } = await partsOf(csv, {
      model: "prophet",
      horizon: "20",
      growth: "logistic",
      cap: "cap",
    });
    expectSame(totalsOf(parts!, "future", false), yhat);
    expect(Math.max(...parts!.terms[0]!.history)).toBeLessThan(105);
  });
});

describe("what a statistical forecast is made of", () => {
  it.each(["auto", "mstl", "ets", "theta"])(
    "of %s adds up to the forecast and to the history",
    async (model) => {
      const { plain, made, parts, yhat, series } = await partsOf(csvOf(300, 0, steady), {
        model,
        horizon: "14",
      });
      expect(made.csv).toBe(plain.csv);
      expect(namesOf(parts!)).toEqual(["trend trend", "season season of 7 rows"]);
      expectSame(totalsOf(parts!, "future", true), yhat);
      expectSame(
        totalsOf(parts!, "history", true).map((value, row) => value + parts!.rest[row]!),
        series.y,
      );
      const weights = parts!.methods.map(({ weight }) => weight);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    },
  );

  it("of auto says what was weighed and left out, and repeats the errors of its windows", async () => {
    const { parts, series } = await partsOf(csvOf(300, 0, steady), { horizon: "14" });
    const { methods, heldOut } = parts!;
    expect(methods.some(({ weight }) => weight === 0)).toBe(true);
    expect(methods[0]).toMatchObject({
      name: expect.any(String),
      inWords: expect.stringMatching(/ /),
      prior: expect.any(Number),
    });
    expect(heldOut.length).toBeGreaterThan(1);
    for (const { at, values, actual } of heldOut) {
      expect(values).toHaveLength(at.length);
      const known = new Map(Array.from(series.ds, (seconds, row) => [seconds, series.y[row]!]));
      expectSame(
        actual,
        at.map((seconds) => known.get(seconds)!),
      );
    }
  });

  it("that grows in percent has seasons in percent", async () => {
    const { parts, yhat } = await partsOf(
      csvOf(300, 0, (row) => (20 + row) * Math.exp(0.8 * Math.sin((row * 2 * Math.PI) / 7))),
      {
        model: "mstl",
        transform: "log",
        horizon: "14",
      },
    );
    expect(namesOf(parts!)).toEqual(["trend trend", "season season of 7 rows %"]);
    expectSame(totalsOf(parts!, "future", true), yhat);
  });

  it("without a season has a level, with steps left out where there is no row", async () => {
    const rows = [0, 1, 2, 4, 5, 6, 7, 9, 10, 11];
    const csv = `date,y\n${rows.map((row) => `${dayOf(row)},${100 + 3 * row + (row % 3)}`).join("\n")}\n`;
    const { parts, yhat, series } = await partsOf(csv, { model: "theta", horizon: "3" });
    expect(namesOf(parts!)).toEqual(["trend level"]);
    expect(parts!.history).toEqual([...series.ds]);
    expectSame(totalsOf(parts!, "future", true), yhat);
  });

  it.each(["naive", "seasonal-naive"])("is not said by %s, which repeats rows", async (model) => {
    const { parts } = await partsOf(csvOf(100, 0, steady), { model, horizon: "7" });
    expect(parts).toBeUndefined();
  });
});
