// Prophet: Stan's model and the code around it, both in WebAssembly (https://github.com/grafana/augurs).
import type * as augurs from "@bsull/augurs/prophet";
import type { ProphetOptimizer, ProphetOptions, ProphetSeasonalityOption } from "@bsull/augurs/prophet";
import type { Forecast, ForecastModel, ForecastRequest } from "./forecast-model.ts";
import { columnOf, createFrame } from "./frame.ts";
import { InputError } from "./input-error.ts";
import type { Parameters } from "./parameters.ts";
import { affordableSamples, drawBand } from "./prophet-band.ts";
import type { Fit } from "./prophet-band.ts";
import { randomFor } from "./random.ts";

export const prophetVersion = "prophet (augurs 0.10.2)";

type Augurs = typeof augurs;

export interface ProphetModel extends ForecastModel {
  /** Compiles the WebAssembly modules; the first forecast does it otherwise. */
  warmUp(): Promise<void>;
  /**
   * Whether this thread should end after the forecast under way. Stan's module leaks about 550 bytes for a row and
   * cannot be replaced inside a thread; after a trap its memory is not to be trusted, and after some it hangs.
   */
  isWornOut(): boolean;
}

/** Rows fitted in one thread before it should be replaced: about 110 MB leaked. */
const rowsPerThread = 200_000;

/** @param prophetWasm gives the bytes of augurs' prophet_bg.wasm; called once, on first need */
export function createProphet(prophetWasm: () => Uint8Array): ProphetModel {
  let loading: Promise<Loaded> | undefined;
  let rowsFitted = 0;
  let hasTrapped = false;
  const load = () => (loading ??= loadModules(prophetWasm));

  return {
    version: prophetVersion,
    // With fewer, Stan's line search fails.
    minimumRows: 4,
    maximumRows: 50_000,
    async warmUp() {
      const modules = await load();
      // A first fit makes the engine compile what every fit runs.
      const y = Array.from({ length: 30 }, (_, day) => day + 3 * Math.sin(day));
      fitHistory(modules, { ds: y.map((_, day) => day * 86_400), y }, {}).model.free();
    },
    isWornOut: () => hasTrapped || rowsFitted > rowsPerThread,
    async forecast(request) {
      const modules = await load();
      const trappedBefore = hasTrapped;
      rowsFitted += columnOf(request.history, "ds").length;
      try {
        return run(modules, request);
      } catch (error) {
        if (error instanceof InputError) throw error;
        if (isTrap(error)) hasTrapped = true;
        // In a thread whose memory is sound, only the data can be the cause.
        if (!trappedBefore && (isTrap(error) || error instanceof StanFailure)) throw fitFailed(error);
        throw error;
      }
    },
  };
}

interface Loaded {
  Prophet: Augurs["Prophet"];
  optimizer: ProphetOptimizer;
}

async function loadModules(prophetWasm: () => Uint8Array): Promise<Loaded> {
  const [{ Prophet, initSync }, { optimizer }] = await Promise.all([
    import("@bsull/augurs/prophet"),
    import("@bsull/augurs-prophet-wasmstan"),
  ]);
  initSync({ module: new Uint8Array(prophetWasm()) });
  return { Prophet, optimizer: optimizer as unknown as ProphetOptimizer };
}

type Optimize = ProphetOptimizer["optimize"];

interface Fitted {
  model: InstanceType<Augurs["Prophet"]>;
  /** What went into Stan and what came out. */
  data: string;
  params: ReturnType<Optimize>["params"];
}

interface History {
  ds: number[];
  y: number[];
  cap?: number[];
  floor?: number[];
}

/** Fits, and keeps the parameters that augurs does not give out. The caller frees the model. */
function fitHistory(modules: Loaded, history: History, options: Partial<ProphetOptions>): Fitted {
  let seen: Omit<Fitted, "model"> | undefined;
  let failure: unknown;
  const optimize: Optimize = (init, data, stanOptions) => {
    try {
      const output = withFallback(modules.optimizer.optimize)(init, data, stanOptions);
      seen = { data, params: output.params };
      return output;
    } catch (error) {
      // augurs rewords what it catches; the original tells a trap from a fit that does not converge.
      failure = error;
      throw error;
    }
  };
  const model = new modules.Prophet({ ...options, optimizer: { optimize } });
  try {
    model.fit(history);
    return { model, ...seen! };
  } catch (error) {
    model.free();
    throw failure === undefined ? error : new StanFailure(failure);
  }
}

