// The built-in models, by name.
import { auto } from "../statistical/auto.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { naive, seasonalNaive } from "../statistical/naive.ts";
import { createProphet } from "../prophet/prophet.ts";
import { ets, mstl, theta } from "../statistical/models.ts";

/** Models of one thread: some keep state between forecasts, such as calendars that were read. */
export function createModels(): Readonly<Record<string, ForecastModel>> {
  const prophet = createProphet();
  const models: ForecastModel[] = [auto, prophet, mstl, ets, theta, seasonalNaive, naive];
  return Object.fromEntries(models.map((model) => [model.name, model]));
}
