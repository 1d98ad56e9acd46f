// Forecasts for people: one file drawn, a line for each, and what went wrong.
import { exitCodes, type CloudRunnerError } from "../../../core/errors.ts";
import { inOneLine } from "../../../core/quote.ts";
import { formatDuration, plural } from "../../../core/duration.ts";
import { shownOutput } from "../../../library/predict/outputs/place-outputs.ts";
import type { FileResult, Forecasted } from "../../../library/predict/file-result.ts";
import { terminalChart } from "../../chart/terminal.ts";
import type { RunCommands } from "../../../library/runs/next-commands.ts";
import { exitCodeOf } from "../../shell/exit-code.ts";
import { errorDocument, type ErrorDocument } from "../../../core/error-document.ts";
import { renderOneFailure } from "../../shell/render-error.ts";
import { commandTable, commandText } from "../../layout/command-text.ts";
import type { View } from "../../shell/view.ts";
import { isDated } from "../../../library/report/joined-series.ts";
import { byModel, chartsOf } from "./charts.ts";
import { isOnly, type PredictResult } from "./finish.ts";

export async function render(
  { files, cwd, before, detached, next, isTold, drawn = [] }: PredictResult,
  view: View,
  { options: { noPlot, series } }: { options: { noPlot: boolean; series?: readonly string[] } },
): Promise<string> {
  if (isTold) return "";
  // A drawing of dots is no result, so that no file and no other program gets it.
  const draws = !noPlot && view.isScreen && files.length === 1;
  const parts: string[] = [];
  for (const file of files) {
    if (file.status === "ok" && file.input.outputPath === undefined) continue;
    if (file.status === "ok" && draws && isDated(file)) parts.push(...(await drawingsOf(file, view, series)));
    parts.push(lineOf(file, cwd, view));
  }
  // Where the forecast itself is on standard output, nothing else is.
  if (files.every(({ input }) => input.outputPath !== undefined))
    parts.push(...drawn.map((path) => `${view.paint.green(view.symbols.ok)} Wrote ${inOneLine(path)}`));
  const failed = files.filter((file) => file.status === "failed").length;
  if (detached !== undefined) {
    const sent = `${plural(detached.inputs - failed, "file")} sent as run ${detached.run}.`;
    return [...parts, `${view.paint.green(view.symbols.ok)} ${sent}`, ...commandsAfter(next, view)].join(
      "\n",
    );
  }
  if (before > 0)
    parts.push(`${plural(before, "file")} had ${before === 1 ? "its" : "their"} forecast before.`);
  const total = files.length + before;
  if (failed > 0) parts.push("", `${total - failed} of ${total} files forecast, ${failed} failed.`);
  const rejected = files.some((file) => file.status === "failed" && file.error.exitCode === exitCodes.failed);
  if (rejected && total > 1 && next !== undefined) parts.push(...howToGoOn(next.resume, view));
  return parts.join("\n");
}

function howToGoOn(command: string, view: View): string[] {
  const sentence = `Fix them, then \`${command}\` forecasts only those.`;
  if (command.length + 2 <= view.wrapsAt) return [sentence];
  return ["Fix them, then", commandText(command, view), "forecasts only those."];
}

const commandsAfter = (next: RunCommands | undefined, view: View): string[] =>
  next === undefined
    ? []
    : [
        commandTable(
          [
            [next.show, "how far it is"],
            [next.fetch, "wait for the forecasts and bring them here"],
          ],
          view,
        ),
      ];

/** Of a panel the first series, less high. */
const drawnSeries = 3;

async function drawingsOf(
  file: Forecasted,
  view: View,
  names: readonly string[] | undefined,
): Promise<string[]> {
  const charts = await chartsOf(file, drawnSeries, names);
  const size = charts.length > 1 ? { rows: 6 } : {};
  return charts.flatMap((chart) => [terminalChart(chart, { view, ...size }), ""]);
}

function lineOf(file: FileResult, cwd: string, view: View): string {
  const { paint, symbols } = view;
  if (file.status === "failed") {
    return renderOneFailure(file.error.message, file.error, view);
  }
  const { input, rows, model, series, durationMs } = file;
  const of = series === undefined ? "" : ` of ${series.count} series`;
  const fellBack = series !== undefined && series.fellBack > 0 ? `, ${series.fellBack} by a fallback` : "";
  const left = series !== undefined && series.left > 0 ? `, ${series.left} without a forecast` : "";
  const about = `${plural(rows, "row")}${of}${byModel(model)}${fellBack}${left} in ${formatDuration(durationMs)}`;
  return `${paint.green(symbols.ok)} ${inOneLine(input.label)} ${paint.dim("→")} ${inOneLine(view.shortPath(shownOutput(input, cwd)))}  ${paint.dim(about)}`;
}

export const document = ({ run, detached, before, files, skipped }: PredictResult): object => ({
  run,
  ...faultOfOnly({ files, before, detached }),
  ...(detached && { sent: detached.inputs - files.length }),
  files: files.map((file) => {
    const { label, outputPath } = file.input;
    if (file.status === "failed")
      return { input: label, status: file.status, error: errorDocument(file.error) };
    const { input: _input, status, sent: _sent, content: _content, csv: _csv, ...forecast } = file;
    return { input: label, status, output: outputPath, ...forecast };
  }),
  succeeded: files.filter((file) => file.status === "ok").length,
  before,
  failed: files.filter((file) => file.status === "failed").length,
  skipped: skipped.map(({ label, outputPath }) => ({ input: label, output: outputPath })),
});

type Answered = Pick<PredictResult, "files" | "before" | "detached">;

/** The error of one file stands where every error stands, too. */
function faultOfOnly({ files, before, detached }: Answered): { error?: ErrorDocument } {
  const [only] = files;
  if (detached !== undefined || !isOnly({ files, before }) || only?.status !== "failed") return {};
  return { error: errorDocument(only.error) };
}

export function exitCode({ files, before, detached }: PredictResult): number {
  const { error } = faultOfOnly({ files, before, detached });
  if (error !== undefined) return error.exitCode;
  const errors: CloudRunnerError[] = files.flatMap((file) => (file.status === "failed" ? [file.error] : []));
  const areLate = errors.every((error) => error.exitCode === exitCodes.timedOut);
  return exitCodeOf(errors.length, detached?.inputs ?? files.length + before, areLate);
}
