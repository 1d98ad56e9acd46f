import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askWorkers, type Answer } from "../../../../src/library/backtest/ask-workers.ts";
import { backtestChart } from "../../../../src/cli/commands/backtest/chart.ts";
import { forecastsCsv } from "../../../../src/library/backtest/forecasts-csv.ts";
import { render } from "../../../../src/cli/commands/backtest/render.ts";
import { backtestDocument, reportOf, type BacktestReport } from "../../../../src/library/backtest/report.ts";
import { svgChart } from "../../../../src/cli/chart/svg.ts";
import { main } from "../../../../src/cli/main.ts";
import { viewOf, type View } from "../../../../src/cli/shell/view.ts";
import type { Numbers } from "../../../../src/model/numeric/numbers.ts";
import type { Dataset } from "../../../../src/model/series/dataset.ts";
import { planBacktest } from "../../../../src/model/backtest/plan-backtest.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { ForecasterError, type Forecaster } from "../../../../src/runtime/forecast/forecaster.ts";
import { dailyCsv } from "../../model/support.ts";
import { fakeIo, virtualClock } from "../../cli/support.ts";

const wave = Array.from({ length: 40 }, (_, day) => 100 + 10 * Math.sin((2 * Math.PI * day) / 7));

const planOf = (models: string[], raw = {}) =>
  planBacktest(
    new TextEncoder().encode(dailyCsv(wave)),
    { horizon: 7, interval: "0.8,0.95", ...raw },
    { models, known: modelDescriptions, windows: 2, leavesOutTooLong: false },
  );

/** Too high by so much, with bands of so much on both sides. */
function answer(truth: Numbers, off: number, half: number): Answer {
  const yhat = Array.from(truth, (value) => value + off);
  const bands = [0.8, 0.95].map((level, i) => {
    const reach = half * (i + 1);
    return { level, lower: yhat.map((value) => value - reach), upper: yhat.map((value) => value + reach) };
  });
  return { kind: "forecast", forecast: { yhat, bands }, modelVersion: "1", warnings: [], seconds: 0.25 };
}

const shown = (report: BacktestReport, screen: View, { noPlot = false } = {}) =>
  render(report, screen, { options: { output: undefined, noPlot } });

const failed: Answer = {
  kind: "failed",
  seconds: 1,
  error: { code: "model.fit-failed", message: "Prophet found no fit for this series.", fix: "Set model." },
};

/** The first model off by 2, the second by 1, the third failing in its second window. */
async function reportFor(models: string[]) {
  const plan = await planOf(models);
  const answers = plan.models.map(({ windows }, index) =>
    windows.map(({ actual }, at) =>
      index === 2 && at === 1 ? failed : answer(actual.y, 2 - index, index === 0 ? 1.5 : 3),
    ),
  );
  return { plan, report: reportOf("sales.csv", plan, answers) };
}

const view = (env: Record<string, string> = {}) => ({
  ...viewOf({ write: () => true, columns: 60 }, { env, platform: "linux" }, !("FORCE_COLOR" in env)),
  isScreen: true,
});

it("shows the models by how good they were, and what failed", async () => {
  const { report } = await reportFor(["ets", "theta", "prophet"]);
  expect(shown(report, view(), { noPlot: true })).toMatchInlineSnapshot(`
    "model  sMAPE   MASE   RMSE   bias  80 % covers  width  95 % covers  width  seconds
    theta   1.00  0.178  1.000  1.000        100.0  6.000        100.0  12.00     0.25
    ets     1.99  0.355  2.000  2.000          0.0  3.000        100.0   6.00     0.25

    Means over 2 windows of 7 steps at frequency D, 2024-01-27 to 2024-02-09, best MASE first.
    sMAPE in percent; MASE in mean changes of the history from row to row; bias above 0 is too high;
    seconds for one forecast; an interval should cover its own share, and be narrow.

    ✖ prophet, in 1 of 2 windows: Prophet found no fit for this series.  model.fit-failed
      Fix: Set model."
  `);
});

