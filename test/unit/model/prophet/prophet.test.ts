import { describe, expect, test } from "vitest";
import type { ForecastRequest } from "../../../../src/model/predict/forecast-model.ts";
import { columnOf, createFrame } from "../../../../src/model/predict/frame.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import { prophetDescription, type ProphetParameters } from "../../../../src/model/prophet/parameters.ts";
import { createProphet } from "../../../../src/model/prophet/prophet.ts";
import { inputErrorOf } from "../support.ts";

const day = 86_400;
const { common } = parseParameters({ model: "prophet" }, [prophetDescription]);

const request = (y: readonly number[], parameters = {}): ForecastRequest<ProphetParameters> => ({
  history: createFrame({ ds: y.map((_, row) => row * day), y }),
  future: createFrame({ ds: [y.length * day, (y.length + 1) * day] }),
  frequency: { kind: "fixed", seconds: day },
  parameters: prophetDescription.parameters.parse(parameters),
  common,
  levels: common.interval,
});

const yhatOf = async (y: readonly number[], parameters = {}) =>
  columnOf((await createProphet().forecast(request(y, parameters))).frame, "yhat");

const rows = (count: number, value: (row: number) => number) =>
  Array.from({ length: count }, (_, row) => value(row));

describe("createProphet", () => {
  test("goes on with a line", async () => {
    const [next, after] = await yhatOf(rows(150, (row) => 10 + row / 2 + Math.sin(row)));
    expect(next).toBeCloseTo(85, 0);
    expect(after).toBeCloseTo(85.5, 0);
  });

  test.each([
    ["a line without noise", (row: number) => row + 1, 1],
    ["a week without noise", (row: number) => 10 + Math.sin((2 * Math.PI * row) / 7), 0.001],
    ["a high level with little noise", (row: number) => 1e7 + Math.sin(row * row), 2],
  ])("ends, and near the truth, for %s", async (_, value, within) => {
    for (const count of [40, 300]) {
      for (const parameters of [{}, { "seasonality-mode": "multiplicative" }]) {
        const [next] = await yhatOf(rows(count, value), { ...parameters, band: "simulated" });
        expect(Math.abs(next! - value(count))).toBeLessThan(within);
      }
    }
  });

  test("blames the series when there is no fit, and goes on", async () => {
    const prophet = createProphet();
    const broken = rows(120, (row) => (row === 3 ? Number.NaN : row));
    expect(await inputErrorOf(() => prophet.forecast(request(broken)))).toMatchObject({
      code: "model.fit-failed",
      fix: expect.stringContaining("seasonal-naive"),
    });
    const { frame } = await prophet.forecast(request(rows(120, (row) => row % 5)));
    expect(columnOf(frame, "yhat").every(Number.isFinite)).toBe(true);
  });
});
