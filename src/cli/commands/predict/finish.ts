// The end of a run for whoever has waited for it: warnings, results on standard output, the drawing, or the last event.
import { resolve } from "node:path";
import type { FileResult } from "../../../library/predict/file-result.ts";
import type { Input } from "../../../library/predict/sources/input.ts";
import type { Detached } from "../../../library/predict/predict.ts";
import { rightsOf } from "../../../library/predict/write-file.ts";
import { continueRun, type ContinueRequest } from "../../../library/runs/continue-run.ts";
import { nextCommands, type RunCommands } from "../../../library/runs/next-commands.ts";
import { endOf, runListener, type RunEvent, type RunListener } from "../../../library/runs/run-events.ts";
import { plural } from "../../../core/duration.ts";
import { writeForecastReport } from "../../../library/report/write-report.ts";
import { isPage } from "../../options/drawings.ts";
import { writePicture } from "../../chart/write-picture.ts";
import type { Context } from "../../shell/context.ts";
import { errorDocument } from "../../../core/error-document.ts";
import { isDated, joinSeries } from "../../../library/report/joined-series.ts";
import { chartsOf, unknownSeries } from "./charts.ts";
import { failedSeries } from "./failed-series.ts";

/** How it is told what happens. */
interface Told {
  ndjson: boolean;
  plot?: string | undefined;
  report?: string | undefined;
  /** That are drawn. */
  series?: readonly string[] | undefined;
}

export interface PredictResult {
  /** Undefined when there was nothing to send. */
  run: string | undefined;
  /** Of a run that nobody waits for: all that was sent. */
  detached: Detached | undefined;
  files: FileResult[];
  /** Of a run that is resumed: how many had their forecast before. */
  before: number;
  /** Where the user stands, from where outputs are named. */
  cwd: string;
  /** Whose forecast is there already. */
  skipped: Input[];
  next: RunCommands | undefined;
  /** Parameters that went along; those of the configuration stand behind them. */
  asked?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Whether events have said it all. */
  isTold: boolean;
  /** Pictures and reports that were written, as they were named. */
  drawn?: readonly string[] | undefined;
}

/** Goes on with a run that was started before. */
export const goOn = (
  context: Context,
  options: Told,
  request: Omit<ContinueRequest, keyof RunListener>,
): Promise<PredictResult> =>
  telling(context, options, async () => {
    const { run, files, before, parameters } = await continueRun(context, {
      ...request,
      keepsSent: options.report !== undefined,
      ...listenerOf(context, options),
    });
    const next = nextCommands(context, run);
    const result = {
      run,
      detached: undefined,
      files,
      before,
      cwd: context.io.cwd,
      skipped: [],
      next,
      asked: parameters,
    };
    return finish(context, options, { ...result, isTold: options.ndjson });
  });

/** Says and writes what belongs to the forecasts themselves. */
export async function finish(context: Context, options: Told, result: PredictResult): Promise<PredictResult> {
  const { output, progress } = context;
  const { files, before } = result;
  if (options.ndjson) {
    await drawAll(context, options, result);
    tell(context, endOf(result.run ?? "", files, before));
    return result;
  }
  const [only] = files;
  // One file that fails fails the command, in the shape of every other error. For programs its document is that of many.
  if (isOnly(result) && only?.status === "failed" && !context.flags.json) throw only.error;
  for (const file of files) {
    if (file.status === "failed") continue;
    for (const warning of file.warnings) progress.warn(`${file.input.label}: ${warning}`);
    const failed = failedSeries(file, context.io.cwd);
    if (failed !== undefined) progress.warn(`${file.input.label}: ${failed}`);
    if (file.input.outputPath === undefined) output.raw(file.content);
  }
  return { ...result, drawn: await drawAll(context, options, result) };
}

/** Writes the picture and the report that were asked for. @returns what was written */
async function drawAll(
  context: Context,
  { plot, report, series = [] }: Told,
  result: PredictResult,
): Promise<string[]> {
  const { progress } = context;
  const drawn: string[] = [];
  for (const file of result.files) {
    if (file.status === "failed") continue;
    if (series.length > 0 && isDated(file)) {
      const ids = (await joinSeries(file)).series.map(({ id }) => id);
      for (const { name, hint } of unknownSeries(ids, series))
        progress.warn(`${file.input.label}: There is no series ${name}, so it is not drawn. ${hint}`);
    }
    if (plot === undefined) continue;
    if (isPage(plot)) {
      await writeReport(context, plot, { ...result, files: [file] });
      drawn.push(plot);
    } else if (isDated(file)) {
      drawn.push(plot);
      const mode = await rightsOf(file.input.path);
      await writePicture(context, resolve(context.folder, plot), await chartsOf(file, 1, series), mode);
    } else progress.warn(`${file.input.label}: the result has no dates, so there is nothing to draw.`);
  }
  if (report !== undefined) {
    await writeReport(context, report, result);
    drawn.push(report);
  }
  return drawn;
}

/** Of all that was forecast now. */
async function writeReport(
  context: Context,
  path: string,
  { run, files, before, asked }: PredictResult,
): Promise<void> {
  await writeForecastReport(context, files, { path, run, asked });
  if (before > 0)
    context.progress.note(`The report has the ${plural(files.length, "file")} of now, none of those before.`);
}

/** Whether the run was about one file, and all of it was done now. */
export const isOnly = ({ files, before }: Pick<PredictResult, "files" | "before">): boolean =>
  files.length === 1 && before === 0;

export const tell = ({ output }: Context, event: RunEvent): void =>
  output.jsonLine(event.event === "failed" ? { ...event, error: errorDocument(event.error) } : event);

export const listenerOf = (context: Context, { ndjson }: Told): RunListener =>
  ndjson ? runListener((event) => tell(context, event)) : {};

/** With `--ndjson` what ends the command is an event too. */
export async function telling<R>(context: Context, { ndjson }: Told, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (ndjson) context.output.jsonLine({ event: "error", error: errorDocument(error) });
    throw error;
  }
}