it("draws the newest window: what was known, what came, what the models had said", async () => {
  const { report } = await reportFor(["ets", "theta"]);
  const drawn = shown(report, view()).split("\n\nmodel")[0];
  expect(drawn).toMatchInlineSnapshot(`
    "sales.csv: newest window of 7 rows
         |                                                  :
     110 +                                                 :x:
         |   *        *         *        *         *       xoo
         | ***       ***      ***       ***      ***       o*o
         | *  *      * *      *  *      * *      *  *     xo *o
         | *  *     *   *     *  *     *   *     *  *     o   o
         |*   *     *   *    *   *     *   *    *   *     o   o
     100 +*    *    *   *    *    *    *   *    *    *   oo   ox
         |     *   *     *   *    *   *     *   *    *   o:    o
         |     *   *     *  *     *   *     *  *     *   o     o
         |      * *      *  *      *  *     *  *      * o*
         |      ***       ***      * *       ***      *oo
      90 +       *        *         *        *         *:
         |                                             :
         +-------------------------------------------+----------
          2024-01-01                      2024-02-02  2024-02-09
          * history   o theta   x ets   : 80 % interval of theta"
  `);
});

it("tells lines apart by colour where there is colour", async () => {
  const { report } = await reportFor(["ets", "theta"]);
  const coloured = view({ FORCE_COLOR: "1" });
  const drawn = coloured.show(shown(report, coloured));
  expect(drawn).toContain("\u001b[35m━\u001b[39m theta   \u001b[33m━\u001b[39m ets");
});

it("draws all models as SVG, each dashed in its own way", async () => {
  const names = modelDescriptions.map(({ name }) => name).filter((name) => name !== "prophet");
  const svg = svgChart(backtestChart((await reportFor(names.toSpliced(2, 0, "prophet"))).report)!);
  for (const name of names) expect(svg).toContain(`>${name}</text>`);
  expect(svg.match(/class="line line-\d"/g)).toHaveLength(2 * (names.length - 1));
  expect(svg).toContain(".line-4 { stroke: #0e7490; stroke-dasharray: 13 3; }");
  expect(svg).not.toContain("prophet");
  expect(svg).not.toContain("NaN");
});

it("writes every forecast beside what came", async () => {
  const { plan, report } = await reportFor(["ets", "theta"]);
  const lines = forecastsCsv(report).trimEnd().split("\n");
  expect(lines).toHaveLength(1 + 2 * 2 * 7);
  expect(lines[0]).toBe(
    "model,window,cutoff,date,actual,prediction,prediction_lower,prediction_upper,prediction_lower_95,prediction_upper_95",
  );
  const [actual] = plan.models[0]!.windows[1]!.actual.y;
  const edges = [1 - 3, 1 + 3, 1 - 6, 1 + 6].map((edge) => actual! + 1 + edge - 1);
  expect(lines[8]).toBe(["theta,2,2024-02-02,2024-02-03", actual, actual! + 1, ...edges].join(","));
});

it("gives means and every window as JSON, without the forecasts", async () => {
  const document = backtestDocument((await reportFor(["ets", "theta", "prophet"])).report);
  expect(document).toMatchObject({
    input: "sales.csv",
    rows: 40,
    frequency: "D",
    horizon: 7,
    windows: 2,
    season: 1,
    best: "theta",
    succeeded: 2,
    failed: 1,
    models: [
      {
        model: "theta",
        status: "ok",
        rmse: 1,
        bias: 1,
        seconds: 0.25,
        intervals: [
          { level: 0.8, coverage: 1, width: 6 },
          { level: 0.95, coverage: 1, width: 12 },
        ],
        windows: [
          { from: "2024-01-27", to: "2024-02-02", rows: 7, historyRows: 26, rmse: 1 },
          { from: "2024-02-03", to: "2024-02-09", rows: 7, historyRows: 33, rmse: 1 },
        ],
      },
      { model: "ets", status: "ok", intervals: [{ coverage: 0 }, { coverage: 1 }] },
      { model: "prophet", status: "failed", error: { code: "model.fit-failed" } },
    ],
  });
  expect(JSON.stringify(document)).not.toContain("yhat");
});

