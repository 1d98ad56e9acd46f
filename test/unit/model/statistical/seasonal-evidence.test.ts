import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { seasonalEvidence } from "../../../../src/model/statistical/seasonal-evidence.ts";

const { normal } = createRandom(xoshiro128([1, 2, 3, 5]));
const months = (length: number, season: number) =>
  Float64Array.from(
    { length },
    (_, t) => (100 + 2 * t) * (1 + season * Math.sin((2 * Math.PI * t) / 12) + 0.03 * normal()),
  );

describe("seasonalEvidence", () => {
  test("is sure of a season that two years show, in spite of a trend", () => {
    expect(seasonalEvidence(months(24, 0.2), 12)).toBeGreaterThan(0.95);
  });

  test("doubts one in noise", () => {
    const doubts = Array.from({ length: 40 }, () => seasonalEvidence(months(24, 0), 12));
    expect(doubts.filter((evidence) => evidence < 0.5).length).toBeGreaterThan(34);
  });

  test("says nothing without a season, of equal values and where windows say more", () => {
    expect(seasonalEvidence(months(24, 0.2), undefined)).toBe(0.5);
    expect(seasonalEvidence(new Float64Array(24).fill(3), 12)).toBe(0.5);
    expect(seasonalEvidence(months(60, 0.2), 12)).toBe(0.5);
  });
});
