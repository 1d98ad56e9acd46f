// The built-in models, by name.
import { auto } from "./auto.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { loadStan } from "./prophet-fit.ts";
import { createProphet } from "./prophet.ts";
import { ets, mstl, theta } from "./statistical-models.ts";

export interface ModelAssets {
  /** The bytes of `prophet_bg.wasm` of @bsull/augurs; called once, when Prophet is first needed. */
  prophetWasm: () => Uint8Array;
}

/** Models of one thread: some keep state between forecasts, such as compiled WebAssembly. */
export function createModels(assets: ModelAssets): Readonly<Record<string, ForecastModel>> {
  const prophet = createProphet(() => loadStan(assets.prophetWasm));
  const models: ForecastModel[] = [auto, prophet, mstl, ets, theta, seasonalNaive, naive];
  return Object.fromEntries(models.map((model) => [model.name, model]));
}
