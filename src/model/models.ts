// The built-in models, by name.
import type { ForecastModel } from "./forecast-model.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { loadStan } from "./prophet-fit.ts";
import { createProphet } from "./prophet.ts";

export interface ModelAssets {
  /** The bytes of `prophet_bg.wasm` of @bsull/augurs; called once, when Prophet is first needed. */
  prophetWasm: () => Uint8Array;
}

/** Models of one thread: some keep state between forecasts, such as compiled WebAssembly. */
export function createModels(assets: ModelAssets): Readonly<Record<string, ForecastModel>> {
  const models = [createProphet(() => loadStan(assets.prophetWasm)), seasonalNaive, naive];
  return Object.fromEntries(models.map((model) => [model.name, model]));
}
