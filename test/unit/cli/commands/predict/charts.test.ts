import { expect, it } from "vitest";
import { chartsOf } from "../../../../../src/cli/commands/predict/charts.ts";
import type { Forecasted } from "../../../../../src/library/predict/predict-files.ts";

const panel = `id,ds,y
a,2024-01-01,1
a,2024-01-02,2
b,2024-01-01,5
b,2024-01-02,lots
b,2024-01-03,7
`;
const result = `date,prediction,id,model
2024-01-03,3,a,theta
2024-01-04,7,b,naive
`;

it("draws before a fallback the rows that it was made of", () => {
  const file = {
    input: { label: "panel.csv" },
    sent: Buffer.from(panel),
    csv: result,
    parameters: { id: "id", interval: 0 },
    series: { count: 2, fellBack: 1, left: 0 },
  } as unknown as Forecasted;
  expect(chartsOf(file, 3).map(({ history }) => history.map(({ value }) => value))).toEqual([
    [1, 2],
    [5, 7],
  ]);
});
