import { describe, expect, it } from "vitest";
import type { SeriesData } from "../../../../../../src/console/contract/forecasts.ts";
import { chartOf } from "../../../../../../src/page/console/views/runs/chart-of.ts";

const series = (id: string[]): SeriesData => ({
  index: 0,
  id,
  state: "forecast",
  clock: "UTC",
  hasTime: false,
  omittedRows: 0,
  history: { dates: ["1.1.", "2.1."], atMs: [0, 86_400_000], values: [1, null] },
  forecast: {
    dates: ["3.1."],
    atMs: [172_800_000],
    values: [3],
    bands: [{ level: 0.8, lower: [2], upper: [null] }],
  },
});

describe("chartOf", () => {
  it("draws one series with its band, and marks where its history ends", () => {
    expect(chartOf([series([])])).toMatchObject({
      origin: 86_400,
      lines: [
        { name: "history", role: "history", at: [0, 86_400], values: [1, null], dates: ["1.1.", "2.1."] },
        {
          name: "forecast",
          role: "forecast",
          at: [172_800],
          values: [3],
          bands: [{ name: "80 %", lower: [2] }],
        },
      ],
    });
  });

  it("draws several as one line each, with the forecast behind the history", () => {
    expect(chartOf([series(["a", "b"]), series(["c", "d"])]).lines).toMatchObject([
      { name: "a · b", role: "history", at: [0, 86_400, 172_800], values: [1, null, 3] },
      { name: "c · d", role: "other", dates: ["1.1.", "2.1.", "3.1."] },
    ]);
  });

  it("draws nothing of nothing", () => expect(chartOf([])).toEqual({ lines: [] }));
});
