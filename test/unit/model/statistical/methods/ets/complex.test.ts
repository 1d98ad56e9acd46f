import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../../src/model/numeric/random.ts";
import { smoothComplex } from "../../../../../../src/model/statistical/methods/ets/complex.ts";

/** The first twenty years of the Nile at Aswan. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140,
];
const growing = Array.from({ length: 24 }, (_, t) => 100 * 1.07 ** t * (1 + 0.03 * (((t * 7) % 5) - 2)));

describe("smoothComplex", () => {
  test.for([
    { name: "a level", y: nile, expected: [1008.2, 1002.4, 997.4, 992.5] },
    { name: "growth", y: growing, expected: [511.4, 537.1, 578.4, 614.6] },
  ])("forecasts $name within 1 % of statsforecast's AutoCES without a season", ({ y, expected }) => {
    const forecast = smoothComplex(y, 4)!;
    for (const [h, value] of forecast.entries())
      expect(Math.abs(value / expected[h]! - 1)).toBeLessThan(0.011);
  });

  test("is the same at another scale", () => {
    const scaled = smoothComplex(
      growing.map((value) => value / 512),
      6,
    )!;
    for (const [h, value] of smoothComplex(growing, 6)!.entries())
      expect(scaled[h]! * 512).toBeCloseTo(value, 6);
  });

  test("stays finite where the first values are zero, and repeats equal ones", () => {
    expect(smoothComplex([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6], 3)!.every(Number.isFinite)).toBe(true);
    for (const value of smoothComplex([7, 7, 7, 7, 7, 7], 3)!) expect(value).toBeCloseTo(7, 1);
  });

  test("does not explode over a long horizon, whatever the few values are", () => {
    const { normal } = createRandom(xoshiro128([1, 2, 3, 9]));
    for (let i = 0; i < 200; i++) {
      const rows = 7 + (i % 4);
      const y = Array.from({ length: rows }, () => (i % 2 === 0 ? normal() : Math.exp(normal())));
      const [low, high] = [Math.min(...y), Math.max(...y)];
      for (const value of smoothComplex(y, 24)!) {
        expect(Math.max(value - high, low - value)).toBeLessThan(7 * (high - low));
      }
    }
  });

  test("says nothing of five values", () => {
    expect(smoothComplex([1, 2, 3, 4, 5], 3)).toBeUndefined();
  });
});
