// What a report says of forecasts: every file with its series, in the numbers of its result.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { formatDuration, plural } from "../../core/duration.ts";
import type { FileReport, Fact, ForecastReport, SeriesSummary } from "../../core/report/report-data.ts";
import { bandColumns } from "../../model/csv/write-forecast.ts";
import { splitCsv } from "../../model/csv/split-csv.ts";
import type { FileResult, Forecasted } from "../predict/file-result.ts";
import { bandNames } from "./band-names.ts";
import { historyDates, isDated, joinSeries, type JoinedSeries } from "./joined-series.ts";
import { packSeries, type SeriesRows } from "./pack-series.ts";
import type { RawParameters, SeriesReport as FailedReport } from "../../core/contract.ts";
import { moreOf } from "./explained-rows.ts";
import type { Explain } from "./explain-series.ts";
import type { PageContent } from "./compose-page.ts";

/** Of the rows of all series, in base64; beside them a page has its script and what is said of them. */
const limitOfOne = 1_600_000;
const limitOfMany = 8_500_000;

/** Lines of the overview of one file. */
const mostLines = 10_000;
/** Rows of a table that is no time series. */
const mostTableRows = 2_000;

interface ReadFile {
  report: FileReport;
  rows: SeriesRows[];
}

export interface ForecastReportOptions {
  run: string | undefined;
  madeAt: string;
  /** As the service had them, its defaults included. */
  parameters: RawParameters;
  explain: Explain;
}

/** @param files of one command */
export async function forecastReport(
  files: readonly FileResult[],
  { run, madeAt, parameters, explain }: ForecastReportOptions,
): Promise<PageContent> {
  const forecasted = files.filter((file) => file.status === "ok");
  const read: ReadFile[] = [];
  for (const file of forecasted) read.push(await readFileOf(file, parameters, explain));
  const rows = read.flatMap((file) => file.rows);
  const summaries = read.flatMap(({ report }) => report.series);
  const packed = await packSeries(rows, orderOf(summaries), rows.length > 1 ? limitOfMany : limitOfOne);
  for (const [index, summary] of summaries.entries()) {
    const place = packed.places[index];
    if (place !== undefined) summary.at = place;
  }
  for (const { report, rows: own } of read) addLeft(report, own, packed.kept);
  const [first] = files;
  const count = summaries.length;
  const data: ForecastReport = {
    kind: "forecast",
    title:
      files.length === 1
        ? `Forecast of ${first!.input.label}`
        : `Forecasts of ${plural(files.length, "file")}`,
    facts: [
      ...(files.length > 1 ? [["files", String(files.length)] as const] : []),
      ...(count > 1 ? [["series", String(count)] as const] : []),
      ...(run === undefined ? [] : [["run", run] as const]),
      ["written", madeAt],
    ],
    files: read.map(({ report }) => report),
    failures: files.flatMap((file) =>
      file.status === "failed"
        ? [{ name: file.input.label, message: file.error.message, fix: file.error.fix ?? "" }]
        : [],
    ),
  };
  return { data, chunks: packed.chunks };
}

async function readFileOf(file: Forecasted, asked: RawParameters, explain: Explain): Promise<ReadFile> {
  const { input, model, parameters, warnings, explanation, csv } = file;
  const levels = wordOf(parameters["interval"])
    .split(",")
    .map(Number)
    .filter((level) => level > 0);
  const sentence = (explanation as { sentence?: unknown } | undefined)?.sentence;
  const report: FileReport = {
    name: input.label,
    facts: factsOf(file),
    ...(typeof sentence === "string" && { explanation: sentence }),
    warnings,
    parameters: Object.entries(parameters).map(([name, value]): Fact => [name, wordOf(value)]),
    target: wordOf(parameters["target"]) || "value",
    idColumns: file.series === undefined ? [] : wordOf(parameters["id"]).split(","),
    columns: ["prediction", ...bandColumns(levels)],
    bands: bandNames(parameters["interval"]),
    series: [],
    left: [],
  };
  if (csv === "") {
    report.left.push("The forecast is too large to be read here, so its rows are not in this report.");
    return { report, rows: [] };
  }
  if (!isDated(file)) {
    const { header, columns, lines } = splitCsv(csv);
    const count = Math.min(lines.length, mostTableRows);
    const rows = Array.from({ length: count }, (_, row) => columns.map((column) => column[row]!));
    report.table = { columns: header, rows };
    if (lines.length > count)
      report.left.push(`The table has ${lines.length} rows; the first ${count} are here.`);
    return { report, rows: [] };
  }
  const { dataset, series } = await joinSeries(file);
  const faults = await faultsOf(file);
  const shown = series.slice(0, mostLines);
  if (shown.length < series.length)
    report.left.push(`The result has ${series.length} series; the first ${shown.length} are in this report.`);
  if (series.length > 0 && series.every(({ history }) => history === undefined))
    report.left.push("The input is not on this machine, so its history is not in this report.");
  const made = new Set(series.map(({ id }) => JSON.stringify(id)));
  for (const [key, { id }] of faults) {
    if (made.has(key) || shown.length >= mostLines) continue;
    const history = dataset?.series.find((each) => JSON.stringify(each.id) === key);
    shown.push({ id, history, forecast: nothing, at: [] });
  }
  report.series = shown.map((each) => summaryOf(each, model, faults));
  const wanted = orderOf(report.series).flatMap((index) =>
    shown[index]!.at.length > 0 ? [shown[index]!.forecast] : [],
  );
  const explained = await explain({ file, parameters: asked, wanted });
  if (explained.why !== undefined) report.left.push(explained.why);
  const rows = shown.map((each) => ({
    ...rowsOf(each),
    ...moreOf(each, explained.series.get(JSON.stringify(each.id))),
  }));
  return { report, rows };
}

