// `cloud-runner predict`: its arguments and its help.
import { resultFormats } from "../../../model/results/result-format.ts";
import { choice, defineCommand, flag, integer, list, number, text } from "../../shell/command.ts";
import { forecastOptions } from "../../options/forecast.ts";

export const predict = defineCommand({
  name: "predict",
  summary: "Forecast files and draw the result",
  description: [
    "Uploads each file (CSV, Excel, Parquet, JSON, packed or not: docs/files.md), waits for the forecast",
    "and writes it beside the input as NAME.forecast.csv; -o forecast.parquet, .json or .xlsx writes that.",
    "A file has a header, a column of dates (date or ds) and a column of values (y, or the one that",
    "--target-column names). Output columns: date, prediction, prediction_lower, prediction_upper.",
    "Excel, Parquet, JSON and packed files will do as well: docs/files.md. Where two readings are possible it asks,",
    "before anything is sent; a script gets commands.",
    "A file of many series has an id column too (unique_id or --id-column): docs/panels.md.",
    "Every predict is a run with an id, which `runs list` shows: docs/runs.md.",
    "On Google Cloud bq://project.dataset.table is an input, a .sql file is a query that gives one, and -o bq://...",
    "makes a table of the forecast: docs/tables.md.",
    "A manifest, job.json or NAME.job.json, names the files to forecast instead: docs/manifests.md.",
  ].join("\n"),
  examples: [
    "cloud-runner predict data.csv",
    "cloud-runner predict data.csv --model prophet --horizon 28 -o forecast.csv",
    "cloud-runner predict weather.csv --target-column temp_max --plot chart.svg",
    "cloud-runner predict panel.csv --id-column region,shop",
    "cloud-runner predict in/ -o out/ --skip-existing",
    "cloud-runner predict 'in/**/*.csv' -o out/",
    "cloud-runner predict sales.xlsx -o forecast.parquet",
    "cloud-runner predict nightly.job.json -o out/",
    "cloud-runner predict in/ -o out/ --detach",
    "cloud-runner predict 'gs://my-bucket/in/**' -o gs://my-bucket/out/",
    "cloud-runner predict bq://my-project.shop.sales -o bq://my-project.shop.forecast",
    "cloud-runner predict sales.sql -o forecast.parquet",
    "cloud-runner predict --resume 20260102-030405-a1b2c3d4",
    "cat data.csv | cloud-runner predict - > forecast.csv",
  ],
  arguments: [
    {
      name: "files",
      summary: "files, folders, patterns, gs://..., bq://..., queries, or - for standard input",
      required: false,
      variadic: true,
    },
  ],
  options: {
    ...forecastOptions,
    output: text(
      "FILE|DIR/|gs://|-",
      "where to write, bq:// too (default: beside the input; - for standard output)",
      "o",
    ),
    format: choice("NAME", "csv, json, ndjson, parquet or xlsx (default: by the ending of FILE, or csv)", [
      ...resultFormats,
    ]),
    detach: flag("upload, print the id of the run, and wait for nothing: docs/runs.md"),
    resume: text("RUN", "go on with a run: send and fetch only what is left of it"),
    ndjson: flag("print one line of JSON for each event, as it happens: docs/runs.md"),
    force: flag("overwrite output files that are there already"),
    skipExisting: flag("leave out inputs whose forecast is there already"),
    job: flag("let the job forecast, which has hours for it: docs/job.md"),
    timeout: text("TIME", "how long to wait for all, e.g. 90s or 30m (default 10m, longer for the job)"),
    parallel: integer("N", "uploads and downloads at once (default 8)", { minimum: 1, default: 8 }),
    maxBytesBilled: number("BYTES", "what one query may read (default: as configured, 100 GiB)", 1),
    plot: text("FILE", "write the drawing too, as .svg, .png, or .html to zoom in"),
    series: list("NAME", "series of a panel that are drawn (default: the first); may be repeated"),
    report: text("FILE.html", "write a report that can be mailed: docs/report.md"),
    noPlot: flag("draw nothing in the terminal"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
