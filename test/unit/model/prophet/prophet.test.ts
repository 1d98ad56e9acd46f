import { describe, expect, test } from "vitest";
import type { ForecastRequest } from "../../../../src/model/predict/forecast-model.ts";
import { columnOf, createFrame } from "../../../../src/model/predict/frame.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import { prophetDescription, type ProphetParameters } from "../../../../src/model/prophet/parameters.ts";
import { createProphet } from "../../../../src/model/prophet/prophet.ts";
import type { Optimize } from "../../../../src/model/prophet/stan.ts";
import { inputErrorOf } from "../support.ts";

/** Stands for Stan: answers each call with the next step, `fit` meaning success. */
function fakeStan(...steps: ("fit" | Error)[]) {
  const problems: { k: number; data: Record<string, unknown> }[] = [];
  const optimize: Optimize = (inits, data) => {
    problems.push({ k: inits.k, data: JSON.parse(data) as Record<string, unknown> });
    const step = steps.shift() ?? "fit";
    if (step !== "fit") throw step;
    return {
      params: { ...inits, sigmaObs: 0.1 },
    };
  };
  return { problems, load: () => optimize };
}

const day = 86_400;

const { common } = parseParameters({ model: "prophet" }, [prophetDescription]);

const request = (rows = 5, parameters = {}): ForecastRequest<ProphetParameters> => ({
  history: createFrame({
    ds: Array.from({ length: rows }, (_, row) => row * day),
    y: Array.from({ length: rows }, (_, row) => row % 3),
  }),
  future: createFrame({ ds: [rows * day, (rows + 1) * day] }),
  frequency: { kind: "fixed", seconds: day },
  parameters: prophetDescription.parameters.parse(parameters),
  common,
  levels: common.interval,
});

/** As WebAssembly.RuntimeError, which TypeScript knows only with a browser's types. */
const trap = () => Object.assign(new Error("unreachable"), { name: "RuntimeError" });
const noProgress = () => new Error("Line search failed");

describe("createProphet", () => {
  test("loads once, on first need", async () => {
    const { load } = fakeStan();
    let loads = 0;
    const prophet = createProphet(() => {
      loads++;
      return load();
    });
    expect(loads).toBe(0);
    await prophet.warmUp();
    const { frame } = await prophet.forecast(request());
    expect(loads).toBe(1);
    expect(columnOf(frame, "yhat")).toHaveLength(2);
  });

  test("starts with the line through the first and the last value", async () => {
    const { load, problems } = fakeStan();
    const { frame } = await createProphet(load).forecast(request());
    // 0, 1, 2, 0, 1, scaled by 2: from 0 to 0.5.
    expect(problems[0]).toMatchObject({
      k: 0.5,
      data: { T: 5, t: [0, 0.25, 0.5, 0.75, 1], y: [0, 0.5, 1, 0, 0.5] },
    });
    const [next, after] = columnOf(frame, "yhat");
    expect(next).toBeCloseTo(1.25, 12);
    expect(after).toBeCloseTo(1.5, 12);
  });

  test("starts elsewhere when a fit makes no progress", async () => {
    const { load, problems } = fakeStan(noProgress(), noProgress(), "fit");
    await createProphet(load).forecast(request());
    expect(problems.map(({ k }) => k)).toEqual([0.5, 0.51, 0.51]);
  });

  test("widens the prior of a dummy changepoint", async () => {
    const { load, problems } = fakeStan();
    await createProphet(load).forecast(request(5, { "n-changepoints": 0 }));
    expect(problems[0]!.data).toMatchObject({ t_change: [0], tau: 1000 });
  });

  test.each([
    ["no start helps", noProgress],
    ["Stan traps", trap],
  ])("blames the series when %s, and goes on", async (_, failure) => {
    // Three starts, then the usual one with 16, 8, 4, 2 and 1 step.
    const failures = Array.from({ length: 8 }, failure);
    const { load, problems } = fakeStan(...failures);
    const prophet = createProphet(load);
    const error = await inputErrorOf(() => prophet.forecast(request()));
    expect(error).toMatchObject({ code: "model.fit-failed", fix: expect.stringContaining("seasonal-naive") });
    expect(problems).toHaveLength(failures.length);
    await prophet.forecast(request());
  });

  test("stops before the step that fails, when it fails from every start", async () => {
    const { load } = fakeStan();
    let most = 0;
    const stan: Optimize = (inits, data, options) => {
      if (options.iter! > 21) throw noProgress();
      most = Math.max(most, options.iter!);
      return load()(inits, data, options);
    };
    await createProphet(() => stan).forecast(request(5, { band: "simulated" }));
    expect(most).toBe(21);
  });
});
