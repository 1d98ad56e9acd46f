// What every way to a forecast must answer with, to the byte: what the sources give in this process.
import { modelDescriptions } from "../../src/model/parameters/model-descriptions.ts";
import { createPredictor } from "../../src/model/predict/predictor.ts";
import { predictFile } from "./predict-file.ts";
import { dailySeries } from "./series.ts";

export interface SameBytes {
  name: string;
  /** By the names of an upload's metadata, without their prefix. */
  parameters: Record<string, string>;
  csv: string;
}

/** With some rows missing. */
export const sameBytesInput = dailySeries({ days: 200 })
  .split("\n")
  .filter((_, line) => line % 31 !== 30)
  .join("\n");

const common = { horizon: "20", interval: "0.8,0.95" };
const simulated = {
  model: "prophet",
  band: "simulated",
  "seasonality-mode": "multiplicative",
  "holidays-country": "DE",
};

/** Every model, and Prophet with all that draws and looks up. */
export async function forecastsOfSources(): Promise<SameBytes[]> {
  const predictor = createPredictor();
  const input = new TextEncoder().encode(sameBytesInput);
  const cases = [
    ...modelDescriptions.map(({ name }) => ({ name, own: { model: name } })),
    { name: "prophet, simulated", own: simulated },
  ];
  const forecasts: SameBytes[] = [];
  for (const { name, own } of cases) {
    const parameters = { ...common, ...own };
    forecasts.push({ name, parameters, csv: (await predictFile(predictor, input, parameters)).csv });
  }
  return forecasts;
}

/** As metadata of an upload. */
export const asMetadata = (parameters: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`forecast-${name}`, value]));
