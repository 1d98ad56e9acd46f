// `cloud-runner backtest`: its arguments and its help.
import { defineCommand, flag, integer, renamed, text } from "../../shell/command.ts";
import { forecastOptions } from "../../options/forecast.ts";

const { model: _one, ...parameters } = forecastOptions;

export const backtest = defineCommand({
  name: "backtest",
  summary: "Try models on the newest part of a file, held out",
  description: [
    "Holds windows out of the end of the series, has each model forecast every window from nothing but what came",
    "before it, and compares: sMAPE, MASE, RMSE, bias, how often the interval holds the value and how wide it is,",
    "seconds. Runs on this machine and needs no cloud. Further columns are given only for the dates that the file",
    "lists after its last value: docs/backtest.md. Exits with 3 when some models fail, 1 when all do.",
  ].join("\n"),
  examples: [
    "cloud-runner backtest data.csv",
    "cloud-runner backtest data.csv --models auto,prophet,mstl --windows 5 --horizon 14",
    "cloud-runner backtest sales.csv --models prophet --param regressors=price --interval 0.8,0.95",
    "cloud-runner backtest data.csv --plot backtest.svg -o forecasts.csv",
  ],
  arguments: [{ name: "file", summary: "a CSV file, or - for standard input", required: true }],
  options: {
    models: text("A,B,...", "models to try (default: all that can take the file)"),
    windows: integer("N", "windows to hold out, fewer where the history is short (default 3)", {
      minimum: 1,
      default: 3,
    }),
    ...parameters,
    output: text("FILE|-", "write every forecast beside what came, as CSV", "o"),
    plot: renamed("svg", text("FILE", "write the drawing, as .svg, .png, or .html to zoom in")),
    report: text("FILE.html", "write a report that can be mailed: docs/report.md"),
    noPlot: flag("draw nothing in the terminal"),
    force: flag("overwrite files that are there already"),
    timeout: text("TIME", "how long one forecast may take, e.g. 90s (default 10m)"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
