// What `cloud-runner runs show` prints, and `runs watch` at its end.
import { plural } from "../../../../core/duration.ts";
import { inOneLine } from "../../../../core/quote.ts";
import type { ShownRun } from "../../../../library/runs/show-run.ts";
import { exitCodeOf } from "../../../shell/exit-code.ts";
import { errorDocument } from "../../../../core/error-document.ts";
import { renderOneFailure } from "../../../shell/render-error.ts";
import { commandTable } from "../../../layout/command-text.ts";
import { facts } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { filesOf, shownCounts, shownInputs, shownStart } from "../run-text.ts";

export function render(run: ShownRun, view: View): string {
  const { files, parameters, next, error } = run;
  const about = [
    ["run", run.run],
    ["started", `${shownStart(run.startedAt)} UTC`],
    ["cancelled", run.cancelledAt && `${shownStart(run.cancelledAt)} UTC`],
    ["kept until", run.keptUntil && `${shownStart(run.keptUntil)} UTC`],
    ["manifest", run.manifest],
    ["inputs", `${filesOf(run.inputs)}: ${inOneLine(shownInputs(files[0]?.input ?? "", run.inputs))}`],
    ["state", shownCounts(run)],
    ...seriesRows(run),
    [
      "parameters",
      Object.entries(parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ") || undefined,
    ],
  ] as const;
  const failures = [
    ...(error === undefined ? [] : [error]),
    ...files.flatMap((file) => (file.error === undefined ? [] : [file.error])),
  ].map((each) => renderOneFailure(`${each.message} ${view.paint.dim(each.code)}`, each, view));
  const commands: [string, string][] = [
    ...(run.done + run.waiting > 0 ? [[next.fetch, "bring the forecasts here"] as [string, string]] : []),
    ...(run.missing + run.failed > 0
      ? [[next.resume, "send what was not sent or has been fixed"] as [string, string]]
      : []),
  ];
  return [
    facts(about, view),
    ...(failures.length === 0 ? [] : ["", ...failures]),
    ...(commands.length === 0 ? [] : ["", commandTable(commands, view, "")]),
  ].join("\n");
}

/** More would push the rest off the page. */
const mostShown = 5;

function seriesRows({ files }: ShownRun): [string, string][] {
  const cut = files.flatMap(({ input, series }) => (series === undefined ? [] : [{ input, series }]));
  return cut
    .slice(0, mostShown)
    .map(({ input, series }, index) => [
      index === 0 ? "with the job" : "",
      `${inOneLine(input)}, ${series.done} of ${plural(series.series, "series", "series")} done`,
    ]);
}

export const document = ({ files, error, ...run }: ShownRun): object => ({
  ...run,
  ...(error && { error: errorDocument(error) }),
  files: files.map((file) => ({ ...file, error: file.error && errorDocument(file.error) })),
});

/** Of a run that was watched to its end. */
export const exitCodeOfRun = ({ inputs, failed, waiting }: ShownRun): number =>
  exitCodeOf(failed + waiting, inputs, failed === 0);
