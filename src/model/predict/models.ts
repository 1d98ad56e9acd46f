// The built-in models, by name.
import { auto } from "../statistical/auto.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { naive, seasonalNaive } from "../statistical/naive.ts";
import { createProphet } from "../prophet/prophet.ts";
import { ets, mstl, theta } from "../statistical/models.ts";
import { compileStan } from "../prophet/stan.ts";

/** The bytes of WebAssembly modules; each called once, when it is first needed. */
export interface ModelAssets {
  /** prophet-wasmstan.core.wasm of @bsull/augurs-prophet-wasmstan. */
  stanWasm: () => Uint8Array;
}

/** Models of one thread: some keep state between forecasts, such as compiled WebAssembly. */
export function createModels(assets: ModelAssets): Readonly<Record<string, ForecastModel>> {
  const prophet = createProphet(() => compileStan(assets.stanWasm()));
  const models: ForecastModel[] = [auto, prophet, mstl, ets, theta, seasonalNaive, naive];
  return Object.fromEntries(models.map((model) => [model.name, model]));
}
