// Series that a forecast has gone wrong on in silence, generated: the right value or band for each kind.
import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { bytes, dailyCsv, inputErrorOf, parseForecast, testPredictor } from "../support.ts";

const predictor = testPredictor();
const { normal } = createRandom(xoshiro128([2, 7, 1, 8]));

/** @param step minutes, or a month */
function rowsOf(values: readonly number[], step: number | "month"): string {
  const rows = values.map((value, t) => {
    const date = new Date(step === "month" ? Date.UTC(2015, t, 1) : Date.UTC(2024, 0, 1) + t * step * 60_000);
    return `${date.toISOString().slice(0, step === "month" ? 10 : 16)},${value}`;
  });
  return ["date,y", ...rows, ""].join("\n");
}

async function forecast(csv: string, parameters: Record<string, string | number> = {}) {
  const prediction = await predictor.predictCsv(bytes(csv), { model: "auto", ...parameters });
  const { columns } = parseForecast(prediction.csv);
  const [yhat, lower, upper] = columns as [number[], number[], number[]];
  return { ...prediction, yhat, lower, upper };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the distances, as a share of the truth. */
const missed = (yhat: readonly number[], truth: (h: number) => number) =>
  mean(yhat.map((value, h) => Math.abs(value / truth(h) - 1)));

describe("one bad value", () => {
  const days = Array.from(
    { length: 400 },
    (_, t) => 1000 + 200 * Math.sin((2 * Math.PI * t) / 7) + 30 * normal(),
  );
  const changed = (at: number, factor: number) => days.map((value, t) => (t === at ? value * factor : value));
  const truth = (h: number) => 1000 + 200 * Math.sin((2 * Math.PI * (400 + h)) / 7);

  test.each<[string, number, number]>([
    ["a day that is not over", 399, 0.1],
    ["a spike in the last row", 399, 350],
    ["a spike five rows before the end", 394, 1000],
    ["a spike long ago", 150, 1000],
  ])("%s is told and carried on by nothing", async (_, at, factor) => {
    const { yhat, lower, upper, warnings } = await forecast(dailyCsv(changed(at, factor)), { horizon: 28 });
    expect(missed(yhat, truth)).toBeLessThan(0.05);
    expect(Math.max(...upper.map((value, h) => value - lower[h]!))).toBeLessThan(300);
    expect(warnings).toEqual([
      expect.stringMatching(
        at === 399
          ? /^The last row \(/
          : /^1 value stands far off the rows around it \(\d{4}-\d\d-\d\d: [\d.]+\);/,
      ),
    ]);
  });

  test.each([364, 371])("an event as one %i days ago is told and carried on by nothing", async (earlier) => {
    const rows = Array.from(
      { length: 500 },
      (_, t) => 1000 * (t === 499 || t === 499 - earlier ? 3 : 1) + 60 * normal(),
    );
    const { yhat, warnings } = await forecast(dailyCsv(rows), { horizon: 14 });
    expect(missed(yhat, () => 1000)).toBeLessThan(0.08);
    expect(warnings).toEqual([
      expect.stringMatching(/^The last row \(\d+\.?\d*\) stands out as one a year earlier did/),
    ]);
  });

  test.each([99, 70])("a wild value in row %i of prices is told and carried on by nothing", async (at) => {
    const prices = Array.from({ length: 100 }, (_, t) => (t === at ? 5e6 : t < 20 ? 4 : 5));
    const { yhat, upper, warnings } = await forecast(dailyCsv(prices), { horizon: 7 });
    expect(missed(yhat, () => 5)).toBeLessThan(0.02);
    expect(Math.max(...upper)).toBeLessThan(6);
    expect(warnings).toHaveLength(1);
  });

  test("one negative slip does not make sales negative", async () => {
    const dying = Array.from({ length: 100 }, (_, t) => (t === 60 ? -900 : 300 - 3 * t + 5 * normal() + 5));
    const { lower } = await forecast(
      dailyCsv(dying.map((value, t) => (t === 60 ? value : Math.max(value, 0.5)))),
    );
    expect(Math.min(...lower)).toBe(0);
  });

  test("is kept by auto when told", async () => {
    const { yhat, warnings } = await forecast(dailyCsv(changed(399, 3)), {
      "last-row": "keep",
      horizon: 2,
    });
    expect(yhat[0]).toBeGreaterThan(1.05 * truth(0));
    expect(warnings).toEqual([]);
  });

  test("is kept when told", async () => {
    const { yhat, warnings } = await forecast(dailyCsv(changed(399, 0.1)), {
      "last-row": "keep",
      model: "naive",
    });
    expect([yhat[0], warnings]).toEqual([changed(399, 0.1)[399], []]);
  });

  test("forecasts begin after the row that was left out", async () => {
    const { csv } = await forecast(dailyCsv(days), { "last-row": "drop", horizon: 2, model: "naive" });
    expect(csv.split("\n")[1]).toMatch(/^2025-02-04,/);
    expect(Number(csv.split("\n")[1]!.split(",")[1])).toBe(days[398]);
  });
});

describe("a level that is new or an outage that goes on", () => {
  test.each([0, 0.4, 2])("%d times for three days is told, and its band reaches to both", async (factor) => {
    const rows = Array.from(
      { length: 300 },
      (_, t) => (1000 + 150 * Math.sin((2 * Math.PI * t) / 7) + 50 * normal()) * (t < 297 ? 1 : factor),
    );
    const { lower, upper, warnings } = await forecast(dailyCsv(rows), { horizon: 14 });
    for (const [h, low] of lower.entries()) {
      expect(low).toBeLessThan(1000 * Math.min(1, factor) + 250);
      expect(upper[h]!).toBeGreaterThan(1000 * Math.max(1, factor) - 250);
    }
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The last 3 rows \([\d., ]+\) lie far (below|above) what the rows before let expect, about \d+\. .* leave them out of the file\.$/,
      ),
    ]);
  });

  test("is no riddle any more after ten days", async () => {
    const rows = Array.from({ length: 300 }, (_, t) => (1000 + 60 * normal()) * (t < 290 ? 1 : 0.5));
    const { yhat, warnings } = await forecast(dailyCsv(rows), { horizon: 14 });
    expect(missed(yhat, () => 500)).toBeLessThan(0.25);
    expect(warnings).toEqual([]);
  });
});

