import { describe, expect, test } from "vitest";
import { calibratedBands, windowsFor } from "../../../../src/model/prophet/calibration.ts";
import { createFitter, type Fits } from "../../../../src/model/prophet/fit.ts";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { bytes, dailyCsv, inputErrorOf, sixtyDays, testPredictor } from "../support.ts";

const day = 86_400;
const { normal } = createRandom(xoshiro128([5, 4, 3, 2]));

interface Asked {
  fits: Fits;
  dates: number[];
  yhat: number[];
  levels: number[];
}

/** A line through nothing but noise, or a walk, and a forecast that repeats the last value. */
function request(
  y: number[],
  horizon: number,
  { features = [], optionsFor, ...more }: Partial<Asked & Fits> = {},
  ds = y.map((_, row) => row * day),
): Asked {
  return {
    fits: {
      history: { ds, y, limits: undefined, yScale: Math.max(...y.map(Math.abs)) },
      features,
      optionsFor:
        optionsFor ??
        ((known) => ({
          growth: "linear",
          changepointPriorScale: 0.05,
          changepoints: [0.25, 0.5, 0.75].map((share) => ds[Math.floor(share * known * 0.8)]!),
        })),
    },
    dates: Array.from({ length: horizon }, (_, row) => (y.length + row) * day),
    yhat: Array<number>(horizon).fill(y.at(-1)!),
    levels: [0.8],
    ...more,
  };
}

function bandsOf(asked: Asked) {
  const windows = windowsFor(asked.fits, asked.dates);
  const fitter = createFitter(
    asked.fits,
    windows.map(({ origin }) => origin),
  );
  return calibratedBands(asked, windows, fitter);
}

const noise = (rows: number, scale = 1) => Array.from({ length: rows }, () => 50 + scale * normal());
const width = (of: Asked) => {
  const { lower, upper } = bandsOf(of).bands[0]!;
  return upper.map((value, row) => value - lower[row]!);
};

describe("calibratedBands", () => {
  test("is as wide as the errors on rows held out", () => {
    const widths = Array.from({ length: 20 }, () => width(request(noise(100), 10))).flat();
    const mean = widths.reduce((sum, value) => sum + value, 0) / widths.length;
    // The noise's own 80 % take 2.56; the fit and the few windows are doubtful too.
    expect(mean).toBeGreaterThan(2.6);
    expect(mean).toBeLessThan(3.6);
  });

  test("is wider for a walk, which leaves every trend, than for noise of the same steps", () => {
    let level = 50;
    const walk = Array.from({ length: 200 }, () => (level += normal()));
    expect(width(request(walk, 20))[0]!).toBeGreaterThan(1.5 * width(request(noise(200), 20))[0]!);
  });

  test("holds the points, and every level within the next", () => {
    const levels = [0.5, 0.8, 0.95];
    const asked = request(noise(60), 40, { levels });
    const { bands, source } = bandsOf(asked);
    for (const [row, point] of asked.yhat.entries()) {
      const bounds = [
        ...bands.map(({ lower }) => lower[row]!).reverse(),
        point,
        ...bands.map(({ upper }) => upper[row]!),
      ];
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    }
    expect(source).toEqual({ windows: [45, 40, 35, 30].map((origin) => ({ origin, length: 15 })) });
  });

  test("counts steps in rows as the history has them", () => {
    // Errors that grow with the step; the history knows working days only.
    let level = 50;
    const y = Array.from({ length: 250 }, () => (level += normal()));
    const working = y.map((_, row) => (Math.floor(row / 5) * 7 + (row % 5)) * day);
    const week = { dates: [working.at(-1)! + 7 * day], yhat: [level] };
    const fiveRows = { dates: [(249 + 5) * day], yhat: [level] };
    const ratio = width(request(y, 1, week, working))[0]! / width(request(y, 1, fiveRows))[0]!;
    expect(ratio).toBeCloseTo(1, 1);
  });

  test("takes what an effect is worth from before the window, and its values from the window", () => {
    // A regressor that explains all: known in the window, it leaves no error.
    const history = noise(120, 10).map((value) => value - 50);
    const y = history.map((value) => 50 + value);
    const features = [
      {
        name: "price",
        history: Float64Array.from(history),
        future: new Float64Array(0),
        priorScale: 10,
        mode: "additive" as const,
      },
    ];
    const flat = () => ({ growth: "flat" as const, changepointPriorScale: 0.05, changepoints: [] });
    expect(width(request(y, 10, { features, optionsFor: flat }))[0]!).toBeLessThan(0.5);
    expect(width(request(y, 10, { optionsFor: flat }))[0]!).toBeGreaterThan(20);
  });

  test("goes on where a window has nothing but zeros before it", () => {
    const y = Array.from({ length: 40 }, (_, row) => (row < 36 ? 0 : 7));
    expect(width(request(y, 5)).every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  });

  test("holds fewer windows out where one costs much", () => {
    const features = Array.from({ length: 200 }, (_, index) => ({
      name: `n${index}`,
      history: Float64Array.from(noise(3000)),
      future: new Float64Array(0),
      priorScale: 10,
      mode: "multiplicative" as const,
    }));
    const { fits, dates } = request(noise(3000), 10, { features });
    expect(windowsFor(fits, dates)).toEqual([{ origin: 2990, length: 10 }]);
  });
});

describe("the parameter band", () => {
  const predict = (parameters: Record<string, string>) =>
    testPredictor().predictCsv(bytes(dailyCsv(sixtyDays)), { model: "prophet", ...parameters });

  test("explains where the band comes from", async () => {
    expect((await predict({ horizon: "7" })).explanation).toEqual({
      sentence:
        "Linear trend that may bend at 25 places, weekly season; band by the errors on 4 windows of 7 rows held out of the history.",
      growth: "linear",
      changepoints: 25,
      seasons: [
        {
          name: "weekly",
          days: 7,
          terms: 3,
          mode: "additive",
          because: "the history is long and fine enough",
        },
      ],
      holidays: 0,
      regressors: [],
      band: { windows: 4, rows: 7 },
    });
    const drawn = await predict({
      band: "simulated",
      samples: "200",
      growth: "flat",
      "weekly-seasonality": "false",
      holidays: "2024-01-05,2024-03-08",
    });
    expect(drawn.explanation).toMatchObject({
      sentence: "Flat trend, no season, 1 holiday; band drawn from 200 futures.",
      band: { samples: 200 },
    });
    expect((await predict({ interval: "0" })).explanation!.sentence).toMatch(/weekly season\.$/);
  });

  test("refuses a number of draws where nothing is drawn", async () => {
    expect(await inputErrorOf(() => predict({ samples: "500" }))).toMatchObject({
      code: "parameter.samples",
      fix: "Set band to simulated, or remove samples.",
    });
  });
});
