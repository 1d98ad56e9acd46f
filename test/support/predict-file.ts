// A whole forecast in this thread, by the steps that the service takes on several.
import type { InputFault, RawParameters } from "../../src/core/contract.ts";
import { readDataset } from "../../src/model/csv/read-dataset.ts";
import { faultOf, InputError } from "../../src/model/input-error.ts";
import type { Forecasts } from "../../src/model/predict/plan.ts";
import { answerOf, answerOfTable, type Prediction } from "../../src/model/predict/prediction.ts";
import type { SeriesOutcome } from "../../src/model/series/forecast-table.ts";
import type { Forecaster, ForecastLimits } from "../../src/runtime/forecast/forecaster.ts";
import type { Predictor } from "../../src/model/predict/predictor.ts";

/** @throws InputError for a file that is rejected */
export async function predictFile(
  predictor: Predictor,
  input: Uint8Array,
  parameters: RawParameters,
): Promise<Omit<Prediction, "csv"> & { csv: string }> {
  const plan = predictor.prepare(parameters);
  const dataset = plan.choice && (await readDataset(input, plan.choice));
  const part = encoded(await predictor.forecast(dataset ?? input, parameters));
  const answer = dataset === undefined ? answerOfTable(plan, part) : answerOf(dataset, plan, [part]);
  if (answer.kind === "rejection") throw new InputError(answer.rejection.message, answer.rejection);
  return { ...answer.prediction, csv: Buffer.from(answer.prediction.csv).toString() };
}

const encoded = ({ csv, outcomes }: Forecasts): Forecasts<Uint8Array> => ({
  csv: Buffer.from(csv),
  outcomes,
});

/** On worker threads: the lines of the one series of a file, or why there are none. */
export async function forecastOn(
  pool: Forecaster,
  input: Uint8Array,
  parameters: RawParameters,
  limits: ForecastLimits,
): Promise<{ csv: string; outcome: SeriesOutcome | InputFault }> {
  try {
    const { choice } = await pool.prepare(parameters, limits);
    const chunk = await readDataset(input, choice);
    const { csv, outcomes } = await pool.forecast({ chunk, parameters }, limits);
    return { csv: Buffer.from(csv).toString(), outcome: outcomes[0]! };
  } catch (error) {
    if (error instanceof InputError) return { csv: "", outcome: faultOf(error) };
    throw error;
  }
}