describe("few seasons", () => {
  const shape = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.1, 0.9, 1.1, 1.9];
  test.each([24, 26, 30, 36])("%i months go on with the year", async (rows) => {
    const truth = (t: number) => 1000 * shape[t % 12]! * 1.004 ** t;
    const values = Array.from({ length: rows }, (_, t) => truth(t) * (1 + 0.02 * normal()));
    const { yhat } = await forecast(rowsOf(values, "month"));
    expect(missed(yhat, (h) => truth(rows + h))).toBeLessThan(0.06);
  });

  test.each([14, 17, 20])("%i days go on with the week", async (rows) => {
    const truth = (t: number) => 100 + 40 * Math.sin((2 * Math.PI * t) / 7);
    const values = Array.from({ length: rows }, (_, t) => truth(t) + 2 * normal());
    const { yhat } = await forecast(dailyCsv(values), { horizon: 14 });
    expect(missed(yhat, (h) => truth(rows + h))).toBeLessThan(0.06);
  });

  test("48 hours go on with the day", async () => {
    const truth = (t: number) => 100 - 50 * Math.cos((2 * Math.PI * t) / 24);
    const { yhat } = await forecast(
      rowsOf(
        Array.from({ length: 48 }, (_, t) => truth(t) + 2 * normal()),
        60,
      ),
    );
    expect(missed(yhat, (h) => truth(48 + h))).toBeLessThan(0.1);
  });

  test("a season that is not there twice is refused, never left out", async () => {
    const error = await inputErrorOf(() =>
      forecast(dailyCsv(Array.from({ length: 40 }, normal)), { "season-length": 21 }),
    );
    expect(error.code).toBe("parameter.season-length");
    expect(error.message).toBe("A season of 21 steps has to be there twice, and the history has 40 steps.");
  });
});

describe("long seasons", () => {
  const load = (t: number) =>
    Math.floor(t / 288) % 7 < 5 ? 200 - 100 * Math.cos((2 * Math.PI * t) / 288) : 70;
  test.each([{}, { "season-length": 2016 }])(
    "a week of five minutes has its weekend, %o",
    async (parameters) => {
      const rows = 4 * 2016 + 5 * 288;
      const values = Array.from({ length: rows }, (_, t) => load(t) + 3 * normal());
      const { yhat } = await forecast(rowsOf(values, 5), { horizon: 576, ...parameters });
      expect(missed(yhat, (h) => load(rows + h))).toBeLessThan(0.06);
    },
  );

  test("below zero goes a series that was so before the steps that are fitted", async () => {
    const rows = 4000;
    const values = Array.from({ length: rows }, (_, t) =>
      t < 900 ? -5 + normal() : 0.1 + (rows - t) / 100 + 0.05 * Math.abs(normal()),
    );
    const { lower } = await forecast(rowsOf(values, 15), { horizon: 96 });
    expect(Math.min(...lower)).toBeLessThan(0);
  });
});