it("averages a panel over its series, and counts those that a model could not forecast", async () => {
  const days = (id: string) =>
    dailyCsv(wave)
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => `${line},${id}`);
  const csv = ["date,y,unique_id", ...days("x"), ...days('"y,z"'), ""].join("\n");
  const plan = await planBacktest(
    new TextEncoder().encode(csv),
    { horizon: 7 },
    { models: ["ets", "theta"], known: modelDescriptions, windows: 2, leavesOutTooLong: false },
  );
  // Off by 1 and 3 in the first series, by 5 in the second, where theta fails.
  const answers = plan.models.map(({ windows, model }) =>
    windows.map(({ actual }, at) =>
      model === "theta" && at === 3 ? failed : answer(actual.y, [1, 3, 5, 5][at]!, 2),
    ),
  );
  const report = reportOf("panel.csv", plan, answers);
  expect(backtestDocument(report)).toMatchObject({
    series: 2,
    rows: 80,
    models: [
      { model: "theta", rmse: 2, failedSeries: 1 },
      { model: "ets", rmse: 3.5, failedSeries: 0, windows: [{ id: ["x"] }, {}, { id: ["y,z"] }, {}] },
    ],
  });
  const text = shown(report, view());
  expect(text).toMatch(/^panel\.csv, x: newest window of 7 rows$/m);
  // A file or another program gets the figures alone.
  expect(shown(report, { ...view(), isScreen: false })).not.toContain("newest window");
  expect(text).toMatch(/^model .* failed series {2}seconds$/m);
  expect(text).toContain(
    "Means over 2 series, up to 2 windows of 7 steps at frequency D each, best MASE first.",
  );
  const lines = forecastsCsv(report).split("\n");
  expect(lines[0]).toMatch(/^unique_id,model,window,cutoff,date,/);
  expect(lines.filter((line) => line.startsWith('"y,z",theta,'))).toHaveLength(7);
});

