// Worker thread of accuracy.ts: forecasts one series after another with one model.
import { parentPort } from "node:worker_threads";
import { forecastSeries } from "../../src/model/predict/forecast-series.ts";
import type { Frequency } from "../../src/model/time/frequency.ts";
import { createModels } from "../../src/model/predict/models.ts";
import { parseParameters } from "../../src/model/parameters/parameters.ts";

export interface Task {
  index: number;
  model: string;
  start: number;
  stepSeconds: number;
  history: number[];
  horizon: number;
}

export interface Answer {
  index: number;
  yhat: number[];
  lower: number[];
  upper: number[];
  ms: number;
  failure?: string;
}

const level = 0.8;
const models = createModels();
const port = parentPort!;
for (const model of Object.values(models)) await model.warmUp?.();

async function answer({ index, model: name, start, stepSeconds, history, horizon }: Task): Promise<Answer> {
  const model = models[name]!;
  const frequency: Frequency = { kind: "fixed", seconds: stepSeconds };
  const at = (row: number) => start + row * stepSeconds;
  const { common, own } = parseParameters({ model: name, interval: level }, Object.values(models));
  const startedAt = performance.now();
  try {
    const { rows } = await forecastSeries({
      model,
      history: { ds: history.map((_, row) => at(row)), y: history },
      future: { ds: Array.from({ length: horizon }, (_, h) => at(history.length + h)) },
      frequency,
      parameters: own,
      common,
    });
    return {
      index,
      yhat: rows.yhat,
      ...rows.bands[0]!,
      ms: performance.now() - startedAt,
    };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { index, yhat: [], lower: [], upper: [], ms: performance.now() - startedAt, failure };
  }
}

port.on("message", (task: Task) => {
  void answer(task).then((result) => port.postMessage(result));
});