describe("growth", () => {
  test.each([0, 0.04, 0.08, 0.12])("of %d a month is covered by its band", async (rate) => {
    const draw = createRandom(xoshiro128([5, 5, 7, 7])).normal;
    let [inside, count] = [0, 0];
    for (let series = 0; series < 24; series++) {
      let level = 0;
      const values = Array.from({ length: 108 }, (_, t) => {
        level += rate + 0.025 * draw();
        return 1000 * Math.exp(level + 0.12 * Math.sin((2 * Math.PI * t) / 12) + 0.02 * draw());
      });
      const { lower, upper } = await forecast(rowsOf(values.slice(0, 96), "month"));
      for (const [h, value] of values.slice(96).entries()) {
        if (value >= lower[h]! && value <= upper[h]!) inside++;
        count++;
      }
    }
    // Of 24 series, whose errors go together, the share varies by a tenth.
    expect(inside / count).toBeGreaterThan(0.65);
    expect(inside / count).toBeLessThan(0.95);
  });

  test("that explodes has a wide band and a warning", async () => {
    const values = Array.from({ length: 40 }, (_, t) => Math.round(3 * Math.exp(0.25 * t)));
    const { yhat, lower, upper, warnings } = await forecast(dailyCsv(values), { horizon: 28 });
    expect(lower.at(-1)!).toBeLessThan(0.2 * yhat.at(-1)!);
    expect(upper.at(-1)!).toBeGreaterThan(1.5 * yhat.at(-1)!);
    expect(warnings).toEqual([expect.stringMatching(/^The forecast grows to \d+ times the largest value/)]);
  });
});

describe("series that mostly stand still", () => {
  test.each([1, 3, 40])("a list of prices goes on with the last one, %i rows old", async (age) => {
    const prices = Array.from({ length: 300 }, (_, t) => (t < 150 ? 10 : t < 300 - age ? 12 : 19));
    const { yhat, lower, upper } = await forecast(dailyCsv(prices), { horizon: 14 });
    for (const [h, value] of yhat.entries()) {
      expect(value).toBeCloseTo(19, 6);
      expect(upper[h]!).toBeGreaterThan(lower[h]!);
    }
  });

  test("a list of prices has a band, though its last step is long ago", async () => {
    const prices = Array.from({ length: 500 }, (_, t) => (t < 200 ? 19.99 : t < 290 ? 21.99 : 24.99));
    const { yhat, lower, upper } = await forecast(dailyCsv(prices), { horizon: 28 });
    for (const [h, value] of yhat.entries()) {
      expect(value).toBeCloseTo(24.99, 1);
      expect(upper[h]! - lower[h]!).toBeGreaterThan(0.01);
    }
  });

  test("what happens once a year happens again, with a band", async () => {
    const { yhat, lower, upper } = await forecast(
      rowsOf(
        Array.from({ length: 36 }, (_, t) => (t % 12 === 0 ? 1 : 0)),
        "month",
      ),
    );
    expect(yhat[0]).toBeCloseTo(1, 1);
    expect(Math.max(...yhat.slice(1))).toBeLessThan(0.1);
    expect(upper[0]! - lower[0]!).toBeGreaterThan(0.01);
  });
});

test("shares of a whole are not forecast to be more than all, nor are their bands", async () => {
  const shares = Array.from({ length: 300 }, (_, t) =>
    Math.min(1, 0.97 + 0.02 * Math.sin((2 * Math.PI * t) / 7) + 0.02 * normal()),
  );
  for (const whole of [1, 100]) {
    const { yhat, upper } = await forecast(dailyCsv(shares.map((share) => whole * share)), { horizon: 14 });
    expect(Math.max(...upper)).toBeLessThanOrEqual(whole);
    expect(Math.abs(mean(yhat) / whole - 0.965)).toBeLessThan(0.02);
  }
  const sales = Array.from({ length: 40 }, (_, t) => 61 + t);
  expect(Math.max(...(await forecast(dailyCsv(sales), { horizon: 14 })).yhat)).toBeGreaterThan(110);
});

describe("a wild value beside months without a row", () => {
  const months = Array.from(
    { length: 60 },
    (_, t) => 1000 * (1 + 0.2 * Math.sin((2 * Math.PI * t) / 12)) * (1 + 0.03 * normal()),
  );
  const truth = (h: number) => 1000 * (1 + 0.2 * Math.sin((2 * Math.PI * (60 + h)) / 12));
  const withoutRows = (values: readonly number[], missing: readonly number[]) =>
    rowsOf(values, "month")
      .split("\n")
      .filter((_, line) => !missing.includes(line - 1))
      .join("\n");

  test.each<[string, number, number, number[]]>([
    ["a spike between two missing ones", 52, 50, [51, 53]],
    ["a part of a month after a missing one", 59, 0.05, [58]],
  ])("%s fills none of them", async (_, at, factor, missing) => {
    const values = months.map((value, t) => (t === at ? value * factor : value));
    const { yhat, warnings } = await forecast(withoutRows(values, missing), { horizon: 12 });
    expect(missed(yhat, truth)).toBeLessThan(0.08);
    expect(warnings.join(" ")).toMatch(
      /1 value stands far off the rows around it \(2019-05-01|The last row \(2019-12-01/,
    );
  });
});
