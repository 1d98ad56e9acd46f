import { describe, expect, test } from "vitest";
import { demandOf } from "../../../../../../src/model/statistical/methods/intermittent/kind.ts";
import { demandSeries } from "./demand-series.ts";

const kindOf = (y: Float64Array, periods: readonly number[] = []) => demandOf(y, periods).kind;
const series = (length: number, value: (t: number) => number) =>
  Float64Array.from({ length }, (_, t) => value(t));

describe("demandOf", () => {
  test("takes demand for intermittent from 1.32 steps an interval on", () => {
    expect(kindOf(demandSeries(1, 1000, () => 0.7))).toBe("intermittent");
    expect(kindOf(demandSeries(1, 1000, () => 0.82))).toBe("steady");
    expect(kindOf(series(66, (t) => (t % 3 < 2 || t < 2 ? 1 : 0)))).toBe("intermittent");
    expect(kindOf(series(66, (t) => (t % 5 < 4 ? 1 : 0)))).toBe("steady");
  });

  test("leaves series with negative values, and those of zeros alone", () => {
    expect(kindOf(series(50, (t) => (t % 5 === 0 ? -1 : 0)))).toBe("steady");
    expect(kindOf(series(50, () => 0))).toBe("steady");
  });

  test.each<[string, number, number, (t: number) => number]>([
    ["nights", 24, 240, (t) => Math.max(0, 5 - Math.abs((t % 24) - 12))],
    ["a sale each January", 12, 36, (t) => (t % 12 === 0 ? 1 : 0)],
    ["weekends without rows of sales", 7, 70, (t) => (t % 7 < 5 ? 3 + (t % 4) : 0)],
  ])("sees that %s come by the season", (_, period, length, value) => {
    expect(kindOf(series(length, value), [period])).toBe("by-season");
  });

  test("takes no chance for a season", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { kind, profile } = demandOf(
        demandSeries(seed, 400, () => 0.1),
        [7],
      );
      expect(kind).toBe("intermittent");
      expect(profile!.closed).not.toContain(true);
    }
    // One sale in two years, and two by chance in the same month of two of three years.
    expect(
      kindOf(
        series(731, (t) => (t === 400 ? 1 : 0)),
        [7, 365],
      ),
    ).toBe("intermittent");
    expect(
      kindOf(
        series(36, (t) => (t === 3 || t === 27 ? 1 : 0)),
        [12],
      ),
    ).toBe("intermittent");
  });

  test("sees that demand has ended, and hardly ever where it has not", () => {
    expect(
      demandOf(
        demandSeries(1, 400, (t) => (t < 280 ? 0.2 : 0)),
        [],
      ).ended,
    ).toBe(true);
    const ended = Array.from({ length: 200 }, (_, seed) =>
      demandOf(
        demandSeries(seed, 400, () => 0.2),
        [],
      ),
    );
    expect(ended.filter((each) => each.ended).length).toBeLessThanOrEqual(1);
  });

  test("leaves out zeros from before an item was sold, and no others", () => {
    const sold = demandSeries(3, 300, (t) => (t < 200 ? 0 : 0.4));
    expect(demandOf(sold, []).since).toBe(sold.findIndex((value) => value > 0));
    expect(
      demandOf(
        series(57, (t) => ({ 55: 2, 56: 18 })[t] ?? 0),
        [12],
      ).since,
    ).toBe(53);
    for (const share of [0.02, 0.1, 0.5]) {
      const all = Array.from(
        { length: 100 },
        (_, seed) =>
          demandOf(
            demandSeries(seed, 200, () => share),
            [7],
          ).since,
      );
      expect(all.filter((since) => since > 0).length).toBeLessThanOrEqual(1);
    }
    // What is sold in winter alone, from a summer on.
    expect(
      demandOf(
        series(48, (t) => (t % 12 > 8 ? 5 : 0)),
        [12],
      ).since,
    ).toBe(0);
  });
});
