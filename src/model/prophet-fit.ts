// Fits Prophet with Stan, both in WebAssembly (https://github.com/grafana/augurs), and keeps the fitted parameters,
// which augurs does not give out.
import type * as augurs from "@bsull/augurs/prophet";
import type { Prophet, ProphetOptimizer, ProphetOptions } from "@bsull/augurs/prophet";

type Optimize = ProphetOptimizer["optimize"];
type Inits = Parameters<Optimize>[0];
type StanParameters = ReturnType<Optimize>["params"];

export interface StanModules {
  Prophet: (typeof augurs)["Prophet"];
  optimize: Optimize;
}

export interface History {
  ds: number[];
  y: number[];
  cap?: number[];
  floor?: number[];
}

export interface FittedProphet {
  model: Prophet;
  params: StanParameters;
  /** Scaled times, 0 to 1; empty when the trend cannot change. */
  changepoints: number[];
}

/** Stan came to no result; the cause says whether it trapped. */
export class StanFailure extends Error {
  constructor(cause: unknown) {
    super(`Stan failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StanFailure";
  }
}

/**
 * A trap in WebAssembly, after which the module's memory is not to be trusted. By name, since TypeScript knows the
 * WebAssembly namespace only with the types of a browser.
 */
export function isTrap(error: unknown): boolean {
  if (error instanceof StanFailure) return isTrap(error.cause);
  return error instanceof Error && error.name === "RuntimeError";
}

/** @param prophetWasm gives the bytes of augurs' prophet_bg.wasm */
export async function loadStan(prophetWasm: () => Uint8Array): Promise<StanModules> {
  const [{ Prophet, initSync }, { optimizer }] = await Promise.all([
    import("@bsull/augurs/prophet"),
    // Compiles its own .wasm files, which lie beside it.
    import("@bsull/augurs-prophet-wasmstan"),
  ]);
  initSync({ module: new Uint8Array(prophetWasm()) });
  return { Prophet, optimize: optimizer.optimize as unknown as Optimize };
}

/** Frees what a model holds in WebAssembly; after a trap that can throw too, and says nothing new. */
export function release(model: Prophet): void {
  try {
    model.free();
  } catch {
    // The thread is worn out by then; see prophet.ts.
  }
}

/**
 * The caller releases the model.
 * @throws StanFailure
 */
export function fitProphet(
  { Prophet, optimize }: StanModules,
  history: History,
  options: Partial<ProphetOptions>,
): FittedProphet {
  let fitted: Omit<FittedProphet, "model"> | undefined;
  let failure: unknown;
  const capture: Optimize = (inits, data, stanOptions) => {
    const changepoints = JSON.parse(/"t_change":(\[[^\]]*\])/.exec(data)?.[1] ?? "[]") as number[];
    const isFixed = changepoints.length === 1 && changepoints[0] === 0;
    try {
      const output = fromSeveralStarts(optimize, inits, isFixed ? widenDummy(data) : data, stanOptions);
      const { params } = output;
      // The dummy's rate is part of the rate from the first moment on.
      const merged = { ...params, k: params.k + (params.delta[0] ?? 0), delta: new Float64Array() };
      fitted = isFixed ? { params: merged, changepoints: [] } : { params, changepoints };
      return output;
    } catch (error) {
      // augurs rewords what it catches; the original tells a trap from a fit that does not converge.
      failure = error;
      throw error;
    }
  };
  const model = new Prophet({ ...options, optimizer: { optimize: capture } });
  try {
    model.fit(history);
    return { model, ...fitted! };
  } catch (error) {
    release(model);
    throw failure === undefined ? error : new StanFailure(failure);
  }
}

/**
 * A trend without changepoints gets a dummy one at time 0, whose prior has a kink just where the optimum lies: L-BFGS
 * fails there for most series. A wide prior takes the kink away and leaves the forecast as it is, since the dummy and
 * the rate are one and the same.
 */
function widenDummy(data: string): string {
  return data.replace(/"tau":[^,}]+/, '"tau":1000');
}

/**
 * Prophet's Python and R libraries go on with Newton's method when L-BFGS fails; in WebAssembly Newton's method always
 * traps. Another start helps nearly as often. The usual start comes first, so that usual series fit as elsewhere.
 */
function fromSeveralStarts(optimize: Optimize, inits: Inits, data: string, options: Parameters<Optimize>[2]) {
  const tau = Number(/"tau":([^,}]+)/.exec(data)?.[1] ?? 0.05);
  const start = (sigmaObs: number): Inits => ({
    k: inits.k + 0.01,
    m: inits.m + 0.01,
    delta: inits.delta.map((_, index) => 0.1 * tau * Math.cos(index)),
    beta: inits.beta.map((_, index) => 0.01 * Math.sin(index + 1)),
    sigmaObs,
  });
  const starts = [inits, start(0.5), start(0.1)];
  for (;;) {
    try {
      return optimize(starts.shift()!, data, { ...options, seed: 1 });
    } catch (error) {
      if (isTrap(error) || starts.length === 0) throw error;
    }
  }
}
