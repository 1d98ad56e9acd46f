// Bands of 80 % of series of every kind, generated: the share of true values inside, over all steps, at the first and at the last.
import { expect, test } from "vitest";
import { createRandom, xoshiro128, type Random } from "../../../../src/model/numeric/random.ts";
import { bytes, parseForecast, testPredictor } from "../support.ts";

const predictor = testPredictor();

interface Kind {
  rows: number;
  horizon: number;
  make: (rows: number, random: Random) => number[];
}

const year = (t: number) => Math.sin((2 * Math.PI * t) / 12);

const kinds: Record<string, Kind> = {
  "noise around a level": {
    rows: 96,
    horizon: 12,
    make: (rows, { normal }) => Array.from({ length: rows }, () => 100 + 5 * normal()),
  },
  "a random walk": {
    rows: 96,
    horizon: 12,
    make(rows, { normal }) {
      let level = 1000;
      return Array.from({ length: rows }, () => (level += 5 * normal()));
    },
  },
  "a year on a level that moves": {
    rows: 96,
    horizon: 12,
    make(rows, { normal }) {
      let level = 1000;
      return Array.from({ length: rows }, (_, t) => (level += 4 * normal()) + 50 * year(t) + 8 * normal());
    },
  },
  ...Object.fromEntries(
    [0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12].map((rate) => [`growth of ${rate} a month`, growth(rate)]),
  ),
};

function growth(rate: number): Kind {
  return {
    rows: 96,
    horizon: 12,
    make(rows, { normal }) {
      let level = 0;
      return Array.from({ length: rows }, (_, t) => {
        level += rate + 0.025 * normal();
        return 1000 * Math.exp(level + 0.12 * year(t) + 0.02 * normal());
      });
    },
  };
}

const months = (values: readonly number[]) =>
  [
    "date,y",
    ...values.map((value, t) => `${new Date(Date.UTC(2015, t, 1)).toISOString().slice(0, 10)},${value}`),
    "",
  ].join("\n");

// Errors of one series go together: of 60 series the share varies by 4 %, at one step by 5 %.
test.each(Object.entries(kinds))("%s", async (_, { rows, horizon, make }) => {
  const random = createRandom(xoshiro128([3, 1, 4, 1]));
  const inside: number[] = Array<number>(horizon).fill(0);
  const series = 60;
  for (let s = 0; s < series; s++) {
    const values = make(rows + horizon, random);
    const { csv } = await predictor.predictCsv(bytes(months(values.slice(0, rows))), {
      model: "auto",
      horizon,
    });
    const [, lower, upper] = parseForecast(csv).columns as [number[], number[], number[]];
    for (const [h, value] of values.slice(rows).entries()) {
      if (value >= lower[h]! && value <= upper[h]!) inside[h]! += 1 / series;
    }
  }
  const all = inside.reduce((sum, share) => sum + share, 0) / horizon;
  expect(all).toBeGreaterThan(0.74);
  expect(all).toBeLessThan(0.9);
  for (const share of [inside[0]!, inside.at(-1)!]) {
    expect(share).toBeGreaterThan(0.68);
    expect(share).toBeLessThan(0.96);
  }
});
