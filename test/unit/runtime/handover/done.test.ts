import { expect, it } from "vitest";
import type { SeriesOutcome } from "../../../../src/model/series/forecast-table.ts";
import { decodeDone, encodeDone, type DonePart } from "../../../../src/runtime/handover/done.ts";

const outcome: SeriesOutcome = {
  rows: 2,
  model: "theta",
  frequency: "D",
  fault: undefined,
  warnings: ["Line 3 was left out."],
  heaviest: undefined,
};
const fault = { code: "csv.no-rows", message: "It has no rows.", fix: "Add some." };

it("gives back what was kept, byte for byte", () => {
  const parts: DonePart[] = [
    {
      output: "out/a.csv",
      from: 0,
      forecasts: { csv: Buffer.from("é,2026-01-01,1\né,2026-01-02,2\n"), outcomes: [outcome] },
    },
    {
      from: 7,
      forecasts: {
        csv: Buffer.from(""),
        dates: "day",
        outcomes: [outcome, { ...outcome, rows: 0, model: undefined, fault }],
      },
    },
    { from: 9, forecasts: { csv: Buffer.from('"a\nb",2026-01-01,3\n'), outcomes: [outcome] } },
  ];
  const decoded = decodeDone(encodeDone(parts));
  const plain = (all: readonly DonePart[]) =>
    all.map(({ forecasts: { csv, ...rest }, ...place }) => ({
      ...place,
      csv: Buffer.from(csv).toString(),
      ...rest,
    }));
  expect(plain(decoded)).toEqual(plain(parts));
});
