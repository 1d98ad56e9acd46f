// `npm run bench:accuracy`: every model on the Hourly and Weekly series of the M4 competition.
//   --models auto,mstl   only these
//   --sample 20          only about so many series of each kind, evenly spread
//   --holdout            score the last horizon of the training parts and never open the test parts: for tuning
// The data is no part of the repository: CLOUD_RUNNER_TEST_DATA names its folder, or it lies in ../shared/data.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { maseScale, meanAbsoluteError, smape } from "../../src/model/backtest/accuracy.ts";
import { modelDescriptions } from "../../src/model/parameters/model-descriptions.ts";
import { readM4 } from "../support/m4.ts";
import { dataFile } from "../support/series.ts";
import type { Answer, Task } from "./accuracy-worker.ts";
import { naive2 } from "./naive2.ts";

interface Kind {
  name: string;
  horizon: number;
  /** The season of naive2 and MASE, as the competition has it. */
  season: number;
  start: number;
  stepSeconds: number;
}

interface Series {
  history: number[];
  actual: number[];
}

const { values: flags } = parseArgs({
  options: { models: { type: "string" }, sample: { type: "string" }, holdout: { type: "boolean" } },
});

// The competition's files of dates are not at hand: Hourly is taken to start on a Monday.
const kinds: readonly Kind[] = [
  { name: "hourly", horizon: 48, season: 24, start: Date.UTC(2015, 0, 5) / 1000, stepSeconds: 3600 },
  { name: "weekly", horizon: 13, season: 1, start: Date.UTC(1970, 0, 5) / 1000, stepSeconds: 7 * 86_400 },
];

function read(file: string): number[][] {
  const path = dataFile(file);
  if (path === undefined) {
    console.log(
      `Skipped: ${file} is not at hand. Set CLOUD_RUNNER_TEST_DATA to the folder with the M4 files.`,
    );
    process.exit(0);
  }
  return readM4(path);
}

function seriesOf({ name, horizon }: Kind): Series[] {
  const train = read(`m4-${name}-train.csv`);
  const all = flags.holdout
    ? train.map((y) => ({ history: y.slice(0, -horizon), actual: y.slice(-horizon) }))
    : read(`m4-${name}-test.csv`).map((actual, i) => ({ history: train[i]!, actual }));
  const every = flags.sample === undefined ? 1 : Math.max(1, Math.round(all.length / Number(flags.sample)));
  return all.filter((_, i) => i % every === 0);
}

async function forecastAll(kind: Kind, model: string, series: readonly Series[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const one = () =>
    new Promise<void>((done, fail) => {
      const worker = new Worker(new URL("./accuracy-worker.ts", import.meta.url));
      const give = () => {
        const index = next++;
        const item = series[index];
        if (item === undefined) {
          void worker.terminate();
          done();
          return;
        }
        const { start, stepSeconds, horizon } = kind;
        worker.postMessage({
          index,
          model,
          start,
          stepSeconds,
          history: item.history,
          horizon,
        } satisfies Task);
      };
      worker.on("error", fail);
      worker.on("message", (answer: Answer) => {
        answers[answer.index] = answer;
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: cpus().length }, one));
  return answers;
}

function report(kind: Kind, series: readonly Series[], answersOf: ReadonlyMap<string, Answer[]>): void {
  const reference = series.map(({ history, actual }) => {
    const forecast = naive2(history, kind.season, kind.horizon);
    const scale = maseScale(history, kind.season);
    return {
      forecast,
      scale,
      smape: smape(actual, forecast),
      mase: meanAbsoluteError(actual, forecast) / scale,
    };
  });
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const smape2 = total(reference.map((row) => row.smape));
  const mase2 = total(reference.map((row) => row.mase));
  console.log(
    `\nM4 ${kind.name}: ${series.length} series, ${kind.horizon} rows ahead; naive2 ${smape2.toFixed(3)} / ${mase2.toFixed(3)}`,
  );
  console.log(
    "model            sMAPE    MASE     OWA   80 % covers   mean width*   ms/series (median, most)  failed",
  );
  for (const [model, answers] of answersOf) {
    let [sumSmape, sumMase, inside, width, failed] = [0, 0, 0, 0, 0];
    series.forEach(({ actual }, i) => {
      const { yhat, lower, upper, failure } = answers[i]!;
      const { scale, forecast } = reference[i]!;
      const used = failure === undefined ? yhat : forecast;
      sumSmape += smape(actual, used);
      sumMase += meanAbsoluteError(actual, used) / scale;
      if (failure !== undefined) {
        failed++;
        return;
      }
      actual.forEach((value, h) => {
        if (value >= lower[h]! && value <= upper[h]!) inside++;
        width += (upper[h]! - lower[h]!) / scale;
      });
    });
    const count = series.length;
    const steps = (count - failed) * kind.horizon;
    const owa = (sumSmape / count / smape2 + sumMase / count / mase2) / 2;
    const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
    console.log(
      [
        model.padEnd(15),
        (sumSmape / count).toFixed(3).padStart(7),
        (sumMase / count).toFixed(3).padStart(7),
        owa.toFixed(3).padStart(7),
        `${((100 * inside) / steps).toFixed(1)} %`.padStart(13),
        (width / steps).toFixed(2).padStart(13),
        `${times[Math.floor(count / 2)]!.toFixed(0)}, ${times.at(-1)!.toFixed(0)}`.padStart(18),
        String(failed).padStart(15),
      ].join(" "),
    );
  }
  console.log(
    "* in units of the history's mean seasonal step, as MASE. A failed series is scored with naive2.",
  );
}

const models = flags.models?.split(",") ?? modelDescriptions.map(({ name }) => name);
console.log(
  flags.holdout
    ? "Scored on the last horizon of the training parts; the test parts were not opened."
    : "Scored on the test parts. They decided nothing: candidates, priors and constants were chosen on windows cut from the training parts (M4 Hourly and Weekly, M3, M1), and for each series auto weighs by windows of its own history.",
);
for (const kind of kinds) {
  const series = seriesOf(kind);
  const answers = new Map<string, Answer[]>();
  for (const model of models) answers.set(model, await forecastAll(kind, model, series));
  report(kind, series, answers);
}
