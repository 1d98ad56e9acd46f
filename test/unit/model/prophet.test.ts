import { describe, expect, test } from "vitest";
import type { ForecastRequest } from "../../../src/model/forecast-model.ts";
import { columnOf, createFrame } from "../../../src/model/frame.ts";
import { parseParameters } from "../../../src/model/parameters.ts";
import { prophetDescription } from "../../../src/model/prophet-parameters.ts";
import type { ProphetParameters } from "../../../src/model/prophet-parameters.ts";
import { createProphet } from "../../../src/model/prophet.ts";
import type { StanModules } from "../../../src/model/prophet-fit.ts";
import { inputErrorOf } from "./support.ts";

/** Stands for Stan: answers each call with the next step, `fit` meaning success. */
function fakeStan(...steps: ("fit" | Error)[]) {
  const starts: { k: number; data: string }[] = [];
  let released = 0;
  const optimize: StanModules["optimize"] = (inits, data) => {
    starts.push({ k: inits.k, data });
    const step = steps.shift() ?? "fit";
    if (step !== "fit") throw step;
    return {
      logs: { debug: "", info: "", warn: "", error: "", fatal: "" },
      params: { ...inits, sigmaObs: 0.1, trend: new Float64Array() },
    };
  };
  // As augurs: hands the optimizer scaled data, and rewords what it throws.
  class Prophet {
    readonly #optimize: StanModules["optimize"];
    constructor(options: { optimizer: { optimize: StanModules["optimize"] } }) {
      this.#optimize = options.optimizer.optimize;
    }
    fit() {
      const inits = { k: 1, m: 0, delta: new Float64Array(1), beta: new Float64Array(1), sigmaObs: 1 };
      try {
        this.#optimize(inits, '{"t_change":[0.0],"tau":0.05}', {});
      } catch {
        throw new Error("Optimization failed.");
      }
    }
    predict({ ds }: { ds: number[] }) {
      const point = ds.map(() => 1);
      const zero = { point: ds.map(() => 0) };
      return { yhat: { point }, additive: zero, multiplicative: zero };
    }
    free() {
      released++;
    }
  }
  const modules = { Prophet, optimize } as unknown as StanModules;
  return { modules, starts, released: () => released };
}

const day = 86_400;

const { common } = parseParameters({ model: "prophet" }, [prophetDescription]);

const request = (rows = 5): ForecastRequest<ProphetParameters> => ({
  history: createFrame({
    ds: Array.from({ length: rows }, (_, row) => row * day),
    y: Array.from({ length: rows }, (_, row) => row % 3),
  }),
  future: createFrame({ ds: [rows * day, (rows + 1) * day] }),
  frequency: { kind: "fixed", seconds: day },
  parameters: prophetDescription.parameters.parse({}),
  common,
  levels: common.interval,
});

/** As WebAssembly.RuntimeError, which TypeScript knows only with a browser's types. */
const trap = () => Object.assign(new Error("unreachable"), { name: "RuntimeError" });
const noProgress = () => new Error("Line search failed");

describe("createProphet", () => {
  test("loads once, on first need, and frees every model", async () => {
    const { modules, released } = fakeStan();
    let loads = 0;
    const prophet = createProphet(() => {
      loads++;
      return Promise.resolve(modules);
    });
    expect(loads).toBe(0);
    await prophet.warmUp();
    const { frame } = await prophet.forecast(request());
    expect(loads).toBe(1);
    expect(released()).toBe(2);
    expect(columnOf(frame, "yhat")).toEqual([1, 1]);
  });

  test("starts elsewhere when a fit makes no progress", async () => {
    const { modules, starts } = fakeStan(noProgress(), noProgress(), "fit");
    await createProphet(() => Promise.resolve(modules)).forecast(request());
    expect(starts.map(({ k }) => k)).toEqual([1, 1.01, 1.01]);
  });

  test("widens the prior of a dummy changepoint", async () => {
    const { modules, starts } = fakeStan();
    await createProphet(() => Promise.resolve(modules)).forecast(request());
    expect(starts[0]!.data).toBe('{"t_change":[0.0],"tau":1000}');
  });

  test("blames the series when no start helps, and goes on", async () => {
    const { modules, released } = fakeStan(noProgress(), noProgress(), noProgress());
    const prophet = createProphet(() => Promise.resolve(modules));
    const error = await inputErrorOf(() => prophet.forecast(request()));
    expect(error).toMatchObject({ code: "model.fit-failed", fix: expect.stringContaining("seasonal-naive") });
    expect(prophet.isWornOut()).toBe(false);
    expect(released()).toBe(1);
    await prophet.forecast(request());
  });

  test("is worn out by a trap, without another start, and then blames itself", async () => {
    const { modules, starts } = fakeStan(trap(), trap());
    const prophet = createProphet(() => Promise.resolve(modules));
    expect(await inputErrorOf(() => prophet.forecast(request()))).toMatchObject({ code: "model.fit-failed" });
    expect(starts).toHaveLength(1);
    expect(prophet.isWornOut()).toBe(true);
    await expect(prophet.forecast(request())).rejects.toMatchObject({ name: "StanFailure" });
  });

  test("is worn out after 200,000 rows", async () => {
    const prophet = createProphet(() => Promise.resolve(fakeStan().modules));
    for (let i = 0; i < 4; i++) await prophet.forecast(request(50_000));
    expect(prophet.isWornOut()).toBe(false);
    await prophet.forecast(request());
    expect(prophet.isWornOut()).toBe(true);
  });
});