/** Of a series that no model could forecast. */
const nothing: JoinedSeries["forecast"] = { id: [], dates: [], model: "", ds: [], yhat: [], bands: [] };

/** Parameters are text, numbers and truth values, whatever a container of the user's own may write. */
const wordOf = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

function factsOf({
  model,
  modelVersion,
  rows,
  series,
  parameters,
  revision,
  durationMs,
  input,
}: Forecasted): Fact[] {
  const found: (readonly [string, unknown])[] = [
    ["model", modelVersion || model],
    ["rows of the forecast", rows],
    ["series", series?.count],
    ["forecast by a fallback", series !== undefined && series.fellBack > 0 ? series.fellBack : undefined],
    ["without a forecast", series !== undefined && series.left > 0 ? series.left : undefined],
    ["frequency", parameters["frequency"]],
    ["horizon", parameters["horizon"]],
    ["interval", bandNames(parameters["interval"]).join(", ") || undefined],
    ["written to", input.outputPath && basename(input.outputPath)],
    ["revision", revision],
    ["took", formatDuration(durationMs)],
  ];
  return found.flatMap(([name, value]): Fact[] => (value === undefined ? [] : [[name, wordOf(value)]]));
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value / values.length, 0);

function summaryOf({ id, history, forecast }: JoinedSeries, model: string, faults: Faults): SeriesSummary {
  const { yhat, bands } = forecast;
  const [band] = bands;
  const size = mean(yhat.map(Math.abs));
  const widths = band && mean(band.upper.map((upper, row) => upper - band.lower[row]!));
  const fault = faults.get(JSON.stringify(id))?.message;
  const own = forecast.model ?? model;
  return {
    id: [...id],
    model: own,
    isFallback: yhat.length > 0 && forecast.model !== undefined && own !== model,
    ...(fault !== undefined && { fault }),
    rows: yhat.length,
    recent: history === undefined ? null : mean(Array.from(history.y.slice(-(yhat.length || 1)))),
    mean: mean(yhat),
    width: widths === undefined || widths === null || !size ? null : widths / size,
  };
}

function rowsOf({ history, forecast, at }: JoinedSeries): SeriesRows {
  const { dates, yhat, bands } = forecast;
  return {
    history:
      history === undefined
        ? { at: [], dates: [], values: [] }
        : { at: [...history.ds], dates: historyDates(history), values: [...history.y] },
    forecasts:
      yhat.length === 0
        ? []
        : [
            {
              name: "forecast",
              at,
              dates,
              values: yhat,
              lower: bands.map(({ lower }) => lower),
              upper: bands.map(({ upper }) => upper),
            },
          ],
  };
}

type Faults = ReadonlyMap<string, { id: string[]; message: string }>;

/** Of a panel, by the ids; the report on them lies beside the result. */
async function faultsOf({ series }: Forecasted): Promise<Faults> {
  if (series?.report === undefined) return new Map();
  try {
    const { failed } = JSON.parse(await readFile(series.report, "utf8")) as FailedReport;
    return new Map(
      failed.map(({ id, message, fix }) => {
        const own = Object.values(id);
        return [JSON.stringify(own), { id: own, message: `${message}${fix ? ` ${fix}` : ""}` }];
      }),
    );
  } catch {
    // A place that is no file of this machine; the counts say how many there are.
    return new Map();
  }
}

/** What people look for stands first, for where there is no room for all: the fallbacks, the largest, the least sure. */
function orderOf(series: readonly SeriesSummary[]): number[] {
  const indices = [...series.keys()];
  const bySize = indices.toSorted((a, b) => Math.abs(series[b]!.mean ?? 0) - Math.abs(series[a]!.mean ?? 0));
  const byWidth = indices.toSorted((a, b) => (series[b]!.width ?? 0) - (series[a]!.width ?? 0));
  const isFirst = new Set([
    ...indices.filter((index) => series[index]!.isFallback || series[index]!.fault !== undefined),
    ...bySize.slice(0, 200),
    ...byWidth.slice(0, 200),
  ]);
  return [...isFirst, ...indices.filter((index) => !isFirst.has(index))];
}

function addLeft({ left, series }: FileReport, rows: readonly SeriesRows[], kept: number): void {
  const longer = rows.filter(({ history }) => history.values.length > kept).length;
  if (longer > 0) {
    const of = rows.length === 1 ? "" : ` of each series`;
    left.push(`So that this file stays small, only the newest ${kept} rows${of} of the history are drawn.`);
  }
  const without = series.filter(({ at, rows: own }) => at === undefined && own > 0).length;
  if (without > 0)
    left.push(`${plural(without, "series", "series")} of ${series.length} are in the overview alone.`);
}