describe("askWorkers", () => {
  const ask = async (forecaster: Forecaster, signal = new AbortController().signal) => {
    const told: number[] = [];
    const plan = await planOf(["naive", "ets"]);
    const options = { pool: forecaster, parallel: 2, timeoutMs: 1000, clock: virtualClock(), signal };
    return askWorkers(plan, { ...options, onAnswer: () => told.push(1) }).then((answers) => ({
      answers,
      told,
    }));
  };

  const prepare: Forecaster["prepare"] = async ({ model }) => ({
    choice: {},
    levels: [],
    model: String(model),
    modelVersion: `${model} 1`,
    parameters: {},
    warnings: [],
  });
  const fine = {
    rows: 1,
    model: "m",
    frequency: "D",
    fault: undefined,
    warnings: [],
    heaviest: undefined,
  };

  it("keeps each answer with its model and window, whichever comes first", async () => {
    const { answers, told } = await ask({
      prepare,
      async forecast({ parameters, chunk }) {
        const rows = (chunk as Dataset).series[0]!.y.length;
        if (parameters["model"] === "naive") await new Promise((resolve) => setImmediate(resolve));
        return { csv: Buffer.from(`2024-01-01,${rows},0,1,2,3\n`), outcomes: [fine] };
      },
    });
    expect(answers.map((each) => each.map((one) => one.kind === "forecast" && one.modelVersion))).toEqual([
      ["naive 1", "naive 1"],
      ["ets 1", "ets 1"],
    ]);
    expect(answers[1]!.map((one) => one.kind === "forecast" && one.forecast)).toEqual(
      [26, 33].map((rows) => ({
        yhat: [rows],
        bands: [
          { level: 0.8, lower: [0], upper: [1] },
          { level: 0.95, lower: [2], upper: [3] },
        ],
      })),
    );
    expect(told).toHaveLength(4);
  });

  it("keeps what a model refuses and what a worker could not do", async () => {
    const { answers } = await ask({
      prepare,
      forecast: ({ parameters }) =>
        parameters["model"] === "ets"
          ? Promise.reject(new ForecasterError("forecast.timed-out", "It took too long."))
          : Promise.resolve({
              csv: new Uint8Array(0),
              outcomes: [
                { ...fine, rows: 0, fault: { code: "csv.too-short", message: "m", fix: "f", line: 4 } },
              ],
            }),
    });
    expect(answers.map(([first]) => first!.kind === "failed" && first!.error)).toEqual([
      // Without the line, which is one of a file that only the worker saw.
      { code: "csv.too-short", message: "m", fix: "f" },
      { code: "forecast.timed-out", message: "It took too long.", fix: expect.stringContaining("--timeout") },
    ]);
  });

  it("passes on what is no answer, and stops when it is interrupted", async () => {
    await expect(ask({ prepare, forecast: () => Promise.reject(new TypeError("a bug")) })).rejects.toThrow(
      "a bug",
    );
    const caller = new AbortController();
    const interrupted = ask(
      {
        prepare,
        forecast() {
          caller.abort(new Error("stop"));
          return Promise.reject(new ForecasterError("forecast.aborted", "given up"));
        },
      },
      caller.signal,
    );
    await expect(interrupted).rejects.toThrow("stop");
  });
});

describe("the command", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloud-runner-backtest-"));
    await writeFile(join(folder, "data.csv"), dailyCsv(wave));
    await writeFile(join(folder, "bad.csv"), "date,y\n2024-01-01,lots\n");
    await writeFile(join(folder, "old.svg"), "");
    await writeFile(join(folder, "short.csv"), dailyCsv([1, 2, 3, 4]));
    await writeFile(join(folder, "tiny.csv"), dailyCsv([1, 2, 3]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["a model that there is not", ["data.csv", "--models", "auto,prohpet"], 2, "Did you mean prophet?"],
    ["a parameter that there is not", ["data.csv", "--param", "horizn=3"], 2, "Write horizon instead"],
    ["a value that a model refuses", ["data.csv", "--param", "growth=up"], 2, "growth"],
    ["--model", ["data.csv", "--model", "ets"], 2, "Did you mean --models?"],
    ["one model by --param", ["data.csv", "--param", "model=ets"], 2, "--models"],
    ["a file that is there", ["data.csv", "--svg", "old.svg"], 2, "--force"],
    ["a picture of another kind", ["data.csv", "--svg", "chart.gif"], 2, "--plot chart.gif does not end in"],
    ["no file", ["none.csv"], 2, "There is no file none.csv"],
    ["a broken file", ["bad.csv"], 1, "At bad.csv, line 2, column 2"],
    [
      "a short file",
      ["short.csv"],
      1,
      "Set horizon to 1 or less, or send a longer history. On the command line: --horizon ROWS.\n",
    ],
    ["a file that is too short for any window", ["tiny.csv"], 1, "Fix: Send a longer history.\n"],
  ])("refuses %s before any model runs", async (_, words, code, says) => {
    const io = fakeIo({ cwd: folder });
    expect(await main(["backtest", ...words], io)).toBe(code);
    expect(io.err()).toContain(says);
    expect(io.out()).toBe("");
  });

  it("refuses forecasts and JSON on one stream", async () => {
    const io = fakeIo({ cwd: folder });
    expect(await main(["backtest", "data.csv", "-o", "-", "--json"], io)).toBe(2);
    expect(JSON.parse(io.out())).toMatchObject({ error: { code: "usage.output" } });
  });
});