/** Stan did not come to a result; the cause says whether it trapped. */
class StanFailure extends Error {
  constructor(cause: unknown) {
    super(`Stan failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StanFailure";
  }
}

/** Prophet itself tries Newton's method when L-BFGS fails; augurs leaves that out. */
const withFallback =
  (optimize: Optimize): Optimize =>
  (init, data, options) => {
    try {
      return optimize(init, data, { ...options, seed: 1 });
    } catch (error) {
      if (isTrap(error)) throw error;
      return optimize(init, data, { ...options, seed: 1, algorithm: "newton" });
    }
  };

/** By name, since TypeScript knows the WebAssembly namespace only with the types of a browser. */
function isTrap(error: unknown): boolean {
  if (error instanceof StanFailure) return isTrap(error.cause);
  return error instanceof Error && error.name === "RuntimeError";
}

const fitFailed = (cause: unknown): InputError =>
  new InputError("Prophet found no fit for this series.", {
    code: "model.fit-failed",
    fix: "Set the parameter model to seasonal-naive, or look for a few values that are far off all others.",
    cause,
  });

function run(modules: Loaded, { history, future, parameters }: ForecastRequest): Forecast {
  const ds = columnOf(history, "ds");
  const y = columnOf(history, "y");
  const { cap, floor = 0 } = parameters;
  const limits = (length: number) =>
    cap === undefined
      ? {}
      : { cap: Array<number>(length).fill(cap), floor: Array<number>(length).fill(floor) };
  const { model, data, params } = fitHistory(
    modules,
    { ds, y, ...limits(ds.length) },
    optionsFor(parameters),
  );
  try {
    const prediction = model.predict({ ds: [...future], ...limits(future.length) });
    const yhat = prediction.yhat.point;
    if (parameters.interval === 0) return { frame: createFrame({ ds: future, yhat }), warnings: [] };

    const yScale = y.reduce((most, value) => Math.max(most, Math.abs(value - floor)), 0);
    const fit: Fit = {
      growth: parameters.growth,
      k: params.k,
      m: params.m,
      delta: params.delta,
      changepoints: changepointsIn(data),
      sigma: params.sigmaObs,
      yScale,
      floor,
      cap: ((cap ?? 0) - floor) / yScale,
    };
    const start = ds[0]!;
    const span = ds.at(-1)! - start;
    const t = future.map((date) => (date - start) / span);
    const samples = affordableSamples(parameters.samples, fit, t);
    const rows = { t, additive: prediction.additive.point, multiplicative: prediction.multiplicative.point };
    const band = drawBand(fit, rows, parameters.interval, samples, randomFor(ds, y));
    const warnings =
      samples < parameters.samples
        ? [
            `The band was drawn from ${samples} futures instead of ${parameters.samples}, since the horizon is long.`,
          ]
        : [];
    return {
      frame: createFrame({
        ds: future,
        yhat,
        // Narrow bands of drawn quantiles may miss the point by chance.
        yhat_lower: band.lower.map((value, row) => Math.min(value, yhat[row]!)),
        yhat_upper: band.upper.map((value, row) => Math.max(value, yhat[row]!)),
      }),
      warnings,
    };
  } finally {
    model.free();
  }
}

function optionsFor(parameters: Parameters): Partial<ProphetOptions> {
  return {
    growth: parameters.growth,
    changepointPriorScale: parameters["changepoint-prior-scale"],
    nChangepoints: parameters["n-changepoints"],
    changepointRange: parameters["changepoint-range"],
    seasonalityMode: parameters["seasonality-mode"],
    seasonalityPriorScale: parameters["seasonality-prior-scale"],
    yearlySeasonality: seasonalityOption(parameters["yearly-seasonality"]),
    weeklySeasonality: seasonalityOption(parameters["weekly-seasonality"]),
    dailySeasonality: seasonalityOption(parameters["daily-seasonality"]),
    uncertaintySamples: 0,
  };
}

function seasonalityOption(value: "auto" | boolean | number): ProphetSeasonalityOption {
  if (value === "auto") return { type: "auto" };
  return typeof value === "number" ? { type: "fourier", order: value } : { type: "manual", enabled: value };
}

/** Takes the one short array out of Stan's JSON, which for long series has many megabytes. */
function changepointsIn(data: string): number[] {
  const match = /"t_change":(\[[^\]]*\])/.exec(data);
  if (match === null) throw new Error("augurs' data for Stan holds no t_change.");
  return JSON.parse(match[1]!) as number[];
}
